-- title: Quarantined transactions
-- section: Payments
-- about: Transactions of tonight's files for which no organisation of ours could be told, or of the wrong usage (test or
--     production). Nobody reads on; they may be somebody else's.
-- empty: Nothing was quarantined.
-- for: installation
-- column: file | text | File
-- column: set_id | text | Set
-- column: control_number | count | ISA13
-- column: set_control | text | ST02
-- column: why | text | Why
-- column: to_do | text | What to do
SELECT f.name AS file, t.set_id, i.control_number, t.set_control, coalesce(w.message, t.reason) AS why,
    coalesce(w.remedy, '') AS to_do
FROM received_file f
JOIN received_transaction t ON t.file_id = f.file_id AND t.state = 'quarantined'
LEFT JOIN received_interchange i ON i.file_id = f.file_id AND i.ordinal = t.interchange_ordinal
LEFT JOIN report_finding w ON w.code = t.reason
WHERE f.file_id IN (SELECT p.file_id FROM report_run r JOIN file_receipt p USING (run_id) WHERE p.outcome = 'stored')
ORDER BY f.file_id, t.ordinal
