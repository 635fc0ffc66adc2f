-- Organisation tables, remittances: immutable facts of 835s, and apart from them what they were matched to.

CREATE TABLE payment (
    org_id         bigint   NOT NULL,
    payment_id     bigint   GENERATED ALWAYS AS IDENTITY,
    originator     text     NOT NULL, -- TRN03
    trace_number   text     NOT NULL, -- TRN02
    payee          text     NOT NULL, -- NPI of 1000B, else its tax id
    claims_key     bytea    NOT NULL DEFAULT '', -- NON payments only: digest of their claims, since traces repeat
    method         text     NOT NULL, -- BPR04
    amount         bigint   NOT NULL, -- BPR02, cents
    effective_date date     NOT NULL, -- BPR16
    production_date date,             -- DTM*405
    payer_id       bigint   NOT NULL DEFAULT 0, -- 0: remitter unknown
    payer_name     text     NOT NULL, -- 1000A N102
    payer_identifier text   NOT NULL DEFAULT '',
    claims_digest  bytea    NOT NULL, -- of its claims, lines, adjustments and PLB: equal = the same payment again
    claims         integer  NOT NULL,
    claims_paid    bigint   NOT NULL, -- sum of CLP04
    provider_adjustments bigint NOT NULL, -- sum of PLB
    state          text     NOT NULL CHECK (state IN ('posted', 'parked')),
    park_reason    text     NOT NULL DEFAULT '', -- finding code
    generation     smallint NOT NULL DEFAULT 0, -- 1 when posted; +1 for each un-post and re-post
    file_id        bigint   NOT NULL,
    transaction_ordinal integer NOT NULL,
    byte_offset    bigint   NOT NULL,
    segment        integer  NOT NULL,
    run_id         bigint   NOT NULL, -- stored by
    posted_run     bigint   NOT NULL DEFAULT 0,
    PRIMARY KEY (org_id, payment_id)
);
-- The same money in whatever file: once. A parked one may be followed by its corrected twin.
CREATE UNIQUE INDEX payment_key ON payment (org_id, payee, originator, trace_number, claims_key)
    WHERE state = 'posted';
CREATE INDEX payment_file ON payment (org_id, file_id); -- a killed run is taken up again
CREATE INDEX payment_parked ON payment (org_id, payment_id) WHERE state = 'parked'; -- status, report
CREATE INDEX payment_trace ON payment (org_id, trace_number); -- remit show, conflicts

CREATE TABLE remittance_claim (
    org_id          bigint  NOT NULL,
    payment_id      bigint  NOT NULL,
    claim_ordinal   integer NOT NULL, -- 1 first within the payment
    control_number  text    NOT NULL, -- CLP01
    status          text    NOT NULL, -- CLP02
    charge          bigint  NOT NULL,
    paid            bigint  NOT NULL,
    patient_responsibility bigint NOT NULL, -- CLP05, as stated
    filing_indicator text   NOT NULL DEFAULT '',
    payer_claim_number text NOT NULL DEFAULT '', -- CLP07
    crossover_name  text    NOT NULL DEFAULT '', -- NM1*TT
    crossover_id    text    NOT NULL DEFAULT '',
    original_reference text NOT NULL DEFAULT '', -- REF*F8
    patient_corrected boolean NOT NULL DEFAULT false, -- NM1*74
    service_from    date,
    service_to      date,
    received_date   date,
    interest        bigint  NOT NULL DEFAULT 0, -- AMT*I, information only
    remarks         text    NOT NULL DEFAULT '', -- MOA, MIA
    byte_offset     bigint  NOT NULL,
    segment         integer NOT NULL,
    PRIMARY KEY (org_id, payment_id, claim_ordinal)
);

CREATE TABLE remittance_line (
    org_id         bigint  NOT NULL,
    payment_id     bigint  NOT NULL,
    claim_ordinal  integer NOT NULL,
    line_ordinal   integer NOT NULL,
    control_number text    NOT NULL DEFAULT '', -- REF*6R
    procedure      text    NOT NULL,
    modifiers      text    NOT NULL DEFAULT '',
    submitted_procedure text NOT NULL DEFAULT '',
    submitted_modifiers text NOT NULL DEFAULT '',
    charge         bigint  NOT NULL,
    paid           bigint  NOT NULL,
    units          bigint  NOT NULL,
    service_from   date,
    service_to     date,
    allowed        bigint,
    remarks        text    NOT NULL DEFAULT '', -- LQ*HE
    byte_offset    bigint  NOT NULL,
    segment        integer NOT NULL,
    PRIMARY KEY (org_id, payment_id, claim_ordinal, line_ordinal)
);

