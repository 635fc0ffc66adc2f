// build: encounters become claims, and every claim is scrubbed: clean or held. First the encounters
// that are new or changed, then every claim that still waits, since set-up, rules and code sets may
// have changed. A batch is one transaction.
#ifndef JOBS_BUILD_H
#define JOBS_BUILD_H

#include "jobs/run.h"

// Counts, per organisation: encounters looked at; claims new, judged again, ready, held (with
// cents); corrections proposed; claims withdrawn.
bool build(struct run *run, struct err *err);

// Makes the staging tables of a batch and empties them.
bool build_stage_make(struct db *db, struct err *err);

#endif
