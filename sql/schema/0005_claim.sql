-- Organisation tables, the claim's life (domain.md, 1 and 2).

CREATE TABLE claim (
    org_id            bigint   NOT NULL,
    claim_id          bigint   NOT NULL, -- from org_counter 'claim': part of CLM01, so no gaps after a rollback
    encounter_id      bigint   NOT NULL,
    encounter_version integer  NOT NULL,
    patient_id        bigint   NOT NULL,
    payer_id          bigint   NOT NULL,
    coverage_id       bigint   NOT NULL, -- 0: imported
    claim_type        "char"   NOT NULL DEFAULT 'P',
    sequence          "char"   NOT NULL CHECK (sequence IN ('P', 'S', 'T')),
    split             smallint NOT NULL DEFAULT 1, -- of the encounter: 1 unless it was split
    primary_claim_id  bigint   NOT NULL DEFAULT 0, -- of a secondary: the claim before it
    state             text     NOT NULL,
    service_from      date     NOT NULL,
    service_to        date     NOT NULL,
    total             bigint   NOT NULL, -- cents
    lines             smallint NOT NULL,
    submissions       smallint NOT NULL DEFAULT 0, -- contents frozen so far
    content_digest    bytea,   -- of the content that was judged last
    rule_version_id   bigint   NOT NULL DEFAULT 0, -- payer rules that judged it last
    judged_run        bigint   NOT NULL DEFAULT 0, -- the run of build that judged it last
    first_published   date,    -- A/R moved from 1100 to 1110 on this day
    attempt_id        bigint   NOT NULL DEFAULT 0, -- the newest: evidence about older ones moves nothing
    evidence_level    smallint NOT NULL DEFAULT 0, -- claims/verdict.h
    evidence_date     date,
    payer_claim_number text    NOT NULL DEFAULT '', -- CLP07, REF*1K
    payer_received    date,    -- payer's own proof of receipt (277CA, 2200A DTP*050)
    denial_open       boolean  NOT NULL DEFAULT false,
    secondary_due     boolean  NOT NULL DEFAULT false,
    crossover_awaited boolean  NOT NULL DEFAULT false,
    replacement_proposed boolean NOT NULL DEFAULT false,
    imported          boolean  NOT NULL DEFAULT false,
    PRIMARY KEY (org_id, claim_id),
    UNIQUE (org_id, encounter_id, sequence, payer_id, split)
);
CREATE INDEX claim_work ON claim (org_id, state, claim_id)
    WHERE state IN ('built', 'held', 'ready', 'rejected'); -- build, submit, held
CREATE INDEX claim_sent ON claim (org_id, claim_id)
    WHERE state IN ('published', 'delivered', 'received', 'forwarded', 'accepted'); -- answers overdue
CREATE INDEX claim_patient ON claim (org_id, patient_id); -- duplicate claims; claim find
CREATE INDEX claim_payer_number ON claim (org_id, payer_claim_number)
    WHERE payer_claim_number <> ''; -- remittances without our number; claim find

CREATE TABLE claim_line (
    org_id         bigint   NOT NULL,
    claim_id       bigint   NOT NULL,
    line           smallint NOT NULL, -- LX01
    control_number text     NOT NULL, -- REF*6R, stable over submissions
    procedure      text     NOT NULL,
    modifiers      text     NOT NULL DEFAULT '',
    service_from   date     NOT NULL,
    service_to     date     NOT NULL,
    units          bigint   NOT NULL, -- thousandths
    charge         bigint   NOT NULL, -- cents
    PRIMARY KEY (org_id, claim_id, line)
);

-- Which charges a line carries, and how much of each: claims split, merge and are corrected.
CREATE TABLE claim_line_charge (
    org_id       bigint   NOT NULL,
    claim_id     bigint   NOT NULL,
    line         smallint NOT NULL,
    encounter_id bigint   NOT NULL,
    version      integer  NOT NULL,
    charge_line  smallint NOT NULL,
    amount       bigint   NOT NULL,
    PRIMARY KEY (org_id, claim_id, line, encounter_id, version, charge_line)
);

