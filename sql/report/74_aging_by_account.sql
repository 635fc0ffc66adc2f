-- title: Aging by account
-- section: Receivables
-- about: Each account of the receivables, which must come to the closing of the roll-forward.
-- empty: There are no accounts.
-- for: organisation
-- parameters: organisation, day
-- column: account | text | Account
-- column: days_0_30 | dollars | 0-30 | total
-- column: days_31_60 | dollars | 31-60 | total
-- column: days_61_90 | dollars | 61-90 | total
-- column: days_91_120 | dollars | 91-120 | total
-- column: days_121 | dollars | 121+ | total
-- column: credits | dollars | Credits | total
-- column: not_billed | dollars | Not yet billed | total
-- column: total | dollars | Total | total
-- column: roll_forward | dollars | Roll-forward | total
-- column: difference | dollars | Difference | total, zero
WITH owed AS (
    SELECT account, CASE WHEN account = 1100 THEN 7 WHEN cents < 0 THEN 6 ELSE bucket END AS nth, sum(cents)::bigint AS cents
    FROM report_balance GROUP BY 1, 2
), forward AS (
    SELECT account, sum(debit - credit)::bigint AS cents FROM account_day
    WHERE org_id = $1 AND accounting_date <= $2 GROUP BY account
)
SELECT a.account || ' ' || a.name AS account,
    coalesce(sum(o.cents) FILTER (WHERE o.nth = 1), 0)::bigint AS days_0_30,
    coalesce(sum(o.cents) FILTER (WHERE o.nth = 2), 0)::bigint AS days_31_60,
    coalesce(sum(o.cents) FILTER (WHERE o.nth = 3), 0)::bigint AS days_61_90,
    coalesce(sum(o.cents) FILTER (WHERE o.nth = 4), 0)::bigint AS days_91_120,
    coalesce(sum(o.cents) FILTER (WHERE o.nth = 5), 0)::bigint AS days_121,
    coalesce(sum(o.cents) FILTER (WHERE o.nth = 6), 0)::bigint AS credits,
    coalesce(sum(o.cents) FILTER (WHERE o.nth = 7), 0)::bigint AS not_billed,
    coalesce(sum(o.cents), 0)::bigint AS total, coalesce(max(f.cents), 0)::bigint AS roll_forward,
    (coalesce(sum(o.cents), 0) - coalesce(max(f.cents), 0))::bigint AS difference
FROM account a
LEFT JOIN owed o USING (account)
LEFT JOIN forward f USING (account)
WHERE a.kind = 'receivable'
GROUP BY a.account, a.name
ORDER BY a.account
