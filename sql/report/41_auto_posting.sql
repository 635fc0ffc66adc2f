-- title: Posted without a hand
-- section: Payments
-- about: The claims of tonight's payments: how many went to their claim by themselves, and why not the rest. Dollars: paid (CLP04).
-- empty: No payment came.
-- for: organisation
-- parameters: organisation
-- column: outcome | text | Outcome
-- column: reason | text | Reason
-- column: claims | count | Claims | total
-- column: dollars | dollars | Dollars | total
-- column: share | text | Share of claims
-- column: why | text | Why
-- column: to_do | text | What to do
WITH judged AS (
    SELECT c.paid, CASE WHEN p.state = 'parked' THEN p.park_reason
            WHEN coalesce(m.claim_id, 0) = 0 AND coalesce(m.reason, '') <> '' THEN m.reason ELSE '' END AS code,
        CASE WHEN p.state = 'parked' THEN 'payment parked'
            WHEN coalesce(m.claim_id, 0) = 0 THEN 'not matched, cash unapplied'
            WHEN c.status IN ('23', '25') AND c.paid = 0 THEN 'for information only'
            ELSE 'posted' END AS outcome
    FROM payment p
    JOIN remittance_claim c ON c.org_id = $1 AND c.payment_id = p.payment_id
    LEFT JOIN remittance_match m ON m.org_id = $1 AND m.payment_id = p.payment_id AND m.claim_ordinal = c.claim_ordinal
        AND m.active
    WHERE p.org_id = $1 AND p.run_id IN (SELECT run_id FROM report_run)
)
SELECT j.outcome, j.code AS reason, count(*) AS claims,
    sum(j.paid)::bigint AS dollars, to_char(100.0 * count(*) / sum(count(*)) OVER (), 'FM990.0') || ' %' AS share,
    coalesce(max(w.message), '') AS why, coalesce(max(w.remedy), '') AS to_do
FROM judged j
LEFT JOIN report_finding w ON w.code = j.code
GROUP BY j.outcome, j.code
ORDER BY j.outcome <> 'posted', claims DESC, j.outcome, j.code
