-- Submissions and attempts of one interchange, and what they mean: the claims are published, and with the first
-- claim of the first payer the open charges become that payer's A/R. $1 organisation, $2 staged number, $3
-- interchange, $4 run, $5 day.
WITH sent AS (
    SELECT a.*, c.encounter_id, c.encounter_version, c.state AS from_state, c.payer_id, c.total, c.first_published,
        c.sequence, nextval('attempt_attempt_id_seq'::regclass) AS attempt_id
    FROM (SELECT * FROM stage_attempt WHERE interchange_no = $2 ORDER BY piece_no) a
    JOIN claim c ON c.org_id = $1 AND c.claim_id = a.claim_id
), frozen AS (
    INSERT INTO submission (org_id, claim_id, ordinal, control_number, frequency, encounter_version, content_digest,
        total, run_id)
    SELECT $1, claim_id, submission, control_number, '1', encounter_version, content_digest, total, $4
    FROM sent WHERE is_new
), made AS (
    INSERT INTO attempt (org_id, attempt_id, claim_id, submission, interchange_id, group_control, set_control,
        position, piece_no, provider_piece, byte_offset, bytes)
    OVERRIDING SYSTEM VALUE
    SELECT $1, attempt_id, claim_id, submission, $3, group_control, set_control, position, piece_no, provider_piece,
        byte_offset, bytes
    FROM sent
), billed AS (
    INSERT INTO stage_entry (effective_date, kind, amount, debit_account, debit_party, debit_claim, debit_line,
        credit_account, credit_party, credit_line, encounter_id, encounter_version)
    SELECT l.service_from, 'billed', g.amount, 1110, s.payer_id, s.claim_id, l.line, 1100, s.payer_id, g.charge_line,
        g.encounter_id, g.version
    FROM sent s
    JOIN claim_line l ON l.org_id = $1 AND l.claim_id = s.claim_id
    JOIN claim_line_charge g ON g.org_id = $1 AND g.claim_id = l.claim_id AND g.line = l.line
    WHERE s.first_published IS NULL AND s.sequence = 'P'
    ORDER BY s.piece_no, l.line, g.charge_line
)
INSERT INTO stage_event (subject, subject_id, kind, from_state, to_state, level, stated_date, attempt_id, why, submission)
SELECT 'claim', claim_id, 'published', from_state, 'published', 0, $5, attempt_id,
    'interchange ' || $3 || ', submission ' || submission || ', set ' || set_control || ' position ' || position, submission
FROM sent ORDER BY piece_no
