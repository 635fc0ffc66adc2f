// submit: clean claims become 837 interchanges, one file for each trading partner and envelope, at
// most the profile's claims in an ST. Control numbers, frozen content, attempts and A/R are one
// transaction; then the file is published from what was frozen.
#ifndef JOBS_SUBMIT_H
#define JOBS_SUBMIT_H

#include "jobs/run.h"

// Counts, per organisation: files and claims published (with cents), claims held back, files
// delivered.
bool submit(struct run *run, struct err *err);

// Makes the staging tables of an interchange and empties them.
bool submit_stage_make(struct db *db, struct err *err);

#endif
