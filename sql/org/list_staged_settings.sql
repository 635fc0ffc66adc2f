-- The settings of settings.csv as staged.
SELECT name, value FROM stage_org_settings ORDER BY name
