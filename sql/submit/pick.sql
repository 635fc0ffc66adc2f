-- The claims of a chunk, given in stage_pick, as a batch for build/load_*.sql. $1 organisation.
INSERT INTO stage_batch (encounter_id, version, action, claim_id, submissions, from_state)
SELECT c.encounter_id, c.encounter_version, 'rebuild', c.claim_id, c.submissions, c.state
FROM stage_pick p
JOIN claim c ON c.org_id = $1 AND c.claim_id = p.claim_id
