-- A claim's stored state is that of its last event, every move is one that the table of moves has, and it is adjudicated
-- or reversed as its remittances stand. $1 organisation, $2 last link proved before.
WITH touched AS (
    SELECT DISTINCT e.subject_id AS claim_id FROM event e
    WHERE e.org_id = $1 AND e.link_no > $2 AND e.subject = 'claim'
        AND e.event_id >= coalesce((SELECT min(first_event) FROM chain_link WHERE org_id = $1 AND link_no > $2 AND events > 0), 0)
), last_event AS (
    SELECT DISTINCT ON (e.subject_id) e.subject_id AS claim_id, e.to_state
    FROM touched t JOIN event e ON e.org_id = $1 AND e.subject = 'claim' AND e.subject_id = t.claim_id AND e.to_state <> ''
    ORDER BY e.subject_id, e.event_id DESC
)
SELECT 'claim ' || t.claim_id || ' is ' || coalesce(c.state, 'missing') || ', its last event says ' || coalesce(l.to_state, 'nothing')
FROM touched t
LEFT JOIN claim c ON c.org_id = $1 AND c.claim_id = t.claim_id
LEFT JOIN last_event l ON l.claim_id = t.claim_id
WHERE c.state IS DISTINCT FROM l.to_state
UNION ALL
SELECT 'event ' || e.event_id || ' moves claim ' || e.subject_id || ' from ' || e.from_state || ' to ' || e.to_state
FROM event e
WHERE e.org_id = $1 AND e.link_no > $2 AND e.subject = 'claim'
    AND e.event_id >= coalesce((SELECT min(first_event) FROM chain_link WHERE org_id = $1 AND link_no > $2 AND events > 0), 0)
    AND e.from_state <> '' AND e.to_state <> '' AND e.from_state <> e.to_state
    AND NOT EXISTS (SELECT FROM claim_transition x WHERE x.from_state = e.from_state AND x.to_state = e.to_state)
UNION ALL
SELECT 'claim ' || c.claim_id || ' is ' || c.state || ' with ' || count(m.payment_id) || ' remittances that stand'
FROM touched t
JOIN claim c ON c.org_id = $1 AND c.claim_id = t.claim_id AND c.state IN ('adjudicated', 'reversed')
LEFT JOIN remittance_match m ON m.org_id = $1 AND m.claim_id = c.claim_id AND m.claim_id > 0 AND m.active AND m.act = 'pay'
    AND NOT EXISTS (SELECT FROM remittance_match b WHERE b.org_id = $1 AND b.active
        AND b.reverses_payment > 0 AND b.reverses_payment = m.payment_id AND b.reverses_claim = m.claim_ordinal)
GROUP BY c.claim_id, c.state HAVING (c.state = 'reversed') <> (count(m.payment_id) = 0)
