-- Registers the files of a set by content. $1 digests, $2 kind, $3 names, $4 bytes, $5 run, $6 moment, $7 organisation,
-- $8 job. Returns for each, in order: its id; the run that took them all in as one set of this organisation before, and
-- had nothing to say against any of them (0: none); where it was kept when it was done before, else ''; whether other
-- sets were stored since; where a run put it, under this name, since the job ended well last ('' when none did): if it
-- does not lie there, that run was stopped before it could move it. What was set aside then may be sound now (a payer,
-- a crosswalk row was added): such a set is read again, row by row.
WITH given AS (
    SELECT sha256, name, bytes, ordinal FROM unnest($1::bytea[], $3::text[], $4::bigint[])
        WITH ORDINALITY AS g (sha256, name, bytes, ordinal)
), made AS (
    INSERT INTO received_file (sha256, kind, name, bytes, run_id, received_at, state)
    SELECT DISTINCT ON (sha256) sha256, $2, name, bytes, $5, $6, 'reading' FROM given ORDER BY sha256, ordinal
    ON CONFLICT (sha256) DO NOTHING
    RETURNING file_id, sha256
), file AS (
    SELECT g.ordinal, g.name, coalesce(m.file_id, f.file_id) AS file_id,
        CASE WHEN f.state = 'done' THEN f.kept_as ELSE '' END AS kept_as
    FROM given g
    LEFT JOIN made m USING (sha256)
    LEFT JOIN received_file f USING (sha256)
), known AS (
    SELECT min(run_id) AS run_id
    FROM (
        SELECT r.run_id FROM file_receipt r JOIN (SELECT DISTINCT file_id FROM file) f USING (file_id)
        WHERE r.org_id = $7 AND r.outcome <> 'refused'
        GROUP BY r.run_id, r.set_name
        HAVING count(DISTINCT r.file_id) = (SELECT count(DISTINCT file_id) FROM file)
            AND NOT EXISTS (SELECT FROM file_finding x JOIN file y USING (file_id)
                WHERE x.run_id = r.run_id AND x.severity <> 'info')
    ) s
)
SELECT f.file_id, coalesce(k.run_id, 0), f.kept_as,
    EXISTS (SELECT FROM file_receipt r WHERE r.org_id = $7 AND r.unit = 'rows' AND r.stored > 0 AND r.run_id >= k.run_id
        AND r.file_id NOT IN (SELECT file_id FROM file)),
    coalesce((SELECT c.kept_as FROM file_receipt c
        WHERE c.file_id = f.file_id AND c.name = f.name AND c.run_id > coalesce((
            SELECT r.run_id FROM run r WHERE r.job = $8 AND r.exit_code <= 1 ORDER BY r.run_id DESC LIMIT 1), 0)
        ORDER BY c.receipt_id DESC LIMIT 1), '')
FROM file f CROSS JOIN known k ORDER BY f.ordinal
