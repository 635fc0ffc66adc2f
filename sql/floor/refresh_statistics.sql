-- ANALYZE for tables that have grown by a fifth or were changed throughout, and staging tables of the session whose size
-- changed, since they were analysed last. The planner knows nothing of a table that was filled a moment ago, takes it
-- for a few rows, and joins it row by row. Size is seen by the file, so that it holds inside a transaction too; changes
-- as the server has counted them. A partitioned table is analysed as a whole: the server never does that by itself.
-- What another session is analysing is left to it.
DO $$
DECLARE
    grown text;
BEGIN
    SELECT string_agg(DISTINCT coalesce(i.inhparent, c.oid)::regclass::text, ', ') INTO grown
    FROM pg_class c
    LEFT JOIN pg_inherits i ON i.inhrelid = c.oid
    WHERE c.relkind = 'r' AND CASE
        WHEN c.relnamespace = pg_my_temp_schema() THEN
            pg_relation_size(c.oid) / current_setting('block_size')::bigint <> c.relpages
        WHEN c.relnamespace <> 'public'::regnamespace THEN false
        -- Most tables were not touched. Their size is not asked for: that would open each of them.
        WHEN pg_stat_get_mod_since_analyze(c.oid) + pg_stat_get_xact_tuples_inserted(c.oid)
            + pg_stat_get_xact_tuples_updated(c.oid) + pg_stat_get_xact_tuples_deleted(c.oid) = 0 THEN false
        ELSE pg_relation_size(c.oid) / current_setting('block_size')::bigint > c.relpages * 1.2
            OR pg_stat_get_mod_since_analyze(c.oid) > 500 + c.reltuples END;
    IF grown IS NOT NULL THEN
        EXECUTE 'ANALYZE (SKIP_LOCKED) ' || grown;
    END IF;
END $$
