-- title: Answers overdue
-- section: Answers
-- about: Claims that were sent and about which nobody has said what the payer profile lets expect by now: TA1 and 999 some hours
--     after the file left, 277CA and 835 some days after. Each claim stands under the first answer that is missing.
-- empty: No answer is overdue.
-- for: organisation
-- parameters: moment
-- column: awaited | text | Answer awaited
-- column: files | count | Files | rows=unanswered_files
-- column: claims | count | Claims | total, rows=unanswered_claims
-- column: dollars | dollars | Dollars | total
-- column: longest | count | Days overdue, at most
WITH file AS (
    SELECT awaited, interchange_id, count(*) AS claims, sum(cents)::bigint AS cents, min(due_at) AS due_at
    FROM report_unanswered GROUP BY awaited, interchange_id
)
SELECT awaited, count(*) AS files, sum(claims)::bigint AS claims, sum(cents)::bigint AS dollars,
    max(extract(day FROM $1 - due_at))::bigint AS longest
FROM file
GROUP BY awaited
ORDER BY array_position(ARRAY['TA1', '999', '277CA', '835'], awaited)
