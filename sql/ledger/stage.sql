-- Where a transaction gathers its entries and events; ledger/seal_*.sql moves them on. Signed amounts: a
-- negative one swaps the sides, zero makes no entry.
CREATE TEMP TABLE IF NOT EXISTS stage_entry (
    entry_id bigint NOT NULL DEFAULT nextval('ledger_entry_entry_id_seq'),
    effective_date date NOT NULL,
    kind text NOT NULL,
    amount bigint NOT NULL,
    debit_account smallint NOT NULL,
    debit_party bigint NOT NULL DEFAULT 0,
    debit_claim bigint NOT NULL DEFAULT 0,
    debit_line smallint NOT NULL DEFAULT 0,
    credit_account smallint NOT NULL,
    credit_party bigint NOT NULL DEFAULT 0,
    credit_claim bigint NOT NULL DEFAULT 0,
    credit_line smallint NOT NULL DEFAULT 0,
    encounter_id bigint NOT NULL DEFAULT 0,
    encounter_version integer NOT NULL DEFAULT 0,
    payment_id bigint NOT NULL DEFAULT 0,
    claim_ordinal integer NOT NULL DEFAULT 0,
    line_ordinal integer NOT NULL DEFAULT 0,
    adjustment_ordinal smallint NOT NULL DEFAULT 0,
    generation smallint NOT NULL DEFAULT 1,
    receipt_id bigint NOT NULL DEFAULT 0,
    open_item_id bigint NOT NULL DEFAULT 0,
    group_code text NOT NULL DEFAULT '',
    reason_code text NOT NULL DEFAULT '',
    reverses_entry bigint NOT NULL DEFAULT 0,
    file_id bigint NOT NULL DEFAULT 0,
    file_row integer NOT NULL DEFAULT 0,
    file_offset bigint NOT NULL DEFAULT 0,
    file_segment integer NOT NULL DEFAULT 0
);
CREATE TEMP TABLE IF NOT EXISTS stage_event (
    seq bigint GENERATED ALWAYS AS IDENTITY,
    subject text NOT NULL,
    subject_id bigint NOT NULL,
    kind text NOT NULL,
    from_state text NOT NULL DEFAULT '',
    to_state text NOT NULL DEFAULT '',
    level smallint NOT NULL DEFAULT -1,
    stated_date date,
    attempt_id bigint NOT NULL DEFAULT 0,
    file_id bigint NOT NULL DEFAULT 0,
    file_offset bigint NOT NULL DEFAULT 0,
    file_segment integer NOT NULL DEFAULT 0,
    why text NOT NULL DEFAULT '',
    -- Kept on the claim, not in the event: the content that was sent (0: none was), what the payer tells.
    submission smallint NOT NULL DEFAULT 0,
    payer_claim_number text NOT NULL DEFAULT '',
    payer_received date
);
TRUNCATE stage_entry, stage_event;
