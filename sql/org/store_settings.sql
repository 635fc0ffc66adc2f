-- $1 organisation.
WITH gone AS (
    DELETE FROM org_setting o
    WHERE org_id = $1 AND NOT EXISTS (SELECT FROM stage_org_settings s WHERE s.name = o.name)
)
INSERT INTO org_setting AS o (org_id, name, value)
SELECT $1, name, value FROM stage_org_settings
ON CONFLICT (org_id, name) DO UPDATE SET value = EXCLUDED.value
WHERE o.value <> EXCLUDED.value
