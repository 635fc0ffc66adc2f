-- Runs from $1 on, with the ten before them that were no part of another; each night is followed by its jobs. Run,
-- its night, job, accounting date, begin, seconds, exit code, message, user.
SELECT r.run_id, r.parent_run_id,
    CASE WHEN r.parent_run_id IS NULL THEN '' ELSE '  ' END || r.job,
    r.as_of, to_char(r.started_at, 'YYYY-MM-DD HH24:MI'),
    extract(epoch FROM r.ended_at - r.started_at)::bigint, r.exit_code::bigint,
    CASE WHEN r.ended_at IS NULL THEN 'no end: it still runs, or was killed' ELSE coalesce(r.message, '') END,
    r.user_name
FROM (
    (SELECT * FROM run WHERE run_id >= $1 LIMIT 1000)
    UNION
    (SELECT * FROM run WHERE parent_run_id IS NULL AND run_id < $1 ORDER BY run_id DESC LIMIT 10)
) r
ORDER BY coalesce(r.parent_run_id, r.run_id) DESC, r.run_id
