-- title: Quarantined transactions
-- section: Payments
-- about: Transactions of the last thirty days' files for which no organisation of ours could be told, or of the wrong usage
--     (test or production). Nobody reads on; they may be somebody else's.
-- empty: Nothing was quarantined.
-- for: installation
-- parameters: day
-- column: file | text | File
-- column: set_id | text | Set
-- column: control_number | number | ISA13
-- column: set_control | text | ST02
-- column: why | text | Why
-- column: to_do | text | What to do
-- column: since | date | Since
-- column: age | count | Days
SELECT f.name AS file, t.set_id, i.control_number, t.set_control, coalesce(w.message, t.reason) AS why,
    coalesce(w.remedy, '') AS to_do, r.as_of AS since, ($1 - r.as_of)::bigint AS age
FROM received_file f
JOIN received_transaction t ON t.file_id = f.file_id AND t.state = 'quarantined'
JOIN run r ON r.run_id = f.run_id
LEFT JOIN received_interchange i ON i.file_id = f.file_id AND i.ordinal = t.interchange_ordinal
LEFT JOIN report_finding w ON w.code = t.reason
WHERE r.as_of BETWEEN $1 - 30 AND $1
ORDER BY r.as_of DESC, f.file_id, t.ordinal
