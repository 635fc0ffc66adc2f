-- The active versions that the changed tables replace. $1 organisation.
UPDATE table_version v SET active = false
FROM stage_org_table t
WHERE v.org_id = $1 AND v.active AND v.name = t.name AND t.changed
