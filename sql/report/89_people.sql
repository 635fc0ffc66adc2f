-- title: What people did
-- section: Audit
-- about: Runs with this accounting date that are no job of a night, by who started them: releases, loaded tables. Events
--     and entries are in the chain with the same name.
-- empty: Nobody released or loaded anything.
-- for: organisation
-- parameters: organisation
-- page: 60
-- column: user_name | text | Who
-- column: what | text | What
-- column: kind | text | Kind
-- column: items | count | Number
-- column: dollars | dollars | Dollars
WITH hand AS (
    SELECT run_id, job, user_name FROM report_run
    WHERE job NOT IN ('night', 'acks', 'remit', 'deposit', 'intake', 'build', 'submit', 'reconcile', 'archive', 'check',
        'rehearse')
), link AS (
    SELECT h.job, l.link_no, l.first_entry, l.last_entry, l.first_event, l.last_event, l.entries, l.events
    FROM hand h JOIN chain_link l ON l.org_id = $1 AND l.run_id = h.run_id
)
SELECT e.user_name, l.job AS what, e.kind, count(*) AS items, NULL::bigint AS dollars
FROM link l
JOIN event e ON e.org_id = $1 AND l.events > 0 AND e.event_id BETWEEN l.first_event AND l.last_event AND e.link_no = l.link_no
GROUP BY e.user_name, l.job, e.kind
UNION ALL
SELECT e.user_name, l.job, e.kind || ' ' || a.name, count(*), sum(e.amount)::bigint
FROM link l
JOIN ledger_entry e ON e.org_id = $1 AND l.entries > 0 AND e.entry_id BETWEEN l.first_entry AND l.last_entry
    AND e.link_no = l.link_no
JOIN account a ON a.account = e.debit_account
GROUP BY e.user_name, l.job, e.kind, a.name
ORDER BY 1, 2, 3
