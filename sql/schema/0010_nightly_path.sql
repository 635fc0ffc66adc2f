-- What changes many times in the life of a row is in no index, and its pages have room for the row's next version: such
-- an update writes the row alone. One that touches an index writes into every index of the table, which cost ten times
-- as much.

-- A claim takes six states in an ordinary life. The indexes that find what waits know only whether it was sent and
-- whether an answer is due, which changes twice.
DROP INDEX claim_work;
DROP INDEX claim_sent;
ALTER TABLE claim
    ADD unsent boolean NOT NULL GENERATED ALWAYS AS (state IN ('built', 'held', 'ready', 'rejected')) STORED,
    ADD unanswered boolean NOT NULL GENERATED ALWAYS AS
        (state IN ('published', 'delivered', 'received', 'forwarded', 'accepted')) STORED;
ALTER TABLE claim SET (fillfactor = 50);
CREATE INDEX claim_unsent ON claim (org_id, claim_id) WHERE unsent; -- build, submit, held
CREATE INDEX claim_unanswered ON claim (org_id, claim_id) WHERE unanswered; -- answers overdue
ALTER TABLE balance SET (fillfactor = 50);

-- Versions of encounters that build has not looked at: intake adds them, build takes them out.
CREATE TABLE encounter_unbuilt (
    org_id       bigint  NOT NULL,
    encounter_id bigint  NOT NULL,
    version      integer NOT NULL,
    PRIMARY KEY (org_id, encounter_id, version)
);
INSERT INTO encounter_unbuilt (org_id, encounter_id, version)
SELECT org_id, encounter_id, version FROM encounter WHERE to_build;
ALTER TABLE encounter DROP COLUMN to_build; -- and its index

-- No statement looks for these by value: there is no need for statistics of them, which cost the most to make.
ALTER TABLE patient_version ALTER identity SET STATISTICS 0, ALTER digest SET STATISTICS 0;
ALTER TABLE coverage_version ALTER identity SET STATISTICS 0, ALTER digest SET STATISTICS 0;
ALTER TABLE encounter_version ALTER digest SET STATISTICS 0;
ALTER TABLE claim ALTER content_digest SET STATISTICS 0;
ALTER TABLE submission ALTER content_digest SET STATISTICS 0;
ALTER TABLE interchange_piece ALTER content SET STATISTICS 0;
ALTER TABLE ledger_entry ALTER row_digest SET STATISTICS 0;
ALTER TABLE ledger_entry_all ALTER row_digest SET STATISTICS 0;
ALTER TABLE event ALTER row_digest SET STATISTICS 0, ALTER why SET STATISTICS 0;
ALTER TABLE event_all ALTER row_digest SET STATISTICS 0, ALTER why SET STATISTICS 0;

-- What was posted to an open item: check 12. Few entries have one.
CREATE INDEX ledger_entry_open_item ON ledger_entry (org_id, open_item_id) WHERE open_item_id > 0;
