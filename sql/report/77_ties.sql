-- title: Does it tie
-- section: Receivables
-- about: The same figure by two ways. Every difference must be 0.00.
-- empty: There is nothing to compare.
-- for: organisation
-- parameters: organisation, day
-- column: what | text | What
-- column: books | dollars | By the books
-- column: other | dollars | The other way
-- column: difference | dollars | Difference | zero
WITH day AS (
    SELECT d.account, sum(d.debit - d.credit)::bigint AS cents, sum(d.debit)::bigint AS debit, sum(d.credit)::bigint AS credit
    FROM account_day d WHERE d.org_id = $1 AND d.accounting_date <= $2 GROUP BY d.account
), tonight AS (
    SELECT coalesce(sum(d.debit - d.credit), 0)::bigint AS cents FROM account_day d
    WHERE d.org_id = $1 AND d.accounting_date = $2 AND d.account = 1050 AND d.kind <> 'deposit'
), items AS (
    SELECT account, sum(balance)::bigint AS cents FROM open_item WHERE org_id = $1 AND account > 0 GROUP BY account
), everything AS (
    SELECT d.account, sum(d.debit - d.credit)::bigint AS cents FROM account_day d WHERE d.org_id = $1 GROUP BY d.account
), tie AS (
    SELECT 1 AS nth, 'Receivables: accounts and what each party owes' AS what,
        coalesce((SELECT sum(d.cents) FROM day d JOIN account a USING (account) WHERE a.kind = 'receivable'), 0)::bigint AS books,
        coalesce((SELECT sum(cents) FROM report_balance), 0)::bigint AS other
    UNION ALL
    SELECT 2, 'Trial balance: debits and credits', coalesce(sum(debit), 0)::bigint, coalesce(sum(credit), 0)::bigint FROM day
    UNION ALL
    SELECT 3, 'Remittance clearing tonight and the payments posted', t.cents, coalesce((SELECT sum(p.amount) FROM payment p
        WHERE p.org_id = $1 AND p.state = 'posted' AND p.posted_run IN (SELECT run_id FROM report_run)), 0)::bigint
    FROM tonight t
    UNION ALL
    SELECT 4, 'Remittance clearing and the payments that are not deposited',
        coalesce((SELECT cents FROM day WHERE account = 1050), 0), coalesce((SELECT sum(p.amount) FROM payment p
        JOIN run r ON r.run_id = p.posted_run
        WHERE p.org_id = $1 AND p.state = 'posted' AND r.as_of <= $2), 0)::bigint
    UNION ALL
    SELECT 5, a.account || ' ' || a.name || ': account and open items', coalesce(e.cents, 0), coalesce(i.cents, 0)
    FROM account a
    LEFT JOIN everything e USING (account)
    LEFT JOIN items i USING (account)
    WHERE a.account IN (1300, 2100, 2310, 2320, 2330)
)
SELECT what, books, other, books - other AS difference FROM tie ORDER BY nth, what
