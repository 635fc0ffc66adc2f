-- The adjustments of a payment, what each means and the account that it went to; one without an entry stays where it
-- is. $1 organisation, $2 payment.
SELECT a.claim_ordinal::bigint, nullif(a.line_ordinal, 0)::bigint, a.group_code, a.reason_code, a.amount, a.class,
    n.account::bigint, CASE WHEN n.account IS NOT NULL THEN n.name WHEN p.state = 'parked' THEN 'not posted'
        WHEN a.class = 'denial' THEN 'stays with the payer: denial'
        WHEN a.class = 'prior_payer' THEN 'compared with the payer before'
        ELSE 'not posted' END,
    n.entry_id, a.segment::bigint, a.byte_offset
FROM remittance_adjustment a
JOIN payment p USING (org_id, payment_id)
LEFT JOIN LATERAL (
    SELECT x.account, x.name, e.entry_id
    FROM ledger_entry e
    JOIN account x ON x.account = CASE WHEN a.amount < 0 THEN e.credit_account ELSE e.debit_account END
    WHERE e.org_id = $1 AND e.payment_id = $2 AND e.payment_id > 0 AND e.claim_ordinal = a.claim_ordinal
        AND e.line_ordinal = a.line_ordinal AND e.group_code = a.group_code AND e.reason_code = a.reason_code
        AND e.amount = abs(a.amount) AND (e.adjustment_ordinal = a.ordinal OR e.reverses_entry > 0)
    ORDER BY e.adjustment_ordinal = a.ordinal DESC, e.entry_id DESC LIMIT 1) n ON true
WHERE a.org_id = $1 AND a.payment_id = $2
ORDER BY a.claim_ordinal, a.line_ordinal, a.ordinal
