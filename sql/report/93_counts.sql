-- title: What the jobs counted
-- section: Operation
-- about: Every count of every run with this accounting date.
-- empty: Nothing was counted.
-- for: both
-- parameters: organisation
-- page: 80
-- column: job | text | Job
-- column: run | number | Run
-- column: organisation | text | Organisation
-- column: counted | text | Counted
-- column: items | count | Number
-- column: dollars | dollars | Dollars
SELECT r.job, r.run_id AS run, coalesce(o.code, '') AS organisation, c.name AS counted, c.value AS items,
    nullif(c.cents, 0) AS dollars
FROM report_run r
JOIN run_count c USING (run_id)
LEFT JOIN organisation o ON o.org_id = c.org_id
WHERE (c.value <> 0 OR c.cents <> 0) AND ($1 = 0 OR c.org_id IN (0, $1))
ORDER BY r.run_id, organisation, c.name
