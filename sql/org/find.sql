-- The organisation of a code. $1 code. No row: it is new.
SELECT org_id, name, usage = 'rehearsal', start_date FROM organisation WHERE code = $1
