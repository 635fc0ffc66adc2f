-- The batch's claims: new ones, and those that were built again. A claim is held while a finding of severity
-- hold or reject is open; one that an acknowledgement rejected waits until its content changes or somebody
-- releases it. What rules with action fix changed is an event of the claim. Runs after store_findings. $1 organisation, $2 run, $3 rule version.
WITH judged AS (
    SELECT s.*, CASE WHEN EXISTS (SELECT FROM finding f WHERE f.org_id = $1 AND f.subject = 'claim'
            AND f.subject_id = s.claim_id AND f.state = 'open' AND f.severity IN ('hold', 'reject'))
        THEN CASE WHEN s.from_state = 'rejected' AND s.unchanged THEN 'rejected' ELSE 'held' END
        ELSE 'ready' END AS state
    FROM stage_claim s
), made AS (
    INSERT INTO claim (org_id, claim_id, encounter_id, encounter_version, patient_id, payer_id, coverage_id,
        sequence, state, service_from, service_to, total, lines, content_digest, rule_version_id, judged_run)
    SELECT $1, claim_id, encounter_id, encounter_version, patient_id, payer_id, coverage_id, 'P', state,
        service_from, service_to, total, lines, content_digest, $3, $2
    FROM judged WHERE is_new
), renewed AS (
    UPDATE claim c SET encounter_version = j.encounter_version, patient_id = j.patient_id, payer_id = j.payer_id,
        coverage_id = j.coverage_id, service_from = j.service_from, service_to = j.service_to, total = j.total,
        lines = j.lines, content_digest = j.content_digest, rule_version_id = $3, judged_run = $2
    FROM judged j
    WHERE c.org_id = $1 AND c.claim_id = j.claim_id AND NOT j.is_new
        AND (c.content_digest IS DISTINCT FROM j.content_digest OR c.rule_version_id <> $3
            OR c.encounter_version <> j.encounter_version)
), dropped_charges AS (
    DELETE FROM claim_line_charge l USING judged j
    WHERE l.org_id = $1 AND l.claim_id = j.claim_id AND NOT j.is_new AND NOT j.unchanged
), dropped AS (
    DELETE FROM claim_line l USING judged j
    WHERE l.org_id = $1 AND l.claim_id = j.claim_id AND NOT j.is_new AND NOT j.unchanged
), why AS (
    SELECT f.subject_id AS claim_id, string_agg(DISTINCT CASE WHEN f.rule_id = '' THEN f.code ELSE f.rule_id END, ', ') AS codes
    FROM finding f JOIN judged j ON j.claim_id = f.subject_id
    WHERE f.org_id = $1 AND f.subject = 'claim' AND f.state = 'open' AND f.severity IN ('hold', 'reject')
    GROUP BY f.subject_id
)
INSERT INTO stage_event (subject, subject_id, kind, from_state, to_state, why)
SELECT 'claim', claim_id, kind, from_state, to_state, why
FROM (
    SELECT claim_id, 1 AS nth, 'built' AS kind, '' AS from_state, 'built' AS to_state,
        'encounter version ' || encounter_version AS why
    FROM judged WHERE is_new
    UNION ALL
    SELECT j.claim_id, 2, 'fixed', '', '', string_agg(concat_ws(' ', x.rule_id, CASE WHEN x.line > 0 THEN 'line ' || x.line END,
        x.field || ': ' || quote_literal(x.old_value) || ' -> ' || quote_literal(x.new_value)), ', ' ORDER BY x.line, x.rule_id, x.field)
    FROM judged j JOIN stage_fix x USING (claim_id)
    WHERE j.is_new OR NOT j.unchanged
    GROUP BY j.claim_id
    UNION ALL
    SELECT j.claim_id, 3, CASE j.state WHEN 'ready' THEN 'clean' ELSE 'held' END,
        CASE WHEN j.is_new THEN 'built' ELSE j.from_state END, j.state, coalesce(w.codes, '')
    FROM judged j LEFT JOIN why w USING (claim_id)
    WHERE j.is_new OR j.state <> j.from_state
) e
ORDER BY claim_id, nth
