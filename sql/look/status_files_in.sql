-- Files that came in with runs from $1 on, and their counts: $2 organisation's code, '' = all. Run, organisation, kind,
-- file, what is counted, received, stored, set aside, duplicate, outcome, where it is kept, digest.
SELECT r.run_id, coalesce(o.code, ''), f.kind, r.name, r.unit, r.received_count, r.stored, r.set_aside, r.duplicate,
    r.outcome, coalesce(nullif(r.kept_as, ''), f.kept_as), encode(f.sha256, 'hex')
FROM file_receipt r
JOIN received_file f USING (file_id)
LEFT JOIN organisation o ON o.org_id = r.org_id
WHERE r.run_id >= $1 AND ($2 = '' OR o.code = $2 OR o.code IS NULL)
ORDER BY r.receipt_id
