-- title: Payments posted and parked tonight
-- section: Payments
-- about: Claims: how many remittance claims; unmatched: how many of them fit no claim of ours, their cash is unapplied.
-- empty: No payment came.
-- for: organisation
-- parameters: organisation
-- page: 60
-- column: payer | text | Payer
-- column: trace | text | Trace
-- column: method | text | Method
-- column: effective | date | Effective
-- column: dollars | dollars | Dollars | total
-- column: claims | count | Claims | total
-- column: unmatched | count | Unmatched | total, rows=unapplied
-- column: state | text | State
-- column: reason | text | Reason
-- column: file | text | File
SELECT p.payer_name AS payer, p.trace_number AS trace, p.method, p.effective_date AS effective, p.amount AS dollars, p.claims,
    coalesce(m.unmatched, 0) AS unmatched, p.state, p.park_reason AS reason, f.name AS file
FROM payment p
JOIN received_file f USING (file_id)
LEFT JOIN LATERAL (
    SELECT count(*) AS unmatched FROM remittance_match m
    WHERE m.org_id = $1 AND m.payment_id = p.payment_id AND m.active AND m.claim_id = 0) m ON true
WHERE p.org_id = $1 AND p.run_id IN (SELECT run_id FROM report_run)
ORDER BY p.payment_id
