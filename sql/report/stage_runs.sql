-- The runs of accounting date $1. All jobs of a night have its moment; what they began at is when the one before ended.
INSERT INTO report_run (run_id, night_id, job, started_at, ended_at, exit_code, message, user_name)
SELECT run_id, parent_run_id, job,
    CASE WHEN parent_run_id IS NULL THEN started_at
        ELSE greatest(started_at, max(ended_at) OVER (PARTITION BY parent_run_id ORDER BY run_id
            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)) END,
    ended_at, exit_code, message, user_name
FROM run
WHERE as_of = $1 AND NOT dry_run AND job <> 'report'
