-- Takes the session's advisory lock $1, waiting at most $2 (as lock_timeout: '10000ms').
SELECT set_config('lock_timeout', $2, false), pg_advisory_lock($1)::text
