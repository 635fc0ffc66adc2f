-- Name and start date as the set-up table has them now. $1 organisation, $2 name, $3 start date.
UPDATE organisation SET name = $2, start_date = $3
WHERE org_id = $1 AND (name, start_date) IS DISTINCT FROM ($2, $3::date)
