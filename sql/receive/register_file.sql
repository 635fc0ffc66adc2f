-- Registers a received file by content: $1 digest, $2 kind, $3 name, $4 bytes, $5 run, $6 moment. Returns its id,
-- the run that finished it before (0: none), and where it was kept then.
WITH made AS (
    INSERT INTO received_file (sha256, kind, name, bytes, run_id, received_at, state)
    VALUES ($1, $2, $3, $4, $5, $6, 'reading')
    ON CONFLICT (sha256) DO NOTHING
    RETURNING file_id
)
SELECT file_id, 0::bigint, '' FROM made
UNION ALL
SELECT file_id, CASE WHEN state = 'done' THEN run_id ELSE 0 END, kept_as FROM received_file
WHERE sha256 = $1 AND NOT EXISTS (SELECT FROM made)
