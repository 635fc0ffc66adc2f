-- Whether a file of that name under that partner ($2 file name, $1 partner's code) was published.
SELECT count(*) FROM interchange i JOIN partner p USING (org_id, partner_id)
WHERE p.code = $1 AND i.file_name = $2 AND i.state <> 'committed'
