-- title: Next steps
-- section: Operation
-- about: For whoever runs the machine.
-- empty: Nothing: the next night may run.
-- for: both
-- parameters: organisation
-- column: step | text | Step
-- column: why | text | Why
-- column: items | count | Number
WITH last_of AS (
    SELECT DISTINCT ON (job) * FROM report_run WHERE job <> 'night' ORDER BY job, run_id DESC
)
SELECT step, why, items
FROM (
    SELECT 1 AS nth, 'cleanclaim ' || job AS step, CASE WHEN ended_at IS NULL THEN 'it did not come to its end; running again is safe'
        WHEN exit_code = 3 THEN 'after correcting: ' || coalesce(message, '') ELSE 'it could not run: ' || coalesce(message, '') END
        AS why, 1::bigint AS items
    FROM last_of WHERE coalesce(exit_code, 2) >= 2
    UNION ALL
    SELECT 2, 'cleanclaim submit', 'files whose numbers are given out are not in the outbox yet', count(*)
    FROM interchange WHERE state = 'committed' AND ($1 = 0 OR org_id = $1) HAVING count(*) > 0
    UNION ALL
    SELECT 3, 'cleanclaim submit', 'files were published but the upload command gave no receipt', count(*)
    FROM interchange i JOIN partner p USING (org_id, partner_id)
    WHERE i.state = 'published' AND p.upload_command <> '' AND ($1 = 0 OR i.org_id = $1) HAVING count(*) > 0
    UNION ALL
    SELECT 4, 'look into the inbox', 'files wait there because they are not whole', count(*)
    FROM received_file f WHERE f.state = 'reading' AND ($1 = 0 OR EXISTS (SELECT FROM file_receipt p
        WHERE p.file_id = f.file_id AND p.org_id = $1)) HAVING count(*) > 0
    UNION ALL
    SELECT 5, 'cleanclaim check --all', 'money invariants are violated', sum(c.value)::bigint
    FROM last_of l JOIN run_count c USING (run_id)
    WHERE l.job = 'reconcile' AND c.name = 'violations' AND ($1 = 0 OR c.org_id = $1) HAVING sum(c.value) > 0
    UNION ALL
    SELECT 6, 'make room on the disk', 'megabytes free are less than twice the database', megabytes
    FROM report_machine m
    WHERE name = 'disk free' AND megabytes < 2 * (SELECT megabytes FROM report_machine WHERE name = 'database')
) s
ORDER BY nth, step
