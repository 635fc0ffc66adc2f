// check: the money invariants, as queries that must return no row (and one over the files of the
// outbox). Nightly they cover what was sealed since they last held; `check --all` reads everything.
// Of many rows two are read at the same time, on two connections. Adding one: a file
// sql/check/NN_name.sql, a line in check.c, and what violates it in tests/jobs/check.test.sh.
#ifndef JOBS_CHECK_H
#define JOBS_CHECK_H

#include "jobs/run.h"

// One invariant and what it found.
struct check_result {
    int number;
    const char *name;     // "payments"
    const char *sentence; // what must hold
    int64_t violations;
    const char **examples; // the first thousand, in words; never patient data
    size_t example_count;
};

typedef void (*check_report_function)(
    void *context, const struct organisation *org, const struct check_result *result);

// Checks an organisation from behind the link `from_link` (0: everything), of which `from_run` is
// the run; reports each invariant in order. *violations: their sum.
bool check_org(struct run *run, const struct organisation *org, int64_t from_link, int64_t from_run,
    check_report_function report, void *context, int64_t *violations, struct err *err);

// What check 7 does: files that should stand in the outbox, with the recorded digest, and none that
// should not. Adds what it finds to `result`.
bool check_files(struct run *run, const struct organisation *org, int64_t from_run,
    struct check_result *result, struct err *err);
// Notes a violation, with its words when it is among the first.
void check_violation(struct run *run, struct check_result *result, struct text words);

// How far the nightly checks have come: the last link proved, and its run. 0: nothing was.
bool check_mark(struct run *run, int64_t org_id, int64_t *link, int64_t *from_run, struct err *err);

// What the verb asks: run->options->request of check_run.
struct check_request {
    bool all; // everything, not only what is new
    check_report_function report;
    void *context;
};

// The check as a job, outside of the night.
bool check_run(struct run *run, struct err *err);

#endif
