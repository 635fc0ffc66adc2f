-- What the entries of a claim's encounter add up to, by claim, account and party, beside what is kept as the balance.
-- $1 organisation, $2 claim. Claim (none: not of one), account, its name, who owes it, sum of entries, balance.
WITH one AS (
    SELECT encounter_id FROM claim WHERE org_id = $1 AND claim_id = $2
), side AS (
    SELECT l.debit_account AS account, l.debit_claim AS claim_id, l.debit_party AS party, l.amount AS cents
    FROM one JOIN ledger_entry l ON l.org_id = $1 AND l.encounter_id = one.encounter_id
    UNION ALL
    SELECT l.credit_account, l.credit_claim, l.credit_party, -l.amount
    FROM one JOIN ledger_entry l ON l.org_id = $1 AND l.encounter_id = one.encounter_id
), summed AS (
    SELECT account, claim_id, party, sum(cents)::bigint AS cents
    FROM side WHERE account IN (1100, 1110, 1120, 1130, 1150, 1160)
    GROUP BY account, claim_id, party
), kept AS (
    SELECT b.account, b.claim_id, b.party, b.cents
    FROM one JOIN balance b ON b.org_id = $1 AND b.encounter_id = one.encounter_id
)
SELECT nullif(claim_id, 0), account::bigint, a.name, CASE WHEN account IN (1150, 1160) THEN 'patient' ELSE p.code END,
    coalesce(s.cents, 0), coalesce(k.cents, 0), coalesce(s.cents, 0) = coalesce(k.cents, 0)
FROM summed s
FULL JOIN kept k USING (account, claim_id, party)
LEFT JOIN account a USING (account)
LEFT JOIN payer p ON p.org_id = $1 AND p.payer_id = party
ORDER BY account, claim_id, party
