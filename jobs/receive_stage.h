// receive_stage: a file of acknowledgements or remittances, read in one pass, into staging tables:
// interchanges, sets and what was wrong with them; verdicts; payments, claims, lines, adjustments
// and provider adjustments as the file gives them, with the proof of each. Any file may hold any of
// it, whichever folder it lies in. Nothing leaves staging unproved.
#ifndef JOBS_RECEIVE_STAGE_H
#define JOBS_RECEIVE_STAGE_H

#include "edi/inbound.h"
#include "sql/copy.h"

struct receive_stage;

// Owned by the caller: receive_stage_free.
struct receive_stage *receive_stage_new(void);
void receive_stage_free(struct receive_stage *stage); // NULL is allowed

// The handlers for edi/inbound. Sets are numbered by their ordinal in the file.
struct inbound_handler receive_stage_handler(struct receive_stage *stage);

// Sends what has gathered to the staging tables: when it is much, or `all` of it.
bool receive_stage_send(struct receive_stage *stage, struct db *db, bool all, struct err *err);

// Makes the staging tables, with those of sql/receive/stage.sql, and empties them.
bool receive_stage_make(struct db *db, struct err *err);

// How many of each were staged.
struct receive_counts {
    int64_t sets, verdicts, payments, findings;
    bool truncated; // the file ends before its trailer
};
struct receive_counts receive_stage_counts(const struct receive_stage *stage);

#endif
