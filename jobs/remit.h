// remit: 835s are proved in staging, matched, and posted in set-based batches; each payment whole
// or not at all. What cannot be proved is parked with its sums; what fits no claim of ours is
// unapplied cash; nothing is plugged.
#ifndef JOBS_REMIT_H
#define JOBS_REMIT_H

#include "jobs/receive.h"

// The job: the files in inbox/remits.
bool remit(struct run *run, struct err *err);

// Posts the payments of a staged file, batch by batch.
bool remit_post(struct receiving *file, struct err *err);

#endif
