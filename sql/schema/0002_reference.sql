-- Reference tables: public facts, the same for every organisation. They point at no organisation's table.

-- The chart of accounts (domain.md, 3).
CREATE TABLE account (
    account     smallint PRIMARY KEY,
    name        text     NOT NULL,
    normal_side "char"   NOT NULL CHECK (normal_side IN ('D', 'C', 'B')), -- debit, credit, both
    kind        text     NOT NULL CHECK (kind IN
                    ('cash', 'clearing', 'receivable', 'withheld', 'liability', 'revenue', 'adjustment', 'expense', 'opening'))
);
INSERT INTO account (account, name, normal_side, kind) VALUES
    (1010, 'Cash in bank', 'D', 'cash'),
    (1050, 'Remittance clearing', 'B', 'clearing'),
    (1100, 'A/R not yet billed', 'D', 'receivable'),
    (1110, 'A/R payer 1', 'D', 'receivable'),
    (1120, 'A/R payer 2', 'D', 'receivable'),
    (1130, 'A/R payer 3', 'D', 'receivable'),
    (1150, 'A/R patient', 'D', 'receivable'),
    (1160, 'A/R at agency', 'D', 'receivable'),
    (1300, 'Withheld by payers', 'D', 'withheld'),
    (2100, 'Unapplied payer cash', 'C', 'liability'),
    (2110, 'Patient prepayments', 'C', 'liability'),
    (2150, 'Refunds due', 'C', 'liability'),
    (2310, 'Payer recoupments', 'C', 'liability'),
    (2320, 'Balance forward', 'C', 'liability'),
    (2330, 'Interim payments', 'C', 'liability'),
    (4000, 'Gross charges', 'C', 'revenue'),
    (4100, 'Contractual write-off', 'D', 'adjustment'),
    (4110, 'Sequestration', 'D', 'adjustment'),
    (4120, 'Capitation adjustment', 'D', 'adjustment'),
    (4200, 'Write-off of denied charges', 'D', 'adjustment'),
    (4210, 'Small balance write-off', 'D', 'adjustment'),
    (4220, 'Charity', 'D', 'adjustment'),
    (4230, 'Bad debt', 'D', 'adjustment'),
    (4500, 'Interest from payers', 'C', 'revenue'),
    (4520, 'Capitation', 'C', 'revenue'),
    (4530, 'Incentives and settlements', 'C', 'revenue'),
    (5100, 'Penalties, interest and levies to payers', 'D', 'expense'),
    (9000, 'Opening balances at go-live', 'C', 'opening');

-- What an entry is for (domain.md, 4). `flow` is the line of the A/R roll-forward on which it shows.
CREATE TABLE entry_kind (
    kind    text PRIMARY KEY,
    meaning text NOT NULL,
    flow    text NOT NULL CHECK (flow IN
                ('charges', 'payments', 'contractual', 'other_adjustments', 'transfers', 'opening', 'cash', 'provider'))
);
INSERT INTO entry_kind (kind, meaning, flow) VALUES
    ('charge', 'charge of the encounter', 'charges'),
    ('charge_reversed', 'charge taken back: encounter changed', 'charges'),
    ('billed', 'billed to the first payer', 'transfers'),
    ('opening', 'open balance of an earlier system', 'opening'),
    ('line_payment', 'paid on the line (SVC03)', 'payments'),
    ('claim_payment', 'paid on the claim (CLP04)', 'payments'),
    ('contractual', 'contractual adjustment (CAS)', 'contractual'),
    ('sequestration', 'sequestration (CAS)', 'other_adjustments'),
    ('capitation_adjustment', 'capitation adjustment (CAS)', 'other_adjustments'),
    ('patient_responsibility', 'patient responsibility (CAS)', 'transfers'),
    ('reversal_unmatched', 'payment taken back without its original', 'provider'),
    ('unapplied', 'claim of a payment that fits no claim of ours', 'provider'),
    ('applied', 'unapplied cash matched to a claim', 'payments'),
    ('recoupment', 'PLB WO, 72, B3', 'provider'),
    ('balance_forward', 'PLB FB', 'provider'),
    ('interest', 'PLB L6', 'provider'),
    ('capitation', 'PLB CT', 'provider'),
    ('settlement', 'PLB BN, IP, LS', 'provider'),
    ('interim', 'PLB PI, IS', 'provider'),
    ('withheld', 'PLB IR, E3', 'provider'),
    ('levy', 'PLB LE, L3, 50, 51', 'provider'),
    ('provider_other', 'PLB of any other reason', 'provider'),
    ('receipt', 'patient payment', 'cash'),
    ('prepayment', 'patient payment ahead', 'cash'),
    ('prepayment_applied', 'prepayment applied to patient balance', 'payments'),
    ('unpost', 'our own reversal of an entry', 'other_adjustments');

