-- title: Checks
-- section: Audit
-- about: The money invariants, as the last reconcile up to this day proved them over what was new. cleanclaim check --all
--     proves them over everything.
-- empty: No reconcile ran yet.
-- for: organisation
-- parameters: organisation, day
-- page: 60
-- column: check_name | text | Check
-- column: violations | count | Violations | zero
-- column: run | number | Run
-- column: day | date | Day
WITH last_run AS (
    SELECT r.run_id, r.as_of FROM run r JOIN run_count c USING (run_id)
    WHERE r.job = 'reconcile' AND r.as_of <= $2 AND c.org_id = $1 AND c.name = 'violations'
    ORDER BY r.run_id DESC LIMIT 1
)
SELECT CASE c.name WHEN 'violations' THEN 'all together' ELSE substr(c.name, 7) END AS check_name, c.value AS violations,
    l.run_id AS run, l.as_of AS day
FROM last_run l
JOIN run_count c ON c.run_id = l.run_id AND c.org_id = $1 AND (c.name = 'violations' OR c.name LIKE 'check %')
ORDER BY c.name = 'violations', length(split_part(c.name, ' ', 2)), c.name
