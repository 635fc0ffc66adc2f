-- The count of each file, and its findings. A row is stored when anything of it was, else a duplicate when
-- anything of it was known, else set aside, and then it has a reason; received = stored + set aside +
-- duplicate, which the table checks. $1 organisation, $2 run, $3 file ids, $4 names, $5 rows received (all
-- by file_no), $6 name of the set. Returns rows received, stored, set aside and duplicate.
WITH outcome AS (
    SELECT file_no, row_no, bool_or(outcome = 's') AS stored FROM stage_outcome GROUP BY 1, 2
), reject AS (
    SELECT r.*, o.row_no IS NULL AS alone
    FROM stage_reject r LEFT JOIN outcome o USING (file_no, row_no)
), counted AS (
    SELECT f.file_no, f.file_id, f.name, f.received,
        count(*) FILTER (WHERE o.stored) AS stored,
        count(*) FILTER (WHERE NOT o.stored) AS duplicate
    FROM unnest($3::bigint[], $4::text[], $5::bigint[]) WITH ORDINALITY AS f (file_id, name, received, file_no)
    LEFT JOIN outcome o ON o.file_no = f.file_no
    GROUP BY f.file_no, f.file_id, f.name, f.received
), aside AS (
    SELECT file_no, count(DISTINCT row_no) AS set_aside FROM reject WHERE alone GROUP BY file_no
), receipts AS (
    INSERT INTO file_receipt (file_id, run_id, org_id, set_name, name, unit, received_count, stored, set_aside,
        duplicate, outcome)
    SELECT c.file_id, $2, $1, $6, c.name, 'rows', c.received, c.stored, coalesce(a.set_aside, 0), c.duplicate,
        CASE WHEN c.stored > 0 OR c.duplicate = 0 THEN 'stored' ELSE 'duplicate' END
    FROM counted c LEFT JOIN aside a USING (file_no)
    RETURNING received_count, stored, set_aside, duplicate
), findings AS (
    INSERT INTO file_finding (file_id, run_id, org_id, code, severity, set_aside, row_no, column_name, value)
    SELECT ($3::bigint[])[r.file_no], $2, $1, r.code, coalesce(r.severity, 'reject'), r.alone, r.row_no, r.column_name, r.value
    FROM reject r
    ORDER BY r.file_no, r.row_no
)
SELECT sum(received_count)::bigint, sum(stored)::bigint, sum(set_aside)::bigint, sum(duplicate)::bigint
FROM receipts
