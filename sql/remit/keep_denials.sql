-- Denials of the batch's claims, as open items by claim, line, group and reason: what unreversed remittances deny, once
-- (the same dollars denied again are still those), at most the charge of the line. A denial has no entry: its dollars
-- stay in the payer's A/R. Key: denial|claim|line|group|reason. $1 organisation, $2 day.
WITH touched AS (
    SELECT DISTINCT m.claim_id, m.payer_id
    FROM stage_match m
    JOIN remittance_adjustment a ON a.org_id = $1 AND a.class = 'denial'
        AND a.payment_id = CASE m.act WHEN 'reverse' THEN m.reverses_payment ELSE m.payment_id END
        AND a.claim_ordinal = CASE m.act WHEN 'reverse' THEN m.reverses_claim ELSE m.claim_ordinal END
    WHERE m.act IN ('pay', 'reverse') AND m.claim_id > 0
), denied AS (
    SELECT t.claim_id, coalesce(l.line, 0)::smallint AS line, a.group_code, a.reason_code, min(m.payment_id) AS payment_id,
        min(m.claim_ordinal) AS claim_ordinal, sum(a.amount)::bigint AS cents
    FROM touched t
    JOIN remittance_match m ON m.org_id = $1 AND m.claim_id = t.claim_id AND m.claim_id > 0 AND m.active AND m.act = 'pay'
        AND NOT EXISTS (SELECT FROM remittance_match b WHERE b.org_id = $1 AND b.active
            AND b.reverses_payment > 0 AND b.reverses_payment = m.payment_id AND b.reverses_claim = m.claim_ordinal)
    JOIN remittance_adjustment a ON a.org_id = $1 AND a.payment_id = m.payment_id AND a.claim_ordinal = m.claim_ordinal
        AND a.class = 'denial'
    LEFT JOIN remittance_line_match l ON l.org_id = $1 AND l.payment_id = a.payment_id AND l.claim_ordinal = a.claim_ordinal
        AND l.line_ordinal = a.line_ordinal AND l.generation = m.generation
    GROUP BY 1, 2, 3, 4
), keyed AS (
    SELECT concat_ws('|', 'denial', d.claim_id, d.line, d.group_code, d.reason_code) AS item_key, t.payer_id, d.claim_id,
        d.line, d.payment_id, d.claim_ordinal, least(d.cents, coalesce(l.charge, c.total)) AS cents
    FROM denied d
    JOIN touched t USING (claim_id)
    JOIN claim c ON c.org_id = $1 AND c.claim_id = d.claim_id
    LEFT JOIN claim_line l ON l.org_id = $1 AND l.claim_id = d.claim_id AND l.line = d.line
), gone AS (
    UPDATE open_item o SET balance = 0, closed_on = coalesce(o.closed_on, $2)
    FROM touched t
    WHERE o.org_id = $1 AND o.claim_id = t.claim_id AND o.kind = 'denial'
        AND NOT EXISTS (SELECT FROM keyed k WHERE k.item_key = o.item_key)
)
INSERT INTO open_item AS o (org_id, kind, item_key, account, payer_id, reference, claim_id, line, payment_id,
    claim_ordinal, opened_on, balance, closed_on)
SELECT $1, 'denial', item_key, 0, payer_id, '', claim_id, line, payment_id, claim_ordinal, $2, cents,
    CASE WHEN cents = 0 THEN $2 END
FROM keyed
ON CONFLICT (org_id, item_key) DO UPDATE SET balance = EXCLUDED.balance, closed_on = CASE WHEN EXCLUDED.balance = 0 THEN $2 END
