-- Claims that cannot leave after all (their content changed since they were judged, a rule about the file stops
-- them, or their receiver would refuse a whole set for them): held with the finding that says why. $1 organisation, $2 run.
WITH found AS (
    INSERT INTO finding AS f (org_id, subject, subject_id, line, code, place, rule_id, rule_version_id, severity,
        value, state, run_id, last_run_id)
    SELECT DISTINCT ON (claim_id, line, code, place, rule_id) $1, 'claim', claim_id, line, code, place, rule_id,
        rule_version_id, severity, value, 'open', $2, $2
    FROM stage_hold
    ON CONFLICT (org_id, subject, subject_id, code, line, place, rule_id, rule_version_id) DO UPDATE
    SET state = 'open', last_run_id = EXCLUDED.last_run_id, value = EXCLUDED.value
)
INSERT INTO stage_event (subject, subject_id, kind, from_state, to_state, why)
SELECT 'claim', claim_id, 'held', 'ready', 'held', string_agg(DISTINCT code, ', ') FROM stage_hold
GROUP BY claim_id ORDER BY claim_id
