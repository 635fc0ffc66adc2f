-- The code lists of an organisation, in byte order. $1 organisation.
SELECT list, code, effective_from, effective_to, position
FROM code_list
WHERE org_id = $1
ORDER BY list COLLATE "C", code COLLATE "C", effective_from
