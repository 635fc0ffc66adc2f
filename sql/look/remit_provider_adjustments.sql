-- The provider adjustments (PLB) of a payment, their accounts and open items. $1 organisation, $2 payment, $3-$5 codes
-- of answers with their words.
SELECT b.ordinal::bigint, b.provider, b.reason, w.words, b.reference, b.amount, n.account::bigint,
    CASE WHEN n.account IS NOT NULL THEN n.name ELSE 'not posted' END, i.kind, i.balance, i.closed_on, n.entry_id,
    b.fiscal_period, b.segment::bigint, b.byte_offset
FROM provider_adjustment b
LEFT JOIN unnest($3::text[], $4::text[], $5::text[]) AS w (list, code, words)
    ON w.list = 'plb_reason' AND w.code = b.reason
LEFT JOIN LATERAL (
    SELECT x.account, x.name, e.entry_id, e.open_item_id
    FROM ledger_entry e
    JOIN account x ON x.account = CASE WHEN e.debit_account = 1050 THEN e.credit_account ELSE e.debit_account END
    WHERE e.org_id = $1 AND e.payment_id = $2 AND e.payment_id > 0 AND e.claim_ordinal = 0
        AND e.adjustment_ordinal = b.ordinal
    ORDER BY e.entry_id LIMIT 1) n ON true
LEFT JOIN open_item i ON i.org_id = $1 AND i.open_item_id = n.open_item_id AND n.open_item_id > 0
WHERE b.org_id = $1 AND b.payment_id = $2
ORDER BY b.ordinal
