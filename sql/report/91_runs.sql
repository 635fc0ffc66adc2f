-- title: Runs and retries
-- section: Operation
-- about: Runs with this accounting date by job. A job that was killed leaves a run without an end; what it had not committed was
--     taken up by the next.
-- empty: Nothing ran with this accounting date.
-- for: both
-- column: job | text | Job
-- column: runs | count | Runs | rows=jobs
-- column: retries | count | Retries
-- column: done | count | Done
-- column: failed | count | Could not run
-- column: killed | count | Without an end
-- column: seconds | count | Seconds
SELECT job, count(*) AS runs, greatest(count(*) FILTER (WHERE coalesce(exit_code, 2) >= 2 AND follows), 0) AS retries,
    count(*) FILTER (WHERE exit_code <= 1) AS done, count(*) FILTER (WHERE exit_code >= 2) AS failed,
    count(*) FILTER (WHERE ended_at IS NULL) AS killed,
    coalesce(sum(extract(epoch FROM ended_at - started_at)), 0)::bigint AS seconds
FROM (SELECT r.*, EXISTS (SELECT FROM report_run n WHERE n.job = r.job AND n.run_id > r.run_id) AS follows
    FROM report_run r WHERE job <> 'night') x
GROUP BY job
ORDER BY min(run_id)
