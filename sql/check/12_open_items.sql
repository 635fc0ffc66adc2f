-- What stands open with payers is the sum of its entries. $1 organisation, $2 last link proved before.
WITH touched AS (
    SELECT DISTINCT e.open_item_id FROM ledger_entry e
    WHERE e.org_id = $1 AND e.link_no > $2 AND e.open_item_id > 0
        AND e.entry_id >= coalesce((SELECT min(first_entry) FROM chain_link WHERE org_id = $1 AND link_no > $2 AND entries > 0), 0)
), posted AS (
    SELECT e.open_item_id, sum(CASE WHEN e.debit_account = o.account THEN e.amount ELSE -e.amount END)::bigint AS cents
    FROM touched t
    JOIN open_item o ON o.org_id = $1 AND o.open_item_id = t.open_item_id
    JOIN ledger_entry e ON e.org_id = $1 AND e.open_item_id = t.open_item_id
    GROUP BY e.open_item_id
)
SELECT 'open item ' || o.open_item_id || ': entries ' || p.cents || ', balance ' || o.balance
FROM posted p JOIN open_item o ON o.org_id = $1 AND o.open_item_id = p.open_item_id
WHERE p.cents <> o.balance OR (o.closed_on IS NULL) = (o.balance = 0)
UNION ALL
-- Unapplied cash, recoupments and the like: the accounts are their items.
SELECT 'account ' || a.account || ' is ' || a.cents || ', its open items are ' || coalesce(i.cents, 0)
FROM (SELECT account, sum(debit - credit)::bigint AS cents FROM account_day
    WHERE org_id = $1 AND account IN (2100, 2310, 2320, 2330, 1300) GROUP BY account) a
LEFT JOIN (SELECT account, sum(balance)::bigint AS cents FROM open_item WHERE org_id = $1 AND account > 0 GROUP BY account) i
    USING (account)
WHERE a.cents <> coalesce(i.cents, 0)
