-- Which of the staged tables differ from the active version. $1 organisation.
UPDATE stage_org_table t SET changed = false
FROM table_version v
WHERE v.org_id = $1 AND v.name = t.name AND v.active AND v.sha256 = t.sha256
