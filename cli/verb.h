// verb: what every verb of the command line is given, and how the command line is read (by glibc's
// argp). A verb is one line of the table in cli/main.c, one function here, and its help in
// cli/help/NAME.txt.
#ifndef CLI_VERB_H
#define CLI_VERB_H

#include "claims/base/err.h"
#include "cli/out.h"
#include "jobs/config.h"
#include "jobs/run.h"

// Exit codes, everywhere.
enum verb_exit {
    EXIT_DONE = 0,
    EXIT_FINDINGS = 1, // done, with findings for a person
    EXIT_FAILED = 2,   // could not run; running again is safe
    EXIT_USAGE = 3,    // wrong options or configuration
};

enum verb_needs {
    NEEDS_NOTHING,       // works without a configuration, or with a wrong one
    NEEDS_CONFIGURATION, // is not called when that has mistakes
};

struct verb_call;

struct verb {
    const char *name;
    const char *subs; // "start stop status psql*": sub-verbs, one of them is a must unless the list
                      // begins with "."; * takes what follows unread; NULL: none
    const char *options; // "yes days=N": own options beside those that every verb has; NULL: none
    enum verb_needs needs;
    int (*run)(struct verb_call *call); // returns the exit code
    const char *line;                   // one line of help
};

struct verb_call {
    const struct verb *verb;
    const char *sub; // the sub-verb; NULL when the verb has none
    // What follows, options taken out; a NULL ends it.
    char **arguments;
    size_t argument_count;

    // Options of every verb.
    const char *config_file; // NULL: not given
    bool json;
    bool verbose, quiet;
    struct run_options options; // what a job is given: configuration, --dry-run, --as-of, --org
    const char
        *option_values[12]; // of the verb's own, in the order of verb->options; NULL: not given

    struct out *out;
};

// The value of one of the verb's own options: NULL when it was not given, "" for a flag that was.
const char *verb_option(const struct verb_call *call, const char *name);

// Whether the number of arguments is right. Else says so and returns false: the verb returns
// EXIT_USAGE.
bool verb_argument_count(const struct verb_call *call, size_t least, size_t most);

// Says why the verb cannot go on, and returns its exit code.
int verb_fail(const struct err *err);

// Reads the command line and runs the verb it names. `verbs`: the table, ended by a NULL name.
int verb_main(const struct verb *verbs, int argc, char **argv);

// ---- The verbs, by file

int verb_config(struct verb_call *call);   // cli/config_verb.c
int verb_db(struct verb_call *call);       // cli/db_verb.c
int verb_check(struct verb_call *call);    // cli/check_verb.c
int verb_job(struct verb_call *call);      // cli/job_verb.c: night, and each job alone
int verb_org(struct verb_call *call);      // cli/org_verb.c
int verb_rehearse(struct verb_call *call); // cli/rehearse_verb.c
int verb_rules(struct verb_call *call);    // cli/rules_verb.c
int verb_refdata(struct verb_call *call);  // cli/refdata_verb.c
int verb_status(struct verb_call *call);   // cli/status_verb.c
int verb_held(struct verb_call *call);     // cli/held_verb.c
int verb_release(struct verb_call *call);  // cli/release_verb.c
int verb_claim(struct verb_call *call);    // cli/claim_verb.c
int verb_explain(struct verb_call *call);  // cli/explain_verb.c
int verb_remit(struct verb_call *call);    // cli/remit_verb.c
int verb_x12(struct verb_call *call);      // cli/x12_verb.c

#endif
