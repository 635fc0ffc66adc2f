-- Of the claims tried again only those that now fit a claim go on; the match before them is retired. Their postings
-- are of the next generation. $1 organisation, $2 run. Returns how many go on.
WITH dropped AS (
    DELETE FROM stage_match WHERE act <> 'pay'
), retired AS (
    UPDATE remittance_match t SET active = false FROM stage_match m
    WHERE m.act = 'pay' AND t.org_id = $1 AND t.payment_id = m.payment_id AND t.claim_ordinal = m.claim_ordinal AND t.active
    RETURNING t.payment_id, t.claim_ordinal, t.generation
), counted AS (
    UPDATE stage_match m SET generation = r.generation + 1 FROM retired r
    WHERE m.act = 'pay' AND m.payment_id = r.payment_id AND m.claim_ordinal = r.claim_ordinal
), cured AS (
    UPDATE finding f SET state = 'resolved', closed_run_id = $2, closed_why = 'matched later'
    FROM retired r
    WHERE f.org_id = $1 AND f.subject = 'payment' AND f.subject_id = r.payment_id AND f.line = r.claim_ordinal
        AND f.state = 'open' AND f.code IN ('claim_not_found', 'remitter_not_payer', 'claim_number_damaged')
), learned AS (
    UPDATE payment p SET payer_id = s.payer_id FROM stage_payment_state s
    WHERE p.org_id = $1 AND p.payment_id = s.payment_id AND p.payer_id = 0 AND s.payer_id > 0
)
SELECT count(*) FROM retired
