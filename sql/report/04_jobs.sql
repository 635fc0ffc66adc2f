-- title: Jobs
-- section: Tonight
-- about: Every run with this accounting date: when, how it ended and what it counted. Exit 0 is done, 1 done with something
--     for a person, 2 could not run (running again is safe), 3 wrong options or configuration.
-- empty: Nothing ran with this accounting date.
-- for: both
-- parameters: organisation
-- page: 60
-- column: job | text | Job
-- column: run | number | Run
-- column: started | text | Started
-- column: ended | text | Ended
-- column: seconds | count | Seconds
-- column: exit_code | number | Exit
-- column: outcome | text | Outcome
-- column: counted | text | Counted
SELECT r.job, r.run_id AS run, to_char(r.started_at, 'YYYY-MM-DD HH24:MI:SS') AS started,
    to_char(r.ended_at, 'YYYY-MM-DD HH24:MI:SS') AS ended,
    extract(epoch FROM r.ended_at - r.started_at)::bigint AS seconds, r.exit_code,
    CASE WHEN r.ended_at IS NULL THEN 'did not come to its end' WHEN r.exit_code = 0 THEN 'done'
        WHEN r.exit_code = 1 THEN 'done, something for a person'
        ELSE 'could not run: ' || coalesce(r.message, '') END AS outcome,
    coalesce((SELECT string_agg(n.name || ' ' || n.value, ', ' ORDER BY n.name)
        FROM (SELECT c.name, sum(c.value)::bigint AS value FROM run_count c
            WHERE c.run_id = r.run_id AND c.value <> 0 AND ($1 = 0 OR c.org_id IN (0, $1)) GROUP BY c.name) n), '') AS counted
FROM report_run r
WHERE r.job <> 'night'
ORDER BY r.run_id
