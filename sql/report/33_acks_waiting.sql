-- title: Acknowledgements that wait
-- section: Answers
-- about: What they are about is not known (yet): they are tried again in every run.
-- empty: No acknowledgement waits.
-- for: organisation
-- parameters: organisation, day
-- page: 60
-- column: kind | text | Kind
-- column: sender | text | Sender
-- column: code | text | Code
-- column: control_number | number | ISA13
-- column: group_control | number | GS06
-- column: set_control | text | ST02
-- column: stated | date | Stated
-- column: file | text | File
-- column: since | date | Since
-- column: age | count | Days
SELECT CASE v.level WHEN 2 THEN 'TA1' WHEN 3 THEN '999' ELSE '277CA' END AS kind, v.sender_id AS sender, v.code,
    nullif(v.interchange_control, 0) AS control_number, nullif(v.group_control, 0) AS group_control, v.set_control,
    v.stated_date AS stated, coalesce(f.name, '') AS file, r.as_of AS since, ($2 - r.as_of)::bigint AS age
FROM verdict v
JOIN run r ON r.run_id = v.run_id
LEFT JOIN received_file f ON f.file_id = v.file_id
WHERE v.org_id = $1 AND v.state = 'waiting'
ORDER BY r.as_of, v.verdict_id
