// The jobs as verbs: night, and each job alone.
#include "claims/base/log.h"
#include "cli/verb.h"
#include "jobs/table.h"

static const struct out_column columns[] = {
    {"job", "job", OUT_TEXT},
    {"run_id", "run", OUT_COUNT},
    {"org", "organisation", OUT_TEXT},
    {"name", "counted", OUT_TEXT},
    {"value", "number", OUT_COUNT},
    {"amount", "dollars", OUT_DOLLARS},
};

static const char *org_code(const struct run *run, int64_t org_id)
{
    for (size_t i = 0; i < run->org_count; i++)
        if (run->orgs[i].org_id == org_id)
            return run->orgs[i].code;
    return "";
}

// What a job counted: a table for people below the job's name, a whole line each with --json.
static void report(void *context, const struct run *run, const struct err *err)
{
    struct verb_call *call = context;
    if (err)
        return;
    bool any = false;
    for (size_t i = 0; i < run->count_count; i++)
        any = any || run->counts[i].value != 0;
    bool json = out_is_json(call->out);
    if (!json)
        out_line(call->out, "%s%s", run->job, any ? "" : ": nothing to do");
    if (!any)
        return;
    size_t left_out = json ? 0 : 2; // the heading says the job, and the run's number is no news
    out_table(call->out, columns + left_out, sizeof columns / sizeof *columns - left_out);
    for (size_t i = 0; i < run->count_count; i++) {
        const struct run_count *c = &run->counts[i];
        if (c->value == 0)
            continue;
        if (json) {
            out_z(call->out, run->job);
            out_count(call->out, run->run_id);
        }
        out_z(call->out, org_code(run, c->org_id));
        out_z(call->out, c->name);
        out_count(call->out, c->value);
        if (c->cents != 0 || json)
            out_cents(call->out, c->cents);
        else
            out_none(call->out);
    }
    out_end(call->out);
}

int verb_job(struct verb_call *call)
{
    struct err err = {0};
    if (!verb_argument_count(call, 0, 0))
        return EXIT_USAGE;
    if (!config_make_folders(call->options.config, &err))
        return verb_fail(&err);
    int code;
    if (strcmp(call->verb->name, "night") == 0)
        code = run_night(&call->options, job_night, report, call, &err);
    else
        code = run_job(&call->options, job_find(call->verb->name), report, call, &err);
    if (code >= EXIT_FAILED)
        return verb_fail(&err);
    if (call->options.dry_run)
        out_line(call->out, "dry run: nothing was kept");
    return code;
}