-- Frozen content of one 837 claim, with its own CLM01. New content = new submission.
CREATE TABLE submission (
    org_id         bigint   NOT NULL,
    claim_id       bigint   NOT NULL,
    ordinal        smallint NOT NULL, -- 1 first
    control_number text     NOT NULL, -- CLM01
    frequency      "char"   NOT NULL, -- CLM05-3
    encounter_version integer NOT NULL,
    content_digest bytea    NOT NULL,
    total          bigint   NOT NULL,
    run_id         bigint   NOT NULL,
    PRIMARY KEY (org_id, claim_id, ordinal),
    UNIQUE (org_id, control_number)
);

-- One interchange that was sent, or waits in the outbox.
CREATE TABLE interchange (
    org_id         bigint  NOT NULL,
    interchange_id bigint  GENERATED ALWAYS AS IDENTITY,
    partner_id     bigint  NOT NULL,
    usage          "char"  NOT NULL, -- ISA15
    sender_id      text    NOT NULL, -- ISA06
    receiver_id    text    NOT NULL, -- ISA08
    control_number bigint  NOT NULL, -- ISA13
    file_name      text    NOT NULL, -- below outbox/PARTNER
    bytes          bigint  NOT NULL,
    sha256         bytea   NOT NULL,
    claims         integer NOT NULL,
    cents          bigint  NOT NULL,
    state          text    NOT NULL CHECK (state IN ('committed', 'published', 'delivered')),
    committed_at   timestamptz NOT NULL,
    published_at   timestamptz,
    delivered_at   timestamptz,
    receipt        text    NOT NULL DEFAULT '', -- what the upload command printed
    answer         text    NOT NULL DEFAULT '', -- TA1: A, E or R
    answered_at    timestamptz,
    run_id         bigint  NOT NULL,
    PRIMARY KEY (org_id, interchange_id)
);
CREATE INDEX interchange_number ON interchange (receiver_id, sender_id, control_number); -- TA1, 999
CREATE INDEX interchange_open ON interchange (org_id, state) WHERE state <> 'delivered'; -- publish, upload, unanswered

CREATE TABLE interchange_set (
    org_id          bigint  NOT NULL,
    interchange_id  bigint  NOT NULL,
    group_control   bigint  NOT NULL, -- GS06
    set_control     text    NOT NULL, -- ST02
    batch_reference text    NOT NULL, -- BHT03
    claims          integer NOT NULL,
    cents           bigint  NOT NULL,
    answer          text    NOT NULL DEFAULT '', -- 999: A, E, R, M, W, X
    answered_at     timestamptz,
    PRIMARY KEY (org_id, interchange_id, group_control, set_control)
);
CREATE INDEX interchange_set_reference ON interchange_set (org_id, batch_reference); -- 277CA, 2200B

-- The bytes of the file, in the order of piece_no: the file is their concatenation.
CREATE TABLE interchange_piece (
    org_id         bigint  NOT NULL,
    interchange_id bigint  NOT NULL,
    piece_no       integer NOT NULL,
    kind           text    NOT NULL CHECK (kind IN ('head', 'set_head', 'provider', 'claim', 'set_tail', 'tail')),
    content        bytea   NOT NULL,
    PRIMARY KEY (org_id, interchange_id, piece_no)
);

-- A submission's place in one interchange. The same content sent again is a new attempt.
CREATE TABLE attempt (
    org_id         bigint   NOT NULL,
    attempt_id     bigint   GENERATED ALWAYS AS IDENTITY,
    claim_id       bigint   NOT NULL,
    submission     smallint NOT NULL,
    interchange_id bigint   NOT NULL,
    group_control  bigint   NOT NULL,
    set_control    text     NOT NULL,
    position       integer  NOT NULL, -- of the claim in its ST, 1 first
    piece_no       integer  NOT NULL,
    provider_piece integer  NOT NULL,
    byte_offset    bigint   NOT NULL, -- of the claim's piece in the file
    bytes          integer  NOT NULL,
    is_live        boolean  NOT NULL DEFAULT true, -- no newer attempt of the claim stands in its place
    PRIMARY KEY (org_id, attempt_id)
);
CREATE UNIQUE INDEX attempt_live ON attempt (org_id, claim_id) WHERE is_live; -- in exactly one live batch
CREATE INDEX attempt_interchange ON attempt (org_id, interchange_id, set_control); -- TA1, 999
CREATE INDEX attempt_claim ON attempt (org_id, claim_id); -- claim show

