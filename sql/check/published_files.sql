-- Files that should stand in the outbox, for check 7: published since the link proved before (0: all). $1 organisation,
-- $2 that link's run.
SELECT p.code, i.file_name, i.sha256, i.state
FROM interchange i JOIN partner p USING (org_id, partner_id)
WHERE i.org_id = $1 AND i.state IN ('published', 'delivered') AND i.run_id >= $2
ORDER BY i.interchange_id
