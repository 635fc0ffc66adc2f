-- Findings of the batch's payments, by payment and ordinal of its claim. $1 organisation, $2 run, $3-$4 codes
-- and their severities.
INSERT INTO finding AS f (org_id, subject, subject_id, line, code, place, severity, value, state, run_id, last_run_id)
SELECT DISTINCT ON (s.payment_id, s.claim_ordinal, s.code, s.place)
    $1, 'payment', s.payment_id, s.claim_ordinal, s.code, s.place, k.severity, s.value, 'open', $2, $2
FROM stage_remit_finding s
JOIN unnest($3::text[], $4::text[]) AS k (code, severity) USING (code)
ON CONFLICT (org_id, subject, subject_id, code, line, place, rule_id, rule_version_id) DO UPDATE
SET last_run_id = EXCLUDED.last_run_id
