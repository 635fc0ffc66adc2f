// x12 ack: the answer of a receiver to a file of X12: TA1 and 999, to standard output.
#include "claims/base/log.h"
#include "cli/x12_input.h"
#include "cli/x12_output.h"
#include "cli/x12_verb.h"
#include "edi/x12_acknowledge.h"

struct acknowledging {
    struct x12_acknowledge *acknowledge;
    struct x12_acknowledge_settings settings;
    const char *path;
    struct x12_output output;
    bool found;      // something for a person
    bool unanswered; // there was no memory
};

static void on_answer(void *context, struct text bytes)
{
    struct acknowledging *a = context;
    x12_output_bytes(&a->output, bytes);
}

static void on_unsaid(void *context, const struct x12_finding *f)
{
    struct acknowledging *a = context;
    const struct x12_place *p = &f->place;
    const char *where = p->element[0] ? p->element : p->segment_id;
    log_warn("%s:%lld: %s%s%s: no code of a 999 says this: %s%s%s", a->path, (long long)p->segment,
        p->segment == 0 ? "file" : where, p->loop[0] ? " in " : "", p->loop, f->word,
        *f->message ? ": " : "", f->message);
}

static void tell_totals(const char *path, const struct x12_acknowledge_totals *t)
{
    log_info("%s: %lld interchanges, %lld of them rejected; %lld groups, %lld rejected; %lld "
             "transaction sets, %lld rejected; %lld answers",
        path, (long long)t->interchanges, (long long)t->interchanges_rejected, (long long)t->groups,
        (long long)t->groups_rejected, (long long)t->sets, (long long)t->sets_rejected,
        (long long)t->answers);
    if (t->left_out > 0)
        log_warn(
            "%s: %lld more errors are not listed: an answer holds at most %d, and no more than "
            "there is memory for",
            path, (long long)t->left_out, X12_ACKNOWLEDGE_ERRORS_MAX);
    if (t->unanswered > 0)
        log_error("%s: %lld interchanges or groups are not answered: there is no memory for what "
                  "was found; split the file ('cleanclaim x12 split')",
            path, (long long)t->unanswered);
    if (t->interchanges == 0)
        log_warn("%s: there is no interchange: nobody to answer", path);
    else if (t->answers == 0)
        log_info("%s: nothing has to be answered: no TA1 was asked for, and acknowledgements are "
                 "not acknowledged",
            path);
}

static void on_begin(void *context, const char *name)
{
    struct acknowledging *a = context;
    a->path = name;
    a->acknowledge = x12_acknowledge_new(&a->settings,
        (struct x12_acknowledge_handler){.context = a, .bytes = on_answer, .unsaid = on_unsaid});
}

static void on_feed(void *context, struct text bytes)
{
    struct acknowledging *a = context;
    x12_acknowledge_feed(a->acknowledge, bytes);
}

static void on_end(void *context, bool whole)
{
    struct acknowledging *a = context;
    if (whole) {
        struct x12_acknowledge_totals t = x12_acknowledge_end(a->acknowledge);
        a->settings.control = t.control;
        tell_totals(a->path, &t);
        a->unanswered = a->unanswered || t.unanswered > 0;
        a->found = a->found || t.interchanges == 0 || t.interchanges_rejected > 0 ||
                   t.groups_rejected > 0 || t.sets_rejected > 0 || t.unsaid > 0;
    }
    x12_acknowledge_free(a->acknowledge);
}

int x12_ack_verb(struct verb_call *call)
{
    struct acknowledging a = {
        .settings = {.separators = X12_SEPARATORS_USUAL, .line_break = X12_LINE_LF, .control = 1}};
    const struct x12_input input = {
        .context = &a, .step = "x12 ack", .begin = on_begin, .feed = on_feed, .end = on_end};
    const char *given = verb_option(call, "control");
    if (given != NULL && (!text_to_i64(text_of(given), &a.settings.control) ||
                             a.settings.control < 1 || a.settings.control > 999999999)) {
        log_error("--control '%s' is no control number: write 1 to 999999999", given);
        return EXIT_USAGE;
    }
    a.settings.at = call->options.has_moment ? call->options.moment : run_clock();
    int code = x12_input_each(call, &input);
    code = code == EXIT_DONE && a.found ? EXIT_FINDINGS : code;
    code = a.unanswered ? EXIT_FAILED : code;
    return x12_output_end(&a.output, "the answer", code);
}
