-- A set that was known or is refused: every row of its files is a duplicate, or set aside. $1 ids, $2 names,
-- $3 rows, $4 run, $5 organisation, $6 set, $7 duplicate or refused, $8 where
-- they are kept.
INSERT INTO file_receipt (file_id, run_id, org_id, set_name, name, unit, received_count, stored, set_aside,
    duplicate, outcome, kept_as)
SELECT file_id, $4, $5, $6, name, 'rows', rows, 0,
    CASE WHEN $7 = 'refused' THEN rows ELSE 0 END, CASE WHEN $7 = 'duplicate' THEN rows ELSE 0 END, $7, kept_as
FROM unnest($1::bigint[], $2::text[], $3::bigint[], $8::text[])
    WITH ORDINALITY AS g (file_id, name, rows, kept_as, ordinal)
ORDER BY ordinal
