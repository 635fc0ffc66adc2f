-- title: Files received
-- section: Files
-- about: Each file that a run with this accounting date took up, as often as it came. Refused: nothing of it was whole, nothing
--     was stored.
-- empty: No file came.
-- for: both
-- parameters: organisation
-- page: 60
-- column: file | text | File
-- column: set_name | text | Set
-- column: kind | text | Kind
-- column: run | number | Run
-- column: outcome | text | Outcome
-- column: received | count | Received
-- column: stored | count | Stored
-- column: set_aside | count | Set aside | rows=set_aside
-- column: duplicate | count | Duplicate
SELECT p.name AS file, p.set_name, f.kind, p.run_id AS run, p.outcome, p.received_count AS received, p.stored,
    p.set_aside, p.duplicate
FROM report_run r
JOIN file_receipt p USING (run_id)
JOIN received_file f USING (file_id)
WHERE $1 = 0 OR p.org_id = $1
    OR EXISTS (SELECT FROM received_transaction t WHERE t.file_id = p.file_id AND t.org_id = $1)
ORDER BY p.receipt_id
