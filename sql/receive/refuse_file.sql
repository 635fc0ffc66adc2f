-- A file of which nothing can be read, or that is left for the next run. $1 file, $2 run, $3 name, $4 where it is kept,
-- $5 code, $6 whether it stays in the inbox.
WITH noted AS (
    INSERT INTO file_finding (file_id, run_id, code, severity, set_aside)
    SELECT $1, $2, $5, CASE WHEN $6 THEN 'warn' ELSE 'reject' END, NOT $6 WHERE $5 <> ''
), closed AS (
    UPDATE received_file SET state = CASE WHEN $6 THEN 'reading' ELSE 'refused' END, kept_as = $4 WHERE file_id = $1
)
INSERT INTO file_receipt (file_id, run_id, name, unit, outcome, kept_as)
SELECT $1, $2, $3, 'transactions', 'refused', $4 WHERE NOT $6
