-- title: Age of receivables
-- section: Receivables
-- about: What payers owe ages from the date of service, what patients owe from the day when it became theirs. Credits and what
--     is not billed yet stand by themselves; nothing is netted.
-- empty: Nobody owes anything.
-- for: organisation
-- drawing: bars total by age
-- column: age | text | Days
-- column: payers | dollars | Payers | total
-- column: patients | dollars | Patients | total
-- column: agency | dollars | Agency | total
-- column: total | dollars | Total | total
WITH owed AS (
    SELECT CASE WHEN account = 1100 THEN 7 WHEN cents < 0 THEN 6 ELSE bucket END AS nth, account, cents
    FROM report_balance
)
SELECT (ARRAY['0-30', '31-60', '61-90', '91-120', '121 and more', 'credits', 'not yet billed'])[nth] AS age,
    coalesce(sum(cents) FILTER (WHERE account IN (1100, 1110, 1120, 1130)), 0)::bigint AS payers,
    coalesce(sum(cents) FILTER (WHERE account = 1150), 0)::bigint AS patients,
    coalesce(sum(cents) FILTER (WHERE account = 1160), 0)::bigint AS agency, sum(cents)::bigint AS total
FROM owed
GROUP BY nth
ORDER BY nth
