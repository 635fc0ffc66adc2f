-- title: Files received, by kind and sender
-- section: Files
-- about: Everything that came is stored, set aside with a reason, or a duplicate: the difference must be zero. Encounter files
--     count rows, acknowledgements and remittances count transactions. Sender: ISA06.
-- empty: No file came.
-- for: both
-- parameters: organisation
-- column: kind | text | Kind
-- column: sender | text | Sender
-- column: files | count | Files | total, rows=files_received
-- column: unit | text | Counted in
-- column: received | count | Received
-- column: stored | count | Stored
-- column: set_aside | count | Set aside | rows=set_aside
-- column: duplicate | count | Duplicate
-- column: difference | count | Difference | zero
SELECT f.kind, coalesce(i.sender_id, '') AS sender, count(*) AS files, p.unit, sum(p.received_count)::bigint AS received,
    sum(p.stored)::bigint AS stored, sum(p.set_aside)::bigint AS set_aside, sum(p.duplicate)::bigint AS duplicate,
    sum(p.received_count - p.stored - p.set_aside - p.duplicate)::bigint AS difference
FROM report_run r
JOIN file_receipt p USING (run_id)
JOIN received_file f USING (file_id)
LEFT JOIN received_interchange i ON i.file_id = f.file_id AND i.ordinal = 1
WHERE $1 = 0 OR p.org_id = $1
    OR EXISTS (SELECT FROM received_transaction t WHERE t.file_id = p.file_id AND t.org_id = $1)
GROUP BY f.kind, sender, p.unit
ORDER BY f.kind, sender, p.unit
