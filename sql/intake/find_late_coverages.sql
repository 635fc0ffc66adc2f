-- Coverages that are new, or reach further, where the patient has self-pay encounters from earlier sets on days of
-- the coverage: somebody must say whether the payer owes them. The set is stored all the same. Encounters that came
-- again with this set were judged anew (judge_encounters.sql). $1 organisation.
INSERT INTO stage_reject (entity, file_no, row_no, column_name, code, severity, value, encounter_key, patient_key)
SELECT 'coverage', s.file_no, s.row_no, 'from_date', 'coverage_late', 'warn', min(e.encounter_key), '', NULL
FROM stage_coverage s
JOIN stage_outcome o ON o.file_no = s.file_no AND o.row_no = s.row_no AND o.outcome = 's'
JOIN stage_patient_state p USING (patient_key)
JOIN encounter e ON e.org_id = $1 AND e.patient_id = p.patient_id AND e.class = 'self_pay' AND NOT e.cancelled
    AND e.service_from BETWEEN s.from_date AND s.to_date
WHERE p.outcome <> 'n' AND NOT EXISTS (SELECT FROM stage_encounter_state t WHERE t.encounter_id = e.encounter_id)
GROUP BY s.file_no, s.row_no
