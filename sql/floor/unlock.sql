-- Gives the session's advisory lock $1 back.
SELECT pg_advisory_unlock($1)
