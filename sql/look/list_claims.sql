-- Claims, and encounters that have none, in short: $1 organisation, $2 claims, $3 encounters, $4 patients. Open is what
-- payer and patient owe, what is not yet billed included.
WITH wanted AS (
    SELECT encounter_id, claim_id FROM claim WHERE org_id = $1 AND claim_id = ANY ($2::bigint[])
    UNION
    SELECT e.encounter_id, coalesce(c.claim_id, 0)
    FROM encounter e LEFT JOIN claim c ON c.org_id = $1 AND c.encounter_id = e.encounter_id
    WHERE e.org_id = $1 AND e.encounter_id = ANY ($3::bigint[])
    UNION
    SELECT e.encounter_id, coalesce(c.claim_id, 0)
    FROM encounter e LEFT JOIN claim c ON c.org_id = $1 AND c.encounter_id = e.encounter_id
    WHERE e.org_id = $1 AND e.patient_id = ANY ($4::bigint[])
)
SELECT o.code, nullif(w.claim_id, 0), e.encounter_key, e.patient_id, p.code, c.sequence,
    coalesce(c.service_from, e.service_from), c.service_to, coalesce(c.total, e.total),
    coalesce(c.state, CASE WHEN e.cancelled THEN 'cancelled' WHEN e.class = 'self_pay' THEN 'self-pay' ELSE e.class END),
    coalesce(b.cents, 0)::bigint, s.control_number, c.payer_claim_number
FROM wanted w
JOIN organisation o ON o.org_id = $1
JOIN encounter e ON e.org_id = $1 AND e.encounter_id = w.encounter_id
LEFT JOIN claim c ON c.org_id = $1 AND c.claim_id = w.claim_id
LEFT JOIN payer p ON p.org_id = $1 AND p.payer_id = c.payer_id
LEFT JOIN submission s ON s.org_id = $1 AND s.claim_id = c.claim_id AND s.ordinal = c.submissions
LEFT JOIN LATERAL (
    SELECT sum(b.cents) AS cents FROM balance b
    WHERE b.org_id = $1 AND b.encounter_id = w.encounter_id
        AND (b.claim_id = w.claim_id OR (b.claim_id = 0 AND c.sequence = 'P'))) b ON true
ORDER BY coalesce(c.service_from, e.service_from), e.encounter_key, c.sequence, w.claim_id
