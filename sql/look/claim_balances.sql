-- Who owes what on a claim and on its encounter, zero balances apart. $1 organisation, $2 claim.
SELECT nullif(b.claim_id, 0), b.account::bigint, a.name, CASE WHEN b.account IN (1150, 1160) THEN 'patient' ELSE p.code END,
    b.cents, b.since
FROM claim c
JOIN balance b USING (org_id, encounter_id)
JOIN account a USING (account)
LEFT JOIN payer p ON p.org_id = $1 AND p.payer_id = b.party
WHERE c.org_id = $1 AND c.claim_id = $2 AND b.cents <> 0
ORDER BY b.account, b.claim_id, b.party
