-- Overrides what holds the staged claims, rejecting findings apart, and makes those ready that nothing else holds.
-- $1 organisation, $2 run, $3 user, $4 reason, $5 codes that no reason overrides.
WITH holding AS (
    SELECT f.finding_id, f.subject_id AS claim_id, CASE f.rule_id WHEN '' THEN f.code ELSE f.rule_id END AS reason,
        f.severity = 'hold' AND f.code <> ALL ($5::text[]) AS yields
    FROM stage_release s
    JOIN finding f ON f.org_id = $1 AND f.subject = 'claim' AND f.subject_id = s.claim_id AND f.state = 'open'
        AND f.severity IN ('hold', 'reject')
    WHERE s.from_state IN ('held', 'rejected')
), judged AS (
    SELECT s.claim_id, s.from_state, count(*) FILTER (WHERE h.yields) AS released,
        count(*) FILTER (WHERE NOT h.yields) AS stays,
        string_agg(DISTINCT h.reason, ', ' ORDER BY h.reason) FILTER (WHERE h.yields) AS reasons
    FROM stage_release s JOIN holding h USING (claim_id)
    GROUP BY s.claim_id, s.from_state
), released AS (
    UPDATE finding f SET state = 'released', closed_run_id = $2, closed_by = $3, closed_why = $4
    FROM holding h
    WHERE f.org_id = $1 AND f.finding_id = h.finding_id AND h.yields
), events AS (
    -- One that still waits keeps its state: the event names none.
    INSERT INTO stage_event (subject, subject_id, kind, from_state, to_state, why)
    SELECT 'claim', claim_id, 'released', CASE stays WHEN 0 THEN from_state ELSE '' END,
        CASE stays WHEN 0 THEN 'ready' ELSE '' END, reasons || ': ' || $4
    FROM judged WHERE released > 0
    ORDER BY claim_id
)
UPDATE stage_release s SET released = j.released, stays = j.stays, reasons = coalesce(j.reasons, '')
FROM judged j WHERE j.claim_id = s.claim_id
