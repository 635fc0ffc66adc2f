-- Entries for the batch's claims, as domain.md, 4 has them. $1 organisation, $2 batch, $3 where the cash comes
-- from: remittance clearing (1050), or unapplied cash (2100) for what was matched later.
-- What pays is cash; what a payer does not owe any more leaves its A/R by the
-- class of its adjustment: contractual, sequestration and capitation to their accounts; patient responsibility
-- to the next payer or the patient; denials, prior payers' impact and duplicates move nothing. An adjustment
-- that would push a later payer's balance below zero is not posted but listed; cash always posts. Reversals
-- follow in stage_reversals.sql.
WITH paid AS (
    SELECT m.*, p.effective_date, p.file_id, s.payer_id AS remitter, r.paid, r.byte_offset, r.segment
    FROM stage_match m
    JOIN stage_payment_state s ON s.pay_no = m.pay_no AND s.batch = $2
    JOIN payment p ON p.org_id = $1 AND p.payment_id = m.payment_id
    JOIN remittance_claim r ON r.org_id = $1 AND r.payment_id = m.payment_id AND r.claim_ordinal = m.claim_ordinal
), line AS (
    SELECT p.*, l.line_ordinal, l.paid AS line_paid, l.byte_offset AS line_offset, l.segment AS line_segment, x.line
    FROM paid p
    JOIN remittance_line l ON l.org_id = $1 AND l.payment_id = p.payment_id AND l.claim_ordinal = p.claim_ordinal
    JOIN stage_line_match x ON x.pay_no = p.pay_no AND x.claim_ordinal = p.claim_ordinal
        AND x.line_ordinal = l.line_ordinal
    WHERE p.act = 'pay'
), adjustment AS (
    SELECT p.*, a.line_ordinal, a.ordinal, a.group_code, a.reason_code, a.amount, a.class,
        a.byte_offset AS cas_offset, a.segment AS cas_segment,
        coalesce(x.line, 0)::smallint AS line,
        sum(a.amount) OVER (PARTITION BY p.pay_no, p.claim_ordinal ORDER BY a.line_ordinal, a.ordinal) AS running
    FROM paid p
    JOIN remittance_adjustment a ON a.org_id = $1 AND a.payment_id = p.payment_id AND a.claim_ordinal = p.claim_ordinal
    LEFT JOIN stage_line_match x ON x.pay_no = p.pay_no AND x.claim_ordinal = p.claim_ordinal
        AND x.line_ordinal = a.line_ordinal
    WHERE p.act = 'pay' AND a.class IN ('contractual', 'sequestration', 'capitation', 'patient', 'patient_review')
), acted AS (
    -- What each remittance of a later payer takes off the claim in this batch; a reversal gives back.
    SELECT p.pay_no, p.claim_ordinal, p.payment_id, p.encounter_id, p.claim_id, p.account, p.act, p.paid,
        p.paid + coalesce((SELECT sum(a.amount) FROM remittance_adjustment a WHERE a.org_id = $1
            AND a.payment_id = p.payment_id AND a.claim_ordinal = p.claim_ordinal
            AND a.class IN ('contractual', 'sequestration', 'capitation', 'patient', 'patient_review')), 0) AS taken
    FROM paid p WHERE p.act IN ('pay', 'reverse') AND p.account IN (1120, 1130)
), room AS (
    -- What a later payer still owes on the claim after this remittance's cash, and what came before it.
    SELECT x.pay_no, x.claim_ordinal, coalesce(b.cents, 0) - x.before - x.paid AS cents
    FROM (
        SELECT *, coalesce(sum(taken) OVER (PARTITION BY claim_id ORDER BY payment_id, claim_ordinal
            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS before
        FROM acted) x
    LEFT JOIN LATERAL (
        SELECT sum(b.cents) AS cents FROM balance b WHERE b.org_id = $1 AND b.encounter_id = x.encounter_id
            AND b.claim_id = x.claim_id AND b.account = x.account) b ON true
    WHERE x.act = 'pay'
), judged AS (
    SELECT a.*, coalesce(a.amount > 0 AND a.running > r.cents, false) AS overdraws
    FROM adjustment a LEFT JOIN room r USING (pay_no, claim_ordinal)
), listed AS (
    INSERT INTO stage_remit_finding (payment_id, claim_ordinal, code, place, value)
    SELECT payment_id, claim_ordinal, 'adjustment_would_overdraw', 'CAS ' || line_ordinal || '.' || ordinal,
        group_code || ' ' || reason_code
    FROM judged WHERE overdraws
    UNION ALL
    SELECT payment_id, claim_ordinal, 'adjustment_review', 'CAS ' || line_ordinal || '.' || ordinal,
        group_code || ' ' || reason_code
    FROM judged WHERE NOT overdraws AND class = 'patient_review'
)
INSERT INTO stage_entry (effective_date, kind, amount, debit_account, debit_party, debit_claim, debit_line,
    credit_account, credit_party, credit_claim, credit_line, encounter_id, encounter_version, payment_id,
    claim_ordinal, line_ordinal, adjustment_ordinal, generation, group_code, reason_code, file_id, file_offset,
    file_segment)
SELECT effective_date, CASE $3 WHEN 2100 THEN 'applied' ELSE 'line_payment' END AS kind, line_paid, $3, remitter, 0, 0, account, payer_id, claim_id, line,
    encounter_id, encounter_version, payment_id, claim_ordinal, line_ordinal, 0 AS adjustment_ordinal, generation, '', '', file_id, line_offset,
    line_segment
FROM line
UNION ALL
SELECT p.effective_date, CASE $3 WHEN 2100 THEN 'applied' ELSE 'claim_payment' END, p.paid - coalesce(l.paid, 0), $3,
    p.remitter, 0, 0, p.account, p.payer_id,
    p.claim_id, 0, p.encounter_id, p.encounter_version, p.payment_id, p.claim_ordinal, 0, 0,
    p.generation, '', '', p.file_id, p.byte_offset, p.segment
FROM paid p
-- Claim by claim: the planner cannot know how many rows `line` has.
LEFT JOIN LATERAL (
    SELECT sum(l.paid)::bigint AS paid
    FROM remittance_line l
    JOIN stage_line_match x ON x.pay_no = p.pay_no AND x.claim_ordinal = p.claim_ordinal AND x.line_ordinal = l.line_ordinal
    WHERE l.org_id = $1 AND l.payment_id = p.payment_id AND l.claim_ordinal = p.claim_ordinal) l ON true
WHERE p.act = 'pay'
UNION ALL
SELECT j.effective_date,
    CASE j.class WHEN 'contractual' THEN 'contractual' WHEN 'sequestration' THEN 'sequestration'
        WHEN 'capitation' THEN 'capitation_adjustment' ELSE 'patient_responsibility' END,
    j.amount,
    CASE j.class WHEN 'contractual' THEN 4100 WHEN 'sequestration' THEN 4110 WHEN 'capitation' THEN 4120
        WHEN 'patient' THEN CASE WHEN j.next_claim > 0 THEN j.next_account ELSE 1150 END ELSE 1150 END,
    CASE WHEN j.class = 'patient' AND j.next_claim > 0 THEN j.next_payer
        WHEN j.class IN ('patient', 'patient_review') THEN j.patient_id ELSE j.payer_id END,
    CASE WHEN j.class = 'patient' AND j.next_claim > 0 THEN j.next_claim ELSE j.claim_id END,
    j.line, j.account, j.payer_id, j.claim_id, j.line, j.encounter_id, j.encounter_version, j.payment_id,
    j.claim_ordinal, j.line_ordinal, j.ordinal, j.generation, j.group_code, j.reason_code, j.file_id, j.cas_offset,
    j.cas_segment
FROM judged j
WHERE NOT j.overdraws
UNION ALL
SELECT effective_date, CASE act WHEN 'unapplied' THEN 'unapplied' ELSE 'reversal_unmatched' END, paid, 1050, remitter,
    0, 0, 2100, remitter, 0, 0, 0, 0, payment_id, claim_ordinal, 0, 0, 1, '', '', file_id, byte_offset, segment
FROM paid
WHERE act IN ('unapplied', 'reverse_unmatched')
-- Entries are numbered as they are inserted: in the payment's order, so that the same file makes the same numbers.
ORDER BY payment_id, claim_ordinal, line_ordinal, adjustment_ordinal, kind
