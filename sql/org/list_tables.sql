-- The active version of each table of an organisation. $1 code.
SELECT v.name, v.version_id, v.rows, v.loaded_at, v.run_id, v.sha256
FROM table_version v
JOIN organisation o USING (org_id)
WHERE o.code = $1 AND v.active
ORDER BY v.name
