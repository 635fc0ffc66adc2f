-- Trading partners of an organisation. $1 organisation.
SELECT partner_id, code, name, identifier, upload_command FROM partner WHERE org_id = $1 ORDER BY partner_id
