// receive: a file from inbox/acks or inbox/remits on its way: read once into staging, registered by
// content, its acknowledgements applied (acks) and its payments posted (remit), each organisation's
// part in transactions of its own; at last it is closed and moved aside. A run that was killed
// anywhere in between is taken up by the next one: what is committed is known and not done again.
#ifndef JOBS_RECEIVE_H
#define JOBS_RECEIVE_H

#include "jobs/receive_stage.h"
#include "jobs/run.h"

// Works through the files of an inbox folder, by name. `kind`: "acks" or "remits".
bool receive_folder(struct run *run, const char *folder, const char *kind, struct err *err);

// A file whose staged content is complete: what acks and remit work on.
struct receiving {
    struct run *run;
    const char *name; // for people
    int64_t file_id;
    struct receive_counts counts;
};

#endif
