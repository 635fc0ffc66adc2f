-- Settings of an organisation. $1 organisation.
SELECT name, value FROM org_setting WHERE org_id = $1 ORDER BY name
