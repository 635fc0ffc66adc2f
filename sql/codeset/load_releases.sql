-- The releases of code sets that no later load replaced, each packed in the byte order of its codes: `codes`
-- has eight characters a code (the code and blanks up to seven; 1 billable or 0 heading), `days` 16 (its first
-- and its last day as CCYYMMDD, blanks = open), NULL when no code of the release has days.
SELECT r.code_set, r.effective_from, r.effective_to, c.codes, c.days
FROM code_release r
CROSS JOIN LATERAL (
    SELECT string_agg(rpad(code, 7) || CASE WHEN billable THEN '1' ELSE '0' END, ''
            ORDER BY code COLLATE "C") AS codes,
        CASE WHEN count(added) + count(terminated) > 0 THEN
            string_agg(coalesce(to_char(added, 'YYYYMMDD'), '        ')
                || coalesce(to_char(terminated, 'YYYYMMDD'), '        '), '' ORDER BY code COLLATE "C")
        END AS days
    FROM code WHERE release_id = r.release_id
) c
WHERE NOT r.superseded
ORDER BY r.code_set, r.effective_from, r.release_id
