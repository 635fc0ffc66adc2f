-- Rows of a staged table that are about the same thing: faults as table, row, column, whether it is an error,
-- sentence.
WITH plain (name, column_name, what, key, row_no) AS (
    SELECT 'settings', 'name', 'name', name, row_no FROM stage_org_settings
    UNION ALL
    SELECT 'partners', 'code', 'code', code, row_no FROM stage_org_partners
    UNION ALL
    SELECT 'payers', 'code', 'code', code, row_no FROM stage_org_payers
    UNION ALL
    SELECT 'payer_aliases', 'alias', 'kind and alias',
        nullif(kind, '') || chr(31) || nullif(CASE kind WHEN 'name' THEN upper(alias) ELSE alias END, ''), row_no
    FROM stage_org_payer_aliases
    UNION ALL
    SELECT 'crosswalk', 'source_code', 'source code and target system',
        nullif(source_system, '') || chr(31) || nullif(source_code, '') || chr(31) || nullif(target_system, ''),
        row_no
    FROM stage_org_crosswalk
), dated (name, what, key, effective_from, effective_to, row_no) AS (
    SELECT CASE kind WHEN 'provider' THEN 'providers' ELSE 'facilities' END, kind, kind || chr(31) || nullif(code, ''),
        effective_from, effective_to, row_no
    FROM stage_org_master
    UNION ALL
    SELECT 'fee_schedule', 'payer, procedure and modifier',
        nullif(payer, '') || chr(31) || nullif(procedure, '') || chr(31) || modifier, effective_from, effective_to,
        row_no
    FROM stage_org_fee_schedule
    UNION ALL
    SELECT 'adjustment_classes', 'group and reason', nullif(group_code, '') || chr(31) || nullif(reason_code, ''),
        effective_from, effective_to, row_no
    FROM stage_org_adjustment_classes
    UNION ALL
    SELECT 'code_lists', 'list and code', nullif(list, '') || chr(31) || nullif(code, ''), effective_from,
        effective_to, row_no
    FROM stage_org_code_lists
), repeated AS (
    SELECT *, min(row_no) OVER same AS first_row
    FROM plain
    WHERE key <> ''
    WINDOW same AS (PARTITION BY name, key)
), overlapping AS (
    -- Of the rows that begin before, the one that ends last: its end and, in the last eight digits, its number.
    SELECT *, max((effective_to - date '1800-01-01')::bigint * 100000000 + row_no) OVER before AS last_before,
        max(effective_to) OVER before AS end_before
    FROM dated
    WHERE key <> '' AND effective_from IS NOT NULL AND effective_to IS NOT NULL
    WINDOW before AS (PARTITION BY name, key ORDER BY effective_from, row_no
        ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
)
SELECT name, row_no, column_name, true,
    format('row %s has the same %s: remove one of them', first_row, what)
FROM repeated WHERE row_no > first_row
UNION ALL
SELECT name, row_no, 'effective_from', true,
    format('row %s is about the same %s on the same days: end one of them, or remove it', last_before % 100000000, what)
FROM overlapping WHERE end_before >= effective_from
ORDER BY 1, 2
LIMIT 1000
