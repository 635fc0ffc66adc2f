-- Diagnoses and charges of no encounter in the set; patients, providers and facilities that an encounter
-- names and nobody knows; encounters without a charge. $1 organisation.
WITH code AS (
    SELECT kind, code FROM provider WHERE org_id = $1
), named AS (
    SELECT file_no, row_no, encounter_key, 'provider' AS kind, column_name, value
    FROM stage_encounter s
    CROSS JOIN LATERAL (VALUES ('billing_provider', s.billing_provider),
        ('rendering_provider', s.rendering_provider)) v (column_name, value)
    UNION ALL
    SELECT file_no, row_no, encounter_key, 'facility', 'facility', facility FROM stage_encounter
    UNION ALL
    SELECT s.file_no, s.row_no, encounter_key, 'provider', d.name, d.value
    FROM stage_detail d JOIN stage_encounter s USING (encounter_key)
    WHERE d.name IN ('referring_provider', 'supervising_provider', 'ordering_provider')
), bad AS (
    SELECT 'diagnosis' AS entity, file_no, row_no, 'encounter_id' AS column_name, 'encounter_unknown' AS code,
        encounter_key AS value, encounter_key
    FROM stage_diagnosis d
    WHERE NOT EXISTS (SELECT FROM stage_encounter e WHERE e.encounter_key = d.encounter_key)
        AND NOT EXISTS (SELECT FROM stage_reject r WHERE r.encounter_key = d.encounter_key)
    UNION ALL
    SELECT 'charge', file_no, row_no, 'encounter_id', 'encounter_unknown', encounter_key, encounter_key
    FROM stage_charge c
    WHERE NOT EXISTS (SELECT FROM stage_encounter e WHERE e.encounter_key = c.encounter_key)
        AND NOT EXISTS (SELECT FROM stage_reject r WHERE r.encounter_key = c.encounter_key)
    UNION ALL
    SELECT 'encounter', file_no, row_no, 'patient_id', 'patient_unknown', '', encounter_key
    FROM stage_encounter s
    WHERE NOT EXISTS (SELECT FROM stage_patient_state p WHERE p.patient_key = s.patient_key)
    UNION ALL
    SELECT 'encounter', file_no, row_no, column_name, 'provider_unknown', value, encounter_key
    FROM named n
    WHERE value <> '' AND NOT EXISTS (SELECT FROM code c WHERE c.kind = n.kind AND c.code = n.value)
    UNION ALL
    SELECT 'encounter', file_no, row_no, 'encounter_id', 'charge_missing', encounter_key, encounter_key
    FROM stage_encounter s
    WHERE NOT cancelled AND NOT EXISTS (SELECT FROM stage_charge c WHERE c.encounter_key = s.encounter_key)
        AND NOT EXISTS (SELECT FROM stage_reject r WHERE r.encounter_key = s.encounter_key)
)
INSERT INTO stage_reject (entity, file_no, row_no, column_name, code, value, encounter_key, patient_key)
SELECT entity, file_no, row_no, column_name, code, value, encounter_key, NULL FROM bad
