// claim_show: the whole history of one claim.
#ifndef CLI_CLAIM_SHOW_H
#define CLI_CLAIM_SHOW_H

#include "cli/verb.h"

// Prints it for the claim that is the only argument; with --x12 the segments that were sent
// instead. Returns the exit code.
int claim_show(struct verb_call *call);

struct look;
struct organisation;

// Prints the patients of these ids as a table: only for people who asked to see them.
bool claim_show_patients(struct verb_call *call, struct look *look, const struct organisation *org,
    const int64_t *patient_ids, size_t count, struct err *err);

#endif
