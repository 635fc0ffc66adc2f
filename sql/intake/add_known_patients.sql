-- Patients that the set refers to without a row of their own, but who are here from earlier sets.
-- $1 organisation, $2 source system.
INSERT INTO stage_patient_state (patient_key, patient_id, version, outcome)
SELECT p.record_key, p.patient_id, p.version, 'd'
FROM (
    SELECT patient_key FROM stage_coverage UNION SELECT patient_key FROM stage_encounter
    UNION SELECT patient_key FROM stage_receipt UNION SELECT patient_key FROM stage_open_balance
    EXCEPT SELECT patient_key FROM stage_patient_state
    EXCEPT SELECT patient_key FROM stage_reject WHERE entity = 'patient'
) s
JOIN patient p ON p.org_id = $1 AND p.source = $2 AND p.record_key = s.patient_key
