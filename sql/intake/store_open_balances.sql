-- Open balances of an earlier system (domain.md: go-live open claim). What a payer owes becomes an imported claim:
-- an encounter of class imported for each control number, the claim in state published, the control number as its
-- submission, so that remittances and acknowledgements find it. What the patient owes stands on the encounter alone.
-- An opening entry for each, a credit with its sides swapped. Runs twice: with $5 NULL it sets aside what cannot be
-- taken and says how many claims are new; with $5 the claim number before the first it stores. Sent again it is a
-- duplicate. $1 organisation, $2 run, $3 file ids by file_no, $4 0 = judge, 1 = store, $5 number before the first.
WITH resolved AS (
    SELECT s.*, ps.patient_id, ps.version AS patient_version, s.payer <> '' AS by_payer,
        CASE WHEN s.payer = '' THEN 0 ELSE coalesce(p.payer_id, a.payer_id) END AS payer_id,
        e.encounter_id AS known_encounter, coalesce(c.total, e.total) AS known_total,
        u.claim_id AS known_number, c.claim_id AS known_claim,
        EXISTS (SELECT FROM submission x WHERE x.org_id = $1 AND x.control_number = s.control_number
            AND NOT EXISTS (SELECT FROM claim y WHERE y.org_id = $1 AND y.claim_id = x.claim_id AND y.imported)) AS ours
    FROM stage_open_balance s
    LEFT JOIN stage_patient_state ps USING (patient_key)
    LEFT JOIN payer p ON p.org_id = $1 AND p.code = s.payer
    LEFT JOIN payer_alias a ON a.org_id = $1 AND a.kind = 'source' AND a.alias = s.payer
    LEFT JOIN encounter e ON e.org_id = $1 AND e.source = 'open_balance' AND e.encounter_key = s.control_number
    LEFT JOIN submission u ON u.org_id = $1 AND u.control_number = s.control_number
    LEFT JOIN claim c ON c.org_id = $1 AND c.encounter_id = e.encounter_id AND s.payer <> ''
        AND c.sequence = s.sequence::"char" AND c.payer_id = coalesce(p.payer_id, a.payer_id)
), opened AS (
    SELECT r.file_no, r.row_no, sum(CASE WHEN l.credit_account = 9000 THEN l.amount ELSE -l.amount END)::bigint AS cents
    FROM resolved r
    JOIN ledger_entry l ON l.org_id = $1 AND l.encounter_id = r.known_encounter AND l.kind = 'opening'
        AND CASE WHEN r.by_payer THEN r.known_claim IN (l.debit_claim, l.credit_claim)
            ELSE 1150 IN (l.debit_account, l.credit_account) END
    GROUP BY 1, 2
), judged AS (
    SELECT r.*, CASE
        WHEN r.patient_id IS NULL THEN 'patient_unknown'
        WHEN r.payer_id IS NULL THEN 'payer_unknown'
        WHEN r.ours THEN 'control_number_taken'
        WHEN r.known_encounter IS NULL OR (r.by_payer AND r.known_claim IS NULL)
            OR (NOT r.by_payer AND o.cents IS NULL AND r.known_number IS NOT NULL) THEN 'new'
        WHEN coalesce(o.cents, 0) = r.balance AND r.known_total = r.charge THEN 'known'
        ELSE 'open_balance_differs' END AS verdict
    FROM resolved r LEFT JOIN opened o USING (file_no, row_no)
), rejected AS (
    INSERT INTO stage_reject (entity, file_no, row_no, column_name, code, value, encounter_key, patient_key)
    SELECT 'open_balance', file_no, row_no,
        CASE verdict WHEN 'patient_unknown' THEN 'patient_id' WHEN 'payer_unknown' THEN 'payer'
            WHEN 'open_balance_differs' THEN 'balance' ELSE 'control_number' END,
        verdict, CASE verdict WHEN 'payer_unknown' THEN payer WHEN 'patient_unknown' THEN '' ELSE control_number END,
        '', NULL
    FROM judged WHERE $4 = 0 AND verdict NOT IN ('new', 'known')
), outcomes AS (
    INSERT INTO stage_outcome (file_no, row_no, outcome)
    SELECT file_no, row_no, CASE verdict WHEN 'new' THEN 's' ELSE 'd' END::"char"
    FROM judged WHERE $4 = 0 AND verdict IN ('new', 'known')
), fresh AS (
    SELECT j.*, ($3::bigint[])[file_no] AS file_id,
        CASE WHEN by_payer THEN $5::bigint + count(*) FILTER (WHERE by_payer) OVER (ORDER BY file_no, row_no) ELSE 0
            END AS claim_id,
        row_number() OVER (PARTITION BY control_number ORDER BY file_no, row_no) AS of_encounter,
        row_number() OVER (PARTITION BY control_number, by_payer
            ORDER BY position(sequence IN 'PST'), file_no, row_no) AS of_number
    FROM judged j WHERE $4 = 1 AND verdict = 'new'
), encounter_id AS (
    SELECT control_number, coalesce(known_encounter, nextval('encounter_encounter_id_seq'::regclass)) AS encounter_id,
        known_encounter IS NULL AS is_new
    FROM (SELECT * FROM fresh WHERE of_encounter = 1 ORDER BY file_no, row_no) f
), made AS (
    INSERT INTO encounter (org_id, encounter_id, source, encounter_key, patient_id, version, class, service_from,
        total)
    OVERRIDING SYSTEM VALUE
    SELECT $1, encounter_id, 'open_balance', control_number, patient_id, 1, 'imported', service_from, charge
    FROM fresh JOIN encounter_id USING (control_number) WHERE of_encounter = 1 AND is_new
), versions AS (
    INSERT INTO encounter_version (org_id, encounter_id, version, cancelled, class, patient_version, service_from,
        service_to, place_of_service, total, digest, run_id, file_id, file_row)
    SELECT $1, encounter_id, 1, false, 'imported', patient_version, service_from, service_to, '', charge, digest, $2,
        file_id, row_no
    FROM fresh JOIN encounter_id USING (control_number) WHERE of_encounter = 1 AND is_new
), first_claim AS (
    SELECT control_number, claim_id FROM fresh WHERE by_payer AND of_number = 1
), claims AS (
    INSERT INTO claim (org_id, claim_id, encounter_id, encounter_version, patient_id, payer_id, coverage_id, sequence,
        primary_claim_id, state, service_from, service_to, total, lines, submissions, content_digest, first_published,
        imported)
    SELECT $1, f.claim_id, encounter_id, 1, patient_id, payer_id, 0, sequence::"char",
        CASE WHEN sequence = 'P' THEN 0 ELSE coalesce(known_number, nullif(c.claim_id, f.claim_id), 0) END,
        'published', service_from, service_to, charge, 0,
        CASE WHEN known_number IS NULL AND of_number = 1 THEN 1 ELSE 0 END, digest, coalesce(billed_date, service_to),
        true
    FROM fresh f JOIN encounter_id USING (control_number) JOIN first_claim c USING (control_number)
    WHERE by_payer
), submissions AS (
    INSERT INTO submission (org_id, claim_id, ordinal, control_number, frequency, encounter_version, content_digest,
        total, run_id)
    SELECT $1, claim_id, 1, control_number, '1', 1, digest, charge, $2
    FROM fresh WHERE by_payer AND of_number = 1 AND known_number IS NULL
), events AS (
    INSERT INTO stage_event (subject, subject_id, kind, from_state, to_state, stated_date, file_id, why)
    SELECT 'claim', claim_id, 'imported', '', 'published', billed_date, file_id, 'open balance of an earlier system'
    FROM fresh WHERE by_payer ORDER BY claim_id
), entries AS (
    INSERT INTO stage_entry (effective_date, kind, amount, debit_account, debit_party, debit_claim, credit_account,
        encounter_id, encounter_version, file_id, file_row)
    SELECT service_from, 'opening', balance,
        CASE WHEN NOT by_payer THEN 1150 ELSE CASE sequence WHEN 'P' THEN 1110 WHEN 'S' THEN 1120 ELSE 1130 END END,
        CASE WHEN by_payer THEN payer_id ELSE patient_id END, claim_id, 9000, encounter_id, 1, file_id, row_no
    FROM fresh JOIN encounter_id USING (control_number)
    ORDER BY file_no, row_no
)
SELECT count(*) FILTER (WHERE verdict = 'new' AND by_payer) FROM judged
