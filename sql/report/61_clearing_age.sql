-- title: Remittance clearing, by age of the payment
-- section: Cash
-- about: What payers say they paid and the bank has not shown yet (1050), from the effective date of the payment (BPR16).
-- empty: Nothing is in remittance clearing.
-- for: organisation
-- parameters: organisation, day
-- column: age | text | Age
-- column: payments | count | Payments | total
-- column: dollars | dollars | Dollars | total
-- column: oldest | date | Oldest
WITH cleared AS (
    SELECT p.amount, p.effective_date, CASE WHEN $2 - p.effective_date <= 3 THEN 1 WHEN $2 - p.effective_date <= 7 THEN 2
        WHEN $2 - p.effective_date <= 14 THEN 3 WHEN $2 - p.effective_date <= 30 THEN 4 ELSE 5 END AS bucket
    FROM payment p
    JOIN run r ON r.run_id = p.posted_run
    WHERE p.org_id = $1 AND p.state = 'posted' AND p.amount <> 0 AND r.as_of <= $2
)
SELECT (ARRAY['0-3 days', '4-7 days', '8-14 days', '15-30 days', '31 days and more'])[bucket] AS age, count(*) AS payments,
    sum(amount)::bigint AS dollars, min(effective_date) AS oldest
FROM cleared
GROUP BY bucket
ORDER BY bucket
