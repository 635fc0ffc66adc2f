-- Keeps what the batch's claims and lines were matched to. $1 organisation, $2 batch, $3 run.
WITH lines AS (
    INSERT INTO remittance_line_match (org_id, payment_id, claim_ordinal, line_ordinal, generation, claim_id, line, how)
    SELECT $1, m.payment_id, l.claim_ordinal, l.line_ordinal, m.generation, l.claim_id, l.line, l.how
    FROM stage_line_match l JOIN stage_match m USING (pay_no, claim_ordinal)
)
INSERT INTO remittance_match (org_id, payment_id, claim_ordinal, generation, claim_id, submission, act, how,
    reason, reverses_payment, reverses_claim, run_id)
SELECT $1, m.payment_id, m.claim_ordinal, m.generation,
    CASE WHEN m.act = 'reverse_unmatched' THEN 0 ELSE m.claim_id END, m.submission, m.act,
    CASE WHEN m.act = 'reverse_unmatched' THEN 'none' ELSE m.how END, m.reason, m.reverses_payment,
    m.reverses_claim, $3
FROM stage_match m JOIN stage_payment_state s ON s.pay_no = m.pay_no AND s.batch = $2
