-- title: Files refused or waiting
-- section: Files
-- about: A refused file lies in the folder rejected; a waiting one is still in the inbox, because it is not whole or still
--     being written, and is tried again in every run.
-- empty: No file was refused, none waits.
-- for: both
-- parameters: organisation
-- column: file | text | File
-- column: kind | text | Kind
-- column: state | text | State
-- column: why | text | Why
-- column: to_do | text | What to do
-- column: first_read | text | First read
SELECT f.name AS file, f.kind, CASE f.state WHEN 'reading' THEN 'waiting' ELSE f.state END AS state,
    coalesce(w.message, x.code, '') AS why, coalesce(w.remedy, '') AS to_do,
    to_char(f.received_at, 'YYYY-MM-DD HH24:MI:SS') AS first_read
FROM received_file f
LEFT JOIN LATERAL (
    SELECT code FROM file_finding WHERE file_id = f.file_id
    ORDER BY severity <> 'reject', finding_id LIMIT 1) x ON true
LEFT JOIN report_finding w ON w.code = x.code
WHERE $1 = 0 AND (f.state = 'reading' OR (f.state = 'refused' AND f.run_id IN (SELECT run_id FROM report_run)))
    OR $1 > 0 AND (f.state = 'reading' OR (f.state = 'refused' AND f.run_id IN (SELECT run_id FROM report_run)))
        AND EXISTS (SELECT FROM file_receipt p WHERE p.file_id = f.file_id AND p.org_id = $1)
ORDER BY f.file_id
