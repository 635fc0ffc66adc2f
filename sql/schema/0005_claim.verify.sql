SELECT org_id, claim_id, state, attempt_id, evidence_level FROM claim WHERE false;
SELECT org_id, claim_id, line, control_number FROM claim_line WHERE false;
SELECT org_id, claim_id, ordinal, control_number FROM submission WHERE false;
SELECT org_id, interchange_id, state, sha256 FROM interchange WHERE false;
SELECT org_id, interchange_id, piece_no, content FROM interchange_piece WHERE false;
SELECT org_id, attempt_id, is_live FROM attempt WHERE false;
SELECT org_id, verdict_id, state FROM verdict WHERE false;
SELECT org_id, subject, subject_id, code, state FROM finding WHERE false;
