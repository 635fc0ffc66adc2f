-- The rules of the schema that the catalogue can prove: TABLE, what breaks the rule. Who has no org_id in front, and
-- who may have a foreign key, stands here and nowhere else.
WITH shared (name) AS (VALUES
    -- Of the installation: received files, control numbers, run records, migrations.
    ('migration'), ('run'), ('run_count'), ('received_file'), ('file_receipt'), ('file_finding'),
    ('received_interchange'), ('received_transaction'), ('control_counter'), ('control_number'),
    -- Reference: public facts, the same for all.
    ('account'), ('entry_kind'), ('claim_state'), ('claim_transition'), ('code_release'), ('code')
), foreign_keys (name, points_at) AS (VALUES
    -- Of low volume, or loaded once a quarter. On bulk tables they cost a factor of 3 to 6 on load.
    ('claim_transition', 'claim_state'), ('code', 'code_release')
), tables AS (
    SELECT c.oid, c.relname AS name, c.relname IN (SELECT s.name FROM shared s) AS is_shared
    FROM pg_class c
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
), columns AS (
    SELECT t.name, t.is_shared, a.*
    FROM tables t JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped
), keys AS (
    SELECT t.name, t.is_shared, i.indexrelid::regclass::text AS key, i.indisprimary,
        pg_get_indexdef(i.indexrelid, 1, false) AS first_column
    FROM tables t JOIN pg_index i ON i.indrelid = t.oid AND i.indisunique
)
SELECT s.name, 'scripts/check/tables.sql names this table, but there is none' AS sentence
FROM shared s WHERE s.name NOT IN (SELECT name FROM tables)
UNION ALL
SELECT name, 'it has no primary key' FROM tables t
WHERE NOT EXISTS (SELECT FROM keys k WHERE k.name = t.name AND k.indisprimary)
UNION ALL
SELECT name, 'an organisation''s table needs a column org_id bigint NOT NULL (or name it in scripts/check/tables.sql)'
FROM tables t
WHERE NOT is_shared AND NOT EXISTS (SELECT FROM columns c
    WHERE c.name = t.name AND c.attname = 'org_id' AND c.atttypid = 'bigint'::regtype AND c.attnotnull)
UNION ALL
SELECT name, key || ' does not begin with org_id' FROM keys
WHERE NOT is_shared AND first_column <> 'org_id'
    AND (name, first_column) <> ('organisation', 'code') -- organisations are told apart by it
UNION ALL
SELECT c.conrelid::regclass::text, 'foreign key ' || c.conname || ' on a table that may be big: the job proves parents by an anti-join'
FROM pg_constraint c
WHERE c.contype = 'f' AND c.conparentid = 0
    AND (c.conrelid::regclass::text, c.confrelid::regclass::text) NOT IN (SELECT name, points_at FROM foreign_keys)
UNION ALL
SELECT f.name, 'scripts/check/tables.sql allows a foreign key to ' || f.points_at || ' that is not there' FROM foreign_keys f
WHERE NOT EXISTS (SELECT FROM pg_constraint c WHERE c.contype = 'f'
    AND (c.conrelid::regclass::text, c.confrelid::regclass::text) = (f.name, f.points_at))
UNION ALL
SELECT tgrelid::regclass::text, 'trigger ' || tgname || ': history is written by the program''s own statements'
FROM pg_trigger WHERE NOT tgisinternal
UNION ALL
SELECT ev_class::regclass::text, 'rule ' || rulename || ': what is written is said by the statement'
FROM pg_rewrite WHERE rulename <> '_RETURN' AND ev_class::regclass::text IN (SELECT name FROM tables)
UNION ALL
SELECT name, attname || ' is ' || format_type(atttypid, atttypmod) || ': ' ||
    CASE WHEN atttypid = 'timestamp'::regtype THEN 'a moment has its time zone (timestamptz)'
        WHEN atttypid IN ('varchar'::regtype, 'bpchar'::regtype) THEN 'text has no length here'
        ELSE 'money is bigint cents, quantities are bigint thousandths' END
FROM columns
WHERE atttypid IN ('real'::regtype, 'double precision'::regtype, 'numeric'::regtype, 'money'::regtype,
    'timestamp'::regtype, 'varchar'::regtype, 'bpchar'::regtype)
UNION ALL
SELECT name, attname || ' is an identity, but not bigint' FROM columns
WHERE attidentity <> '' AND atttypid <> 'bigint'::regtype
ORDER BY 1, 2
