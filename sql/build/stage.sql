-- Which encounters and claims a batch of build looks at, and what becomes of them.
CREATE TEMP TABLE IF NOT EXISTS stage_batch (
    encounter_id bigint PRIMARY KEY,
    version integer NOT NULL,
    action text NOT NULL,     -- new, rebuild, propose, withdraw, none
    claim_id bigint NOT NULL, -- 0: a new one
    submissions smallint NOT NULL,
    from_state text NOT NULL);
TRUNCATE stage_batch;
