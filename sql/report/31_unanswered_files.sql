-- title: Files whose answers are overdue
-- section: Answers
-- about: By file, awaited answer and payer. Nothing is sent again by itself: ask the partner first whether the file arrived.
-- empty: No answer is overdue.
-- for: organisation
-- parameters: organisation, moment
-- page: 60
-- column: file | text | File
-- column: partner | text | Partner
-- column: control_number | number | ISA13
-- column: state | text | State
-- column: payer | text | Payer
-- column: awaited | text | Answer awaited
-- column: claims | count | Claims | total, rows=unanswered_claims
-- column: dollars | dollars | Dollars | total
-- column: sent | text | Sent
-- column: expected | text | Expected by
-- column: overdue | count | Hours overdue
WITH part AS (
    SELECT interchange_id, payer_id, awaited, count(*) AS claims, sum(cents)::bigint AS cents, min(sent_at) AS sent_at,
        min(due_at) AS due_at
    FROM report_unanswered GROUP BY interchange_id, payer_id, awaited
)
SELECT i.file_name AS file, t.code AS partner, i.control_number, i.state, p.code AS payer, u.awaited, u.claims,
    u.cents AS dollars, to_char(u.sent_at, 'YYYY-MM-DD HH24:MI') AS sent,
    to_char(u.due_at, 'YYYY-MM-DD HH24:MI') AS expected,
    floor(extract(epoch FROM $2 - u.due_at) / 3600)::bigint AS overdue
FROM part u
JOIN interchange i ON i.org_id = $1 AND i.interchange_id = u.interchange_id
JOIN partner t ON t.org_id = $1 AND t.partner_id = i.partner_id
JOIN payer p ON p.org_id = $1 AND p.payer_id = u.payer_id
ORDER BY u.due_at, i.interchange_id, p.code, u.awaited
