-- A posted payment's entries on remittance clearing net to BPR02, and each of its claims, lines and adjustments is posted
-- with its amount; of a parked payment nothing is posted. $1 organisation, $2 last link proved before.
WITH touched AS (
    SELECT DISTINCT e.payment_id FROM ledger_entry e
    WHERE e.org_id = $1 AND e.payment_id > 0 AND e.link_no > $2
        AND e.entry_id >= coalesce((SELECT min(first_entry) FROM chain_link WHERE org_id = $1 AND link_no > $2 AND entries > 0), 0)
    UNION
    SELECT payment_id FROM payment WHERE org_id = $1 AND $2 = 0
), net AS (
    SELECT t.payment_id, coalesce(sum(CASE WHEN e.debit_account = 1050 THEN e.amount ELSE 0 END
        - CASE WHEN e.credit_account = 1050 THEN e.amount ELSE 0 END), 0) AS cents, count(e.entry_id) AS entries
    FROM touched t
    LEFT JOIN ledger_entry e ON e.org_id = $1 AND e.payment_id = t.payment_id AND e.kind <> 'deposit'
    GROUP BY t.payment_id
), cash AS (
    SELECT e.payment_id, e.claim_ordinal, e.line_ordinal, e.adjustment_ordinal, e.kind,
        CASE WHEN e.debit_account IN (1050, 2100) THEN e.amount ELSE -e.amount END AS paid,
        -- A payer's account has a lower number than those that its adjustments go to.
        CASE WHEN e.debit_account > e.credit_account THEN e.amount ELSE -e.amount END AS taken
    FROM touched t
    JOIN ledger_entry e ON e.org_id = $1 AND e.payment_id = t.payment_id AND e.claim_ordinal > 0 AND e.reverses_entry = 0
), posted AS (
    -- Of each line, and of each claim: line -1.
    SELECT payment_id, claim_ordinal, coalesce(line_ordinal, -1) AS line_ordinal, sum(paid) AS cents
    FROM cash WHERE kind IN ('line_payment', 'claim_payment', 'applied')
    GROUP BY GROUPING SETS ((payment_id, claim_ordinal, line_ordinal), (payment_id, claim_ordinal))
), adjusted AS (
    SELECT payment_id, claim_ordinal, line_ordinal, adjustment_ordinal, taken AS cents
    FROM cash WHERE kind IN ('contractual', 'sequestration', 'capitation_adjustment', 'patient_responsibility')
)
SELECT 'payment ' || p.payment_id || ' is ' || p.amount || ' cents, its entries net to ' || n.cents
FROM net n JOIN payment p ON p.org_id = $1 AND p.payment_id = n.payment_id
WHERE p.state = 'posted' AND n.cents <> p.amount
UNION ALL
SELECT 'parked payment ' || p.payment_id || ' has ' || n.entries || ' entries'
FROM net n JOIN payment p ON p.org_id = $1 AND p.payment_id = n.payment_id
WHERE p.state = 'parked' AND n.entries > 0
UNION ALL
SELECT 'payment ' || r.payment_id || ' claim ' || r.claim_ordinal || ' pays ' || r.paid || ' cents, its entries ' || coalesce(e.cents, 0)
FROM touched t
JOIN remittance_match m ON m.org_id = $1 AND m.payment_id = t.payment_id AND m.active AND m.act = 'pay'
JOIN remittance_claim r ON r.org_id = $1 AND r.payment_id = m.payment_id AND r.claim_ordinal = m.claim_ordinal
LEFT JOIN posted e ON e.payment_id = r.payment_id AND e.claim_ordinal = r.claim_ordinal AND e.line_ordinal = -1
WHERE r.paid <> coalesce(e.cents, 0)
UNION ALL
SELECT 'payment ' || l.payment_id || ' claim ' || l.claim_ordinal || ' line ' || l.line_ordinal || ' pays ' || l.paid
    || ' cents, its entry ' || coalesce(e.cents, 0)
FROM touched t
JOIN remittance_match m ON m.org_id = $1 AND m.payment_id = t.payment_id AND m.active AND m.act = 'pay'
JOIN remittance_line l ON l.org_id = $1 AND l.payment_id = m.payment_id AND l.claim_ordinal = m.claim_ordinal
LEFT JOIN posted e ON e.payment_id = l.payment_id AND e.claim_ordinal = l.claim_ordinal AND e.line_ordinal = l.line_ordinal
WHERE l.paid <> coalesce(e.cents, 0)
UNION ALL
-- What the payer does not owe any more: each adjustment that moves money has its entry, or was listed.
SELECT 'payment ' || a.payment_id || ' claim ' || a.claim_ordinal || ' CAS ' || a.line_ordinal || '.' || a.ordinal || ' is '
    || a.amount || ' cents, its entry ' || coalesce(e.cents, 0)
FROM touched t
JOIN remittance_match m ON m.org_id = $1 AND m.payment_id = t.payment_id AND m.active AND m.act = 'pay'
JOIN remittance_adjustment a ON a.org_id = $1 AND a.payment_id = m.payment_id AND a.claim_ordinal = m.claim_ordinal
    AND a.class IN ('contractual', 'sequestration', 'capitation', 'patient', 'patient_review')
LEFT JOIN adjusted e ON e.payment_id = a.payment_id AND e.claim_ordinal = a.claim_ordinal AND e.line_ordinal = a.line_ordinal
    AND e.adjustment_ordinal = a.ordinal
WHERE a.amount <> coalesce(e.cents, 0)
    AND NOT EXISTS (SELECT FROM finding f WHERE f.org_id = $1 AND f.subject = 'payment' AND f.subject_id = a.payment_id
        AND f.line = a.claim_ordinal AND f.code = 'adjustment_would_overdraw' AND f.place = 'CAS ' || a.line_ordinal || '.' || a.ordinal
        AND e.cents IS NULL)
