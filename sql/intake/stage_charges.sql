-- Entries for what store_encounters stored. A changed or cancelled encounter: the entries of its version
-- before are taken back one by one, then those of the new version follow. Insured: A/R not yet billed, owed
-- by the first payer; self-pay: A/R patient. History posts nothing. $1 organisation.
WITH kept AS (
    SELECT t.encounter_id, t.version, t.patient_id, t.class, t.outcome, e.cancelled, e.service_from, c.payer_id
    FROM stage_encounter_state t
    JOIN encounter e ON e.org_id = $1 AND e.encounter_id = t.encounter_id
    LEFT JOIN LATERAL (
        SELECT v.payer_id FROM coverage v
        WHERE v.org_id = $1 AND v.patient_id = t.patient_id AND e.service_from BETWEEN v.from_date AND v.to_date
        ORDER BY v.rank, v.coverage_id LIMIT 1) c ON t.class = 'insured'
    WHERE t.outcome IN ('n', 'c')
), taken_back AS (
    INSERT INTO stage_entry (effective_date, kind, amount, debit_account, debit_party, debit_claim, debit_line,
        credit_account, credit_party, credit_claim, credit_line, encounter_id, encounter_version,
        reverses_entry, file_id, file_row)
    SELECT l.effective_date, 'charge_reversed', l.amount, l.credit_account, l.credit_party, l.credit_claim,
        l.credit_line, l.debit_account, l.debit_party, l.debit_claim, l.debit_line, l.encounter_id,
        l.encounter_version, l.entry_id, l.file_id, l.file_row
    FROM kept k
    JOIN ledger_entry l ON l.org_id = $1 AND l.encounter_id = k.encounter_id AND l.kind = 'charge'
        AND l.encounter_version = k.version - 1
    WHERE k.outcome = 'c'
    ORDER BY l.entry_id
)
INSERT INTO stage_entry (effective_date, kind, amount, debit_account, debit_party, debit_line, credit_account,
    credit_line, encounter_id, encounter_version, file_id, file_row)
SELECT c.service_from, 'charge', c.charge,
    CASE k.class WHEN 'insured' THEN 1100 ELSE 1150 END,
    CASE k.class WHEN 'insured' THEN k.payer_id ELSE k.patient_id END,
    c.line, 4000, c.line, k.encounter_id, k.version, c.file_id, c.file_row
FROM kept k
JOIN charge c ON c.org_id = $1 AND c.encounter_id = k.encounter_id AND c.version = k.version
WHERE k.class IN ('insured', 'self_pay') AND NOT k.cancelled
ORDER BY k.encounter_id, c.line
