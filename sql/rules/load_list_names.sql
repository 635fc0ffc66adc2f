-- The names of an organisation's code lists. $1 organisation.
SELECT DISTINCT list FROM code_list WHERE org_id = $1 ORDER BY list
