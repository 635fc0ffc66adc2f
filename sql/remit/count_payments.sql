-- What became of the staged file's payments, with their amounts in cents, by organisation (0: quarantined).
SELECT coalesce(s.org_id, 0), count(*) FILTER (WHERE s.state IN ('post', 'resumed posted')),
    coalesce(sum(p.amount) FILTER (WHERE s.state IN ('post', 'resumed posted')), 0)::bigint,
    count(*) FILTER (WHERE s.state IN ('parked', 'resumed parked')),
    coalesce(sum(p.amount) FILTER (WHERE s.state IN ('parked', 'resumed parked')), 0)::bigint,
    count(*) FILTER (WHERE s.state = 'duplicate'), coalesce(sum(p.amount) FILTER (WHERE s.state = 'duplicate'), 0)::bigint,
    count(*) FILTER (WHERE s.state = 'quarantined'),
    coalesce(sum(p.amount) FILTER (WHERE s.state = 'quarantined'), 0)::bigint
FROM stage_payment_state s JOIN stage_payment p USING (pay_no)
GROUP BY 1 ORDER BY 1
