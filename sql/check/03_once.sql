-- No line of a payment is posted twice; cash in bank moves only by bank lines and receipts, by each patient's payment
-- once. $1 organisation, $2 last
-- link proved before.
WITH touched AS (
    SELECT DISTINCT e.payment_id FROM ledger_entry e
    WHERE e.org_id = $1 AND e.payment_id > 0 AND e.link_no > $2
        AND e.entry_id >= coalesce((SELECT min(first_entry) FROM chain_link WHERE org_id = $1 AND link_no > $2 AND entries > 0), 0)
)
SELECT 'payment ' || e.payment_id || ' claim ' || e.claim_ordinal || ' line ' || e.line_ordinal || ' adjustment '
    || e.adjustment_ordinal || ' ' || e.kind || ' is posted ' || count(*) || ' times'
FROM touched t JOIN ledger_entry e ON e.org_id = $1 AND e.payment_id = t.payment_id
GROUP BY e.payment_id, e.claim_ordinal, e.line_ordinal, e.adjustment_ordinal, e.kind, e.generation
HAVING count(*) > 1
UNION ALL
SELECT 'entry ' || e.entry_id || ' moves cash as ' || e.kind
FROM ledger_entry e
WHERE e.org_id = $1 AND e.link_no > $2
    AND e.entry_id >= coalesce((SELECT min(first_entry) FROM chain_link WHERE org_id = $1 AND link_no > $2 AND entries > 0), 0)
    AND (e.debit_account = 1010 OR e.credit_account = 1010)
    AND e.kind NOT IN ('receipt', 'prepayment', 'deposit', 'refund', 'unpost')
UNION ALL
SELECT 'patient payment ' || r.receipt_id || ' of ' || r.amount || ' cents is posted with ' || coalesce(p.cents, 0)
FROM (
    SELECT e.receipt_id, sum(e.amount) AS cents
    FROM ledger_entry e
    WHERE e.org_id = $1 AND e.link_no > $2
        AND e.entry_id >= coalesce((SELECT min(first_entry) FROM chain_link WHERE org_id = $1 AND link_no > $2 AND entries > 0), 0)
        AND e.receipt_id > 0 AND e.debit_account = 1010
    GROUP BY e.receipt_id
) p
RIGHT JOIN patient_receipt r ON r.receipt_id = p.receipt_id
WHERE r.org_id = $1 AND (p.cents <> r.amount OR ($2 = 0 AND p.cents IS NULL))
