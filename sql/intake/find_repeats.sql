-- Rows of the set with the same key. Equal in all: the first stands, the others are duplicates. Different:
-- nobody can tell which one holds, so all are set aside.
WITH keyed AS (
    SELECT 'patient' AS entity, file_no, row_no, digest, patient_key::text AS key, 'patient_id' AS column_name,
        '' AS encounter_key, patient_key
    FROM stage_patient JOIN (SELECT patient_key FROM stage_patient GROUP BY 1 HAVING count(*) > 1) r
        USING (patient_key)
    UNION ALL
    SELECT 'coverage', file_no, row_no, digest,
        concat_ws('|', patient_key, payer, member_key, rank, from_date), 'member_id', '', patient_key
    FROM stage_coverage JOIN (SELECT patient_key, payer, member_key, rank, from_date FROM stage_coverage
        GROUP BY 1, 2, 3, 4, 5 HAVING count(*) > 1) r USING (patient_key, payer, member_key, rank, from_date)
    UNION ALL
    SELECT 'encounter', file_no, row_no, digest, encounter_key, 'encounter_id', encounter_key, NULL
    FROM stage_encounter JOIN (SELECT encounter_key FROM stage_encounter GROUP BY 1 HAVING count(*) > 1) r
        USING (encounter_key)
    UNION ALL
    SELECT 'diagnosis', file_no, row_no, digest, concat(ordinal, '|', encounter_key), 'ordinal', encounter_key, NULL
    FROM stage_diagnosis JOIN (SELECT encounter_key, ordinal FROM stage_diagnosis
        GROUP BY 1, 2 HAVING count(*) > 1) r USING (encounter_key, ordinal)
    UNION ALL
    SELECT 'charge', file_no, row_no, digest, concat(line, '|', encounter_key), 'line', encounter_key, NULL
    FROM stage_charge JOIN (SELECT encounter_key, line FROM stage_charge
        GROUP BY 1, 2 HAVING count(*) > 1) r USING (encounter_key, line)
    UNION ALL
    SELECT 'receipt', file_no, row_no, digest, receipt_key, 'payment_id', '', NULL
    FROM stage_receipt JOIN (SELECT receipt_key FROM stage_receipt GROUP BY 1 HAVING count(*) > 1) r
        USING (receipt_key)
    UNION ALL
    SELECT 'open_balance', file_no, row_no, digest, concat(sequence, s.payer = '', '|', control_number),
        'control_number', '', NULL
    FROM stage_open_balance s JOIN (SELECT sequence, payer = '' AS of_patient, control_number FROM stage_open_balance
        GROUP BY 1, 2, 3 HAVING count(*) > 1) r USING (sequence, control_number)
    WHERE r.of_patient = (s.payer = '')
), counted AS (
    SELECT *, first_value(digest) OVER w AS first_digest, row_number() OVER w AS nth
    FROM keyed
    WINDOW w AS (PARTITION BY entity, key ORDER BY file_no, row_no)
), differing AS (
    SELECT DISTINCT entity, key FROM counted WHERE digest <> first_digest
), same AS (
    INSERT INTO stage_repeat (entity, file_no, row_no)
    SELECT entity, file_no, row_no FROM counted c
    WHERE nth > 1 AND NOT EXISTS (SELECT FROM differing d WHERE d.entity = c.entity AND d.key = c.key)
)
INSERT INTO stage_reject (entity, file_no, row_no, column_name, code, value, encounter_key, patient_key)
SELECT entity, file_no, row_no, column_name, 'row_repeated', '', encounter_key, patient_key
FROM counted JOIN differing USING (entity, key)
