-- Organisation tables, the ledger and the history. Rows of ledger_entry, event and chain_link are never
-- updated or deleted. Both big tables are partitioned by accounting date, so that months can be split off
-- later; until then all rows are in the default partition. What makes posting twice impossible stands on
-- the unpartitioned source row written in the same transaction: encounter_version, claim.first_published,
-- payment and its generation, remittance_match, patient_receipt.

-- Months. A closed one takes no entry. Posting holds the row FOR SHARE, closing FOR UPDATE.
CREATE TABLE period (
    org_id bigint NOT NULL,
    month  date   NOT NULL CHECK (extract(day FROM month) = 1),
    state  text   NOT NULL CHECK (state IN ('open', 'closed')),
    closed_link bigint, -- the chain's link at the close: no later one has an entry of this month
    PRIMARY KEY (org_id, month)
);

-- One row: debit account, credit account, positive amount. Each side names its account, whose it is (party:
-- payer_id on payers' accounts, patient_id on patients'), its claim and line (0 = claim level).
CREATE TABLE ledger_entry (
    org_id          bigint   NOT NULL,
    entry_id        bigint   GENERATED ALWAYS AS IDENTITY,
    accounting_date date     NOT NULL,
    effective_date  date     NOT NULL, -- BPR16, date of service, date of receipt
    kind            text     NOT NULL, -- entry_kind
    amount          bigint   NOT NULL CHECK (amount > 0), -- cents
    debit_account   smallint NOT NULL,
    debit_party     bigint   NOT NULL,
    debit_claim     bigint   NOT NULL,
    debit_line      smallint NOT NULL,
    credit_account  smallint NOT NULL,
    credit_party    bigint   NOT NULL,
    credit_claim    bigint   NOT NULL,
    credit_line     smallint NOT NULL,
    encounter_id    bigint   NOT NULL, -- 0: of no encounter
    encounter_version integer NOT NULL,
    payment_id      bigint   NOT NULL, -- 0: of no payment
    claim_ordinal   integer  NOT NULL,
    line_ordinal    integer  NOT NULL,
    adjustment_ordinal smallint NOT NULL, -- of a CAS triplet, or of a PLB pair when claim_ordinal is 0
    generation      smallint NOT NULL,
    receipt_id      bigint   NOT NULL,
    open_item_id    bigint   NOT NULL,
    group_code      text     NOT NULL, -- CAS01
    reason_code     text     NOT NULL, -- CARC, PLB03-1
    reverses_entry  bigint   NOT NULL, -- 0, or the entry that this one takes back
    file_id         bigint   NOT NULL, -- provenance
    file_row        integer  NOT NULL, -- of a CSV; 0: X12
    file_offset     bigint   NOT NULL, -- byte of the segment; 0: CSV
    file_segment    integer  NOT NULL,
    user_name       text     NOT NULL, -- who; a job's account at night
    run_id          bigint   NOT NULL,
    link_no         bigint   NOT NULL, -- of the chain link that seals it
    row_digest      bytea    NOT NULL,
    PRIMARY KEY (org_id, entry_id, accounting_date),
    CHECK (debit_account <> credit_account OR debit_party <> credit_party
        OR debit_claim <> credit_claim OR debit_line <> credit_line)
) PARTITION BY RANGE (accounting_date);
CREATE TABLE ledger_entry_all PARTITION OF ledger_entry DEFAULT;
CREATE INDEX ledger_entry_encounter ON ledger_entry (org_id, encounter_id); -- explain, balances of a claim
CREATE INDEX ledger_entry_payment ON ledger_entry (org_id, payment_id, claim_ordinal)
    WHERE payment_id > 0; -- check 2, remit show, reversals

-- What happened to a claim, encounter, payment, table: who, when, from, to, why, by what evidence.
CREATE TABLE event (
    org_id          bigint      NOT NULL,
    event_id        bigint      GENERATED ALWAYS AS IDENTITY,
    accounting_date date        NOT NULL,
    happened_at     timestamptz NOT NULL, -- the run's moment
    subject         text        NOT NULL, -- claim, encounter, payment, interchange, table, organisation
    subject_id      bigint      NOT NULL,
    kind            text        NOT NULL, -- built, held, released, published, …
    from_state      text        NOT NULL,
    to_state        text        NOT NULL,
    level           smallint    NOT NULL, -- of the evidence, claims/verdict.h; -1: not evidence
    stated_date     date,
    attempt_id      bigint      NOT NULL,
    file_id         bigint      NOT NULL,
    file_offset     bigint      NOT NULL,
    file_segment    integer     NOT NULL,
    why             text        NOT NULL, -- in words; never patient data
    user_name       text        NOT NULL,
    run_id          bigint      NOT NULL,
    link_no         bigint      NOT NULL,
    row_digest      bytea       NOT NULL,
    PRIMARY KEY (org_id, event_id, accounting_date)
) PARTITION BY RANGE (accounting_date);
CREATE TABLE event_all PARTITION OF event DEFAULT;
CREATE INDEX event_subject ON event (org_id, subject, subject_id); -- claim show, check of states

