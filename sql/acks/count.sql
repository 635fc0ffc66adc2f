-- What the organisation's resolved verdicts did: claims moved by state, claims only noted, verdicts that still wait;
-- claims rejected and their dollars. $1 organisation.
SELECT count(DISTINCT r.claim_id) FILTER (WHERE c.state = 'received'),
    count(DISTINCT r.claim_id) FILTER (WHERE c.state = 'forwarded'),
    count(DISTINCT r.claim_id) FILTER (WHERE c.state = 'accepted'),
    count(DISTINCT r.claim_id) FILTER (WHERE c.state = 'rejected'),
    coalesce((SELECT sum(x.total) FROM claim x WHERE x.org_id = $1 AND x.state = 'rejected'
        AND x.claim_id IN (SELECT claim_id FROM stage_resolved)), 0)::bigint,
    (SELECT count(*) FROM verdict w WHERE w.org_id = $1 AND w.state = 'waiting')
FROM stage_resolved r JOIN claim c ON c.org_id = $1 AND c.claim_id = r.claim_id
