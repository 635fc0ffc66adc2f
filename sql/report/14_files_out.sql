-- title: Files sent, by partner
-- section: Files
-- about: Interchanges made tonight. Published stands in the outbox; delivered has the receipt of the upload.
-- empty: No file left.
-- for: organisation
-- parameters: organisation
-- column: partner | text | Partner
-- column: state | text | State
-- column: files | count | Files | total, rows=files_sent
-- column: claims | count | Claims | total
-- column: dollars | dollars | Dollars | total
SELECT p.code AS partner, i.state, count(*) AS files, sum(i.claims)::bigint AS claims, sum(i.cents)::bigint AS dollars
FROM interchange i
JOIN partner p USING (org_id, partner_id)
WHERE i.org_id = $1 AND i.run_id IN (SELECT run_id FROM report_run)
GROUP BY p.code, i.state
ORDER BY p.code, i.state
