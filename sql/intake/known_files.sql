-- Registers the files of a set by content. $1 digests, $2 kind, $3 names, $4 bytes, $5 run, $6 moment. Returns
-- for each, in order: its id, and the run that finished it before (0: none).
WITH given AS (
    SELECT sha256, name, bytes, ordinal FROM unnest($1::bytea[], $3::text[], $4::bigint[])
        WITH ORDINALITY AS g (sha256, name, bytes, ordinal)
), made AS (
    INSERT INTO received_file (sha256, kind, name, bytes, run_id, received_at, state)
    SELECT DISTINCT ON (sha256) sha256, $2, name, bytes, $5, $6, 'reading' FROM given ORDER BY sha256, ordinal
    ON CONFLICT (sha256) DO NOTHING
    RETURNING file_id, sha256
)
SELECT coalesce(m.file_id, f.file_id), CASE WHEN f.state = 'done' THEN f.run_id ELSE 0 END
FROM given g
LEFT JOIN made m USING (sha256)
LEFT JOIN received_file f USING (sha256)
ORDER BY g.ordinal
