-- title: Payments received tonight
-- section: Payments
-- about: What became of each payment (835, ST to SE). Posted: proved and in the books. Parked: proved wrong, nothing of it is
--     posted. Duplicate: posted before, nothing done. Quarantined: for nobody we bill for, or of the wrong usage.
-- empty: No payment came.
-- for: both
-- parameters: organisation
-- column: outcome | text | Outcome
-- column: reason | text | Reason
-- column: payments | count | Payments | total
-- column: dollars | dollars | Dollars | total
-- column: share | text | Share of payments
-- column: why | text | Why
-- column: to_do | text | What to do
WITH known AS (
    SELECT state AS outcome, park_reason AS reason, count(*) AS payments, sum(amount)::bigint AS dollars
    FROM payment
    WHERE ($1 = 0 OR org_id = $1) AND run_id IN (SELECT run_id FROM report_run)
    GROUP BY state, park_reason
), other AS (
    SELECT t.state AS outcome, CASE t.state WHEN 'duplicate' THEN 'payment_duplicate' ELSE '' END AS reason,
        count(*) AS payments, coalesce(sum(t.amount), 0)::bigint AS dollars
    FROM report_run r
    JOIN file_receipt p ON p.run_id = r.run_id AND p.outcome = 'stored'
    JOIN received_transaction t USING (file_id)
    WHERE t.set_id = '835' AND t.state IN ('duplicate', 'quarantined') AND ($1 = 0 OR t.org_id = $1)
    GROUP BY t.state
), outcome AS (
    SELECT * FROM known UNION ALL SELECT * FROM other
)
SELECT o.outcome, o.reason, o.payments, o.dollars,
    to_char(100.0 * o.payments / sum(o.payments) OVER (), 'FM990.0') || ' %' AS share,
    coalesce(w.message, CASE o.outcome WHEN 'quarantined' THEN 'for nobody we bill for, or of the wrong usage' ELSE '' END)
        AS why,
    coalesce(w.remedy, '') AS to_do
FROM outcome o
LEFT JOIN report_finding w ON w.code = o.reason
ORDER BY array_position(ARRAY['posted', 'parked', 'duplicate', 'quarantined'], o.outcome), o.reason
