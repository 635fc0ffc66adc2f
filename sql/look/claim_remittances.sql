-- What payers said of a claim: remittance claims that were matched to it. $1 organisation, $2 claim, $3-$5 codes of
-- answers with their words.
WITH answer AS (
    SELECT * FROM unnest($3::text[], $4::text[], $5::text[]) AS a (list, code, words)
)
SELECT p.trace_number, p.payment_id, m.claim_ordinal::bigint, p.effective_date, p.payer_name, r.control_number, r.status,
    w.words, r.charge, r.paid, r.patient_responsibility, m.how, CASE WHEN m.reverses_payment > 0 THEN
        'takes back payment ' || m.reverses_payment || ' claim ' || m.reverses_claim END,
    r.payer_claim_number, f.name, r.segment::bigint, r.byte_offset
FROM remittance_match m
JOIN payment p USING (org_id, payment_id)
JOIN remittance_claim r USING (org_id, payment_id, claim_ordinal)
LEFT JOIN received_file f USING (file_id)
LEFT JOIN answer w ON w.list = 'clp_status' AND w.code = r.status
WHERE m.org_id = $1 AND m.claim_id = $2 AND m.active
ORDER BY m.payment_id, m.claim_ordinal
