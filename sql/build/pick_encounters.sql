-- The next $2 encounters whose newest version build has not looked at, and what to do about each. A claim
-- that was sent is never edited: a correction is proposed. $1 organisation.
INSERT INTO stage_batch (encounter_id, version, action, claim_id, submissions, from_state)
SELECT e.encounter_id, e.version,
    CASE WHEN e.class = 'insured' AND NOT e.cancelled THEN
            CASE WHEN c.claim_id IS NULL THEN 'new'
                WHEN c.unsent THEN 'rebuild'
                ELSE 'propose' END
        WHEN c.claim_id IS NULL THEN 'none'
        WHEN c.unsent THEN 'withdraw'
        ELSE 'propose' END,
    coalesce(c.claim_id, 0), coalesce(c.submissions, 0), coalesce(c.state, '')
FROM (
    SELECT DISTINCT encounter_id FROM encounter_unbuilt WHERE org_id = $1 ORDER BY encounter_id LIMIT $2
) u
JOIN encounter e ON e.org_id = $1 AND e.encounter_id = u.encounter_id
LEFT JOIN claim c ON c.org_id = $1 AND c.encounter_id = e.encounter_id AND c.sequence = 'P'
    AND c.state <> 'withdrawn' AND NOT c.imported
