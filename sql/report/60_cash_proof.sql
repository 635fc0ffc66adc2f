-- title: Payments in the books
-- section: Cash
-- about: For each payment posted tonight: what the payer says it paid (BPR02) is what its claims were paid less its provider
--     adjustments, to the cent.
-- empty: No payment was posted.
-- for: organisation
-- parameters: organisation
-- page: 60
-- column: payer | text | Payer
-- column: trace | text | Trace
-- column: payment | dollars | Payment (BPR02) | total
-- column: claims | dollars | Claims | total
-- column: provider_adjustments | dollars | Provider adj. | total
-- column: difference | dollars | Difference | total, zero
SELECT p.payer_name AS payer, p.trace_number AS trace, p.amount AS payment, p.claims_paid AS claims,
    -p.provider_adjustments AS provider_adjustments,
    p.amount - (p.claims_paid - p.provider_adjustments) AS difference
FROM payment p
WHERE p.org_id = $1 AND p.state = 'posted' AND p.posted_run IN (SELECT run_id FROM report_run)
ORDER BY p.payment_id
