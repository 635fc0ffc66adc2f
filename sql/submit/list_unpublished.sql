-- Interchanges that are committed but whose file may not stand under its name yet. $1 organisation.
SELECT i.interchange_id, i.file_name, p.code, i.sha256, i.bytes, i.claims, i.cents
FROM interchange i JOIN partner p USING (org_id, partner_id)
WHERE i.org_id = $1 AND i.state = 'committed'
ORDER BY i.interchange_id
