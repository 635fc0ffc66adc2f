-- title: Files whose answers are overdue
-- section: Answers
-- about: By file, awaited answer and payer. Nothing is sent again by itself: ask the partner first whether the file arrived.
-- empty: No answer is overdue.
-- for: organisation
-- parameters: organisation, moment
-- page: 60
-- column: file | text | File
-- column: partner | text | Partner
-- column: control_number | count | ISA13
-- column: state | text | State
-- column: payer | text | Payer
-- column: awaited | text | Answer awaited
-- column: claims | count | Claims | total, rows=unanswered_claims
-- column: dollars | dollars | Dollars | total
-- column: sent | text | Sent
-- column: expected | text | Expected by
-- column: overdue | count | Hours overdue
SELECT i.file_name AS file, t.code AS partner, i.control_number, i.state, p.code AS payer, u.awaited, count(*) AS claims,
    sum(u.cents)::bigint AS dollars, to_char(min(u.sent_at), 'YYYY-MM-DD HH24:MI') AS sent,
    to_char(min(u.due_at), 'YYYY-MM-DD HH24:MI') AS expected,
    max(extract(epoch FROM $2 - u.due_at) / 3600)::bigint AS overdue
FROM report_unanswered u
JOIN interchange i ON i.org_id = $1 AND i.interchange_id = u.interchange_id
JOIN partner t ON t.org_id = $1 AND t.partner_id = i.partner_id
JOIN payer p ON p.org_id = $1 AND p.payer_id = u.payer_id
GROUP BY i.interchange_id, i.file_name, t.code, i.control_number, i.state, p.code, u.awaited
ORDER BY min(u.due_at), i.interchange_id, p.code, u.awaited
