-- Verdicts that wait for what they are about. $1 organisation.
SELECT count(*) FROM verdict WHERE org_id = $1 AND state = 'waiting'
