-- Encounters of the batch whose claim was sent: nothing is edited, a correction is proposed to a person. And
-- claims that were not sent and have no encounter to bill any more: withdrawn. $1 organisation, $2 run.
WITH proposed AS (
    UPDATE claim c SET replacement_proposed = true
    FROM stage_batch b
    WHERE c.org_id = $1 AND c.claim_id = b.claim_id AND b.action = 'propose'
), findings AS (
    INSERT INTO finding AS f (org_id, subject, subject_id, code, severity, value, state, run_id, last_run_id)
    SELECT $1, 'claim', b.claim_id, 'replacement_proposed', 'warn', 'encounter version ' || b.version, 'open', $2, $2
    FROM stage_batch b WHERE b.action = 'propose'
    ON CONFLICT (org_id, subject, subject_id, code, line, place, rule_id, rule_version_id) DO UPDATE
    SET state = 'open', value = EXCLUDED.value, last_run_id = EXCLUDED.last_run_id
), closed AS (
    UPDATE finding f SET state = 'resolved', closed_run_id = $2, closed_why = 'claim withdrawn'
    WHERE f.org_id = $1 AND f.subject = 'claim' AND f.state = 'open'
        AND f.subject_id IN (SELECT b.claim_id FROM stage_batch b WHERE b.action = 'withdraw')
)
INSERT INTO stage_event (subject, subject_id, kind, from_state, to_state, why)
SELECT 'claim', claim_id, CASE action WHEN 'propose' THEN 'replacement_proposed' ELSE 'withdrawn' END,
    from_state, CASE action WHEN 'propose' THEN from_state ELSE 'withdrawn' END,
    'encounter version ' || version
FROM stage_batch WHERE action IN ('propose', 'withdraw')
ORDER BY claim_id
