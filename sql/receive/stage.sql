-- What acks and remit work out about a staged file (what it says comes by COPY: jobs/receive_stage.c).
CREATE TEMP TABLE IF NOT EXISTS stage_set_state (
    ordinal integer PRIMARY KEY,  -- of the set; a TA1 has a negative one
    interchange_ordinal integer NOT NULL,
    kind text NOT NULL,           -- remittance, 999, 277CA, TA1, not_read
    org_id bigint,                -- NULL: none of ours
    state text NOT NULL,          -- apply, quarantined, refused
    reason text NOT NULL DEFAULT '',
    byte_offset bigint NOT NULL);
TRUNCATE stage_set_state;
CREATE TEMP TABLE IF NOT EXISTS stage_payment_state (
    pay_no integer PRIMARY KEY,
    org_id bigint,         -- NULL: none of ours
    payer_id bigint NOT NULL DEFAULT 0,
    payee text NOT NULL DEFAULT '',
    claims_key bytea NOT NULL DEFAULT '',
    state text NOT NULL,   -- post, parked, duplicate, quarantined; resumed posted, resumed parked
    reason text NOT NULL DEFAULT '',
    payment_id bigint,
    batch integer NOT NULL DEFAULT 0,
    rows bigint NOT NULL DEFAULT 0);
CREATE TEMP TABLE IF NOT EXISTS stage_match (
    pay_no integer NOT NULL, claim_ordinal integer NOT NULL, payment_id bigint NOT NULL,
    status text NOT NULL,            -- CLP02
    act text NOT NULL,               -- pay, reverse, reverse_unmatched, none, duplicate, unapplied
    claim_id bigint NOT NULL, submission smallint NOT NULL, how text NOT NULL, reason text NOT NULL,
    encounter_id bigint NOT NULL DEFAULT 0, encounter_version integer NOT NULL DEFAULT 0,
    patient_id bigint NOT NULL DEFAULT 0, payer_id bigint NOT NULL DEFAULT 0,
    account smallint NOT NULL DEFAULT 0, sequence "char",
    next_payer bigint NOT NULL DEFAULT 0, next_coverage bigint NOT NULL DEFAULT 0,
    next_claim bigint NOT NULL DEFAULT 0, next_account smallint NOT NULL DEFAULT 0,
    reverses_payment bigint NOT NULL DEFAULT 0, reverses_claim integer NOT NULL DEFAULT 0,
    generation smallint NOT NULL DEFAULT 1, -- of the posting: above 1 for what was unapplied before
    PRIMARY KEY (pay_no, claim_ordinal));
CREATE TEMP TABLE IF NOT EXISTS stage_line_match (
    pay_no integer NOT NULL, claim_ordinal integer NOT NULL, line_ordinal integer NOT NULL,
    claim_id bigint NOT NULL, line smallint NOT NULL, how text NOT NULL,
    PRIMARY KEY (pay_no, claim_ordinal, line_ordinal));
CREATE TEMP TABLE IF NOT EXISTS stage_remit_finding (
    payment_id bigint NOT NULL, claim_ordinal integer NOT NULL, code text NOT NULL,
    place text NOT NULL DEFAULT '', value text NOT NULL DEFAULT '');
TRUNCATE stage_payment_state;
