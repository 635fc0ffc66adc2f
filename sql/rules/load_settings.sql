-- What {name} in a payer profile stands for. $1 organisation.
SELECT name, value FROM org_setting WHERE org_id = $1 ORDER BY name
