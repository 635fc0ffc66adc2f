-- The releases of code sets that no later load replaced, each packed in the byte order of its codes: `codes`
-- has eight characters a code (the code and blanks up to seven; 1 billable or 0 heading), `days` 16 (its first
-- and its last day as CCYYMMDD, blanks = open); NULL for ICD-10, whose codes have none. $1 ICD-10-PCS too.
SELECT r.code_set, r.effective_from, r.effective_to, c.codes, c.days, r.name
FROM code_release r
CROSS JOIN LATERAL (
    SELECT string_agg(key, '') AS codes, string_agg(days, '') AS days
    FROM (
        SELECT rpad(code, 7) || CASE WHEN billable THEN '1' ELSE '0' END AS key,
            CASE WHEN r.code_set = 'hcpcs' THEN coalesce(to_char(added, 'YYYYMMDD'), '        ')
                || coalesce(to_char(terminated, 'YYYYMMDD'), '        ') END AS days
        FROM code
        WHERE release_id = r.release_id
        ORDER BY code COLLATE "C" -- once for both; aggregates take rows as they come
    ) sorted
) c
WHERE NOT r.superseded AND ($1 OR r.code_set <> 'icd10pcs')
ORDER BY r.code_set, r.effective_from, r.release_id
