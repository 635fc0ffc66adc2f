-- Every entry has a positive amount and two different sides on accounts that exist; debits equal credits; the sums of
-- the days are those of their entries. $1 organisation, $2 last link proved before.
SELECT 'entry ' || e.entry_id
FROM ledger_entry e
WHERE e.org_id = $1 AND e.link_no > $2
    AND e.entry_id >= coalesce((SELECT min(first_entry) FROM chain_link WHERE org_id = $1 AND link_no > $2 AND entries > 0), 0)
    AND (e.amount <= 0
        OR (e.debit_account = e.credit_account AND e.debit_party = e.credit_party AND e.debit_claim = e.credit_claim
            AND e.debit_line = e.credit_line)
        OR NOT EXISTS (SELECT FROM account a WHERE a.account = e.debit_account)
        OR NOT EXISTS (SELECT FROM account a WHERE a.account = e.credit_account)
        OR NOT EXISTS (SELECT FROM entry_kind k WHERE k.kind = e.kind))
UNION ALL
SELECT 'debits differ from credits by ' || sum(debit - credit)
FROM account_day WHERE org_id = $1 HAVING sum(debit - credit) <> 0
UNION ALL
SELECT 'day ' || coalesce(d.accounting_date, x.accounting_date) || ' account ' || coalesce(d.account, x.account) || ' ' || coalesce(d.kind, x.kind)
FROM (
    SELECT accounting_date, account, kind, sum(debit)::bigint AS debit, sum(credit)::bigint AS credit, count(*) AS entries
    FROM (
        SELECT accounting_date, debit_account AS account, kind, amount AS debit, 0 AS credit FROM ledger_entry WHERE org_id = $1 AND $2 = 0
        UNION ALL
        SELECT accounting_date, credit_account, kind, 0, amount FROM ledger_entry WHERE org_id = $1 AND $2 = 0
    ) s
    GROUP BY 1, 2, 3
) x
FULL JOIN (SELECT * FROM account_day WHERE org_id = $1 AND $2 = 0) d USING (accounting_date, account, kind)
WHERE d.debit IS DISTINCT FROM x.debit OR d.credit IS DISTINCT FROM x.credit OR d.entries IS DISTINCT FROM x.entries
