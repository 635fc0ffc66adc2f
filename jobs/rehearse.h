// rehearse: plays the payers for rehearsal organisations. It reads the 837 files of the outbox as a
// payer would (ISA15 T only) and writes TA1, 999, 277CA and 835 files into inbox/acks and
// inbox/remits. What the payers do follows from the scenario table, the fee schedule and a seed:
// docs/rehearsal.md. Each claim is answered once for each step of its scenario; a repetition adds
// only what is due, and one that was killed is taken up with the same bytes.
#ifndef JOBS_REHEARSE_H
#define JOBS_REHEARSE_H

#include "jobs/run.h"
#include "jobs/scenario.h"

// run->options->request; NULL: seed 1, by the scenario table.
struct rehearse_request {
    int64_t seed;
    enum scenario only; // what every claim gets; SCENARIO_COUNT: by the table
};

// ERR_USAGE when --org names a production organisation, or there is none but such.
bool rehearse(struct run *run, struct err *err);

#endif
