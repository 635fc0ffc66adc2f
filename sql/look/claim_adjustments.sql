-- Adjustments of the remittance claims that were matched to a claim. $1 organisation, $2 claim.
SELECT p.trace_number, a.payment_id, a.claim_ordinal::bigint, nullif(a.line_ordinal, 0)::bigint,
    nullif(l.line, 0)::bigint, a.group_code, a.reason_code, a.amount, a.class, a.segment::bigint, a.byte_offset
FROM remittance_match m
JOIN remittance_adjustment a USING (org_id, payment_id, claim_ordinal)
JOIN payment p USING (org_id, payment_id)
LEFT JOIN remittance_line_match l ON l.org_id = $1 AND l.payment_id = a.payment_id
    AND l.claim_ordinal = a.claim_ordinal AND l.line_ordinal = a.line_ordinal AND l.generation = m.generation
WHERE m.org_id = $1 AND m.claim_id = $2 AND m.active
ORDER BY a.payment_id, a.claim_ordinal, a.line_ordinal, a.ordinal
