-- What a claim is now: $1 organisation, $2 claim.
SELECT c.claim_id, o.code, c.state, s.meaning, p.code, p.name, c.sequence, c.service_from, c.service_to, c.total,
    c.lines::bigint, e.encounter_key, e.source, e.patient_id, u.control_number, c.payer_claim_number,
    c.payer_received, c.first_published, nullif(c.primary_claim_id, 0),
    concat_ws(', ', CASE WHEN c.denial_open THEN 'denial open' END, CASE WHEN c.secondary_due THEN 'later payer due' END,
        CASE WHEN c.crossover_awaited THEN 'crossover awaited' END,
        CASE WHEN c.replacement_proposed THEN 'correction proposed' END,
        CASE WHEN c.imported THEN 'sent by an earlier system' END),
    (SELECT coalesce(sum(b.cents), 0)::bigint FROM balance b WHERE b.org_id = $1 AND b.encounter_id = c.encounter_id
        AND (b.claim_id = c.claim_id OR (b.claim_id = 0 AND c.sequence = 'P')))
FROM claim c
JOIN organisation o USING (org_id)
JOIN claim_state s USING (state)
JOIN payer p USING (org_id, payer_id)
JOIN encounter e USING (org_id, encounter_id)
LEFT JOIN submission u ON u.org_id = $1 AND u.claim_id = c.claim_id AND u.ordinal = c.submissions
WHERE c.org_id = $1 AND c.claim_id = $2
