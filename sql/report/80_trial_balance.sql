-- title: Trial balance
-- section: Books
-- about: Every account that was ever used: what moved on this day, and its balance at its end on the side where it stands. Both
--     sides have the same sum.
-- empty: Nothing is posted yet.
-- for: organisation
-- parameters: organisation, day
-- column: account | number | Account
-- column: name | text | Name
-- column: before | dollars | Before
-- column: debits | dollars | Debits today | total
-- column: credits | dollars | Credits today | total
-- column: debit_balance | dollars | Debit balance | total
-- column: credit_balance | dollars | Credit balance | total
SELECT d.account, a.name, coalesce(sum(d.debit - d.credit) FILTER (WHERE d.accounting_date < $2), 0)::bigint AS before,
    coalesce(sum(d.debit) FILTER (WHERE d.accounting_date = $2), 0)::bigint AS debits,
    coalesce(sum(d.credit) FILTER (WHERE d.accounting_date = $2), 0)::bigint AS credits,
    greatest(sum(d.debit - d.credit), 0)::bigint AS debit_balance,
    greatest(sum(d.credit - d.debit), 0)::bigint AS credit_balance
FROM account_day d
JOIN account a USING (account)
WHERE d.org_id = $1 AND d.accounting_date <= $2
GROUP BY d.account, a.name
ORDER BY d.account
