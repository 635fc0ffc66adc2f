-- A version for each changed table, with its event, in the order of the tables. $1 organisation, $2 run,
-- $3 the run's moment. Returns what became of every staged table.
WITH added AS (
    INSERT INTO table_version (org_id, name, sha256, rows, run_id, loaded_at, active)
    SELECT $1, name, sha256, rows, $2, $3::timestamptz, true
    FROM stage_org_table WHERE changed ORDER BY ordinal
    RETURNING version_id, name
), told AS (
    INSERT INTO stage_event (subject, subject_id, kind, why)
    SELECT 'table', a.version_id, CASE WHEN t.rows = 0 THEN 'cleared' ELSE 'loaded' END,
        t.name || ', ' || t.rows || ' rows, sha256 ' || encode(t.sha256, 'hex')
    FROM stage_org_table t JOIN added a USING (name)
    ORDER BY t.ordinal
)
SELECT t.name, t.rows, t.changed, coalesce(a.version_id, v.version_id), t.sha256
FROM stage_org_table t
LEFT JOIN added a USING (name)
LEFT JOIN table_version v ON v.org_id = $1 AND v.name = t.name AND v.active AND NOT t.changed
ORDER BY t.ordinal
