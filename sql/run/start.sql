-- Opens a run: $1 its night or 0, $2 job, $3 accounting date, $4 moment, $5 user, $6 host, $7 pid, $8 program,
-- $9 dry run. Returns its id.
INSERT INTO run (parent_run_id, job, as_of, started_at, user_name, host, pid, program, dry_run)
VALUES (nullif($1::bigint, 0), $2, $3, $4, $5, $6, $7::bigint, $8, $9)
RETURNING run_id
