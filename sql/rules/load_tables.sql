-- The organisation's active payer profile and payer rules, cell by cell as they were loaded, with a unit
-- separator between cells. A table without rows gives one row without number. $1 organisation.
SELECT v.name, v.version_id, r.row_no, array_to_string(r.cells, chr(31))
FROM table_version v
LEFT JOIN (
    SELECT version_id, row_no, cells FROM payer_profile WHERE org_id = $1
    UNION ALL
    SELECT version_id, row_no, cells FROM payer_rule WHERE org_id = $1
) r USING (version_id)
WHERE v.org_id = $1 AND v.active AND v.name IN ('payer_profile', 'payer_rules')
ORDER BY v.name, r.row_no
