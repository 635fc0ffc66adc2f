// x12 ack: the answer of a receiver to a file of X12: TA1 and 999, to standard output.
#include <stdio.h>

#include "claims/base/log.h"
#include "cli/x12_verb.h"
#include "edi/x12_acknowledge.h"
#include "jobs/file_stream.h"

struct acknowledging {
    struct x12_acknowledge *acknowledge;
    const char *path;
    bool failed; // standard output
};

static void on_answer(void *context, struct text bytes)
{
    struct acknowledging *a = context;
    a->failed = a->failed || fwrite(bytes.at, 1, bytes.size, stdout) != bytes.size;
}

static void on_unsaid(void *context, const struct x12_finding *f)
{
    struct acknowledging *a = context;
    const struct x12_place *p = &f->place;
    log_warn("%s:%lld: %s%s%s: no code of a 999 says this: %s%s%s", a->path, (long long)p->segment,
        p->element[0] ? p->element : p->segment_id, p->loop[0] ? " in " : "", p->loop, f->word,
        *f->message ? ": " : "", f->message);
}

static bool on_bytes(void *context, struct text bytes, struct err *err)
{
    struct acknowledging *a = context;
    (void)err;
    x12_acknowledge_feed(a->acknowledge, bytes);
    return true;
}

static void tell_totals(const char *path, const struct x12_acknowledge_totals *t)
{
    log_info("%s: %lld interchanges, %lld of them rejected; %lld groups, %lld rejected; %lld "
             "transaction sets, %lld rejected; %lld answers",
        path, (long long)t->interchanges, (long long)t->interchanges_rejected, (long long)t->groups,
        (long long)t->groups_rejected, (long long)t->sets, (long long)t->sets_rejected,
        (long long)t->answers);
    if (t->left_out > 0)
        log_warn("%s: %lld more errors are not listed: an answer holds at most %d", path,
            (long long)t->left_out, X12_ACKNOWLEDGE_ERRORS_MAX);
    if (t->interchanges == 0)
        log_warn("%s: there is no interchange: nobody to answer", path);
    else if (t->answers == 0)
        log_info("%s: nothing has to be answered: no TA1 was asked for, and acknowledgements are "
                 "not acknowledged",
            path);
}

int x12_ack_verb(struct verb_call *call)
{
    struct err err = {0};
    int64_t control = 1;
    const char *given = verb_option(call, "control");
    if (!verb_argument_count(call, 0, 1))
        return EXIT_USAGE;
    if (given != NULL &&
        (!text_to_i64(text_of(given), &control) || control < 1 || control > 999999999)) {
        log_error("--control '%s' is no control number: write 1 to 999999999", given);
        return EXIT_USAGE;
    }
    struct acknowledging a = {.path = call->argument_count > 0 ? call->arguments[0] : "-"};
    struct x12_acknowledge_settings settings = {.separators = X12_SEPARATORS_USUAL,
        .line_break = X12_LINE_LF,
        .control = control,
        .at = call->options.has_moment ? call->options.moment : run_clock()};
    a.acknowledge = x12_acknowledge_new(&settings,
        (struct x12_acknowledge_handler){.context = &a, .bytes = on_answer, .unsaid = on_unsaid});
    bool ok = file_stream(a.path, on_bytes, &a, &err);
    struct x12_acknowledge_totals totals = {0};
    if (ok)
        totals = x12_acknowledge_end(a.acknowledge);
    x12_acknowledge_free(a.acknowledge);
    if (ok && (a.failed || fflush(stdout) != 0))
        ok = err_errno(&err, ERR_FILE, "cannot write to standard output");
    if (!ok)
        return verb_fail(&err);
    tell_totals(a.path, &totals);
    bool is_clean = totals.interchanges > 0 && totals.interchanges_rejected == 0 &&
                    totals.groups_rejected == 0 && totals.sets_rejected == 0 && totals.unsaid == 0;
    return is_clean ? EXIT_DONE : EXIT_FINDINGS;
}
