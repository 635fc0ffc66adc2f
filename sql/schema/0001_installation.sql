-- Installation tables: what belongs to the machine and not to one organisation. Received files, control
-- number counters and run records (architecture: three kinds of tables).

-- One row a run of a job. A night is a run too; its jobs name it as parent.
CREATE TABLE run (
    run_id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    parent_run_id bigint,
    job           text        NOT NULL,
    as_of         date        NOT NULL, -- accounting date of everything the run posts
    started_at    timestamptz NOT NULL, -- the run's own moment: every timestamp it writes
    ended_at      timestamptz,
    user_name     text        NOT NULL, -- who started it: an operating system account
    host          text        NOT NULL,
    pid           integer     NOT NULL,
    program       text        NOT NULL, -- version of the program
    dry_run       boolean     NOT NULL DEFAULT false,
    exit_code     smallint,             -- NULL while running, or when it was killed
    message       text                  -- the error that ended it; never patient data
);
CREATE INDEX run_parent ON run (parent_run_id); -- the report of a night

-- What a run counted: files, rows, claims, cents.
CREATE TABLE run_count (
    run_id bigint NOT NULL,
    org_id bigint NOT NULL DEFAULT 0, -- 0: not about one organisation
    name   text   NOT NULL,
    value  bigint NOT NULL,
    cents  bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (run_id, org_id, name)
);

-- A file as received: once for the installation, known by its content.
CREATE TABLE received_file (
    file_id     bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    sha256      bytea       NOT NULL UNIQUE, -- the same content twice is the same file
    kind        text        NOT NULL CHECK (kind IN ('encounters', 'acks', 'remits', 'bank', 'refdata', 'org')),
    name        text        NOT NULL,        -- under which it first came
    bytes       bigint      NOT NULL,
    run_id      bigint      NOT NULL,        -- the run that first read it
    received_at timestamptz NOT NULL,
    state       text        NOT NULL CHECK (state IN ('reading', 'done', 'refused')),
    kept_as     text        NOT NULL DEFAULT '' -- where it lies now, below the data folder
);

-- Each time it came: also the second and third, under whatever name.
CREATE TABLE file_receipt (
    receipt_id     bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    file_id        bigint NOT NULL,
    run_id         bigint NOT NULL,
    org_id         bigint NOT NULL DEFAULT 0,
    set_name       text   NOT NULL DEFAULT '', -- the encounter set it was part of
    name           text   NOT NULL,
    unit           text   NOT NULL DEFAULT '', -- what is counted: rows, transactions
    received_count bigint NOT NULL DEFAULT 0,
    stored         bigint NOT NULL DEFAULT 0,
    set_aside      bigint NOT NULL DEFAULT 0,
    duplicate      bigint NOT NULL DEFAULT 0,
    outcome        text   NOT NULL,            -- stored, duplicate, refused
    CHECK (received_count = stored + set_aside + duplicate)
);
CREATE INDEX file_receipt_file ON file_receipt (file_id); -- explain; check 8
CREATE INDEX file_receipt_run ON file_receipt (run_id);   -- the report of a night

-- What was wrong in a file, by row and column or by segment and element. Values of patients are never
-- stored here. `set_aside`: this row, transaction or file was not stored because of it.
CREATE TABLE file_finding (
    finding_id  bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    file_id     bigint   NOT NULL,
    run_id      bigint   NOT NULL,
    org_id      bigint   NOT NULL DEFAULT 0,
    code        text     NOT NULL,
    severity    text     NOT NULL CHECK (severity IN ('info', 'warn', 'hold', 'reject')),
    set_aside   boolean  NOT NULL DEFAULT false,
    row_no      integer,          -- CSV: row, the header is 1
    rows        bigint   NOT NULL DEFAULT 1, -- how many it stands for; row_no is then the first of them
    column_name text NOT NULL DEFAULT '',
    interchange text NOT NULL DEFAULT '', -- X12: control numbers
    grp         text NOT NULL DEFAULT '',
    transaction text NOT NULL DEFAULT '',
    segment     integer,          -- number in the file, ISA = 1
    segment_id  text NOT NULL DEFAULT '',
    element     text NOT NULL DEFAULT '',
    loop        text NOT NULL DEFAULT '',
    byte_offset bigint,
    value       text NOT NULL DEFAULT ''
);
CREATE INDEX file_finding_file ON file_finding (file_id);
CREATE INDEX file_finding_run ON file_finding (run_id);

-- Interchanges read, known by who sent them and their control number.
CREATE TABLE received_interchange (
    file_id        bigint  NOT NULL,
    ordinal        integer NOT NULL,
    sender_id      text    NOT NULL, -- ISA06, trimmed
    receiver_id    text    NOT NULL, -- ISA08, trimmed
    control_number bigint  NOT NULL, -- ISA13
    usage          "char"  NOT NULL, -- ISA15
    byte_offset    bigint  NOT NULL,
    PRIMARY KEY (file_id, ordinal)
);
CREATE INDEX received_interchange_number ON received_interchange (sender_id, control_number); -- repeated ISA13

-- Each transaction set of a received file, and where it ended up. org_id NULL: no organisation of ours
-- could be told from it; it is quarantined.
CREATE TABLE received_transaction (
    file_id             bigint  NOT NULL,
    ordinal             integer NOT NULL, -- over the file; a TA1 counts as one
    interchange_ordinal integer NOT NULL,
    set_id              text    NOT NULL, -- 835, 999, 277, TA1
    group_control       text    NOT NULL DEFAULT '',
    set_control         text    NOT NULL DEFAULT '',
    org_id              bigint,
    state               text    NOT NULL CHECK (state IN
                            ('posted', 'applied', 'waiting', 'parked', 'duplicate', 'quarantined', 'refused')),
    reason              text    NOT NULL DEFAULT '', -- finding code, when it is not posted or applied
    payment_id          bigint,
    byte_offset         bigint  NOT NULL,
    segments            integer NOT NULL,
    PRIMARY KEY (file_id, ordinal)
);

-- The last number given out for each pair of ids: ISA13, GS06. Raised in the transaction that uses it,
-- so a rollback leaves no gap.
CREATE TABLE control_counter (
    sender_id   text   NOT NULL,
    receiver_id text   NOT NULL,
    kind        text   NOT NULL CHECK (kind IN ('ISA', 'GS')),
    last_number bigint NOT NULL,
    PRIMARY KEY (sender_id, receiver_id, kind)
);

-- The register of numbers used, like a cheque register: never one twice. A restore from a backup writes
-- a row with the reason for the gap that it makes.
CREATE TABLE control_number (
    sender_id      text   NOT NULL,
    receiver_id    text   NOT NULL,
    kind           text   NOT NULL,
    number         bigint NOT NULL,
    org_id         bigint NOT NULL DEFAULT 0,
    interchange_id bigint NOT NULL DEFAULT 0, -- 0: the number was skipped
    reason         text   NOT NULL DEFAULT '',
    PRIMARY KEY (sender_id, receiver_id, kind, number)
);
