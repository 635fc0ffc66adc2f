-- A closed month has no entry from after its close. $1 organisation, $2 last link proved before.
SELECT 'entry ' || e.entry_id || ' came into ' || p.month || ' after its close'
FROM period p
JOIN ledger_entry e ON e.org_id = $1 AND e.accounting_date >= p.month AND e.accounting_date < p.month + interval '1 month'
    AND e.link_no > p.closed_link AND e.link_no > $2
WHERE p.org_id = $1 AND p.state = 'closed'
UNION ALL
SELECT 'month ' || month || ' is closed without the link of its close'
FROM period WHERE org_id = $1 AND state = 'closed' AND closed_link IS NULL
