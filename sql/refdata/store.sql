-- A release and its codes from staging. $1 code set, $2 name of the member, $3 SHA-256, $4 first day, $5 last
-- day, $6 run, $7 the run's moment. Returns its id.
WITH release AS (
    INSERT INTO code_release (code_set, name, sha256, effective_from, effective_to, codes, run_id, loaded_at)
    SELECT $1, $2, $3, $4, $5, count(*), $6, $7 FROM stage_code
    RETURNING release_id
), stored AS (
    INSERT INTO code (release_id, code, billable, short_name, added, terminated)
    SELECT r.release_id, s.code, s.billable, s.short_name, s.added, s.terminated
    FROM stage_code s CROSS JOIN release r
)
SELECT release_id FROM release
