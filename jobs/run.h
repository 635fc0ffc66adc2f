// run: the frame round every job. It opens the database, writes the run record, gives the job its
// moment (the only clock there is), counts what the job did, and turns the outcome into an exit
// code. A job takes its locks and commits its units by itself; whatever a unit did not commit is
// undone by the database, and the next run takes it up again.
#ifndef JOBS_RUN_H
#define JOBS_RUN_H

#include "claims/base/arena.h"
#include "claims/base/date.h"
#include "claims/base/err.h"
#include "sql/db.h"
#include "sql/ledger.h"

struct config;
struct organisation;

// What the command line asks for.
struct run_options {
    const struct config *config;
    bool dry_run;
    bool has_moment;      // --as-of was given
    struct moment moment; // the day and time the run pretends it is
    const char *org;      // --org: the code of one organisation; "" = all
    void *request;        // what a verb asks of its job, and is told; NULL: nothing
};

// Something counted, in the order first counted.
struct run_count {
    int64_t org_id; // 0: not of one organisation
    const char *name;
    int64_t value;
    int64_t cents;
    bool has_cents;
};

struct run {
    const struct run_options *options;
    const struct config *config;
    struct db *db;
    struct arena *arena; // lives as long as the run
    int64_t run_id;
    int64_t night_id; // run of the night this job belongs to; 0: alone
    const char *job;
    date_t as_of;
    struct moment now;
    const char *user;
    bool findings; // something waits for a person: exit code 1
    struct run_count *counts;
    size_t count_count, count_room;
    const struct organisation *orgs; // once run_organisations was asked
    size_t org_count;
};

struct organisation {
    int64_t org_id;
    const char *code;
    const char *name;
    bool rehearsal;
    date_t start_date;
    struct text identity_key;
};

typedef bool (*job_function)(struct run *run, struct err *err);

// One line of jobs/table.c.
struct job {
    const char *name;
    job_function function;
    const char *help;
};

// Called after each job with its run, so that the command line can print what was counted.
typedef void (*run_report_function)(void *context, const struct run *run, const struct err *err);

// Runs one job in the frame. Returns the exit code: 0 done, 1 done with findings, 2 could not run,
// 3 wrong options or configuration. With exit code 2 or 3 the reason stands in *err.
int run_job(const struct run_options *options, const struct job *job, run_report_function report,
    void *context, struct err *err);

// Runs jobs one after the other as one night: each with a run record of its own under that of the
// night. A job that cannot run ends the night; what came before is committed. `jobs` ends with a
// NULL name.
int run_night(const struct run_options *options, const struct job *const *jobs,
    run_report_function report, void *context, struct err *err);

// Opens the database of the configuration (starting the embedded one) and checks its schema,
// migrating an embedded one. Owned by the caller: db_close.
bool run_open_database(const struct config *config, struct db **out, struct err *err);

// A second connection for what is read while the run's own reads other things. It sees what is
// committed, so that a dry run has none: NULL. Owned by the caller: db_close.
bool run_open_beside(const struct run *run, struct db **out, struct err *err);

// The moment it is, from the system's clock, UTC.
struct moment run_clock(void);

// The organisations to work for, in the order of their ids; memory of the run. ERR_USAGE when --org
// names none.
bool run_organisations(
    struct run *run, const struct organisation **out, size_t *count, struct err *err);

// Adds to a count; makes it at first. `name` must be a literal or live as long as the run.
void run_count(struct run *run, int64_t org_id, const char *name, int64_t value);
void run_count_cents(
    struct run *run, int64_t org_id, const char *name, int64_t value, int64_t cents);

// The book of an organisation for this run's entries and events.
struct ledger_book run_book(const struct run *run, int64_t org_id);

#endif
