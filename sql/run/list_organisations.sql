-- Organisations to work for: all, or the one of code $1.
SELECT org_id, code, name, usage = 'rehearsal', start_date, identity_key
FROM organisation WHERE $1 = '' OR code = $1 ORDER BY org_id
