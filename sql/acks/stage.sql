-- The verdicts at hand, those of the file and those that wait from before, and the claims they are about.
CREATE TEMP TABLE IF NOT EXISTS stage_waiting (
    verdict_id bigint NOT NULL, is_new boolean NOT NULL, level smallint NOT NULL, outcome text NOT NULL,
    sender_id text NOT NULL, receiver_id text NOT NULL, group_receiver text NOT NULL,
    interchange_control bigint NOT NULL, group_control bigint NOT NULL, set_control text NOT NULL, control_number text NOT NULL, batch_reference text NOT NULL, provider_npi text NOT NULL,
    code text NOT NULL, status text NOT NULL, entity text NOT NULL, more text NOT NULL, error_place text NOT NULL,
    stated_date date NOT NULL, amount bigint, payer_claim_number text NOT NULL, received_date date,
    file_id bigint NOT NULL, byte_offset bigint NOT NULL, segment integer NOT NULL);
CREATE TEMP TABLE IF NOT EXISTS stage_resolved (
    verdict_id bigint NOT NULL, claim_id bigint NOT NULL, submission smallint NOT NULL, attempt_id bigint NOT NULL,
    interchange_id bigint NOT NULL, set_control text NOT NULL, is_live boolean NOT NULL,
    level smallint NOT NULL, outcome text NOT NULL, stated_date date NOT NULL);
TRUNCATE stage_waiting, stage_resolved;
