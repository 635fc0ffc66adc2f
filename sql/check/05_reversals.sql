-- An entry that takes another back names it, is its exact mirror, and is the only one; a payer's reversal that was posted
-- to a claim is the negative of a posted remittance claim. $1 organisation, $2 last link proved before.
WITH taking AS (
    SELECT e.* FROM ledger_entry e
    WHERE e.org_id = $1 AND e.link_no > $2 AND e.reverses_entry > 0
        AND e.entry_id >= coalesce((SELECT min(first_entry) FROM chain_link WHERE org_id = $1 AND link_no > $2 AND entries > 0), 0)
)
SELECT 'entry ' || t.entry_id || ' is no mirror of entry ' || t.reverses_entry
FROM taking t
LEFT JOIN ledger_entry o ON o.org_id = $1 AND o.entry_id = t.reverses_entry
WHERE o.entry_id IS NULL OR o.amount <> t.amount OR o.debit_account <> t.credit_account
    OR o.credit_account <> t.debit_account OR o.debit_party <> t.credit_party OR o.credit_party <> t.debit_party
    OR o.debit_claim <> t.credit_claim OR o.credit_claim <> t.debit_claim OR o.debit_line <> t.credit_line
    OR o.credit_line <> t.debit_line
UNION ALL
SELECT 'entry ' || t.reverses_entry || ' is taken back ' || count(*) || ' times'
FROM taking t
JOIN ledger_entry e ON e.org_id = $1 AND e.encounter_id = t.encounter_id AND e.reverses_entry = t.reverses_entry
GROUP BY t.reverses_entry, t.entry_id HAVING count(*) > 1
UNION ALL
SELECT 'unpost entry ' || e.entry_id || ' names no entry'
FROM ledger_entry e
WHERE e.org_id = $1 AND e.link_no > $2 AND e.kind = 'unpost' AND e.reverses_entry = 0
    AND e.entry_id >= coalesce((SELECT min(first_entry) FROM chain_link WHERE org_id = $1 AND link_no > $2 AND entries > 0), 0)
UNION ALL
SELECT 'reversal in payment ' || m.payment_id || ' claim ' || m.claim_ordinal || ' is not the negative of payment '
    || m.reverses_payment || ' claim ' || m.reverses_claim
FROM (SELECT DISTINCT payment_id, claim_ordinal FROM taking WHERE payment_id > 0) t
JOIN remittance_match m ON m.org_id = $1 AND m.payment_id = t.payment_id AND m.claim_ordinal = t.claim_ordinal AND m.active
JOIN remittance_claim r ON r.org_id = $1 AND r.payment_id = m.payment_id AND r.claim_ordinal = m.claim_ordinal
LEFT JOIN remittance_claim o ON o.org_id = $1 AND o.payment_id = m.reverses_payment AND o.claim_ordinal = m.reverses_claim
WHERE r.status = '22' AND (o.payment_id IS NULL OR o.charge <> -r.charge OR o.paid <> -r.paid)
