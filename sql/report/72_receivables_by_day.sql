-- title: Receivables by day
-- section: Receivables
-- about: All receivables at the end of the last sixty days on which something was posted.
-- empty: Nothing is posted yet.
-- for: organisation
-- parameters: organisation, day
-- drawing: line closing by day
-- page: 60
-- column: day | date | Day
-- column: moved | dollars | Moved
-- column: closing | dollars | Closing
SELECT day, moved, closing
FROM (
    SELECT d.accounting_date AS day, sum(d.debit - d.credit)::bigint AS moved,
        sum(sum(d.debit - d.credit)) OVER (ORDER BY d.accounting_date)::bigint AS closing,
        row_number() OVER (ORDER BY d.accounting_date DESC) AS back
    FROM account_day d
    JOIN account a USING (account)
    WHERE d.org_id = $1 AND a.kind = 'receivable' AND d.accounting_date <= $2
    GROUP BY d.accounting_date
) x
WHERE back <= 60
ORDER BY day
