-- The first step of answering a file. $1 organisation, $2 digest, $3 name, $4 bytes, $5 claims, $6 seed, $7 day,
-- $8 moment, $9 and $10 control numbers, $11 run. Returns the file's number.
INSERT INTO rehearsal_file (org_id, sha256, name, bytes, claims, seed, received_on, step, step_at, state, due,
    first_control, last_control, run_id)
VALUES ($1, $2, $3, $4, $5, $6, $7, 1, $8, 'begun', 0, $9, $10, $11)
RETURNING file_no