-- States of a claim and the moves between them (domain.md, 2).
CREATE TABLE claim_state (
    state   text PRIMARY KEY,
    ordinal smallint NOT NULL,
    meaning text NOT NULL
);
INSERT INTO claim_state (state, ordinal, meaning) VALUES
    ('built', 1, 'made from an encounter version'),
    ('held', 2, 'waits for a correction or a release'),
    ('ready', 3, 'clean, waits for submit'),
    ('published', 4, 'file in the outbox; no proof of delivery'),
    ('delivered', 5, 'transport receipt is here'),
    ('received', 6, 'readable at the receiver (TA1, 999)'),
    ('forwarded', 7, 'an intermediary took it (277CA)'),
    ('accepted', 8, 'the payer took it (277CA)'),
    ('rejected', 9, 'never on file: correct and send as new'),
    ('adjudicated', 10, 'a remittance is posted'),
    ('reversed', 11, 'last remittance taken back, correction not here'),
    ('superseded', 12, 'a replacement was adjudicated'),
    ('voided', 13, 'a void was adjudicated'),
    ('closed', 14, 'this payer owes nothing'),
    ('withdrawn', 15, 'never published, or rejected and given up');

CREATE TABLE claim_transition (
    from_state text NOT NULL REFERENCES claim_state,
    to_state   text NOT NULL REFERENCES claim_state,
    PRIMARY KEY (from_state, to_state)
);
INSERT INTO claim_transition (from_state, to_state) VALUES
    ('built', 'ready'), ('built', 'held'), ('built', 'withdrawn'),
    ('held', 'ready'), ('held', 'held'), ('held', 'withdrawn'),
    -- A payer may speak of a claim that was not sent to it (again): forwarded by the payer before, or after all taken.
    ('held', 'received'), ('held', 'forwarded'), ('held', 'accepted'), ('held', 'rejected'), ('held', 'adjudicated'),
    ('ready', 'received'), ('ready', 'forwarded'), ('ready', 'accepted'), ('ready', 'rejected'), ('ready', 'adjudicated'),
    ('ready', 'published'), ('ready', 'held'), ('ready', 'withdrawn'),
    ('published', 'delivered'), ('published', 'received'), ('published', 'forwarded'),
    ('published', 'accepted'), ('published', 'rejected'), ('published', 'adjudicated'),
    ('delivered', 'received'), ('delivered', 'forwarded'), ('delivered', 'accepted'),
    ('delivered', 'rejected'), ('delivered', 'adjudicated'),
    ('received', 'forwarded'), ('received', 'accepted'), ('received', 'rejected'), ('received', 'adjudicated'),
    ('forwarded', 'accepted'), ('forwarded', 'rejected'), ('forwarded', 'adjudicated'),
    ('accepted', 'adjudicated'), ('accepted', 'rejected'),
    ('rejected', 'ready'), ('rejected', 'held'), ('rejected', 'withdrawn'), ('rejected', 'adjudicated'),
    ('rejected', 'received'), ('rejected', 'forwarded'), ('rejected', 'accepted'),
    ('adjudicated', 'reversed'), ('adjudicated', 'superseded'), ('adjudicated', 'voided'), ('adjudicated', 'closed'),
    ('reversed', 'adjudicated'), ('reversed', 'closed'),
    ('superseded', 'closed'), ('voided', 'closed'),
    ('closed', 'adjudicated'), ('closed', 'reversed');

-- Releases of code sets, each for a period; a code is judged by the release of the date of service.
CREATE TABLE code_release (
    release_id     bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    code_set       text        NOT NULL CHECK (code_set IN ('icd10cm', 'hcpcs')),
    name           text        NOT NULL, -- the member file it was read from
    sha256         bytea       NOT NULL, -- of the zip
    effective_from date        NOT NULL,
    effective_to   date        NOT NULL,
    codes          integer     NOT NULL,
    run_id         bigint      NOT NULL,
    loaded_at      timestamptz NOT NULL,
    superseded     boolean     NOT NULL DEFAULT false, -- a later load of the same period stands in its place
    UNIQUE (code_set, sha256, name)
);

CREATE TABLE code (
    release_id bigint  NOT NULL REFERENCES code_release,
    code       text    NOT NULL,
    billable   boolean NOT NULL,
    short_name text    NOT NULL,
    added      date, -- HCPCS: first and last day of the code itself
    terminated date,
    PRIMARY KEY (release_id, code)
);
