// intake_stage: the temporary tables that an encounter set passes through: each file's rows as they
// came (text, with row numbers), and the checked rows of each entity.
#ifndef JOBS_INTAKE_STAGE_H
#define JOBS_INTAKE_STAGE_H

#include "claims/encounter_set.h"
#include "sql/copy.h"

extern const struct copy_table intake_stage_patient;
extern const struct copy_table intake_stage_coverage;
extern const struct copy_table intake_stage_encounter;
extern const struct copy_table intake_stage_detail;
extern const struct copy_table intake_stage_diagnosis;
extern const struct copy_table intake_stage_charge;
extern const struct copy_table intake_stage_receipt;
extern const struct copy_table intake_stage_open_balance;
extern const struct copy_table intake_stage_provider;
extern const struct copy_table intake_stage_facility;
extern const struct copy_table intake_stage_payer_alias;
extern const struct copy_table intake_stage_reject;

// Makes all of them, and those of sql/intake/stage.sql, and empties them.
bool intake_stage_make(struct db *db, struct err *err);

// The staging table of an entity's checked rows.
const struct copy_table *intake_stage_of(enum encounter_entity entity);

#endif
