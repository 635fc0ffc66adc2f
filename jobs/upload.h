// upload: runs a partner's upload command for one file and keeps what it printed as the receipt.
#ifndef JOBS_UPLOAD_H
#define JOBS_UPLOAD_H

#include "claims/base/arena.h"
#include "claims/base/err.h"

// Runs `command` (words separated by blanks, no shell) with `path` as its last argument, without
// the database's or our own descriptors. True when it ended with exit code 0 within its deadline
// (10 minutes); *receipt is then the first 4,000 bytes of its output, as printable ASCII, in
// `arena`. False says how it failed.
bool upload(struct text command, const char *path, struct arena *arena, struct text *receipt,
    struct err *err);

#endif
