-- Coverages of the set: found by patient, payer, member id, rank and first day; anything else that changed
-- is a new version. $1 organisation, $2 run, $3 file ids by file_no. Unknown patients and payers are set
-- aside; the patient's encounters then wait, since nobody can tell who pays.
WITH resolved AS (
    SELECT s.*, ps.patient_id, coalesce(p.payer_id, a.payer_id) AS payer_id
    FROM stage_coverage s
    LEFT JOIN stage_patient_state ps USING (patient_key)
    LEFT JOIN payer p ON p.org_id = $1 AND p.code = s.payer
    LEFT JOIN payer_alias a ON a.org_id = $1 AND a.kind = 'source' AND a.alias = s.payer
), rejected AS (
    INSERT INTO stage_reject (entity, file_no, row_no, column_name, code, value, encounter_key, patient_key)
    SELECT 'coverage', file_no, row_no,
        CASE WHEN patient_id IS NULL THEN 'patient_id' ELSE 'payer' END,
        CASE WHEN patient_id IS NULL THEN 'patient_unknown' ELSE 'payer_unknown' END,
        CASE WHEN patient_id IS NULL THEN '' ELSE payer END, '', patient_key
    FROM resolved WHERE patient_id IS NULL OR payer_id IS NULL
), judged AS (
    SELECT r.*, coalesce(c.coverage_id, nextval('coverage_coverage_id_seq'::regclass)) AS coverage_id,
        CASE WHEN c.coverage_id IS NULL THEN 1 WHEN v.digest = r.digest THEN c.version ELSE c.version + 1 END AS version,
        CASE WHEN c.coverage_id IS NULL THEN 'n' WHEN v.digest = r.digest THEN 'd' ELSE 'c' END::"char" AS outcome
    FROM resolved r
    LEFT JOIN coverage c ON c.org_id = $1 AND c.patient_id = r.patient_id AND c.payer_id = r.payer_id
        AND c.member_key = r.member_key AND c.rank = r.rank AND c.from_date = r.from_date
    LEFT JOIN coverage_version v ON v.org_id = $1 AND v.coverage_id = c.coverage_id AND v.version = c.version
    WHERE r.patient_id IS NOT NULL AND r.payer_id IS NOT NULL
), made AS (
    INSERT INTO coverage (org_id, coverage_id, patient_id, payer_id, member_key, rank, from_date, to_date, version)
    OVERRIDING SYSTEM VALUE
    SELECT $1, coverage_id, patient_id, payer_id, member_key, rank, from_date, to_date, 1
    FROM judged WHERE outcome = 'n'
), renewed AS (
    UPDATE coverage c SET version = j.version, to_date = j.to_date FROM judged j
    WHERE c.org_id = $1 AND c.coverage_id = j.coverage_id AND j.outcome = 'c'
), versions AS (
    INSERT INTO coverage_version (org_id, coverage_id, version, to_date, relationship, group_number, group_name,
        insurance_type, identity, digest, run_id, file_id, file_row)
    SELECT $1, coverage_id, version, to_date, relationship, group_number, group_name, insurance_type, identity,
        digest, $2, ($3::bigint[])[file_no], row_no
    FROM judged WHERE outcome <> 'd'
)
INSERT INTO stage_outcome (file_no, row_no, outcome)
SELECT file_no, row_no, CASE WHEN outcome = 'd' THEN 'd' ELSE 's' END::"char" FROM judged