-- The chain: one link a transaction and organisation, over the digests of its entries and events and the
-- link before. A changed, missing or added row shows.
CREATE TABLE chain_link (
    org_id       bigint  NOT NULL,
    link_no      bigint  NOT NULL, -- 1 first
    run_id       bigint  NOT NULL,
    entries      integer NOT NULL,
    entry_digest bytea   NOT NULL, -- over row_digest in the order of entry_id
    first_entry  bigint  NOT NULL,
    last_entry   bigint  NOT NULL,
    events       integer NOT NULL,
    event_digest bytea   NOT NULL,
    first_event  bigint  NOT NULL,
    last_event   bigint  NOT NULL,
    previous     bytea   NOT NULL,
    digest       bytea   NOT NULL,
    PRIMARY KEY (org_id, link_no)
);

-- The newest link: the one row that is updated, once a transaction.
CREATE TABLE chain_head (
    org_id  bigint NOT NULL PRIMARY KEY,
    link_no bigint NOT NULL,
    digest  bytea  NOT NULL
);

-- How far the nightly checks have come: everything up to this link was proved.
CREATE TABLE check_mark (
    org_id  bigint NOT NULL PRIMARY KEY,
    link_no bigint NOT NULL,
    run_id  bigint NOT NULL
);

-- What each party owes on each claim: kept by the statement that posts, proved against the entries by
-- check. Accounts of kind receivable, and patients' prepayments (2110, claim 0). Debits positive.
CREATE TABLE balance (
    org_id       bigint   NOT NULL,
    encounter_id bigint   NOT NULL, -- 0: a prepayment for no encounter
    claim_id     bigint   NOT NULL, -- 0: not yet billed, or the patient's own
    account      smallint NOT NULL,
    party        bigint   NOT NULL,
    cents        bigint   NOT NULL,
    since        date     NOT NULL, -- aging: date of service, or of responsibility (patient)
    last_run     bigint   NOT NULL,
    PRIMARY KEY (org_id, encounter_id, claim_id, account, party)
) WITH (fillfactor = 70); -- updated in place
CREATE INDEX balance_party ON balance (org_id, account, party); -- prepayments of a patient

-- Sums of a day: the A/R roll-forward without reading every entry.
CREATE TABLE account_day (
    org_id          bigint   NOT NULL,
    accounting_date date     NOT NULL,
    account         smallint NOT NULL,
    kind            text     NOT NULL, -- entry_kind
    debit           bigint   NOT NULL,
    credit          bigint   NOT NULL,
    entries         bigint   NOT NULL,
    PRIMARY KEY (org_id, accounting_date, account, kind)
);

-- What a row's digest is made of: the binary form of its values, each with its type and length, so that no
-- two rows give the same bytes. STABLE, so that the planner can inline them.
CREATE FUNCTION entry_digest(e ledger_entry) RETURNS bytea LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT sha256(record_send(ROW(
        e.org_id, e.entry_id, e.accounting_date, e.effective_date, e.kind, e.amount,
        e.debit_account, e.debit_party, e.debit_claim, e.debit_line,
        e.credit_account, e.credit_party, e.credit_claim, e.credit_line,
        e.encounter_id, e.encounter_version, e.payment_id, e.claim_ordinal, e.line_ordinal,
        e.adjustment_ordinal, e.generation, e.receipt_id, e.open_item_id, e.group_code, e.reason_code,
        e.reverses_entry, e.file_id, e.file_row, e.file_offset, e.file_segment, e.user_name, e.run_id, e.link_no)))
$$;

CREATE FUNCTION event_digest(e event) RETURNS bytea LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT sha256(record_send(ROW(
        e.org_id, e.event_id, e.accounting_date, e.happened_at, e.subject, e.subject_id, e.kind,
        e.from_state, e.to_state, e.level, e.stated_date, e.attempt_id, e.file_id, e.file_offset,
        e.file_segment, e.why, e.user_name, e.run_id, e.link_no)))
$$;

-- What a link's digest is made of: the digest before it among the rest.
CREATE FUNCTION link_digest(l chain_link) RETURNS bytea LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT sha256(record_send(ROW(
        l.org_id, l.link_no, l.run_id, l.entries, l.entry_digest, l.first_entry, l.last_entry,
        l.events, l.event_digest, l.first_event, l.last_event, l.previous)))
$$;
