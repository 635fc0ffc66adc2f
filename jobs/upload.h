// upload: runs a partner's upload command for one file and keeps what it printed as the receipt.
#ifndef JOBS_UPLOAD_H
#define JOBS_UPLOAD_H

#include "claims/base/arena.h"
#include "claims/base/err.h"

// Runs `command` (words separated by blanks, no shell) with `path` as its last argument, without
// our own descriptors. True when it ended with exit code 0 within `seconds`; else all that it
// started is ended, and *err says how it failed. *receipt is what it printed either way: the first
// 4,000 bytes, as printable ASCII, in `arena`. It may hold patient data and is never logged.
bool upload(struct text command, const char *path, int64_t seconds, struct arena *arena,
    struct text *receipt, struct err *err);

#endif