-- What acknowledgements said. claim_id 0 with state waiting: it came before our own commit or for a number
-- we do not know, and is tried again every run.
CREATE TABLE verdict (
    org_id            bigint   NOT NULL,
    verdict_id        bigint   GENERATED ALWAYS AS IDENTITY,
    state             text     NOT NULL CHECK (state IN ('applied', 'late', 'waiting', 'nothing')),
    level             smallint NOT NULL,
    outcome           text     NOT NULL CHECK (outcome IN ('accepted', 'rejected', 'nothing')),
    interchange_id    bigint   NOT NULL DEFAULT 0,
    claim_id          bigint   NOT NULL DEFAULT 0, -- 0: about the interchange, the group, the set
    submission        smallint NOT NULL DEFAULT 0,
    sender_id         text     NOT NULL, -- who says so: ISA06
    interchange_control bigint NOT NULL DEFAULT 0, -- the keys by which it is tried again
    group_control     bigint   NOT NULL DEFAULT 0,
    set_control       text     NOT NULL DEFAULT '',
    control_number    text     NOT NULL DEFAULT '',
    batch_reference   text     NOT NULL DEFAULT '',
    provider_npi      text     NOT NULL DEFAULT '',
    code              text     NOT NULL,
    status            text     NOT NULL DEFAULT '',
    entity            text     NOT NULL DEFAULT '',
    more              text     NOT NULL DEFAULT '',
    error_place       text     NOT NULL DEFAULT '',
    stated_date       date     NOT NULL,
    amount            bigint,
    payer_claim_number text    NOT NULL DEFAULT '',
    received_date     date,
    file_id           bigint   NOT NULL,
    byte_offset       bigint   NOT NULL,
    segment           integer  NOT NULL,
    run_id            bigint   NOT NULL,
    PRIMARY KEY (org_id, verdict_id)
);
CREATE INDEX verdict_claim ON verdict (org_id, claim_id) WHERE claim_id > 0; -- claim show
CREATE INDEX verdict_file ON verdict (org_id, file_id); -- a killed run is taken up again
CREATE INDEX verdict_waiting ON verdict (org_id, state) WHERE state = 'waiting';

-- Findings of claims and payments: one for each subject, code, place and rule version. A second look renews
-- last_run, never doubles; one that is not found again is resolved.
CREATE TABLE finding (
    org_id          bigint   NOT NULL,
    finding_id      bigint   GENERATED ALWAYS AS IDENTITY,
    subject         text     NOT NULL CHECK (subject IN ('claim', 'encounter', 'payment')),
    subject_id      bigint   NOT NULL, -- claim_id, encounter_id, payment_id
    line            integer  NOT NULL DEFAULT 0, -- service line; of a payment: ordinal of its claim (CLP)
    code            text     NOT NULL,
    place           text     NOT NULL DEFAULT '',
    rule_id         text     NOT NULL DEFAULT '',
    rule_version_id bigint   NOT NULL DEFAULT 0,
    severity        text     NOT NULL CHECK (severity IN ('info', 'warn', 'hold', 'reject')),
    value           text     NOT NULL DEFAULT '', -- empty for patient data
    state           text     NOT NULL CHECK (state IN ('open', 'resolved', 'released')),
    run_id          bigint   NOT NULL, -- first found
    last_run_id     bigint   NOT NULL, -- last found
    closed_run_id   bigint,
    closed_by       text     NOT NULL DEFAULT '',
    closed_why      text     NOT NULL DEFAULT '',
    PRIMARY KEY (org_id, finding_id),
    UNIQUE (org_id, subject, subject_id, code, line, place, rule_id, rule_version_id)
);
CREATE INDEX finding_open ON finding (org_id, code) WHERE state = 'open'; -- held, report
