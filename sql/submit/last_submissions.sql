-- The newest frozen content of each claim of the chunk that has one. $1 organisation.
SELECT p.claim_id, s.ordinal, s.content_digest
FROM stage_pick p
JOIN claim c ON c.org_id = $1 AND c.claim_id = p.claim_id
JOIN submission s ON s.org_id = $1 AND s.claim_id = p.claim_id AND s.ordinal = c.submissions
ORDER BY p.claim_id
