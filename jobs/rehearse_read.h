// rehearse_read: an 837 file of the outbox, read as the receiver reads it: in windows, checked for
// its framing, claim by claim.
#ifndef JOBS_REHEARSE_READ_H
#define JOBS_REHEARSE_READ_H

#include "claims/base/digest.h"
#include "edi/x837p_read.h"
#include "jobs/run.h"

// Functions may be NULL, `between` apart. Slices are valid during the call.
struct rehearse_read_handler {
    void *context;
    void (*claim)(void *context, const struct claim *claim, const struct x837p_position *position);
    void (*set_end)(void *context, const struct x12_set *set);
    void (*interchange_end)(void *context, const struct x12_interchange *interchange);
    // After each window: for what needs the database or a file. False ends the reading.
    bool (*between)(void *context, struct err *err);
};

struct rehearse_read_result {
    unsigned char sha256[DIGEST_SIZE];
    bool whole;      // nothing is wrong with it
    bool is_test;    // ISA15 T, of every interchange
    char fault[120]; // the first thing that is wrong: finding code and segment
};

// Reads the file at `path` and calls the handler's functions in the order of the file. What is
// wrong with its X12 is told in *out, with true; false when the file cannot be read or `between`
// failed.
bool rehearse_read(const char *path, const struct rehearse_read_handler *handler,
    struct rehearse_read_result *out, struct err *err);

#endif
