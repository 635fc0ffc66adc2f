-- The claims of an interchange that was rejected whole (TA1 R), or of its sets that were (999 R, M, W, X), which have
-- not been sent again since. $1 organisation, $2 interchange.
INSERT INTO stage_release (claim_id, from_state)
SELECT c.claim_id, c.state
FROM interchange i
JOIN interchange_set s ON s.org_id = $1 AND s.interchange_id = i.interchange_id
JOIN attempt a ON a.org_id = $1 AND a.interchange_id = i.interchange_id AND a.group_control = s.group_control
    AND a.set_control = s.set_control AND a.is_live
JOIN claim c ON c.org_id = $1 AND c.claim_id = a.claim_id AND c.attempt_id = a.attempt_id AND c.state = 'rejected'
WHERE i.org_id = $1 AND i.interchange_id = $2 AND (i.answer = 'R' OR s.answer IN ('R', 'M', 'W', 'X'))
FOR UPDATE OF c
