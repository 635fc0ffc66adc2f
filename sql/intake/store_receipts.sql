-- Patient payments: stored once by their number in the source; one that comes again with other contents is set aside.
-- $1 organisation, $2 source system, $3 run, $4 file ids by file_no.
WITH resolved AS (
    SELECT s.*, ps.patient_id, coalesce(e.encounter_id, 0) AS encounter_id, e.patient_id AS encounter_patient,
        r.receipt_id, CASE WHEN r.patient_id <> ps.patient_id THEN 'patient_id'
            WHEN r.encounter_id <> coalesce(e.encounter_id, 0) THEN 'encounter_id'
            WHEN r.received_date <> s.received_date THEN 'received_date' WHEN r.amount <> s.amount THEN 'amount'
            WHEN r.method <> s.method THEN 'method' ELSE '' END AS differs
    FROM stage_receipt s
    LEFT JOIN stage_patient_state ps USING (patient_key)
    LEFT JOIN encounter e ON e.org_id = $1 AND e.source = $2 AND e.encounter_key = s.encounter_key
        AND s.encounter_key <> ''
    LEFT JOIN patient_receipt r ON r.org_id = $1 AND r.source = $2 AND r.receipt_key = s.receipt_key
), judged AS (
    SELECT *, CASE WHEN patient_id IS NULL THEN 'patient_unknown'
        WHEN encounter_key <> '' AND encounter_id = 0 THEN 'encounter_unknown'
        WHEN receipt_id IS NOT NULL THEN CASE differs WHEN '' THEN 'known' ELSE 'payment_differs' END
        WHEN encounter_patient <> patient_id THEN 'encounter_of_other_patient'
        ELSE 'new' END AS verdict
    FROM resolved
), rejected AS (
    INSERT INTO stage_reject (entity, file_no, row_no, column_name, code, value, encounter_key, patient_key)
    SELECT 'receipt', file_no, row_no,
        CASE verdict WHEN 'patient_unknown' THEN 'patient_id' WHEN 'payment_differs' THEN differs
            ELSE 'encounter_id' END,
        verdict,
        CASE verdict WHEN 'patient_unknown' THEN '' WHEN 'payment_differs' THEN receipt_key ELSE encounter_key END,
        '', NULL
    FROM judged WHERE verdict NOT IN ('new', 'known')
), made AS (
    INSERT INTO patient_receipt (org_id, source, receipt_key, patient_id, encounter_id, received_date, amount,
        method, run_id, file_id, file_row)
    SELECT $1, $2, receipt_key, patient_id, encounter_id, received_date, amount, method, $3,
        ($4::bigint[])[file_no], row_no
    FROM judged WHERE verdict = 'new'
    ORDER BY file_no, row_no
    RETURNING receipt_id
), noted AS (
    INSERT INTO stage_receipt_new (receipt_id) SELECT receipt_id FROM made
)
INSERT INTO stage_outcome (file_no, row_no, outcome)
SELECT file_no, row_no, CASE verdict WHEN 'known' THEN 'd' ELSE 's' END::"char"
FROM judged WHERE verdict IN ('new', 'known')
