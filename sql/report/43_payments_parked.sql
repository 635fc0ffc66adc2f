-- title: Parked payments
-- section: Payments
-- about: Nothing of these is posted, until somebody decides or the payer sends a corrected one. Three sums are proved: payment =
--     claims less provider adjustments; each claim: charge less its adjustments = paid; each line likewise. The differences
--     say what is missing at each level; nothing is ever plugged.
-- empty: No payment is parked.
-- for: organisation
-- parameters: organisation, day
-- page: 60
-- column: payer | text | Payer
-- column: trace | text | Trace
-- column: payment | dollars | Payment (BPR02) | total
-- column: claims_paid | dollars | Claims (CLP04)
-- column: provider_adjustments | dollars | Provider adj. (PLB)
-- column: payment_difference | dollars | Difference, payment
-- column: claim_difference | dollars | Difference, claims
-- column: line_difference | dollars | Difference, lines
-- column: since | date | Since
-- column: age | count | Days
-- column: why | text | Why
-- column: to_do | text | What to do
SELECT p.payer_name AS payer, p.trace_number AS trace, p.amount AS payment, p.claims_paid, p.provider_adjustments,
    p.amount - (p.claims_paid - p.provider_adjustments) AS payment_difference,
    coalesce(c.difference, 0)::bigint AS claim_difference, coalesce(l.difference, 0)::bigint AS line_difference,
    r.as_of AS since, ($2 - r.as_of)::bigint AS age, coalesce(w.message, p.park_reason) AS why,
    coalesce(w.remedy, '') AS to_do
FROM payment p
JOIN run r ON r.run_id = p.run_id
LEFT JOIN LATERAL (
    SELECT sum(abs(c.charge - coalesce(a.cents, 0) - c.paid)) AS difference
    FROM remittance_claim c
    LEFT JOIN (SELECT claim_ordinal, sum(amount) AS cents FROM remittance_adjustment
        WHERE org_id = $1 AND payment_id = p.payment_id GROUP BY 1) a USING (claim_ordinal)
    WHERE c.org_id = $1 AND c.payment_id = p.payment_id) c ON true
LEFT JOIN LATERAL (
    SELECT sum(abs(x.charge - coalesce(a.cents, 0) - x.paid)) AS difference
    FROM remittance_line x
    LEFT JOIN (SELECT claim_ordinal, line_ordinal, sum(amount) AS cents FROM remittance_adjustment
        WHERE org_id = $1 AND payment_id = p.payment_id AND line_ordinal > 0 GROUP BY 1, 2) a
        USING (claim_ordinal, line_ordinal)
    WHERE x.org_id = $1 AND x.payment_id = p.payment_id) l ON true
LEFT JOIN report_finding w ON w.code = p.park_reason
WHERE p.org_id = $1 AND p.state = 'parked' AND NOT EXISTS (SELECT FROM payment t WHERE t.org_id = $1 AND t.state = 'posted'
    AND t.payee = p.payee AND t.originator = p.originator AND t.trace_number = p.trace_number AND t.payment_id > p.payment_id)
ORDER BY p.amount DESC, p.payment_id
