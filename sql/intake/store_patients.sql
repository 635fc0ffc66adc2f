-- Patients of the set: new ones, changed ones as a new version, and those that are here as they were.
-- $1 organisation, $2 source system, $3 run, $4 file ids by file_no.
WITH known AS (
    SELECT s.patient_key, p.patient_id, p.version, v.digest
    FROM stage_patient s
    JOIN patient p ON p.org_id = $1 AND p.source = $2 AND p.record_key = s.patient_key
    JOIN patient_version v ON v.org_id = $1 AND v.patient_id = p.patient_id AND v.version = p.version
), judged AS (
    SELECT s.*, coalesce(k.patient_id, nextval('patient_patient_id_seq'::regclass)) AS patient_id,
        CASE WHEN k.patient_id IS NULL THEN 1 WHEN k.digest = s.digest THEN k.version ELSE k.version + 1 END AS version,
        CASE WHEN k.patient_id IS NULL THEN 'n' WHEN k.digest = s.digest THEN 'd' ELSE 'c' END::"char" AS outcome
    FROM stage_patient s LEFT JOIN known k USING (patient_key)
), state AS (
    INSERT INTO stage_patient_state (patient_key, patient_id, version, outcome)
    SELECT patient_key, patient_id, version, outcome FROM judged
), made AS (
    INSERT INTO patient (org_id, patient_id, source, record_key, version) OVERRIDING SYSTEM VALUE
    SELECT $1, patient_id, $2, patient_key, 1 FROM judged WHERE outcome = 'n'
), renewed AS (
    UPDATE patient p SET version = j.version FROM judged j
    WHERE p.org_id = $1 AND p.patient_id = j.patient_id AND j.outcome = 'c'
), versions AS (
    INSERT INTO patient_version (org_id, patient_id, version, identity, digest, run_id, file_id, file_row)
    SELECT $1, patient_id, version, identity, digest, $3, ($4::bigint[])[file_no], row_no
    FROM judged WHERE outcome <> 'd'
)
INSERT INTO stage_outcome (file_no, row_no, outcome)
SELECT file_no, row_no, CASE WHEN outcome = 'd' THEN 'd' ELSE 's' END::"char" FROM judged
