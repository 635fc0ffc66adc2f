-- One claim, whatever its state: $1 organisation, $2 claim. The row is held until the end, so that no other run moves
-- it.
INSERT INTO stage_release (claim_id, from_state)
SELECT claim_id, state FROM claim WHERE org_id = $1 AND claim_id = $2
FOR UPDATE
