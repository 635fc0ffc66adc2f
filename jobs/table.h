// table: the jobs, one line each in table.c, and their order in a night.
#ifndef JOBS_TABLE_H
#define JOBS_TABLE_H

#include "jobs/run.h"

// The job of that name; NULL when there is none.
const struct job *job_find(const char *name);

// The jobs of a night, in order; a NULL ends them. Answers come first, so that what they set free
// leaves the same night.
extern const struct job *const job_night[];

#endif