-- One row a CAS triplet; line_ordinal 0: claim level. Never spread from claim to lines.
CREATE TABLE remittance_adjustment (
    org_id         bigint   NOT NULL,
    payment_id     bigint   NOT NULL,
    claim_ordinal  integer  NOT NULL,
    line_ordinal   integer  NOT NULL,
    ordinal        smallint NOT NULL,
    group_code     text     NOT NULL,
    reason_code    text     NOT NULL, -- CARC
    amount         bigint   NOT NULL,
    quantity       bigint   NOT NULL DEFAULT 0,
    class          text     NOT NULL, -- of adjustment_class on the day it was read; unknown = denial
    byte_offset    bigint   NOT NULL,
    segment        integer  NOT NULL,
    PRIMARY KEY (org_id, payment_id, claim_ordinal, line_ordinal, ordinal)
);

CREATE TABLE provider_adjustment (
    org_id        bigint   NOT NULL,
    payment_id    bigint   NOT NULL,
    ordinal       smallint NOT NULL,
    provider      text     NOT NULL,
    fiscal_period date     NOT NULL,
    reason        text     NOT NULL, -- PLB03-1
    reference     text     NOT NULL DEFAULT '', -- PLB03-2
    amount        bigint   NOT NULL, -- positive lowers the payment
    byte_offset   bigint   NOT NULL,
    segment       integer  NOT NULL,
    PRIMARY KEY (org_id, payment_id, ordinal)
);

-- What a claim of a payment was matched to: reversible, apart from the facts. A row without claim says why
-- there is none.
CREATE TABLE remittance_match (
    org_id        bigint   NOT NULL,
    payment_id    bigint   NOT NULL,
    claim_ordinal integer  NOT NULL,
    generation    smallint NOT NULL,
    claim_id      bigint   NOT NULL, -- 0: not matched, its cash is unapplied
    submission    smallint NOT NULL DEFAULT 0,
    how           text     NOT NULL, -- control_number, payer_claim_number, crossover, person, none
    reason        text     NOT NULL DEFAULT '', -- finding code when not matched
    reverses_payment bigint NOT NULL DEFAULT 0, -- CLP02 22: the remittance claim taken back
    reverses_claim   integer NOT NULL DEFAULT 0,
    active        boolean  NOT NULL DEFAULT true,
    run_id        bigint   NOT NULL,
    PRIMARY KEY (org_id, payment_id, claim_ordinal, generation)
);
CREATE INDEX remittance_match_claim ON remittance_match (org_id, claim_id) WHERE claim_id > 0; -- reversals, claim show
CREATE UNIQUE INDEX remittance_match_reverses ON remittance_match (org_id, reverses_payment, reverses_claim)
    WHERE reverses_payment > 0 AND active; -- a remittance claim is taken back once

-- To which line of the claim each remittance line was posted; line 0: none fitted.
CREATE TABLE remittance_line_match (
    org_id        bigint   NOT NULL,
    payment_id    bigint   NOT NULL,
    claim_ordinal integer  NOT NULL,
    line_ordinal  integer  NOT NULL,
    generation    smallint NOT NULL,
    claim_id      bigint   NOT NULL,
    line          smallint NOT NULL,
    how           text     NOT NULL, -- control_number, procedure, none
    PRIMARY KEY (org_id, payment_id, claim_ordinal, line_ordinal, generation)
);

-- What is open with somebody and does not stand on a claim's A/R: unapplied cash, recoupments, balances
-- forward, withholdings; and denials, whose dollars stay in A/R. Balance = sum of its entries, debits
-- positive (denials: the amount denied).
CREATE TABLE open_item (
    org_id        bigint   NOT NULL,
    open_item_id  bigint   GENERATED ALWAYS AS IDENTITY,
    kind          text     NOT NULL CHECK (kind IN ('unapplied', 'recoupment', 'balance_forward', 'withheld',
                      'interim', 'denial')),
    item_key      text     NOT NULL, -- what makes it one item: see sql/remit/stage_open_items.sql
    account       smallint NOT NULL, -- 0: denial
    payer_id      bigint   NOT NULL,
    reference     text     NOT NULL DEFAULT '', -- PLB03-2
    claim_id      bigint   NOT NULL DEFAULT 0,
    line          smallint NOT NULL DEFAULT 0,
    payment_id    bigint   NOT NULL, -- that opened it
    claim_ordinal integer  NOT NULL DEFAULT 0,
    opened_on     date     NOT NULL,
    balance       bigint   NOT NULL,
    closed_on     date,
    PRIMARY KEY (org_id, open_item_id),
    UNIQUE (org_id, item_key)
);
CREATE INDEX open_item_open ON open_item (org_id, kind) WHERE closed_on IS NULL;
CREATE INDEX open_item_claim ON open_item (org_id, claim_id) WHERE claim_id > 0;
