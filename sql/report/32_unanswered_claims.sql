-- title: Claims whose answers are overdue
-- section: Answers
-- about: The longest overdue first.
-- empty: No answer is overdue.
-- for: organisation
-- parameters: organisation, moment
-- page: 25
-- column: claim | number | Claim
-- column: encounter | text | Encounter
-- column: payer | text | Payer
-- column: service | date | Service
-- column: dollars | dollars | Dollars
-- column: state | text | State
-- column: awaited | text | Answer awaited
-- column: file | text | File
-- column: expected | text | Expected by
-- column: overdue | count | Days overdue
SELECT c.claim_id AS claim, e.encounter_key AS encounter, p.code AS payer, c.service_from AS service, c.total AS dollars,
    c.state, u.awaited, i.file_name AS file, to_char(u.due_at, 'YYYY-MM-DD HH24:MI') AS expected,
    extract(day FROM $2 - u.due_at)::bigint AS overdue
FROM report_unanswered u
JOIN claim c ON c.org_id = $1 AND c.claim_id = u.claim_id
JOIN encounter e ON e.org_id = $1 AND e.encounter_id = c.encounter_id
JOIN interchange i ON i.org_id = $1 AND i.interchange_id = u.interchange_id
JOIN payer p ON p.org_id = $1 AND p.payer_id = u.payer_id
ORDER BY u.due_at, c.claim_id
