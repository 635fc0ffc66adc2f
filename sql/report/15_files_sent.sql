-- title: Files sent
-- section: Files
-- about: Interchanges made or answered tonight. Committed: the numbers are given out, but the file may not stand in the outbox
--     yet; the next run of submit completes it. TA1: A accepted, E accepted with errors, R rejected. Sets: how many transaction
--     sets have a 999.
-- empty: No file left.
-- for: organisation
-- parameters: organisation, day
-- page: 60
-- column: file | text | File
-- column: partner | text | Partner
-- column: control_number | number | ISA13
-- column: claims | count | Claims | total
-- column: dollars | dollars | Dollars | total
-- column: state | text | State
-- column: sent | text | Sent
-- column: ta1 | text | TA1
-- column: answered_sets | count | Sets with 999
-- column: sets | count | Sets
SELECT i.file_name AS file, p.code AS partner, i.control_number, i.claims, i.cents AS dollars,
    CASE WHEN i.answer <> '' OR s.answered > 0 THEN 'answered' ELSE i.state END AS state,
    to_char(coalesce(i.delivered_at, i.published_at), 'YYYY-MM-DD HH24:MI:SS') AS sent,
    i.answer AS ta1, s.answered AS answered_sets, s.sets
FROM interchange i
JOIN partner p USING (org_id, partner_id)
JOIN LATERAL (
    SELECT count(*) AS sets, count(*) FILTER (WHERE answer <> '') AS answered, max(answered_at) AS answered_at
    FROM interchange_set s WHERE s.org_id = $1 AND s.interchange_id = i.interchange_id) s ON true
WHERE i.org_id = $1 AND (i.run_id IN (SELECT run_id FROM report_run) OR i.answered_at::date = $2 OR s.answered_at::date = $2
    OR i.state = 'committed')
ORDER BY i.interchange_id
