-- Organisation tables, what the payers of a rehearsal have answered: so that a second rehearsal adds only what is
-- due, and one that was killed is taken up with the same bytes. Rehearsal organisations only.

-- An 837 file of the outbox, known by its content. It is answered in steps: what comes later than the rest (late
-- acknowledgements, the next payer's remittance) comes with the next rehearsal.
CREATE TABLE rehearsal_file (
    org_id        bigint      NOT NULL,
    file_no       bigint      GENERATED ALWAYS AS IDENTITY,
    sha256        bytea       NOT NULL,
    name          text        NOT NULL, -- below the outbox
    bytes         bigint      NOT NULL,
    claims        integer     NOT NULL,
    seed          bigint      NOT NULL,
    received_on   date        NOT NULL, -- day of the first step
    step          smallint    NOT NULL, -- the one that was begun last
    step_at       timestamptz NOT NULL, -- moment of its run: every date in its files follows from it
    state         text        NOT NULL CHECK (state IN ('begun', 'answered')),
    due           integer     NOT NULL, -- claims that the next step says something about
    first_control bigint      NOT NULL, -- control numbers of the step's interchanges
    last_control  bigint      NOT NULL,
    run_id        bigint      NOT NULL,
    PRIMARY KEY (org_id, file_no),
    UNIQUE (org_id, sha256)
);

-- What each claim of it was dealt.
CREATE TABLE rehearsal_claim (
    org_id         bigint   NOT NULL,
    file_no        bigint   NOT NULL,
    position       integer  NOT NULL, -- in the file, 1 first
    control_number text     NOT NULL, -- CLM01
    scenario       text     NOT NULL,
    steps          smallint NOT NULL, -- in which it is answered
    next_payer     bigint   NOT NULL, -- who pays after this one; 0: nobody known
    PRIMARY KEY (org_id, file_no, position)
);
CREATE INDEX rehearsal_claim_number ON rehearsal_claim (org_id, control_number); -- a claim that comes again

-- How many claims each row of the scenario table was dealt: one that was never dealt comes first.
CREATE TABLE rehearsal_dealt (
    org_id    bigint NOT NULL,
    scenario  text   NOT NULL,
    payer     text   NOT NULL,
    procedure text   NOT NULL,
    claims    bigint NOT NULL,
    PRIMARY KEY (org_id, scenario, payer, procedure)
);
