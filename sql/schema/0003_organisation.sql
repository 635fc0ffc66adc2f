-- Organisation tables, set-up: who bills, for whom, to whom. Primary and unique keys begin with org_id
-- (scale.md), rows are loaded by `cleanclaim org load` from a folder of CSV tables.

CREATE TABLE organisation (
    org_id      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    code        text   NOT NULL UNIQUE, -- names its folders: A-Z a-z 0-9 _ -
    name        text   NOT NULL,
    usage       text   NOT NULL CHECK (usage IN ('rehearsal', 'production')), -- for life: ISA15 T or P
    start_date  date   NOT NULL, -- service before it is history
    identity_key bytea NOT NULL, -- 32 random bytes: patients' identifiers are compared under it only
    created_run bigint NOT NULL
);

-- Settings that payer profiles refer to as {name}: submitter_id, submitter_name, contact_phone, ….
CREATE TABLE org_setting (
    org_id bigint NOT NULL,
    name   text   NOT NULL,
    value  text   NOT NULL,
    PRIMARY KEY (org_id, name)
);

-- Counters that surface in files and must not jump after a rollback: claims.
CREATE TABLE org_counter (
    org_id bigint NOT NULL,
    name   text   NOT NULL,
    last   bigint NOT NULL,
    PRIMARY KEY (org_id, name)
);

-- Billing, rendering, referring … providers and service facilities, in versions by date: a change never
-- rewrites an old claim.
CREATE TABLE provider (
    org_id         bigint  NOT NULL,
    provider_id    bigint  GENERATED ALWAYS AS IDENTITY,
    kind           text    NOT NULL CHECK (kind IN ('provider', 'facility')),
    code           text    NOT NULL, -- under which encounters name it
    source         text    NOT NULL DEFAULT 'org', -- org: its set-up folder; else the mapping that brought it
    PRIMARY KEY (org_id, provider_id),
    UNIQUE (org_id, kind, code)
);

CREATE TABLE provider_version (
    org_id         bigint  NOT NULL,
    provider_id    bigint  NOT NULL,
    effective_from date    NOT NULL,
    effective_to   date    NOT NULL DEFAULT '9999-12-31',
    is_person      boolean NOT NULL,
    last_name      text    NOT NULL, -- or the organisation's name
    first_name     text    NOT NULL DEFAULT '',
    middle_name    text    NOT NULL DEFAULT '',
    suffix         text    NOT NULL DEFAULT '',
    npi            text    NOT NULL DEFAULT '',
    taxonomy       text    NOT NULL DEFAULT '',
    tax_id         text    NOT NULL DEFAULT '',
    tax_id_is_ssn  boolean NOT NULL DEFAULT false,
    g2             text    NOT NULL DEFAULT '',
    clia           text    NOT NULL DEFAULT '',
    participates   boolean NOT NULL DEFAULT true,
    address1       text    NOT NULL DEFAULT '',
    address2       text    NOT NULL DEFAULT '',
    city           text    NOT NULL DEFAULT '',
    state          text    NOT NULL DEFAULT '',
    zip            text    NOT NULL DEFAULT '',
    pay_to_address1 text   NOT NULL DEFAULT '', -- 2010AB, when it differs
    pay_to_address2 text   NOT NULL DEFAULT '',
    pay_to_city    text    NOT NULL DEFAULT '',
    pay_to_state   text    NOT NULL DEFAULT '',
    pay_to_zip     text    NOT NULL DEFAULT '',
    contact_name   text    NOT NULL DEFAULT '',
    contact_phone  text    NOT NULL DEFAULT '',
    place_of_service text  NOT NULL DEFAULT '', -- of a facility, when the encounter names none
    is_billing     boolean NOT NULL DEFAULT false, -- may bill: 2010AA; its NPI and tax id make an 835 ours
    made_up        boolean NOT NULL DEFAULT false,
    run_id         bigint  NOT NULL,
    PRIMARY KEY (org_id, provider_id, effective_from)
);
CREATE INDEX provider_version_npi ON provider_version (npi) WHERE is_billing; -- payee of an 835

CREATE TABLE partner (
    org_id         bigint NOT NULL,
    partner_id     bigint GENERATED ALWAYS AS IDENTITY,
    code           text   NOT NULL, -- names outbox/CODE
    name           text   NOT NULL, -- 1000B NM103
    identifier     text   NOT NULL, -- 1000B NM109 with 46
    upload_command text   NOT NULL DEFAULT '', -- run after publishing, with the file's path as its argument
    PRIMARY KEY (org_id, partner_id),
    UNIQUE (org_id, code)
);

CREATE TABLE payer (
    org_id   bigint NOT NULL,
    payer_id bigint GENERATED ALWAYS AS IDENTITY,
    code     text   NOT NULL, -- as the payer profile and the rules name it
    name     text   NOT NULL, -- 2010BB NM103
    address1 text   NOT NULL DEFAULT '',
    address2 text   NOT NULL DEFAULT '',
    city     text   NOT NULL DEFAULT '',
    state    text   NOT NULL DEFAULT '',
    zip      text   NOT NULL DEFAULT '',
    PRIMARY KEY (org_id, payer_id),
    UNIQUE (org_id, code)
);

