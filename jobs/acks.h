// acks: TA1, 999 and 277CA move claims by precedence, in whatever order they come. What answers
// nothing that is known yet waits and is tried again in every run.
#ifndef JOBS_ACKS_H
#define JOBS_ACKS_H

#include "jobs/receive.h"

// The job: waiting verdicts first, then the files in inbox/acks.
bool acks(struct run *run, struct err *err);

// Applies the acknowledgements of a staged file, organisation by organisation.
bool acks_apply(struct receiving *file, struct err *err);

#endif
