-- title: Open with payers
-- section: Provider adjustments
-- about: Recoupments (2310), balances forward (2320), withholdings (1300) and interim payments (2330): open ones, and those that
--     closed on this day. Dollars: positive, the payer keeps or holds it from us; negative, we owe it.
-- empty: Nothing is open with payers.
-- for: organisation
-- parameters: organisation, day
-- page: 60
-- column: kind | text | Kind
-- column: payer | text | Payer
-- column: reference | text | Reference
-- column: state | text | State
-- column: opened | date | Opened
-- column: closed | date | Closed
-- column: age | count | Days
-- column: dollars | dollars | Dollars | total
SELECT replace(o.kind, '_', ' ') AS kind, coalesce(p.code, '') AS payer, o.reference,
    CASE WHEN o.closed_on IS NOT NULL THEN 'closed tonight' WHEN o.opened_on = $2 THEN 'opened tonight' ELSE 'open' END
        AS state,
    o.opened_on AS opened, o.closed_on AS closed, (coalesce(o.closed_on, $2) - o.opened_on)::bigint AS age,
    o.balance AS dollars
FROM open_item o
LEFT JOIN payer p ON p.org_id = $1 AND p.payer_id = o.payer_id
WHERE o.org_id = $1 AND o.kind IN ('recoupment', 'balance_forward', 'withheld', 'interim')
    AND (o.closed_on IS NULL OR o.closed_on = $2)
ORDER BY o.closed_on NULLS FIRST, o.opened_on, o.open_item_id
