-- title: In a few words
-- section: Tonight
-- about: What the tables below come to.
-- empty: Nothing to tell.
-- for: organisation
-- parameters: organisation, day
-- drawing: lead
-- column: state | text | State
-- column: sentence | text | Sentence
-- column: see | text | See | see
WITH kept AS (
    SELECT account, sum(cents)::bigint AS cents FROM report_balance GROUP BY account
), forward AS (
    SELECT a.account, coalesce(sum(d.debit - d.credit) FILTER (WHERE d.accounting_date < $2), 0)::bigint AS before,
        coalesce(sum(d.debit - d.credit), 0)::bigint AS cents
    FROM account a
    LEFT JOIN account_day d ON d.org_id = $1 AND d.account = a.account AND d.accounting_date <= $2
    WHERE a.kind = 'receivable' GROUP BY a.account
), receivable AS (
    SELECT sum(before)::bigint AS before, sum(f.cents)::bigint AS cents,
        sum(abs(f.cents - coalesce(k.cents, 0)))::bigint AS difference
    FROM forward f LEFT JOIN kept k USING (account)
), sent AS (
    SELECT count(*) AS files, coalesce(sum(claims), 0)::bigint AS claims, coalesce(sum(cents), 0)::bigint AS cents
    FROM interchange WHERE org_id = $1 AND run_id IN (SELECT run_id FROM report_run)
), paid AS (
    SELECT count(*) FILTER (WHERE state = 'posted') AS posted, count(*) FILTER (WHERE state = 'parked') AS parked,
        coalesce(sum(amount) FILTER (WHERE state = 'posted'), 0)::bigint AS posted_cents,
        coalesce(sum(amount) FILTER (WHERE state = 'parked'), 0)::bigint AS parked_cents
    FROM payment WHERE org_id = $1 AND run_id IN (SELECT run_id FROM report_run)
), silent AS (
    SELECT count(*) AS files, coalesce(sum(claims), 0)::bigint AS claims, coalesce(sum(cents), 0)::bigint AS cents
    FROM (SELECT count(*) AS claims, sum(cents) AS cents FROM report_unanswered GROUP BY interchange_id) f
), held AS (
    SELECT count(*) AS claims, coalesce(sum(total), 0)::bigint AS cents
    FROM claim WHERE org_id = $1 AND unsent AND state IN ('held', 'rejected')
), checks AS (
    SELECT c.value FROM run_count c JOIN run r USING (run_id)
    WHERE c.org_id = $1 AND c.name = 'violations' AND r.job = 'reconcile' AND r.as_of <= $2
    ORDER BY c.run_id DESC LIMIT 1
)
SELECT state, sentence, see
FROM (
    SELECT 1 AS nth, CASE WHEN r.difference = 0 THEN 'good' ELSE 'bad' END AS state,
        'Receivables went from $' || to_char(r.before / 100.0, 'FM999,999,999,999,990.00') || ' to $'
        || to_char(r.cents / 100.0, 'FM999,999,999,999,990.00') || CASE WHEN r.difference = 0
            THEN ' and tie to what each party owes: difference 0.00.'
            ELSE ' but what each party owes differs by ' || to_char(r.difference / 100.0, 'FM999,999,999,999,990.00') || '.' END
            AS sentence, 'roll_forward' AS see
    FROM receivable r
    UNION ALL
    SELECT 2, 'good', s.claims || CASE s.claims WHEN 1 THEN ' claim ($' ELSE ' claims ($' END || to_char(s.cents / 100.0, 'FM999,999,999,999,990.00') || ') left in '
        || s.files || CASE s.files WHEN 1 THEN ' file.' ELSE ' files.' END, 'files_sent'
    FROM sent s WHERE s.files > 0
    UNION ALL
    SELECT 3, CASE WHEN p.parked > 0 THEN 'look' ELSE 'good' END,
        p.posted || CASE p.posted WHEN 1 THEN ' payment' ELSE ' payments' END || ' ($'
        || to_char(p.posted_cents / 100.0, 'FM999,999,999,999,990.00') || ') posted'
        || CASE WHEN p.parked = 0 THEN '.' ELSE ', ' || p.parked || ' ($'
            || to_char(p.parked_cents / 100.0, 'FM999,999,999,999,990.00') || ') parked.' END, 'payments'
    FROM paid p WHERE p.posted + p.parked > 0
    UNION ALL
    SELECT 4, 'look', s.files || CASE s.files WHEN 1 THEN ' file' ELSE ' files' END || ' unanswered, ' || s.claims
        || CASE s.claims WHEN 1 THEN ' claim, $' ELSE ' claims, $' END
        || to_char(s.cents / 100.0, 'FM999,999,999,999,990.00') || '.', 'unanswered'
    FROM silent s WHERE s.claims > 0
    UNION ALL
    SELECT 5, 'look', h.claims || CASE h.claims WHEN 1 THEN ' claim' ELSE ' claims' END || ' ($'
        || to_char(h.cents / 100.0, 'FM999,999,999,999,990.00') || ') held or rejected.', 'held_by_reason'
    FROM held h WHERE h.claims > 0
    UNION ALL
    SELECT 6, CASE value WHEN 0 THEN 'good' ELSE 'bad' END, CASE value WHEN 0 THEN 'All money invariants hold.'
        ELSE value || ' violations of the money invariants: see cleanclaim check.' END, 'checks'
    FROM checks
) s
ORDER BY nth
