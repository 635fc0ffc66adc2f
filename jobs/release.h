// release: a person overrides what holds a claim, with a reason that is kept. Only holding findings
// yield; a rejecting one needs correction. A claim that nothing holds any more is ready in the same
// transaction. What a receiver rejected may be released too: the same content is sent again, as a
// new attempt. A job in the frame that is no part of the night: run->options->request is a struct
// release_request.
#ifndef JOBS_RELEASE_H
#define JOBS_RELEASE_H

#include "jobs/run.h"

struct release_request {
    const char *claim;  // its number or CLM01; NULL: the claims of a file
    const char *file;   // name of an interchange as in the outbox, rejected whole
    const char *reason; // never empty; never patient data

    // Called once, in the open transaction, with what came of it: rows of act/outcome.sql and
    // act/still.sql.
    void (*report)(void *context, const struct db_rows *outcome, const struct db_rows *still);
    void *context;
};

// Whether the reason can be kept: some words, no control characters, at most 500 bytes. ERR_USAGE
// says why not.
bool release_check_reason(const char *reason, struct err *err);

// ERR_USAGE when there is no such claim or file, or the file was not rejected.
bool release(struct run *run, struct err *err);

extern const struct job release_job;

#endif
