// org_load: sets up or updates one billing organisation from a folder of CSV tables
// (jobs/org_tables.def, docs/organisation.md), in one transaction. Every table is checked whole and
// all mistakes are listed; with one, nothing is loaded. A table with the bytes of the active
// version changes nothing; any other becomes a new version. A job in the frame that is not part of
// the night: run->options->request is a struct org_load_request.
#ifndef JOBS_ORG_LOAD_H
#define JOBS_ORG_LOAD_H

#include "claims/base/digest.h"
#include "jobs/run.h"
#include "rules/table_fault.h"

// What became of a table.
struct org_load_result {
    const char *name; // "providers"
    int64_t rows;
    bool changed;       // a new version; else it is the active one already
    int64_t version_id; // table_version
    char sha256[DIGEST_HEX_ROOM];
};

struct org_load_request {
    const char *folder;
    // Only payer_profile.csv, payer_rules.csv and code_lists.csv, for the organisation --org that
    // exists already. Else organisation.csv names the organisation.
    bool rules_only;

    struct arena *arena; // for what follows: 1 MB
    // By table and row. Errors: nothing was loaded.
    struct table_faults faults;
    const char *code; // of the organisation; "" when it is not known
    bool created;     // it is new
    struct org_load_result *results;
    size_t result_count;
};

// ERR_CONFIG when there are errors among the faults, or the folder is none.
bool org_load(struct run *run, struct err *err);

// The job that `org load` and `rules load` run.
extern const struct job org_load_job, org_load_rules_job;

#endif
