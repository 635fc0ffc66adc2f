-- Entries for the batch's PLB: cash at remittance clearing against the account of the reason. A positive
-- amount lowers the payment. A reason without an account of its own is unapplied, and a person is told.
-- $1 organisation, $2 batch, $3 file.
WITH adjustment AS (
    SELECT a.*, p.effective_date, p.payer_id,
        CASE WHEN a.reason IN ('WO', '72', 'B3') THEN 2310
            WHEN a.reason = 'FB' THEN 2320
            WHEN a.reason = 'L6' THEN CASE WHEN a.amount > 0 THEN 5100 ELSE 4500 END
            WHEN a.reason = 'CT' THEN 4520
            WHEN a.reason IN ('BN', 'IP', 'LS') THEN 4530
            WHEN a.reason IN ('PI', 'IS') THEN 2330
            WHEN a.reason IN ('IR', 'E3') THEN 1300
            WHEN a.reason IN ('LE', 'L3', '50', '51') THEN 5100
            ELSE 2100 END AS account,
        CASE WHEN a.reason IN ('WO', '72', 'B3') THEN 'recoupment'
            WHEN a.reason = 'FB' THEN 'balance_forward'
            WHEN a.reason = 'L6' THEN 'interest'
            WHEN a.reason = 'CT' THEN 'capitation'
            WHEN a.reason IN ('BN', 'IP', 'LS') THEN 'settlement'
            WHEN a.reason IN ('PI', 'IS') THEN 'interim'
            WHEN a.reason IN ('IR', 'E3') THEN 'withheld'
            WHEN a.reason IN ('LE', 'L3', '50', '51') THEN 'levy'
            ELSE 'provider_other' END AS kind
    FROM stage_payment_state s
    JOIN payment p ON p.org_id = $1 AND p.payment_id = s.payment_id
    JOIN provider_adjustment a ON a.org_id = $1 AND a.payment_id = p.payment_id
    WHERE s.batch = $2 AND s.state = 'post'
), told AS (
    INSERT INTO stage_remit_finding (payment_id, claim_ordinal, code, place, value)
    SELECT payment_id, 0, 'provider_adjustment_unknown', 'PLB ' || ordinal, reason
    FROM adjustment WHERE kind = 'provider_other'
)
INSERT INTO stage_entry (effective_date, kind, amount, debit_account, debit_party, credit_account, credit_party,
    payment_id, adjustment_ordinal, reason_code, file_id, file_offset, file_segment)
SELECT a.effective_date, a.kind, a.amount, a.account, a.payer_id, 1050, a.payer_id, a.payment_id, a.ordinal, a.reason,
    $3, a.byte_offset, a.segment
FROM adjustment a
ORDER BY a.payment_id, a.ordinal
