// look: what the verbs that only look share: a connection on which nothing can be written and that
// sees one state of the books, the organisations, and which claim is meant.
#ifndef JOBS_LOOK_H
#define JOBS_LOOK_H

#include "jobs/run.h"

struct look {
    struct run run; // without a record: looking leaves none. run.db is the connection
};

// Opens. `options` must stay valid. To be closed with look_close, also after false.
bool look_open(struct look *look, const struct run_options *options, struct err *err);
void look_close(struct look *look);

// Which claim of which organisation.
struct look_claim {
    const struct organisation *org;
    int64_t claim_id;
    int64_t encounter_id;
};

// Finds the claim of a number as people give it: the claim's own, or a patient control number
// (CLM01). run_organisations was asked before. ERR_USAGE when there is none, or several
// organisations have one of that number.
bool look_find_claim(struct run *run, const char *number, struct look_claim *out, struct err *err);

#endif
