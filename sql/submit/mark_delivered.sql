-- The upload command succeeded: its receipt is kept, and the interchange's live claims are delivered, unless
-- better evidence is there. $1 organisation, $2 interchange, $3 moment, $4 receipt, $5 day.
WITH delivered AS (
    UPDATE interchange SET state = 'delivered', delivered_at = $3, receipt = $4
    WHERE org_id = $1 AND interchange_id = $2 AND state = 'published'
    RETURNING interchange_id
)
INSERT INTO stage_event (subject, subject_id, kind, from_state, to_state, level, stated_date, attempt_id, why)
SELECT 'claim', c.claim_id, 'delivered', c.state, 'delivered', 1, $5, a.attempt_id, 'interchange ' || $2
FROM delivered d
JOIN attempt a ON a.org_id = $1 AND a.interchange_id = d.interchange_id AND a.is_live
JOIN claim c ON c.org_id = $1 AND c.claim_id = a.claim_id AND c.attempt_id = a.attempt_id
WHERE c.state = 'published' AND c.evidence_level < 1
ORDER BY c.claim_id
