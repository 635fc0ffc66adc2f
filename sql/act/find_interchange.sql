-- Interchanges of a file name: $1 the name as in the outbox; $2 organisation's code, '' = all. Organisation,
-- interchange, claims, and whether the receiver rejected it or one of its sets whole.
SELECT i.org_id, i.interchange_id, i.claims::bigint, i.answer = 'R' OR EXISTS (
    SELECT FROM interchange_set s WHERE s.org_id = i.org_id AND s.interchange_id = i.interchange_id
        AND s.answer IN ('R', 'M', 'W', 'X'))
FROM interchange i JOIN organisation o USING (org_id)
WHERE i.file_name = $1 AND ($2 = '' OR o.code = $2)
ORDER BY i.org_id, i.interchange_id
