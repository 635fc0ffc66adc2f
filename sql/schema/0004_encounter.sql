-- Organisation tables, what was done for whom. Patients' names, birth dates, addresses, member and record
-- numbers stand only in patient_version.identity and coverage_version.identity, one opaque value each,
-- packed and read by claims/identity.c; equality goes by keyed hashes. Everything else points here.

CREATE TABLE patient (
    org_id     bigint NOT NULL,
    patient_id bigint GENERATED ALWAYS AS IDENTITY,
    source     text   NOT NULL, -- the system the record number belongs to: the mapping's name
    record_key bytea  NOT NULL, -- keyed hash of the record number
    version    integer NOT NULL, -- the newest
    PRIMARY KEY (org_id, patient_id),
    UNIQUE (org_id, source, record_key)
);

CREATE TABLE patient_version (
    org_id     bigint  NOT NULL,
    patient_id bigint  NOT NULL,
    version    integer NOT NULL,
    identity   bytea   NOT NULL,
    digest     bytea   NOT NULL, -- keyed, of everything in the row: a re-sent one is known by it
    run_id     bigint  NOT NULL,
    file_id    bigint  NOT NULL,
    file_row   integer NOT NULL,
    PRIMARY KEY (org_id, patient_id, version)
);

CREATE TABLE coverage (
    org_id      bigint   NOT NULL,
    coverage_id bigint   GENERATED ALWAYS AS IDENTITY,
    patient_id  bigint   NOT NULL,
    payer_id    bigint   NOT NULL,
    member_key  bytea    NOT NULL, -- keyed hash of the member id
    rank        smallint NOT NULL CHECK (rank BETWEEN 1 AND 3), -- 1 = primary
    from_date   date     NOT NULL,
    to_date     date     NOT NULL DEFAULT '9999-12-31', -- of the newest version
    version     integer  NOT NULL,
    PRIMARY KEY (org_id, coverage_id),
    UNIQUE (org_id, patient_id, payer_id, member_key, rank, from_date)
);
CREATE INDEX coverage_member ON coverage (org_id, member_key); -- claim find

CREATE TABLE coverage_version (
    org_id       bigint  NOT NULL,
    coverage_id  bigint  NOT NULL,
    version      integer NOT NULL,
    to_date      date    NOT NULL DEFAULT '9999-12-31',
    relationship text    NOT NULL, -- of the patient to the subscriber: 18 = self
    group_number text    NOT NULL DEFAULT '',
    group_name   text    NOT NULL DEFAULT '',
    insurance_type text  NOT NULL DEFAULT '', -- SBR05
    identity     bytea   NOT NULL, -- member id; the subscriber when it is another person
    digest       bytea   NOT NULL,
    run_id       bigint  NOT NULL,
    file_id      bigint  NOT NULL,
    file_row     integer NOT NULL,
    PRIMARY KEY (org_id, coverage_id, version)
);

CREATE TABLE encounter (
    org_id       bigint  NOT NULL,
    encounter_id bigint  GENERATED ALWAYS AS IDENTITY,
    source       text    NOT NULL,
    encounter_key text   NOT NULL, -- the source's encounter number
    patient_id   bigint  NOT NULL,
    version      integer NOT NULL, -- the newest
    class        text    NOT NULL CHECK (class IN ('insured', 'self_pay', 'history', 'imported')),
    cancelled    boolean NOT NULL DEFAULT false,
    service_from date    NOT NULL,
    total        bigint  NOT NULL, -- charges of the newest version, cents
    to_build     boolean NOT NULL, -- build has not looked at the newest version yet
    PRIMARY KEY (org_id, encounter_id),
    UNIQUE (org_id, source, encounter_key)
);
CREATE INDEX encounter_to_build ON encounter (org_id, encounter_id) WHERE to_build; -- build
CREATE INDEX encounter_patient ON encounter (org_id, patient_id); -- duplicate claims; claim find

