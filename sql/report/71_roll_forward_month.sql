-- title: Receivables this month
-- section: Receivables
-- about: The roll-forward of the month to date, from the books: opening + charges - payments - contractual - other adjustments + provider
--     adjustments + transfers + opening balances = closing. Movements are signed, so each row adds up as it stands. Balances:
--     what each party owes on each claim, summed on its own; the difference must be 0.00.
-- empty: There are no accounts.
-- for: organisation
-- parameters: organisation, day
-- column: account | text | Account
-- column: opening | dollars | Opening | total
-- column: charges | dollars | Charges | total
-- column: payments | dollars | Payments | total
-- column: contractual | dollars | Contractual | total
-- column: other_adjustments | dollars | Other adj. | total
-- column: provider | dollars | Provider adj. | total
-- column: transfers | dollars | Transfers | total
-- column: opening_balances | dollars | Opening balances | total
-- column: closing | dollars | Closing | total
-- column: balances | dollars | Balances | total, rows=open_balances
-- column: difference | dollars | Difference | total, zero
WITH moved AS (
    SELECT d.account, d.accounting_date >= date_trunc('month', $2::date)::date AS inside,
        d.accounting_date < date_trunc('month', $2::date)::date AS before, k.flow, d.debit - d.credit AS cents
    FROM account_day d
    LEFT JOIN entry_kind k USING (kind)
    WHERE d.org_id = $1 AND d.accounting_date <= $2
), kept AS (
    SELECT account, sum(cents)::bigint AS cents FROM report_balance GROUP BY account
)
SELECT a.account || ' ' || a.name AS account,
    coalesce(sum(m.cents) FILTER (WHERE m.before), 0)::bigint AS opening,
    coalesce(sum(m.cents) FILTER (WHERE m.inside AND m.flow = 'charges'), 0)::bigint AS charges,
    coalesce(sum(m.cents) FILTER (WHERE m.inside AND m.flow IN ('payments', 'cash')), 0)::bigint AS payments,
    coalesce(sum(m.cents) FILTER (WHERE m.inside AND m.flow = 'contractual'), 0)::bigint AS contractual,
    coalesce(sum(m.cents) FILTER (WHERE m.inside AND coalesce(m.flow, 'other_adjustments') = 'other_adjustments'), 0)::bigint
        AS other_adjustments,
    coalesce(sum(m.cents) FILTER (WHERE m.inside AND m.flow = 'provider'), 0)::bigint AS provider,
    coalesce(sum(m.cents) FILTER (WHERE m.inside AND m.flow = 'transfers'), 0)::bigint AS transfers,
    coalesce(sum(m.cents) FILTER (WHERE m.inside AND m.flow = 'opening'), 0)::bigint AS opening_balances,
    coalesce(sum(m.cents), 0)::bigint AS closing, coalesce(max(k.cents), 0)::bigint AS balances,
    (coalesce(sum(m.cents), 0) - coalesce(max(k.cents), 0))::bigint AS difference
FROM account a
LEFT JOIN moved m USING (account)
LEFT JOIN kept k USING (account)
WHERE a.kind = 'receivable'
GROUP BY a.account, a.name
ORDER BY a.account
