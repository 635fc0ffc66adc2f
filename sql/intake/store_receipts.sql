-- Patient payments: stored once by their number in the source. $1 organisation, $2 source system, $3 run,
-- $4 file ids by file_no.
WITH judged AS (
    SELECT s.*, ps.patient_id, e.encounter_id, r.receipt_id IS NOT NULL AS known
    FROM stage_receipt s
    LEFT JOIN stage_patient_state ps USING (patient_key)
    LEFT JOIN encounter e ON e.org_id = $1 AND e.source = $2 AND e.encounter_key = s.encounter_key
        AND s.encounter_key <> ''
    LEFT JOIN patient_receipt r ON r.org_id = $1 AND r.source = $2 AND r.receipt_key = s.receipt_key
), rejected AS (
    INSERT INTO stage_reject (entity, file_no, row_no, column_name, code, value, encounter_key, patient_key)
    SELECT 'receipt', file_no, row_no,
        CASE WHEN patient_id IS NULL THEN 'patient_id' ELSE 'encounter_id' END,
        CASE WHEN patient_id IS NULL THEN 'patient_unknown' ELSE 'encounter_unknown' END,
        CASE WHEN patient_id IS NULL THEN '' ELSE encounter_key END, '', NULL
    FROM judged WHERE NOT known AND (patient_id IS NULL OR (encounter_key <> '' AND encounter_id IS NULL))
), made AS (
    INSERT INTO patient_receipt (org_id, source, receipt_key, patient_id, encounter_id, received_date, amount,
        method, run_id, file_id, file_row)
    SELECT $1, $2, receipt_key, patient_id, coalesce(encounter_id, 0), received_date, amount, method, $3,
        ($4::bigint[])[file_no], row_no
    FROM judged
    WHERE NOT known AND patient_id IS NOT NULL AND (encounter_key = '' OR encounter_id IS NOT NULL)
    ORDER BY file_no, row_no
)
INSERT INTO stage_outcome (file_no, row_no, outcome)
SELECT file_no, row_no, CASE WHEN known THEN 'd' ELSE 's' END::"char"
FROM judged WHERE known OR (patient_id IS NOT NULL AND (encounter_key = '' OR encounter_id IS NOT NULL))