-- Immutable: a change is a new version.
CREATE TABLE encounter_version (
    org_id           bigint  NOT NULL,
    encounter_id     bigint  NOT NULL,
    version          integer NOT NULL,
    cancelled        boolean NOT NULL,
    class            text    NOT NULL,
    patient_version  integer NOT NULL,
    service_from     date    NOT NULL,
    service_to       date    NOT NULL,
    place_of_service text    NOT NULL,
    billing_provider text    NOT NULL DEFAULT '', -- codes of provider; '' = the organisation's own
    rendering_provider text  NOT NULL DEFAULT '',
    facility         text    NOT NULL DEFAULT '',
    total            bigint  NOT NULL,
    date_shift       integer NOT NULL DEFAULT 0, -- days added to every date by a rehearsal mapping
    digest           bytea   NOT NULL, -- of the encounter, its diagnoses and charges
    run_id           bigint  NOT NULL,
    file_id          bigint  NOT NULL,
    file_row         integer NOT NULL,
    PRIMARY KEY (org_id, encounter_id, version)
);

-- What not every encounter has: further providers by role, dates, references and amounts by qualifier.
-- role or qualifier: referring, supervising, ordering; 431, 439, 435, 096; G1, 9F, X4, Y4, related_cause,
-- accident_state, delay_reason, note, attachment; F5.
CREATE TABLE encounter_detail (
    org_id       bigint   NOT NULL,
    encounter_id bigint   NOT NULL,
    version      integer  NOT NULL,
    name         text     NOT NULL, -- the column of the data dictionary
    value        text     NOT NULL, -- dates as CCYY-MM-DD, amounts in cents
    PRIMARY KEY (org_id, encounter_id, version, name)
);

CREATE TABLE encounter_diagnosis (
    org_id       bigint   NOT NULL,
    encounter_id bigint   NOT NULL,
    version      integer  NOT NULL,
    ordinal      smallint NOT NULL, -- 1 first
    code         text     NOT NULL, -- ICD-10-CM without dot
    file_id      bigint   NOT NULL,
    file_row     integer  NOT NULL,
    PRIMARY KEY (org_id, encounter_id, version, ordinal)
);

CREATE TABLE charge (
    org_id       bigint   NOT NULL,
    encounter_id bigint   NOT NULL,
    version      integer  NOT NULL,
    line         smallint NOT NULL, -- 1 first
    service_from date     NOT NULL,
    service_to   date     NOT NULL,
    procedure    text     NOT NULL,
    modifiers    text     NOT NULL DEFAULT '', -- separated by blanks
    description  text     NOT NULL DEFAULT '',
    unit_basis   text     NOT NULL DEFAULT 'UN',
    units        bigint   NOT NULL, -- thousandths
    charge       bigint   NOT NULL, -- cents, of the line
    pointers     text     NOT NULL DEFAULT '', -- diagnosis ordinals separated by blanks
    place_of_service text NOT NULL DEFAULT '',
    emergency    boolean  NOT NULL DEFAULT false,
    ndc          text     NOT NULL DEFAULT '',
    ndc_quantity bigint   NOT NULL DEFAULT 0, -- thousandths
    ndc_unit     text     NOT NULL DEFAULT '',
    note         text     NOT NULL DEFAULT '',
    file_id      bigint   NOT NULL,
    file_row     integer  NOT NULL,
    PRIMARY KEY (org_id, encounter_id, version, line)
);

-- Money a patient paid. encounter_id 0: not for one encounter.
CREATE TABLE patient_receipt (
    org_id        bigint  NOT NULL,
    receipt_id    bigint  GENERATED ALWAYS AS IDENTITY,
    source        text    NOT NULL,
    receipt_key   text    NOT NULL, -- the source's payment number
    patient_id    bigint  NOT NULL,
    encounter_id  bigint  NOT NULL DEFAULT 0,
    received_date date    NOT NULL,
    amount        bigint  NOT NULL, -- cents
    method        text    NOT NULL DEFAULT '',
    run_id        bigint  NOT NULL,
    file_id       bigint  NOT NULL,
    file_row      integer NOT NULL,
    PRIMARY KEY (org_id, receipt_id),
    UNIQUE (org_id, source, receipt_key)
);
CREATE INDEX patient_receipt_patient ON patient_receipt (org_id, patient_id); -- amount paid of a claim; explain
