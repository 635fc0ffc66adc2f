-- What an upload command printed that failed. $1 organisation, $2 interchange, $3 output.
UPDATE interchange SET receipt = $3 WHERE org_id = $1 AND interchange_id = $2 AND state = 'published'
