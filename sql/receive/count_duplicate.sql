-- A file that was done before came again. $1 file, $2 run, $3 name, $4 where this one is kept, $5 whether the first one
-- is gone: then this one stands for it. Its sets are duplicates, as many as then.
WITH kept AS (
    UPDATE received_file SET kept_as = $4 WHERE file_id = $1 AND $5
)
INSERT INTO file_receipt (file_id, run_id, name, unit, received_count, duplicate, outcome, kept_as)
SELECT $1, $2, $3, 'transactions', n, n, 'duplicate', $4
FROM (SELECT count(*) AS n FROM received_transaction WHERE file_id = $1) t