-- Other names of a payer: in a foreign encounter export (source), in an 835 (TRN03, 1000A identifiers).
CREATE TABLE payer_alias (
    org_id   bigint NOT NULL,
    kind     text   NOT NULL CHECK (kind IN ('originator', 'identifier', 'name', 'source')),
    alias    text   NOT NULL,
    payer_id bigint NOT NULL,
    version_id bigint NOT NULL DEFAULT 0, -- of payer_aliases; 0: a mapping or a person brought it
    PRIMARY KEY (org_id, kind, alias)
);

-- A loaded table of staff's: payer profile, payer rules, crosswalk, … as one version, known by hash.
CREATE TABLE table_version (
    org_id     bigint      NOT NULL,
    version_id bigint      GENERATED ALWAYS AS IDENTITY,
    name       text        NOT NULL, -- payer_profile, payer_rules, crosswalk, …
    sha256     bytea       NOT NULL,
    rows       integer     NOT NULL,
    run_id     bigint      NOT NULL,
    loaded_at  timestamptz NOT NULL,
    active     boolean     NOT NULL,
    PRIMARY KEY (org_id, version_id)
);
CREATE UNIQUE INDEX table_version_active ON table_version (org_id, name) WHERE active;

-- The two tables of rule-tables.md, every cell as loaded; compiled by rules/ at each run.
CREATE TABLE payer_profile (
    org_id     bigint  NOT NULL,
    version_id bigint  NOT NULL,
    row_no     integer NOT NULL,
    cells      text[]  NOT NULL, -- in the order of the columns of rule-tables.md
    PRIMARY KEY (org_id, version_id, row_no)
);
CREATE TABLE payer_rule (
    org_id     bigint  NOT NULL,
    version_id bigint  NOT NULL,
    row_no     integer NOT NULL,
    rule_id    text    NOT NULL,
    cells      text[]  NOT NULL,
    PRIMARY KEY (org_id, version_id, row_no)
);

-- Source codes to billing codes: a practice's charge master for a foreign export.
CREATE TABLE crosswalk (
    org_id        bigint NOT NULL,
    source_system text   NOT NULL, -- snomed, cvx, rxnorm, …
    source_code   text   NOT NULL,
    target_system text   NOT NULL CHECK (target_system IN ('icd10cm', 'hcpcs')),
    target_code   text   NOT NULL,
    modifier      text   NOT NULL DEFAULT '',
    charge        bigint,          -- cents; NULL: the source's own amount
    place_of_service text NOT NULL DEFAULT '',
    PRIMARY KEY (org_id, source_system, source_code, target_system)
);

-- What a payer allows: for rehearsal, and for expected payment later.
CREATE TABLE fee_schedule (
    org_id         bigint NOT NULL,
    payer_id       bigint NOT NULL, -- 0: any payer
    procedure      text   NOT NULL, -- *: any
    modifier       text   NOT NULL DEFAULT '',
    effective_from date   NOT NULL,
    effective_to   date   NOT NULL DEFAULT '9999-12-31',
    allowed        bigint, -- cents; NULL: the percentage
    percent_of_charge integer, -- in hundredths of a percent: 6000 = 60 %
    PRIMARY KEY (org_id, payer_id, procedure, modifier, effective_from)
);

-- What an adjustment means, by group and reason: kept by staff, dated. domain.md, 4.
CREATE TABLE adjustment_class (
    org_id         bigint NOT NULL,
    group_code     text   NOT NULL, -- CO, PR, OA, PI; *: any
    reason_code    text   NOT NULL, -- CARC
    effective_from date   NOT NULL,
    effective_to   date   NOT NULL DEFAULT '9999-12-31',
    class          text   NOT NULL CHECK (class IN ('contractual', 'sequestration', 'capitation', 'patient',
                       'patient_review', 'denial', 'prior_payer', 'duplicate')),
    PRIMARY KEY (org_id, group_code, reason_code, effective_from)
);

-- Dated lists of codes that rules name: needs_ordering_provider, clia_required, ….
CREATE TABLE code_list (
    org_id         bigint  NOT NULL,
    list           text    NOT NULL,
    code           text    NOT NULL,
    effective_from date    NOT NULL,
    effective_to   date    NOT NULL DEFAULT '9999-12-31',
    position       integer NOT NULL,
    PRIMARY KEY (org_id, list, code, effective_from)
);

-- What the payers do in a rehearsal.
CREATE TABLE rehearsal_scenario (
    org_id   bigint  NOT NULL,
    ordinal  integer NOT NULL,
    scenario text    NOT NULL, -- a word of jobs/scenarios.def
    weight   integer NOT NULL, -- how often, beside the other rows that fit a claim
    payer    text    NOT NULL DEFAULT '*',
    procedure text   NOT NULL DEFAULT '*', -- only claims with this procedure on line 1
    PRIMARY KEY (org_id, ordinal)
);
