-- title: What each party owes
-- section: Receivables
-- about: The rows behind the aging, the oldest first: one for each claim (or encounter, before it is billed) and party. Since: date
--     of service for payers, of responsibility for patients. Negative: a credit.
-- empty: Nobody owes anything.
-- for: organisation
-- parameters: organisation
-- page: 20
-- column: claim | number | Claim
-- column: encounter | text | Encounter
-- column: account | number | Account
-- column: payer | text | Payer
-- column: since | date | Since
-- column: age | count | Days
-- column: dollars | dollars | Dollars | total
SELECT nullif(b.claim_id, 0) AS claim, e.encounter_key AS encounter, b.account,
    CASE b.account WHEN 1150 THEN 'patient' WHEN 1160 THEN 'agency' ELSE coalesce(p.code, '') END AS payer, b.since,
    b.age::bigint AS age, b.cents AS dollars
FROM report_balance b
JOIN encounter e ON e.org_id = $1 AND e.encounter_id = b.encounter_id
LEFT JOIN payer p ON p.org_id = $1 AND p.payer_id = b.party AND b.account IN (1100, 1110, 1120, 1130)
ORDER BY b.since, b.encounter_id, b.account, b.claim_id, b.party
