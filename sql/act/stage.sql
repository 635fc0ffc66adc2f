-- Claims that somebody wants released, and what came of it.
CREATE TEMP TABLE IF NOT EXISTS stage_release (
    claim_id bigint PRIMARY KEY,
    from_state text NOT NULL,
    released integer NOT NULL DEFAULT 0, -- findings overridden
    stays integer NOT NULL DEFAULT 0,    -- findings that still hold it
    reasons text NOT NULL DEFAULT '');   -- what was overridden
TRUNCATE stage_release;
