-- Registers a received file by content: $1 digest, $2 kind, $3 name, $4 bytes, $5 run, $6 moment, $7 job. Returns its
-- id; the run that finished it before (0: none); where it was kept then; and where a run put it, under this name, since
-- the job ended well last ('' when none did): if it does not lie there, that run was stopped before it could move it.
WITH made AS (
    INSERT INTO received_file (sha256, kind, name, bytes, run_id, received_at, state)
    VALUES ($1, $2, $3, $4, $5, $6, 'reading')
    ON CONFLICT (sha256) DO NOTHING
    RETURNING file_id
)
SELECT file_id, 0::bigint, '', '' FROM made
UNION ALL
SELECT f.file_id, CASE WHEN f.state = 'done' THEN f.run_id ELSE 0 END, f.kept_as, coalesce((
    SELECT c.kept_as FROM file_receipt c
    WHERE c.file_id = f.file_id AND c.name = $3 AND c.run_id > coalesce((
        SELECT r.run_id FROM run r WHERE r.job = $7 AND r.exit_code <= 1 ORDER BY r.run_id DESC LIMIT 1), 0)
    ORDER BY c.receipt_id DESC LIMIT 1), '')
FROM received_file f
WHERE f.sha256 = $1 AND NOT EXISTS (SELECT FROM made)
