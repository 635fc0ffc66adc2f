-- What came of the staged claims: claim, encounter, payer, dollars, state before and now, findings overridden and
-- which, findings that still hold it. $1 organisation.
SELECT s.claim_id, e.encounter_key, p.code, c.total, s.from_state, c.state, s.released::bigint, s.reasons,
    s.stays::bigint
FROM stage_release s
JOIN claim c ON c.org_id = $1 AND c.claim_id = s.claim_id
JOIN encounter e ON e.org_id = $1 AND e.encounter_id = c.encounter_id
JOIN payer p ON p.org_id = $1 AND p.payer_id = c.payer_id
ORDER BY s.claim_id
