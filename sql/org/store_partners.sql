-- A partner that is not in the table any more stays when a file was sent to it. $1 organisation.
WITH gone AS (
    DELETE FROM partner p
    WHERE org_id = $1 AND NOT EXISTS (SELECT FROM stage_org_partners s WHERE s.code = p.code)
        AND NOT EXISTS (SELECT FROM interchange i WHERE i.org_id = $1 AND i.partner_id = p.partner_id)
)
INSERT INTO partner AS p (org_id, code, name, identifier, upload_command)
SELECT $1, code, name, identifier, upload_command FROM stage_org_partners ORDER BY row_no
ON CONFLICT (org_id, code) DO UPDATE
SET name = EXCLUDED.name, identifier = EXCLUDED.identifier, upload_command = EXCLUDED.upload_command
WHERE (p.name, p.identifier, p.upload_command)
    IS DISTINCT FROM (EXCLUDED.name, EXCLUDED.identifier, EXCLUDED.upload_command)
