-- The systems that an organisation's patients come from, each found in one step along the unique key. $1 organisation.
WITH RECURSIVE source AS (
    (SELECT source FROM patient WHERE org_id = $1 ORDER BY source LIMIT 1)
    UNION ALL
    SELECT (SELECT p.source FROM patient p WHERE p.org_id = $1 AND p.source > s.source ORDER BY p.source LIMIT 1)
    FROM source s WHERE s.source IS NOT NULL
)
SELECT source FROM source WHERE source IS NOT NULL
