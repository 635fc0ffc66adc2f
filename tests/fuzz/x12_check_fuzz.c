// The validator, with every guide it knows: at its full speed, and looking at each segment in full.
#include "edi/x12_check.h"
#include "tests/fuzz/fuzz.h"

static const char *const fuzz_head[3] = {"HC", "837", "005010X222A1"};

struct target {
    struct buf *log;
    struct x12_check *check;
};

static void on_finding(void *context, const struct x12_finding *finding)
{
    const struct x12_place *place = &finding->place;
    buf_format(((struct target *)context)->log, "%s %d %s/%s/%s %lld@%lld %s %s %s '%.*s' %s\n",
        finding->word, (int)finding->severity, place->interchange, place->group, place->set,
        (long long)place->segment, (long long)place->offset, place->element, place->loop,
        finding->name, TEXT_ARG(finding->value), finding->message);
}

static void on_segment(void *context, const struct x12_met *met)
{
    buf_format(((struct target *)context)->log, "%lld %s %zu %d\n", (long long)met->segment->number,
        met->loop == NULL ? "" : met->loop->id, met->depth, met->opens);
}

static void on_set_end(void *context, const struct x12_set *set, bool rejected)
{
    buf_format(((struct target *)context)->log, "set %lld %d\n", (long long)set->ordinal, rejected);
}

static void *fuzz_new(struct buf *log)
{
    struct target *target = calloc(1, sizeof(*target));
    CHECK(target != NULL);
    static bool second;
    target->log = log;
    target->check = x12_check_new((struct x12_check_handler){
        .context = target, .finding = on_finding, .segment = on_segment, .set_end = on_set_end});
    // The first remembers segments of all inputs before.
    if (second)
        x12_check_in_full(target->check);
    second = true;
    return target;
}

static void fuzz_feed(void *context, struct text bytes)
{
    x12_check_feed(((struct target *)context)->check, bytes);
}

static void fuzz_end(void *context)
{
    struct target *target = context;
    struct x12_check_totals totals = x12_check_end(target->check);
    buf_format(target->log, "%d %lld %lld %lld\n", totals.envelope.whole, (long long)totals.rejects,
        (long long)totals.warnings, (long long)totals.sets_rejected);
}
