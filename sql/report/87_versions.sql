-- title: Versions in force
-- section: Audit
-- about: Tables of rules and settings by the digest of their content, and the releases of the code lists with the period that
--     each is for.
-- empty: No table and no code list is loaded.
-- for: organisation
-- parameters: organisation, day
-- page: 60
-- column: kind | text | Kind
-- column: name | text | Name
-- column: version | number | Version
-- column: digest | text | SHA-256
-- column: from_date | date | From
-- column: to_date | date | To
-- column: rows | count | Rows
-- column: loaded | text | Loaded
SELECT kind, name, version, digest, from_date, to_date, rows, to_char(loaded_at, 'YYYY-MM-DD HH24:MI:SS') AS loaded
FROM (
    SELECT 1 AS nth, 'table' AS kind, name, version_id AS version, encode(sha256, 'hex') AS digest, NULL::date AS from_date,
        NULL::date AS to_date, rows, loaded_at
    FROM table_version WHERE org_id = $1 AND active
    UNION ALL
    SELECT 2, 'code list ' || code_set, name, release_id, encode(sha256, 'hex'), effective_from, effective_to, codes, loaded_at
    FROM code_release WHERE NOT superseded AND effective_to >= $2::date - 400
) v
ORDER BY nth, kind, from_date, name, version
