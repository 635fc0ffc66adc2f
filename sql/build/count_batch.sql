-- What became of the batch: claims new, judged again, ready, held, proposed, withdrawn; encounters. Dollars in
-- cents. $1 organisation.
SELECT (SELECT count(*) FROM stage_batch),
    count(*) FILTER (WHERE s.is_new), count(*) FILTER (WHERE NOT s.is_new),
    count(*) FILTER (WHERE c.state = 'ready'), coalesce(sum(c.total) FILTER (WHERE c.state = 'ready'), 0)::bigint,
    count(*) FILTER (WHERE c.state <> 'ready'), coalesce(sum(c.total) FILTER (WHERE c.state <> 'ready'), 0)::bigint,
    (SELECT count(*) FROM stage_batch WHERE action = 'propose'),
    (SELECT count(*) FROM stage_batch WHERE action = 'withdraw'),
    coalesce(max(s.claim_id), 0)
FROM stage_claim s JOIN claim c ON c.org_id = $1 AND c.claim_id = s.claim_id
