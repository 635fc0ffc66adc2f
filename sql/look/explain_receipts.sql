-- The payments of a claim's patient that went, or may have gone, to his prepayments: what is applied later comes out
-- of these together. $1 organisation, $2 claim. Receipt, date, dollars, for which encounter, file, row, digest, kept in.
SELECT r.receipt_key, r.received_date, r.amount, e.encounter_key, f.name, r.file_row::bigint, encode(f.sha256, 'hex'),
    f.kept_as
FROM claim c
JOIN patient_receipt r USING (org_id, patient_id)
LEFT JOIN encounter e ON e.org_id = $1 AND e.encounter_id = r.encounter_id AND r.encounter_id > 0
LEFT JOIN received_file f USING (file_id)
WHERE c.org_id = $1 AND c.claim_id = $2
    AND EXISTS (SELECT FROM ledger_entry l WHERE l.org_id = $1 AND l.encounter_id = c.encounter_id
        AND l.kind = 'prepayment_applied')
ORDER BY r.receipt_id
