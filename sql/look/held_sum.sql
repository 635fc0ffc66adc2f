-- Claims that are held or were rejected: their number and dollars by state (as look/held.sql counts them). $1
-- organisation, $2 finding code or rule, '' = all, $3 payer's code, '' = all. A claim without an open finding counts
-- too.
SELECT o.code, c.state, count(*), sum(CASE c.sequence WHEN 'P' THEN c.total ELSE coalesce(b.cents, 0) END)::bigint
FROM claim c
JOIN organisation o ON o.org_id = $1
JOIN payer p ON p.org_id = $1 AND p.payer_id = c.payer_id
LEFT JOIN LATERAL (
    SELECT sum(b.cents)::bigint AS cents FROM balance b
    WHERE b.org_id = $1 AND b.encounter_id = c.encounter_id AND b.claim_id = c.claim_id) b ON c.sequence <> 'P'
WHERE c.org_id = $1 AND c.unsent AND c.state IN ('held', 'rejected') AND ($3 = '' OR p.code = $3)
    AND ($2 = '' OR EXISTS (SELECT FROM finding f WHERE f.org_id = $1 AND f.subject = 'claim'
        AND f.subject_id = c.claim_id AND f.state = 'open' AND (f.code = $2 OR f.rule_id = $2)))
GROUP BY o.code, c.state ORDER BY c.state
