-- A posted payment's entries on remittance clearing net to BPR02, and each of its lines is posted; of a parked payment
-- nothing is posted. $1 organisation, $2 last link proved before.
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
)
SELECT 'payment ' || p.payment_id || ' is ' || p.amount || ' cents, its entries net to ' || n.cents
FROM net n JOIN payment p ON p.org_id = $1 AND p.payment_id = n.payment_id
WHERE p.state = 'posted' AND n.cents <> p.amount
UNION ALL
SELECT 'parked payment ' || p.payment_id || ' has ' || n.entries || ' entries'
FROM net n JOIN payment p ON p.org_id = $1 AND p.payment_id = n.payment_id
WHERE p.state = 'parked' AND n.entries > 0
UNION ALL
SELECT 'payment ' || l.payment_id || ' claim ' || l.claim_ordinal || ' line ' || l.line_ordinal || ' is not posted'
FROM touched t
JOIN remittance_match m ON m.org_id = $1 AND m.payment_id = t.payment_id AND m.active AND m.claim_id > 0
    AND m.reverses_payment = 0
JOIN remittance_line l ON l.org_id = $1 AND l.payment_id = m.payment_id AND l.claim_ordinal = m.claim_ordinal
    AND l.paid <> 0
LEFT JOIN ledger_entry e ON e.org_id = $1 AND e.payment_id = l.payment_id AND e.claim_ordinal = l.claim_ordinal
    AND e.line_ordinal = l.line_ordinal AND e.kind IN ('line_payment', 'applied')
WHERE e.entry_id IS NULL
