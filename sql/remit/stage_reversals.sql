-- Entries for the batch's reversals: what the original posted, sides swapped, entry by entry, each naming the one
-- it takes back. The original may be in the ledger or in this very batch. $1 organisation, $2 batch, $3 file.
WITH reversal AS (
    SELECT m.*, p.effective_date, r.byte_offset, r.segment
    FROM stage_match m
    JOIN stage_payment_state s ON s.pay_no = m.pay_no AND s.batch = $2
    JOIN payment p ON p.org_id = $1 AND p.payment_id = m.payment_id
    JOIN remittance_claim r ON r.org_id = $1 AND r.payment_id = m.payment_id AND r.claim_ordinal = m.claim_ordinal
    WHERE m.act = 'reverse'
), original AS (
    SELECT e.entry_id, e.kind, e.amount, e.debit_account, e.debit_party, e.debit_claim, e.debit_line,
        e.credit_account, e.credit_party, e.credit_claim, e.credit_line, e.payment_id, e.claim_ordinal,
        e.line_ordinal, e.adjustment_ordinal, e.group_code, e.reason_code
    FROM reversal v
    JOIN ledger_entry e ON e.org_id = $1 AND e.payment_id = v.reverses_payment AND e.claim_ordinal = v.reverses_claim
    UNION ALL
    SELECT e.entry_id, e.kind, e.amount, e.debit_account, e.debit_party, e.debit_claim, e.debit_line,
        e.credit_account, e.credit_party, e.credit_claim, e.credit_line, e.payment_id, e.claim_ordinal,
        e.line_ordinal, e.adjustment_ordinal, e.group_code, e.reason_code
    FROM reversal v
    JOIN stage_entry e ON e.payment_id = v.reverses_payment AND e.claim_ordinal = v.reverses_claim
)
INSERT INTO stage_entry (effective_date, kind, amount, debit_account, debit_party, debit_claim, debit_line,
    credit_account, credit_party, credit_claim, credit_line, encounter_id, encounter_version, payment_id,
    claim_ordinal, line_ordinal, adjustment_ordinal, group_code, reason_code, reverses_entry, file_id, file_offset,
    file_segment)
SELECT v.effective_date, o.kind, o.amount, o.credit_account, o.credit_party, o.credit_claim, o.credit_line,
    o.debit_account, o.debit_party, o.debit_claim, o.debit_line, v.encounter_id, v.encounter_version, v.payment_id,
    v.claim_ordinal, o.line_ordinal, o.adjustment_ordinal, o.group_code, o.reason_code, o.entry_id, $3,
    v.byte_offset, v.segment
FROM reversal v
JOIN original o ON o.payment_id = v.reverses_payment AND o.claim_ordinal = v.reverses_claim
ORDER BY v.payment_id, v.claim_ordinal, o.entry_id
