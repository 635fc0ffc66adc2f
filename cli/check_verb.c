// check: the money invariants, one line each.
#include "cli/verb.h"
#include "jobs/check.h"

static const struct out_column columns[] = {
    {"org", "organisation", OUT_TEXT},
    {"number", "no", OUT_COUNT},
    {"name", "check", OUT_TEXT},
    {"violations", "violations", OUT_COUNT},
    {"sentence", "what must hold", OUT_TEXT},
};

static void print(void *context, const struct organisation *org, const struct check_result *result)
{
    struct verb_call *call = context;
    out_z(call->out, org->code);
    out_count(call->out, result->number);
    out_z(call->out, result->name);
    out_count(call->out, result->violations);
    out_z(call->out, result->sentence);
    for (size_t i = 0; i < result->example_count; i++) {
        out_z(call->out, org->code);
        out_count(call->out, result->number);
        out_z(call->out, result->name);
        out_none(call->out); // it is counted above
        out_z(call->out, result->examples[i]);
    }
}

int verb_check(struct verb_call *call)
{
    static const struct job job = {"check", check_run, "prove the money invariants"};
    struct err err = {0};
    if (!verb_argument_count(call, 0, 0))
        return EXIT_USAGE;
    struct check_request request = {verb_option(call, "all") != NULL, print, call};
    call->options.request = &request;
    out_table(call->out, columns, sizeof columns / sizeof *columns);
    int code = run_job(&call->options, &job, NULL, NULL, &err);
    out_end(call->out);
    return code >= EXIT_FAILED ? verb_fail(&err) : code;
}
