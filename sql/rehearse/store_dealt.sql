-- How many claims each row of the scenario table has now. $1 organisation; $2 scenarios, $3 payers, $4 procedures, $5
-- claims.
INSERT INTO rehearsal_dealt (org_id, scenario, payer, procedure, claims)
SELECT $1, scenario, payer, procedure, max(claims)
FROM unnest($2::text[], $3::text[], $4::text[], $5::bigint[]) AS r (scenario, payer, procedure, claims)
GROUP BY scenario, payer, procedure
ON CONFLICT (org_id, scenario, payer, procedure) DO UPDATE SET claims = EXCLUDED.claims
