-- Findings of the batch's claims: new ones are made, known ones renewed (a released one stays released), and
-- open ones that were not found again are resolved. $1 organisation, $2 run.
WITH found AS (
    SELECT DISTINCT ON (claim_id, code, line, place, rule_id, rule_version_id)
        claim_id, code, line, place, rule_id, rule_version_id, severity, value
    FROM stage_finding
    ORDER BY claim_id, code, line, place, rule_id, rule_version_id
), kept AS (
    INSERT INTO finding AS f (org_id, subject, subject_id, line, code, place, rule_id, rule_version_id, severity,
        value, state, run_id, last_run_id)
    SELECT $1, 'claim', claim_id, line, code, place, rule_id, rule_version_id, severity, value, 'open', $2, $2
    FROM found
    ON CONFLICT (org_id, subject, subject_id, code, line, place, rule_id, rule_version_id) DO UPDATE
    SET last_run_id = EXCLUDED.last_run_id, value = EXCLUDED.value, severity = EXCLUDED.severity,
        state = CASE WHEN f.state = 'resolved' THEN 'open' ELSE f.state END,
        closed_run_id = CASE WHEN f.state = 'resolved' THEN NULL ELSE f.closed_run_id END
)
UPDATE finding f SET state = 'resolved', closed_run_id = $2, closed_by = '', closed_why = 'not found again'
FROM stage_claim s
WHERE f.org_id = $1 AND f.subject = 'claim' AND f.subject_id = s.claim_id AND f.state = 'open'
    AND f.code NOT IN ('replacement_proposed', 'ack_contradiction', 'ack_not_found', 'ack_amount_differs', 'credit_balance')
    AND NOT EXISTS (SELECT FROM found x WHERE x.claim_id = f.subject_id AND x.code = f.code AND x.line = f.line
        AND x.place = f.place AND x.rule_id = f.rule_id AND x.rule_version_id = f.rule_version_id)
