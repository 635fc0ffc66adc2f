-- Published interchanges whose partner has an upload command, and which have no receipt. $1 organisation.
SELECT i.interchange_id, i.file_name, p.code, p.upload_command
FROM interchange i JOIN partner p USING (org_id, partner_id)
WHERE i.org_id = $1 AND i.state = 'published' AND p.upload_command <> ''
ORDER BY i.interchange_id
