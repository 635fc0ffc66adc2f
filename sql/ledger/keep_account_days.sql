-- Adds stage_entry to the sums of the day. $1 organisation, $2 accounting date.
WITH sides AS (
    SELECT debit_account AS account, kind, greatest(amount, 0) AS debit, greatest(-amount, 0) AS credit
    FROM stage_entry WHERE amount <> 0
    UNION ALL
    SELECT credit_account, kind, greatest(-amount, 0), greatest(amount, 0)
    FROM stage_entry WHERE amount <> 0
)
INSERT INTO account_day AS d (org_id, accounting_date, account, kind, debit, credit, entries)
SELECT $1, $2, account, kind, sum(debit)::bigint, sum(credit)::bigint, count(*)
FROM sides GROUP BY account, kind
ON CONFLICT (org_id, accounting_date, account, kind) DO UPDATE
SET debit = d.debit + EXCLUDED.debit, credit = d.credit + EXCLUDED.credit, entries = d.entries + EXCLUDED.entries
