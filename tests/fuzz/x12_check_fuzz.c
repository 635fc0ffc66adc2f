// The validator, with every guide it knows: at its full speed, and looking at each segment in full.
#include "edi/x12_check.h"
#include "tests/fuzz/fuzz.h"

struct target {
    struct buf *log;
    struct x12_check *check;
};

static const char *const severities[] = {"info", "warn", "reject"};

static void on_finding(void *context, const struct x12_finding *finding)
{
    struct buf *log = ((struct target *)context)->log;
    fuzz_put(log, severities[finding->severity]);
    fuzz_put(log, finding->word);
    fuzz_put_place(log, &finding->place);
    fuzz_put(log, finding->name);
    buf_text(log, finding->value);
    buf_char(log, ' ');
    buf_z(log, finding->message);
    buf_char(log, '\n');
}

static void on_segment(void *context, const struct x12_met *met)
{
    struct buf *log = ((struct target *)context)->log;
    fuzz_put_number(log, met->segment->number);
    fuzz_put(log, met->guide == NULL ? "-" : met->guide->name);
    fuzz_put(log, met->loop == NULL ? "-" : met->loop->id);
    fuzz_put_number(log, (int64_t)met->depth);
    fuzz_put(log, met->opens ? "opens" : "");
    buf_z(log, met->spec == NULL ? "-" : met->spec->name);
    buf_char(log, '\n');
}

static void on_set_end(void *context, const struct x12_set *set, bool rejected)
{
    struct buf *log = ((struct target *)context)->log;
    fuzz_put(log, rejected ? "rejected" : "accepted");
    buf_i64(log, set->ordinal);
    buf_char(log, '\n');
}

// Every answer comes, the same one to the same question.
static enum x12_code_answer on_code(
    void *context, enum x12_code_kind kind, struct text code, date_t on, const char **as_of)
{
    struct buf *log = ((struct target *)context)->log;
    unsigned sum = (unsigned)kind + (unsigned)on;
    for (size_t i = 0; i < code.size; i++)
        sum = sum * 31 + (unsigned char)code.at[i];
    if (sum / 8 % 2 == 0)
        *as_of = "2026-10";
    buf_text(log, code);
    buf_char(log, '?');
    fuzz_put_number(log, on);
    return (enum x12_code_answer)(sum % (X12_CODE_NO_LIST + 1));
}

static void *fuzz_new(struct buf *log)
{
    struct target *target = calloc(1, sizeof(*target));
    CHECK(target != NULL);
    static bool second;
    target->log = log;
    target->check = x12_check_new((struct x12_check_handler){.context = target,
        .finding = on_finding,
        .segment = on_segment,
        .set_end = on_set_end,
        .code = on_code});
    // The first remembers segments of all inputs before.
    if (second)
        x12_check_in_full(target->check);
    second = true;
    return target;
}

static void fuzz_begin(void *context)
{
    (void)context;
}

static void fuzz_feed(void *context, struct text bytes)
{
    x12_check_feed(((struct target *)context)->check, bytes);
}

static void fuzz_end(void *context)
{
    struct target *target = context;
    struct x12_check_totals totals = x12_check_end(target->check);
    fuzz_put(target->log, totals.envelope.whole ? "whole" : "in parts");
    fuzz_put_number(target->log, totals.rejects);
    fuzz_put_number(target->log, totals.warnings);
    fuzz_put_number(target->log, totals.sets_rejected);
    buf_char(target->log, '\n');
}

static void fuzz_judge(void *context, struct text file)
{
    (void)context;
    (void)file;
}
