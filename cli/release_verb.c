// release: override what holds a claim, with a reason.
#include <inttypes.h>

#include "claims/base/log.h"
#include "cli/print.h"
#include "cli/verb.h"
#include "jobs/release.h"

#define COUNT(list)  (sizeof(list) / sizeof *(list))
#define REASON_BYTES ((size_t)4096)

static void print_outcome(struct out *out, const struct db_rows *outcome)
{
    static const struct out_column columns[] = {
        {"claim_id", "claim", OUT_COUNT},
        {"encounter", "encounter", OUT_TEXT},
        {"payer", "payer", OUT_TEXT},
        {"amount", "dollars", OUT_DOLLARS},
        {"from_state", "was", OUT_TEXT},
        {"state", "is", OUT_TEXT},
        {"released", NULL, OUT_COUNT},
        {"reasons", "released", OUT_TEXT},
        {"still", "still holding", OUT_COUNT},
    };
    out_section(out, "claim", NULL);
    print_rows(out, columns, COUNT(columns), outcome);
}

static void print_still(struct out *out, const struct db_rows *still)
{
    static const struct out_column columns[] = {
        {"claim_id", "claim", OUT_COUNT},
        {"severity", "severity", OUT_TEXT},
        {"code", "code", OUT_TEXT},
        {"snip", NULL, OUT_COUNT},
        {"line", "line", OUT_COUNT},
        {"place", "field", OUT_TEXT},
        {"value", "value", OUT_TEXT},
        {"message", "what is wrong", OUT_TEXT},
        {"remedy", "what to do", OUT_TEXT},
        {"denial_hint", "denial", OUT_TEXT},
    };
    if (db_rows_count(still) == 0)
        return;
    out_section(
        out, "finding", "STILL HOLDING: a reason does not override these; they need correction");
    print_rows(out, columns, COUNT(columns), still);
}

static void report(void *context, const struct db_rows *outcome, const struct db_rows *still)
{
    struct verb_call *call = context;
    int64_t findings = (int64_t)db_rows_count(still);
    for (size_t i = 0; i < db_rows_count(outcome); i++)
        findings += db_i64(outcome, i, 6);
    print_outcome(call->out, outcome);
    if (findings == 0)
        out_line(call->out, "nothing to release: %s",
            db_rows_count(outcome) == 0 ? "its claims were released or sent again"
                                        : "no finding holds the claim");
    print_still(call->out, still);
}

// The words from `from` on, as one reason.
static const char *join_reason(const struct verb_call *call, size_t from, struct arena *arena)
{
    const char *reason = "";
    for (size_t i = from; i < call->argument_count; i++)
        reason = arena_format(arena, "%s%s%s", reason, i > from ? " " : "", call->arguments[i]).at;
    return reason;
}

int verb_release(struct verb_call *call)
{
    struct err err = {0};
    const char *file = verb_option(call, "file");
    size_t first = file == NULL ? 1 : 0; // of the words of the reason
    if (call->argument_count < first) {
        log_error("'release' needs a claim and a reason; see 'cleanclaim release --help'");
        return EXIT_USAGE;
    }
    size_t bytes = REASON_BYTES;
    for (size_t i = 0; i < call->argument_count; i++)
        bytes += strlen(call->arguments[i]) * call->argument_count + call->argument_count;
    struct arena *arena = arena_new(bytes);
    struct release_request request = {.claim = file == NULL ? call->arguments[0] : NULL,
        .file = file,
        .reason = join_reason(call, first, arena),
        .report = report,
        .context = call};
    int code = EXIT_USAGE;
    if (release_check_reason(request.reason, &err)) {
        call->options.request = &request;
        code = run_job(&call->options, &release_job, NULL, NULL, &err);
    }
    arena_free(arena);
    if (code >= EXIT_FAILED)
        return verb_fail(&err);
    if (call->options.dry_run)
        out_line(call->out, "dry run: nothing was kept");
    return code;
}
