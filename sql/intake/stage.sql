-- What intake works out about the staged set (the staged rows themselves come by COPY: jobs/intake_stage.c).
CREATE TEMP TABLE IF NOT EXISTS stage_patient_state (
    patient_key bytea PRIMARY KEY, patient_id bigint NOT NULL, version integer NOT NULL,
    outcome "char" NOT NULL); -- n new, c changed, d duplicate
CREATE TEMP TABLE IF NOT EXISTS stage_coverage_state (
    file_no integer, row_no integer, coverage_id bigint NOT NULL, version integer NOT NULL,
    patient_id bigint NOT NULL, payer_id bigint NOT NULL, outcome "char" NOT NULL);
CREATE TEMP TABLE IF NOT EXISTS stage_encounter_state (
    encounter_key text PRIMARY KEY, encounter_id bigint, version integer, patient_id bigint,
    patient_version integer, class text, place_of_service text, total bigint, digest bytea,
    outcome "char" NOT NULL); -- n, c, d; b bad: set aside whole
CREATE TEMP TABLE IF NOT EXISTS stage_repeat (
    entity text NOT NULL, file_no integer NOT NULL, row_no integer NOT NULL); -- the same row once more
CREATE TEMP TABLE IF NOT EXISTS stage_outcome (
    file_no integer NOT NULL, row_no integer NOT NULL, outcome "char" NOT NULL); -- s, d, a
CREATE TEMP TABLE IF NOT EXISTS stage_receipt_new (receipt_id bigint NOT NULL); -- stored by this set
TRUNCATE stage_patient_state, stage_coverage_state, stage_encounter_state, stage_repeat, stage_outcome,
    stage_receipt_new;
