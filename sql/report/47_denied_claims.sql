-- title: Denied claims
-- section: Payments
-- about: One row a claim, line and reason; line 0 is the claim as a whole. The most dollars first.
-- empty: No denial is open.
-- for: organisation
-- parameters: organisation, day
-- page: 25
-- column: claim | number | Claim
-- column: encounter | text | Encounter
-- column: payer | text | Payer
-- column: service | date | Service
-- column: line | number | Line
-- column: reason | text | Reason
-- column: dollars | dollars | Dollars | total
-- column: trace | text | Trace
-- column: since | date | Since
-- column: age | count | Days
SELECT o.claim_id AS claim, e.encounter_key AS encounter, p.code AS payer, c.service_from AS service, o.line,
    split_part(o.item_key, '|', 4) || ' ' || split_part(o.item_key, '|', 5) AS reason, o.balance AS dollars,
    y.trace_number AS trace, o.opened_on AS since, ($2 - o.opened_on)::bigint AS age
FROM open_item o
JOIN claim c ON c.org_id = $1 AND c.claim_id = o.claim_id
JOIN encounter e ON e.org_id = $1 AND e.encounter_id = c.encounter_id
JOIN payer p ON p.org_id = $1 AND p.payer_id = o.payer_id
JOIN payment y ON y.org_id = $1 AND y.payment_id = o.payment_id
WHERE o.org_id = $1 AND o.kind = 'denial' AND o.closed_on IS NULL
ORDER BY o.balance DESC, o.open_item_id
