// reconcile: proves the money invariants over what was posted since they last held, and closes
// claims that nobody owes anything on any more.
#ifndef JOBS_RECONCILE_H
#define JOBS_RECONCILE_H

#include "jobs/run.h"

// Counts, per organisation: violations, of each check and together; claims closed.
bool reconcile(struct run *run, struct err *err);

#endif
