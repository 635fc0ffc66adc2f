// intake: encounter sets from inbox/encounters are checked and stored; what cannot be used is set
// aside with file, row, column and reason. A set is one transaction: stored whole, or not at all.
#ifndef JOBS_INTAKE_H
#define JOBS_INTAKE_H

#include "jobs/run.h"

// Counts, per organisation: sets, rows received, stored, set aside, duplicate; encounters new,
// changed; charges in cents.
bool intake(struct run *run, struct err *err);

#endif
