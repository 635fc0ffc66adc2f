-- The file stands in the outbox. $1 organisation, $2 interchange, $3 moment.
UPDATE interchange SET state = 'published', published_at = $3
WHERE org_id = $1 AND interchange_id = $2 AND state = 'committed'
