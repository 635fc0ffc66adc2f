-- Encounters of a number of the source system, in whichever system: $1 organisation, $2 number.
WITH RECURSIVE source AS (
    (SELECT source FROM encounter WHERE org_id = $1 ORDER BY source LIMIT 1)
    UNION ALL
    SELECT (SELECT e.source FROM encounter e WHERE e.org_id = $1 AND e.source > s.source ORDER BY e.source LIMIT 1)
    FROM source s WHERE s.source IS NOT NULL
)
SELECT e.encounter_id
FROM source s JOIN encounter e ON e.org_id = $1 AND e.source = s.source AND e.encounter_key = $2
