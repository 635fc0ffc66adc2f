-- title: Denials by reason
-- section: Payments
-- about: Adjustments that deny (by group and CARC, as the table of adjustment classes has it). Their dollars stay with the
--     payer until it pays after all, or the claim is settled otherwise.
-- empty: No denial is open.
-- for: organisation
-- parameters: organisation, day
-- drawing: bars open_dollars by reason
-- column: reason | text | Reason
-- column: payers | count | Payers
-- column: tonight | count | New tonight
-- column: tonight_dollars | dollars | Dollars
-- column: open | count | Open | total, rows=denied_claims
-- column: open_dollars | dollars | Dollars open | total, rows=denied_claims
-- column: oldest | date | Oldest
-- column: age | count | Days
SELECT split_part(o.item_key, '|', 4) || ' ' || split_part(o.item_key, '|', 5) AS reason,
    count(DISTINCT o.payer_id) AS payers, count(*) FILTER (WHERE o.opened_on = $2) AS tonight,
    coalesce(sum(o.balance) FILTER (WHERE o.opened_on = $2), 0)::bigint AS tonight_dollars, count(*) AS open,
    sum(o.balance)::bigint AS open_dollars, min(o.opened_on) AS oldest, max($2 - o.opened_on)::bigint AS age
FROM open_item o
WHERE o.org_id = $1 AND o.kind = 'denial' AND o.closed_on IS NULL
GROUP BY 1
ORDER BY open_dollars DESC, reason
