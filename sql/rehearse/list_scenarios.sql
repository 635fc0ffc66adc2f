-- What the payers do, in the order of the table; how many claims each row was dealt so far. $1 organisation.
SELECT s.scenario, s.weight, s.payer, s.procedure, coalesce(d.claims, 0)
FROM rehearsal_scenario s
LEFT JOIN rehearsal_dealt d USING (org_id, scenario, payer, procedure)
WHERE s.org_id = $1 ORDER BY s.ordinal
