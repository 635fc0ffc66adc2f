-- Which encounters are stored, and as what. $1 organisation, $2 source system, $3 start date of the
-- organisation. Class: history before the start date; insured when the source says so or a coverage is
-- active on the first day; else self-pay. An encounter with a bad row, or of a patient with a bad row, is
-- set aside whole. One that is said to be insured without an active coverage is set aside too: its patient
-- must not get the bill. One that comes again as it was is a duplicate; but when it was self-pay only because no
-- coverage was known, and one is known now, it is a new version and the payer's.
WITH content AS (
    SELECT encounter_key, sum(charge)::bigint AS total, string_agg(digest, '' ORDER BY line) AS digest
    FROM stage_charge GROUP BY encounter_key
), diagnoses AS (
    SELECT encounter_key, string_agg(digest, '' ORDER BY ordinal) AS digest
    FROM stage_diagnosis GROUP BY encounter_key
), bad_encounter AS (
    -- Most rejected rows of a mapping name nobody: an EXISTS would read them all for each encounter.
    SELECT DISTINCT encounter_key FROM stage_reject WHERE encounter_key <> ''
), bad_patient AS (
    SELECT DISTINCT patient_key FROM stage_reject WHERE patient_key IS NOT NULL
), judged AS (
    SELECT s.encounter_key, s.file_no, s.row_no, s.service_from, s.financial_class, s.cancelled,
        ps.patient_id, ps.version AS patient_version,
        coalesce(c.total, 0) AS total,
        sha256(s.digest || coalesce(d.digest, '') || '\x00'::bytea || coalesce(c.digest, '')) AS digest,
        coalesce(nullif(s.place_of_service, ''), f.place_of_service, '') AS place_of_service,
        EXISTS (SELECT FROM coverage v WHERE v.org_id = $1 AND v.patient_id = ps.patient_id
            AND s.service_from BETWEEN v.from_date AND v.to_date) AS covered,
        e.encounter_id, e.version, ev.digest AS old_digest, ev.class AS old_class,
        be.encounter_key IS NOT NULL AS own_bad, bp.patient_key IS NOT NULL AS patient_bad
    FROM stage_encounter s
    LEFT JOIN stage_patient_state ps USING (patient_key)
    LEFT JOIN content c USING (encounter_key)
    LEFT JOIN diagnoses d USING (encounter_key)
    LEFT JOIN bad_encounter be ON be.encounter_key = s.encounter_key
    LEFT JOIN bad_patient bp ON bp.patient_key = s.patient_key
    LEFT JOIN provider p ON p.org_id = $1 AND p.kind = 'facility' AND p.code = s.facility AND s.facility <> ''
    LEFT JOIN provider_version f ON f.org_id = $1 AND f.provider_id = p.provider_id
        AND s.service_from BETWEEN f.effective_from AND f.effective_to
    LEFT JOIN encounter e ON e.org_id = $1 AND e.source = $2 AND e.encounter_key = s.encounter_key
    LEFT JOIN encounter_version ev ON ev.org_id = $1 AND ev.encounter_id = e.encounter_id AND ev.version = e.version
), rejected AS (
    INSERT INTO stage_reject (entity, file_no, row_no, column_name, code, value, encounter_key, patient_key)
    SELECT 'encounter', file_no, row_no,
        CASE WHEN patient_bad THEN 'patient_id' ELSE 'financial_class' END,
        CASE WHEN patient_bad THEN 'encounter_incomplete' ELSE 'coverage_missing' END, '', encounter_key, NULL
    FROM judged
    WHERE NOT own_bad AND (patient_bad OR (financial_class = 'insured' AND NOT covered AND service_from >= $3))
)
INSERT INTO stage_encounter_state (encounter_key, encounter_id, version, patient_id, patient_version, class,
    place_of_service, total, digest, outcome)
SELECT encounter_key,
    CASE WHEN encounter_id IS NOT NULL OR bad THEN encounter_id
        ELSE nextval('encounter_encounter_id_seq'::regclass) END,
    CASE WHEN bad OR same THEN version ELSE coalesce(version, 0) + 1 END,
    patient_id, patient_version,
    CASE WHEN service_from < $3 THEN 'history'
        WHEN financial_class = 'self_pay' OR NOT covered THEN 'self_pay' ELSE 'insured' END,
    place_of_service, total, digest,
    CASE WHEN bad THEN 'b' WHEN encounter_id IS NULL THEN 'n' WHEN same THEN 'd' ELSE 'c' END::"char"
FROM (
    SELECT *, old_digest = digest AND NOT (old_class = 'self_pay' AND financial_class = '' AND covered
            AND NOT cancelled AND service_from >= $3) AS same,
        own_bad OR patient_bad OR (financial_class = 'insured' AND NOT covered AND service_from >= $3) AS bad
    FROM judged ORDER BY file_no, row_no
) j
