-- title: Remittances to look at
-- section: Payments
-- about: What was posted tonight or parked and is unusual. Claim no.: of the claim within the payment.
-- empty: Nothing is unusual about tonight's payments.
-- for: organisation
-- parameters: organisation
-- page: 60
-- column: trace | text | Trace
-- column: claim_no | number | Claim no.
-- column: claim | number | Claim
-- column: severity | text | Severity
-- column: why | text | Why
-- column: place | text | Place
-- column: value | text | Value
-- column: dollars | dollars | Paid
-- column: to_do | text | What to do
SELECT p.trace_number AS trace, nullif(f.line, 0) AS claim_no, nullif(m.claim_id, 0) AS claim, f.severity,
    coalesce(w.message, f.code) AS why, f.place, f.value, c.paid AS dollars, coalesce(w.remedy, '') AS to_do
FROM finding f
JOIN payment p ON p.org_id = $1 AND p.payment_id = f.subject_id
LEFT JOIN remittance_claim c ON c.org_id = $1 AND c.payment_id = f.subject_id AND c.claim_ordinal = f.line
LEFT JOIN remittance_match m ON m.org_id = $1 AND m.payment_id = f.subject_id AND m.claim_ordinal = f.line AND m.active
LEFT JOIN report_finding w ON w.code = f.code
WHERE f.org_id = $1 AND f.subject = 'payment' AND f.state = 'open' AND f.run_id IN (SELECT run_id FROM report_run)
ORDER BY f.finding_id
