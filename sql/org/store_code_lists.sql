-- Codes keep the order that they have in the table, list by list. $1 organisation.
WITH listed AS (
    SELECT list, code, effective_from, effective_to,
        row_number() OVER (PARTITION BY list ORDER BY row_no)::integer AS position
    FROM stage_org_code_lists
), gone AS (
    DELETE FROM code_list o
    WHERE org_id = $1 AND NOT EXISTS (
        SELECT FROM listed s WHERE (s.list, s.code, s.effective_from) = (o.list, o.code, o.effective_from))
)
INSERT INTO code_list AS o (org_id, list, code, effective_from, effective_to, position)
SELECT $1, list, code, effective_from, effective_to, position FROM listed
ON CONFLICT (org_id, list, code, effective_from) DO UPDATE
SET effective_to = EXCLUDED.effective_to, position = EXCLUDED.position
WHERE (o.effective_to, o.position) IS DISTINCT FROM (EXCLUDED.effective_to, EXCLUDED.position)
