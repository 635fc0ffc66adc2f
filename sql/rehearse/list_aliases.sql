-- By what a claim's payer (2010BB NM109, NM103) is known. $1 organisation.
SELECT kind, alias, payer_id FROM payer_alias WHERE org_id = $1 AND kind IN ('identifier', 'name') ORDER BY kind, alias
