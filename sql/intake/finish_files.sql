-- The count of each file, and its findings. A row is stored when anything of it was, else a duplicate when
-- anything of it was known, else set aside, and then it has a reason; received = stored + set aside +
-- duplicate, which the table checks: each of the four is counted by itself. Files that nobody reads are set
-- aside whole. Rows that were left out with nothing to be done about it (info) share one finding for each
-- reason. $1 organisation, $2 run, $3 file ids, $4 names, $5 rows received (all by file_no), $6 name of the
-- set, $7 code for files set aside whole, else '', $8 why, $9 where they are kept. Returns rows received, stored, set
-- aside and duplicate, and how many findings a person should see.
WITH file AS (
    SELECT * FROM unnest($3::bigint[], $4::text[], $5::bigint[], $7::text[], $8::text[], $9::text[])
        WITH ORDINALITY AS f (file_id, name, received, whole, why, kept_as, file_no)
), outcome AS (
    SELECT file_no, row_no, bool_or(outcome = 's') AS stored FROM stage_outcome GROUP BY 1, 2
), reject AS (
    SELECT r.file_no, r.row_no, r.column_name, r.code, coalesce(r.severity, 'reject') AS severity, r.value,
        o.row_no IS NULL AS alone
    FROM stage_reject r LEFT JOIN outcome o USING (file_no, row_no)
), counted AS (
    SELECT f.file_no, f.file_id, f.name, f.received, f.whole, f.kept_as,
        count(*) FILTER (WHERE o.stored) AS stored,
        count(*) FILTER (WHERE NOT o.stored) AS duplicate
    FROM file f LEFT JOIN outcome o USING (file_no)
    GROUP BY f.file_no, f.file_id, f.name, f.received, f.whole, f.kept_as
), aside AS (
    SELECT file_no, count(DISTINCT row_no) AS set_aside FROM reject WHERE alone GROUP BY file_no
), receipts AS (
    INSERT INTO file_receipt (file_id, run_id, org_id, set_name, name, unit, received_count, stored, set_aside,
        duplicate, outcome, kept_as)
    SELECT c.file_id, $2, $1, $6, c.name, 'rows', c.received, c.stored,
        CASE WHEN c.whole <> '' THEN c.received ELSE coalesce(a.set_aside, 0) END, c.duplicate,
        CASE WHEN c.stored > 0 OR c.duplicate = 0 THEN 'stored' ELSE 'duplicate' END, c.kept_as
    FROM counted c LEFT JOIN aside a USING (file_no)
    ORDER BY c.file_no
    RETURNING received_count, stored, set_aside, duplicate
), failed AS (
    SELECT DISTINCT file_no, row_no FROM reject WHERE severity <> 'info' AND code <> 'encounter_incomplete'
), own AS (
    -- Reasons of a row's own; that it waits for others of its encounter is told only when there is none.
    SELECT DISTINCT r.file_no, r.row_no, r.column_name, r.code, r.severity, r.value, r.alone
    FROM reject r LEFT JOIN failed x ON x.file_no = r.file_no AND x.row_no = r.row_no
    WHERE r.severity <> 'info' AND (r.code <> 'encounter_incomplete' OR x.row_no IS NULL)
), told AS (
    SELECT DISTINCT file_no, row_no FROM own WHERE alone
), found AS (
    SELECT file_no, code, severity, alone AS set_aside, row_no, 1::bigint AS rows, column_name, value FROM own
    UNION ALL
    SELECT file_no, code, severity, true, min(row_no), count(*), column_name, value
    FROM (SELECT DISTINCT ON (file_no, row_no) file_no, row_no, code, severity, column_name, value FROM reject r
        WHERE severity = 'info' AND alone
            AND NOT EXISTS (SELECT FROM told t WHERE t.file_no = r.file_no AND t.row_no = r.row_no)
        ORDER BY file_no, row_no, code, column_name, value) i
    GROUP BY file_no, code, severity, column_name, value
    UNION ALL
    SELECT file_no, whole, CASE whole WHEN 'file_unknown' THEN 'warn' ELSE 'info' END, true, NULL, received, '', why
    FROM file WHERE whole <> '' AND (received > 0 OR whole = 'file_unknown')
), findings AS (
    INSERT INTO file_finding (file_id, run_id, org_id, code, severity, set_aside, row_no, rows, column_name, value)
    SELECT file_id, $2, $1, code, severity, set_aside, row_no, rows, column_name, value
    FROM found JOIN file USING (file_no)
    ORDER BY file_no, row_no NULLS FIRST, code, column_name
)
SELECT sum(received_count)::bigint, sum(stored)::bigint, sum(set_aside)::bigint, sum(duplicate)::bigint,
    (SELECT count(*) FROM found WHERE severity <> 'info')
FROM receipts
