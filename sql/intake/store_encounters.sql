-- Stores what judge_encounters found new or changed, each as a whole: encounter, version, details,
-- diagnoses, charges. $1 organisation, $2 source system, $3 run, $4 file ids by file_no, $5 days by which a
-- rehearsal mapping moved every date.
WITH kept AS (
    SELECT s.*, t.encounter_id, t.version, t.patient_id, t.patient_version, t.class, t.place_of_service AS place,
        t.total, t.digest AS content_digest, t.outcome
    FROM stage_encounter_state t JOIN stage_encounter s USING (encounter_key)
    WHERE t.outcome IN ('n', 'c')
), made AS (
    INSERT INTO encounter (org_id, encounter_id, source, encounter_key, patient_id, version, class, cancelled,
        service_from, total)
    OVERRIDING SYSTEM VALUE
    SELECT $1, encounter_id, $2, encounter_key, patient_id, 1, class, cancelled, service_from, total
    FROM kept WHERE outcome = 'n'
), renewed AS (
    UPDATE encounter e SET version = k.version, class = k.class, cancelled = k.cancelled,
        patient_id = k.patient_id, service_from = k.service_from, total = k.total
    FROM kept k WHERE e.org_id = $1 AND e.encounter_id = k.encounter_id AND k.outcome = 'c'
), versions AS (
    INSERT INTO encounter_version (org_id, encounter_id, version, cancelled, class, patient_version, service_from,
        service_to, place_of_service, billing_provider, rendering_provider, facility, total, date_shift, digest,
        run_id, file_id, file_row)
    SELECT $1, encounter_id, version, cancelled, class, patient_version, service_from, service_to, place,
        billing_provider, rendering_provider, facility, total, $5, content_digest, $3,
        ($4::bigint[])[file_no], row_no
    FROM kept
), unbuilt AS (
    INSERT INTO encounter_unbuilt (org_id, encounter_id, version) SELECT $1, encounter_id, version FROM kept
), details AS (
    INSERT INTO encounter_detail (org_id, encounter_id, version, name, value)
    SELECT $1, t.encounter_id, t.version, d.name, d.value
    FROM stage_detail d JOIN stage_encounter_state t USING (encounter_key)
    WHERE t.outcome IN ('n', 'c')
), diagnoses AS (
    INSERT INTO encounter_diagnosis (org_id, encounter_id, version, ordinal, code, file_id, file_row)
    SELECT $1, t.encounter_id, t.version, d.ordinal, d.code, ($4::bigint[])[d.file_no], d.row_no
    FROM stage_diagnosis d JOIN stage_encounter_state t USING (encounter_key)
    WHERE t.outcome IN ('n', 'c')
)
INSERT INTO charge (org_id, encounter_id, version, line, service_from, service_to, procedure, modifiers,
    description, unit_basis, units, charge, pointers, place_of_service, emergency, ndc, ndc_quantity, ndc_unit,
    note, file_id, file_row)
SELECT $1, t.encounter_id, t.version, c.line, coalesce(c.service_from, s.service_from),
    coalesce(c.service_to, c.service_from, s.service_to), c.procedure, c.modifiers, c.description, c.unit_basis, c.units, c.charge, c.pointers, c.place_of_service,
    c.emergency, c.ndc, c.ndc_quantity, c.ndc_unit, c.note, ($4::bigint[])[c.file_no], c.row_no
FROM stage_charge c
JOIN stage_encounter_state t USING (encounter_key)
JOIN stage_encounter s USING (encounter_key)
WHERE t.outcome IN ('n', 'c')
