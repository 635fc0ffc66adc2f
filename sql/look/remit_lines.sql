-- The service lines of a payment and the lines of ours that each was matched to, with the account it was paid to. The
-- difference is charge less adjustments less paid: it must be nothing. $1 organisation, $2 payment.
SELECT l.claim_ordinal::bigint, l.line_ordinal::bigint, l.control_number, l.procedure, l.modifiers,
    nullif(l.submitted_procedure, l.procedure), l.charge, l.paid, coalesce(a.cents, 0),
    l.charge - coalesce(a.cents, 0) - l.paid, m.line::bigint, m.how, n.account::bigint, n.name, n.entry_id, l.remarks,
    l.segment::bigint, l.byte_offset
FROM remittance_line l
LEFT JOIN LATERAL (
    SELECT m.* FROM remittance_line_match m
    WHERE m.org_id = $1 AND m.payment_id = $2 AND m.claim_ordinal = l.claim_ordinal
        AND m.line_ordinal = l.line_ordinal
    ORDER BY m.generation DESC LIMIT 1) m ON true
LEFT JOIN LATERAL (
    SELECT sum(a.amount)::bigint AS cents FROM remittance_adjustment a
    WHERE a.org_id = $1 AND a.payment_id = $2 AND a.claim_ordinal = l.claim_ordinal
        AND a.line_ordinal = l.line_ordinal) a ON true
LEFT JOIN LATERAL (
    SELECT x.account, x.name, e.entry_id
    FROM ledger_entry e
    JOIN account x ON x.account = CASE WHEN e.debit_account IN (1050, 2100) THEN e.credit_account
        ELSE e.debit_account END
    WHERE e.org_id = $1 AND e.payment_id = $2 AND e.payment_id > 0 AND e.claim_ordinal = l.claim_ordinal
        AND e.line_ordinal = l.line_ordinal AND e.adjustment_ordinal = 0
    ORDER BY e.entry_id DESC LIMIT 1) n ON true
WHERE l.org_id = $1 AND l.payment_id = $2
ORDER BY l.claim_ordinal, l.line_ordinal
