-- title: What needs a person
-- section: Tonight
-- about: Everything that waits for somebody, now and not only of tonight. A claim with several reasons stands once.
-- empty: Nothing waits for a person.
-- for: organisation
-- parameters: organisation, day
-- column: what | text | What
-- column: items | count | Number
-- column: dollars | dollars | Dollars
-- column: oldest | date | Oldest
-- column: age | count | Days
-- column: see | text | See | see
WITH item AS (
    SELECT 1 AS nth, 'claims held' AS what, 'held_claims' AS see, c.claim_id AS id, c.total AS cents,
        coalesce(min(r.as_of), $2) AS day
    FROM claim c
    LEFT JOIN finding f ON f.org_id = $1 AND f.subject = 'claim' AND f.subject_id = c.claim_id AND f.state = 'open'
        AND f.severity IN ('hold', 'reject')
    LEFT JOIN run r ON r.run_id = f.run_id
    WHERE c.org_id = $1 AND c.unsent AND c.state = 'held' GROUP BY c.claim_id, c.total
    UNION ALL
    SELECT 2, 'claims rejected by a receiver', 'held_claims', c.claim_id, c.total, coalesce(min(r.as_of), $2)
    FROM claim c
    LEFT JOIN finding f ON f.org_id = $1 AND f.subject = 'claim' AND f.subject_id = c.claim_id AND f.state = 'open'
        AND f.severity IN ('hold', 'reject')
    LEFT JOIN run r ON r.run_id = f.run_id
    WHERE c.org_id = $1 AND c.unsent AND c.state = 'rejected' GROUP BY c.claim_id, c.total
    UNION ALL
    SELECT 3, 'corrections proposed', 'corrections', f.subject_id, c.total, r.as_of
    FROM finding f
    JOIN claim c ON c.org_id = $1 AND c.claim_id = f.subject_id
    JOIN run r ON r.run_id = f.run_id
    WHERE f.org_id = $1 AND f.state = 'open' AND f.subject = 'claim' AND f.code = 'replacement_proposed'
    UNION ALL
    SELECT 4, 'claims whose answer is overdue', 'unanswered_claims', claim_id, cents, due_at::date FROM report_unanswered
    UNION ALL
    SELECT 5, 'files that could not be delivered', 'files_sent', i.interchange_id, i.cents, r.as_of
    FROM interchange i
    JOIN run r ON r.run_id = i.run_id
    JOIN partner p ON p.org_id = $1 AND p.partner_id = i.partner_id AND p.upload_command <> ''
    WHERE i.org_id = $1 AND i.state = 'published'
    UNION ALL
    SELECT 6, 'acknowledgements of something unknown', 'acks_waiting', v.verdict_id, 0, r.as_of
    FROM verdict v JOIN run r USING (run_id) WHERE v.org_id = $1 AND v.state = 'waiting'
    UNION ALL
    SELECT 7, 'payments parked', 'payments_parked', p.payment_id, p.amount, r.as_of
    FROM payment p JOIN run r USING (run_id)
    WHERE p.org_id = $1 AND p.state = 'parked' AND NOT EXISTS (SELECT FROM payment t WHERE t.org_id = $1 AND t.state = 'posted'
        AND t.payee = p.payee AND t.originator = p.originator AND t.trace_number = p.trace_number
        AND t.payment_id > p.payment_id)
    UNION ALL
    SELECT 8, 'unapplied cash', 'unapplied', open_item_id, -balance, opened_on
    FROM open_item WHERE org_id = $1 AND kind = 'unapplied' AND closed_on IS NULL
    UNION ALL
    SELECT 9, 'denials', 'denied_claims', open_item_id, balance, opened_on
    FROM open_item WHERE org_id = $1 AND kind = 'denial' AND closed_on IS NULL
    UNION ALL
    SELECT 10, 'credits on claims', 'open_balances', row_number() OVER (), cents, since FROM report_balance WHERE cents < 0
    UNION ALL
    SELECT 11, 'remittances to look at', 'remittance_findings', f.finding_id, coalesce(c.paid, 0), r.as_of
    FROM finding f
    JOIN run r ON r.run_id = f.run_id
    LEFT JOIN remittance_claim c ON c.org_id = $1 AND c.payment_id = f.subject_id AND c.claim_ordinal = f.line
    WHERE f.org_id = $1 AND f.state = 'open' AND f.subject = 'payment'
        AND f.run_id IN (SELECT run_id FROM report_run)
)
SELECT what, count(*) AS items, sum(cents)::bigint AS dollars, min(day) AS oldest, max($2 - day)::bigint AS age, see
FROM item
GROUP BY nth, what, see
ORDER BY nth
