// look_status: what `status` must find out beyond asking the database: what lies in the inbox, and
// whose answer is overdue by the payer profile.
#ifndef JOBS_LOOK_STATUS_H
#define JOBS_LOOK_STATUS_H

#include "jobs/look.h"

// Files of one inbox folder, those in the folders of organisations included; an encounter set that
// is a folder counts as one.
struct look_inbox {
    const char *name; // "inbox/encounters"
    bool has_reader;  // a job takes its files up; none does of inbox/bank in this version
    int64_t files;    // with those in folders within it
};

#define LOOK_INBOXES 4
// Counts what lies in each inbox folder; one that is not there has no files. False: a folder cannot
// be read.
bool look_status_inboxes(struct look *look, struct look_inbox out[LOOK_INBOXES], struct err *err);

// Claims of the organisation whose next answer is overdue: rows of look/status_unanswered.sql,
// owned by the caller. An organisation without a sound payer profile has none.
bool look_status_unanswered(
    struct look *look, const struct organisation *org, struct db_rows **out, struct err *err);

#endif
