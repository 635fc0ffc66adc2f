-- What was wrong in files that came with runs from $1 on, alike ones as one row with their number and the place of
-- the first. $2 organisation's code, '' = all; $3-$6 finding codes with SNIP type, sentence and remedy.
WITH word AS (
    SELECT * FROM unnest($3::text[], $4::text[], $5::text[], $6::text[]) AS w (code, snip, message, remedy)
), found AS (
    SELECT DISTINCT ON (x.severity, x.file_id, x.code, x.column_name, x.segment_id, x.element) x.*,
        sum(x.rows) OVER (PARTITION BY x.severity, x.file_id, x.code, x.column_name, x.segment_id, x.element) AS n,
        count(*) OVER (PARTITION BY x.severity, x.file_id, x.code, x.column_name, x.segment_id, x.element) AS places
    FROM file_finding x
    WHERE x.run_id >= $1
    ORDER BY x.severity, x.file_id, x.code, x.column_name, x.segment_id, x.element, x.row_no, x.byte_offset
)
SELECT x.severity, x.code, w.snip::bigint, coalesce(o.code, ''), coalesce(p.name, f.name, x.value), x.n::bigint, x.row_no::bigint, x.column_name,
    nullif(concat_ws(' ', nullif(x.segment_id, ''), 'segment ' || x.segment, 'byte ' || x.byte_offset), ''),
    x.interchange, x.grp, x.transaction, x.segment::bigint, x.segment_id, x.element, x.loop, x.byte_offset,
    CASE WHEN x.places = 1 THEN x.value ELSE '' END, w.message, w.remedy, x.set_aside, x.run_id
FROM found x
LEFT JOIN received_file f USING (file_id)
LEFT JOIN LATERAL (SELECT name FROM file_receipt q WHERE q.file_id = x.file_id AND q.run_id = x.run_id LIMIT 1) p ON true
LEFT JOIN word w USING (code)
LEFT JOIN organisation o ON o.org_id = x.org_id
WHERE $2 = '' OR o.code = $2 OR o.code IS NULL
ORDER BY CASE x.severity WHEN 'reject' THEN 1 WHEN 'hold' THEN 2 WHEN 'warn' THEN 3 ELSE 4 END, x.code, x.finding_id
