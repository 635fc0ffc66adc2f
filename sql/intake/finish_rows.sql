-- Where the rows of encounters, diagnoses and charges ended up. Rows of an encounter that is set aside say
-- so, unless they have a reason of their own.
WITH row_of AS (
    SELECT 'encounter' AS entity, file_no, row_no, encounter_key FROM stage_encounter
    UNION ALL
    SELECT 'diagnosis', file_no, row_no, encounter_key FROM stage_diagnosis
    UNION ALL
    SELECT 'charge', file_no, row_no, encounter_key FROM stage_charge
), judged AS (
    SELECT r.*, coalesce(t.outcome, 'b') AS outcome FROM row_of r LEFT JOIN stage_encounter_state t USING (encounter_key)
), rejected AS (
    INSERT INTO stage_reject (entity, file_no, row_no, column_name, code, value, encounter_key, patient_key)
    SELECT entity, file_no, row_no, 'encounter_id', 'encounter_incomplete', encounter_key, encounter_key, NULL
    FROM judged j
    WHERE outcome = 'b' AND NOT EXISTS (SELECT FROM stage_reject x
        WHERE x.entity = j.entity AND x.file_no = j.file_no AND x.row_no = j.row_no)
), repeated AS (
    INSERT INTO stage_outcome (file_no, row_no, outcome) SELECT file_no, row_no, 'd' FROM stage_repeat
)
INSERT INTO stage_outcome (file_no, row_no, outcome)
SELECT file_no, row_no, CASE outcome WHEN 'd' THEN 'd' ELSE 's' END::"char"
FROM judged WHERE outcome <> 'b'
