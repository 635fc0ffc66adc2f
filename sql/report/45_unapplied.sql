-- title: Unapplied cash
-- section: Payments
-- about: Cash of posted payments that fits no claim of ours, reversals of payments that we do not have, and provider adjustments
--     of an unknown reason (2100). Claim no.: of the claim within the payment, 0 a provider adjustment. Negative: a payer took
--     money back for what we do not know.
-- empty: No cash is unapplied.
-- for: organisation
-- parameters: organisation, day
-- page: 60
-- column: payer | text | Payer
-- column: trace | text | Trace
-- column: claim_no | number | Claim no.
-- column: dollars | dollars | Dollars | total
-- column: why | text | Why
-- column: to_do | text | What to do
-- column: since | date | Since
-- column: age | count | Days
SELECT p.payer_name AS payer, p.trace_number AS trace, o.claim_ordinal AS claim_no, -o.balance AS dollars,
    coalesce(w.message, CASE o.claim_ordinal WHEN 0 THEN 'provider adjustment ' || o.reference ELSE '' END) AS why,
    coalesce(w.remedy, '') AS to_do, o.opened_on AS since, ($2 - o.opened_on)::bigint AS age
FROM open_item o
JOIN payment p ON p.org_id = $1 AND p.payment_id = o.payment_id
LEFT JOIN remittance_match m ON m.org_id = $1 AND m.payment_id = o.payment_id AND m.claim_ordinal = o.claim_ordinal
    AND m.active
LEFT JOIN report_finding w ON w.code = CASE WHEN o.claim_ordinal = 0 THEN 'provider_adjustment_unknown'
    WHEN m.how = 'none' AND EXISTS (SELECT FROM remittance_claim c WHERE c.org_id = $1 AND c.payment_id = o.payment_id
        AND c.claim_ordinal = o.claim_ordinal AND c.status = '22') THEN 'reversal_unmatched'
    ELSE m.reason END
WHERE o.org_id = $1 AND o.kind = 'unapplied' AND o.closed_on IS NULL
ORDER BY o.opened_on, o.open_item_id
