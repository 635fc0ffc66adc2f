-- The next $2 claims after claim $3 that wait: judged again every night. $1 organisation, $4 run: what it has
-- judged by now is left out.
INSERT INTO stage_batch (encounter_id, version, action, claim_id, submissions, from_state)
SELECT c.encounter_id, e.version, 'rebuild', c.claim_id, c.submissions, c.state
FROM (
    SELECT * FROM claim w
    WHERE org_id = $1 AND unsent AND claim_id > $3
        AND judged_run < $4 AND NOT imported
        -- A later payer's claim waits for the one before it.
        AND NOT EXISTS (SELECT FROM claim p WHERE p.org_id = $1 AND p.encounter_id = w.encounter_id
            AND p.sequence::text < w.sequence::text AND p.unsent)
    ORDER BY claim_id LIMIT $2
) c
JOIN encounter e ON e.org_id = $1 AND e.encounter_id = c.encounter_id
