-- A claim as sent is in exactly one live batch; control numbers have no gap without a reason. $1 organisation, $2 last
-- link proved before.
WITH touched AS (
    SELECT DISTINCT e.subject_id AS claim_id FROM event e
    WHERE e.org_id = $1 AND e.link_no > $2 AND e.subject = 'claim'
        AND e.event_id >= coalesce((SELECT min(first_event) FROM chain_link WHERE org_id = $1 AND link_no > $2 AND events > 0), 0)
)
SELECT 'claim ' || c.claim_id || ' is ' || c.state || ' with ' || count(a.attempt_id) || ' live attempts'
FROM touched t
JOIN claim c ON c.org_id = $1 AND c.claim_id = t.claim_id
    AND c.unanswered AND NOT c.imported
LEFT JOIN attempt a ON a.org_id = $1 AND a.claim_id = c.claim_id AND a.is_live AND a.attempt_id = c.attempt_id
GROUP BY c.claim_id, c.state HAVING count(a.attempt_id) <> 1
UNION ALL
SELECT 'attempt ' || a.attempt_id || ' has no piece in interchange ' || a.interchange_id
FROM touched t
JOIN attempt a ON a.org_id = $1 AND a.claim_id = t.claim_id AND a.is_live
LEFT JOIN interchange_piece p ON p.org_id = $1 AND p.interchange_id = a.interchange_id AND p.piece_no = a.piece_no
    AND p.kind = 'claim'
WHERE p.piece_no IS NULL
UNION ALL
SELECT 'control numbers ' || c.kind || ' from ' || c.sender_id || ' to ' || c.receiver_id || ': ' || c.last_number
    || ' given out, ' || count(n.number) || ' in the register'
FROM control_counter c
LEFT JOIN control_number n USING (sender_id, receiver_id, kind)
WHERE EXISTS (SELECT FROM interchange i WHERE i.org_id = $1 AND i.sender_id = c.sender_id AND i.receiver_id = c.receiver_id)
GROUP BY c.kind, c.sender_id, c.receiver_id, c.last_number
HAVING count(n.number) <> c.last_number OR max(n.number) <> c.last_number
UNION ALL
SELECT 'control number ' || n.kind || ' ' || n.number || ' to ' || n.receiver_id || ' is of no interchange and has no reason'
FROM control_number n
WHERE n.interchange_id = 0 AND n.reason = '' AND n.org_id IN (0, $1)
