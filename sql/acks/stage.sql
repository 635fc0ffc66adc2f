-- Waiting verdicts and the claims they are about.
CREATE TEMP TABLE IF NOT EXISTS stage_resolved (
    verdict_id bigint NOT NULL, claim_id bigint NOT NULL, submission smallint NOT NULL, attempt_id bigint NOT NULL,
    interchange_id bigint NOT NULL, set_control text NOT NULL, is_live boolean NOT NULL,
    level smallint NOT NULL, outcome text NOT NULL, stated_date date NOT NULL);
TRUNCATE stage_resolved;
