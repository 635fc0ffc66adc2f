-- Reversals (CLP02 22) of the batch and what they take back: the earliest posted remittance claim of the same
-- claim, not taken back yet, of which the reversal is exactly the negative, in charge, payment and every sum
-- of adjustments by group and reason. One that fits no claim of ours takes back unapplied cash of the same payer and
-- claim number. One whose original posted nothing posts nothing. One without original touches no claim. $1
-- organisation.
WITH reversal AS (
    SELECT m.pay_no, m.payment_id, m.claim_ordinal, m.claim_id,
        CASE WHEN m.claim_id = 0 THEN s.payer_id || '|' || c.control_number ELSE '' END AS number
    FROM stage_match m
    JOIN stage_payment_state s USING (pay_no)
    JOIN stage_remit_claim c USING (pay_no, claim_ordinal)
    WHERE m.act = 'reverse' OR (m.act = 'reverse_unmatched' AND c.control_number <> '')
), candidate AS (
    SELECT t.claim_id, '' AS number, t.payment_id, t.claim_ordinal, t.act
    FROM remittance_match t
    WHERE t.org_id = $1 AND t.active AND t.act IN ('pay', 'none', 'duplicate') AND t.claim_id > 0
        AND t.claim_id IN (SELECT claim_id FROM reversal)
        AND NOT EXISTS (SELECT FROM remittance_match b WHERE b.org_id = $1 AND b.active
            AND b.reverses_payment > 0 AND b.reverses_payment = t.payment_id AND b.reverses_claim = t.claim_ordinal)
    UNION ALL
    SELECT claim_id, '', payment_id, claim_ordinal, act FROM stage_match
    WHERE act IN ('pay', 'none', 'duplicate') AND claim_id > 0 AND claim_id IN (SELECT claim_id FROM reversal)
    UNION ALL
    SELECT 0, v.number, r.payment_id, r.claim_ordinal, t.act
    FROM (SELECT DISTINCT number, split_part(number, '|', 1)::bigint AS payer_id FROM reversal WHERE claim_id = 0) v
    JOIN open_item o ON o.org_id = $1 AND o.kind = 'unapplied' AND o.closed_on IS NULL AND o.claim_ordinal > 0
        AND o.payer_id = v.payer_id
    JOIN remittance_claim r ON r.org_id = $1 AND r.payment_id = o.payment_id AND r.claim_ordinal = o.claim_ordinal
        AND v.number = v.payer_id || '|' || r.control_number
    JOIN remittance_match t ON t.org_id = $1 AND t.payment_id = r.payment_id AND t.claim_ordinal = r.claim_ordinal
        AND t.active AND t.act = 'unapplied'
    UNION ALL
    SELECT 0, s.payer_id || '|' || c.control_number, m.payment_id, m.claim_ordinal, m.act
    FROM stage_match m
    JOIN stage_payment_state s USING (pay_no)
    JOIN stage_remit_claim c USING (pay_no, claim_ordinal)
    WHERE m.act = 'unapplied' AND s.payer_id || '|' || c.control_number IN (SELECT number FROM reversal)
), involved AS (
    SELECT payment_id, claim_ordinal FROM reversal UNION SELECT payment_id, claim_ordinal FROM candidate
), adjusted AS (
    -- Sums by group and reason, a reversal's with the sign of its original.
    SELECT x.payment_id, x.claim_ordinal,
        string_agg(concat_ws(':', x.group_code, x.reason_code, x.amount), ' ' ORDER BY x.group_code, x.reason_code) AS sums
    FROM (
        SELECT i.payment_id, i.claim_ordinal, a.group_code, a.reason_code,
            CASE r.status WHEN '22' THEN -sum(a.amount) ELSE sum(a.amount) END AS amount
        FROM involved i
        JOIN remittance_claim r ON r.org_id = $1 AND r.payment_id = i.payment_id AND r.claim_ordinal = i.claim_ordinal
        JOIN remittance_adjustment a ON a.org_id = $1 AND a.payment_id = i.payment_id
            AND a.claim_ordinal = i.claim_ordinal
        GROUP BY i.payment_id, i.claim_ordinal, a.group_code, a.reason_code, r.status
        HAVING sum(a.amount) <> 0
    ) x
    GROUP BY x.payment_id, x.claim_ordinal
), taken AS (
    SELECT v.pay_no, v.claim_ordinal, v.claim_id, v.number, -r.charge AS charge, -r.paid AS paid, coalesce(a.sums, '') AS sums,
        row_number() OVER (PARTITION BY v.claim_id, v.number, r.charge, r.paid, a.sums
            ORDER BY v.payment_id, v.claim_ordinal) AS nth
    FROM reversal v
    JOIN remittance_claim r ON r.org_id = $1 AND r.payment_id = v.payment_id AND r.claim_ordinal = v.claim_ordinal
    LEFT JOIN adjusted a ON a.payment_id = v.payment_id AND a.claim_ordinal = v.claim_ordinal
), original AS (
    SELECT c.claim_id, c.number, c.payment_id, c.claim_ordinal, c.act, r.charge, r.paid, coalesce(a.sums, '') AS sums,
        row_number() OVER (PARTITION BY c.claim_id, c.number, r.charge, r.paid, a.sums
            ORDER BY c.payment_id, c.claim_ordinal) AS nth
    FROM candidate c
    JOIN remittance_claim r ON r.org_id = $1 AND r.payment_id = c.payment_id AND r.claim_ordinal = c.claim_ordinal
    LEFT JOIN adjusted a ON a.payment_id = c.payment_id AND a.claim_ordinal = c.claim_ordinal
)
UPDATE stage_match m
SET act = CASE WHEN o.payment_id IS NULL THEN 'reverse_unmatched' WHEN o.act IN ('pay', 'unapplied') THEN 'reverse' ELSE 'none' END,
    reason = CASE WHEN o.payment_id IS NOT NULL THEN '' WHEN t.claim_id = 0 THEN m.reason ELSE 'reversal_unmatched' END,
    reverses_payment = coalesce(o.payment_id, 0), reverses_claim = coalesce(o.claim_ordinal, 0)
FROM taken t
LEFT JOIN original o USING (claim_id, number, charge, paid, sums, nth)
WHERE m.pay_no = t.pay_no AND m.claim_ordinal = t.claim_ordinal
