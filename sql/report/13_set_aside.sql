-- title: What was set aside
-- section: Files
-- about: Rows and transactions that were not stored, by file and reason. Place: column of a CSV file, segment of an X12 file.
--     First: row or segment of the first one. A record may have several reasons.
-- empty: Nothing was set aside.
-- for: both
-- parameters: organisation
-- page: 60
-- column: file | text | File
-- column: severity | text | Severity
-- column: code | text | Code
-- column: why | text | Why
-- column: place | text | Place
-- column: items | count | Number
-- column: first | number | First
-- column: to_do | text | What to do
SELECT coalesce(p.name, f.name, x.value) AS file, x.severity, x.code, coalesce(w.message, '') AS why,
    CASE WHEN x.column_name <> '' THEN x.column_name ELSE concat_ws(' ', nullif(x.segment_id, ''), nullif(x.element, '')) END
        AS place,
    sum(x.rows)::bigint AS items, min(coalesce(x.row_no, x.segment)) AS first, coalesce(w.remedy, '') AS to_do
FROM report_run r
JOIN file_finding x USING (run_id)
LEFT JOIN received_file f USING (file_id) -- none of a folder that cannot be read
LEFT JOIN LATERAL (SELECT name FROM file_receipt q WHERE q.file_id = x.file_id AND q.run_id = x.run_id LIMIT 1) p ON true
LEFT JOIN report_finding w ON w.code = x.code
WHERE x.set_aside AND ($1 = 0 OR x.org_id = $1)
GROUP BY 1, 2, 3, 4, 5, 8
ORDER BY items DESC, file, code, place
