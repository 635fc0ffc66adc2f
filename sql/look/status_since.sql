-- From which run on status tells of files: that of the $1th newest night, else of the oldest of as many jobs run alone.
-- 0: there is no run yet.
SELECT coalesce(min(run_id) FILTER (WHERE job = 'night'), min(run_id), 0)
FROM (
    SELECT run_id, job, row_number() OVER (PARTITION BY job = 'night' ORDER BY run_id DESC) AS nth
    FROM run WHERE parent_run_id IS NULL
) r
WHERE nth <= $1
