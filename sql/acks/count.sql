-- The claims that the staged events move into another state: received, forwarded, accepted, rejected, and the dollars of
-- those. Runs before the events are sealed, while claims still have their old state. $1 organisation.
SELECT count(*) FILTER (WHERE m.to_state = 'received'), count(*) FILTER (WHERE m.to_state = 'forwarded'),
    count(*) FILTER (WHERE m.to_state = 'accepted'), count(*) FILTER (WHERE m.to_state = 'rejected'),
    coalesce(sum(c.total) FILTER (WHERE m.to_state = 'rejected'), 0)::bigint
FROM (SELECT DISTINCT ON (subject_id) subject_id AS claim_id, to_state FROM stage_event
    WHERE subject = 'claim' AND to_state <> ''
    ORDER BY subject_id, seq DESC) m
JOIN claim c ON c.org_id = $1 AND c.claim_id = m.claim_id AND c.state <> m.to_state
