// The envelope: what begins must end, and each set is proven or not when its interchange ends.
#include "edi/x12_envelope.h"
#include "tests/fuzz/fuzz.h"

struct target {
    struct buf *log;
    struct x12_envelope *envelope;
    bool in_interchange, in_group, in_set;
    int64_t sets, ended, proven; // so far
    int64_t fed;                 // bytes
};

static void on_interchange(void *context, const struct x12_interchange *interchange)
{
    struct target *target = context;
    CHECK(!target->in_interchange && target->proven == target->sets);
    target->in_interchange = true;
    buf_char(target->log, 'I');
    fuzz_put_number(target->log, interchange->ordinal);
    buf_text(target->log, interchange->control);
}

static void on_ta1(
    void *context, const struct x12_interchange *interchange, const struct x12_segment *segment)
{
    struct target *target = context;
    CHECK(target->in_interchange && !target->in_group);
    buf_char(target->log, 'T');
    fuzz_put_number(target->log, interchange->acknowledgements);
    fuzz_put_number(target->log, segment->number);
}

static void on_group(void *context, const struct x12_group *group)
{
    struct target *target = context;
    CHECK(target->in_interchange && !target->in_group);
    target->in_group = true;
    buf_char(target->log, 'G');
    fuzz_put_number(target->log, group->ordinal);
    buf_text(target->log, group->control);
}

static void on_set(void *context, const struct x12_set *set)
{
    struct target *target = context;
    CHECK(target->in_group && !target->in_set && set->ordinal == ++target->sets);
    target->in_set = true;
    buf_char(target->log, 'S');
    fuzz_put_number(target->log, set->ordinal);
    buf_text(target->log, set->id);
    buf_char(target->log, ' ');
    buf_text(target->log, set->control);
    buf_char(target->log, ' ');
    buf_text(target->log, set->version);
}

static void on_inner(void *context, const struct x12_set *set, const struct x12_segment *segment)
{
    struct target *target = context;
    CHECK(target->in_set && set->ordinal == target->sets && segment->terminated);
    fuzz_put_number(target->log, segment->number);
}

static void on_set_end(void *context, const struct x12_set *set, bool sound, int64_t end)
{
    struct target *target = context;
    CHECK(target->in_set && set->ordinal == ++target->ended);
    target->in_set = false;
    fuzz_put(target->log, sound ? "sound" : "unsound");
    fuzz_put_number(target->log, end);
}

static void on_group_end(void *context, const struct x12_group *group, bool sound)
{
    struct target *target = context;
    CHECK(target->in_group && !target->in_set);
    target->in_group = false;
    fuzz_put(target->log, sound ? "sound" : "unsound");
    fuzz_put_number(target->log, group->sets);
}

static void on_interchange_end(void *context, const struct x12_interchange *interchange, bool sound)
{
    struct target *target = context;
    CHECK(target->in_interchange && !target->in_group);
    target->in_interchange = false;
    fuzz_put(target->log, sound ? "sound" : "unsound");
    fuzz_put_number(target->log, interchange->groups);
}

static void on_proven(void *context, int64_t ordinal, bool proven)
{
    struct target *target = context;
    CHECK(!target->in_interchange && ordinal == ++target->proven);
    fuzz_put(target->log, proven ? "proven" : "unproven");
}

static void on_envelope_fault(void *context, const struct x12_fault *fault)
{
    struct buf *log = ((struct target *)context)->log;
    buf_char(log, '\n');
    fuzz_put(log, x12_fault_word(fault->code));
    fuzz_put_place(log, &fault->place);
    buf_char(log, '\n');
}

// ----

static void *fuzz_new(struct buf *log)
{
    struct target *target = calloc(1, sizeof(*target));
    CHECK(target != NULL);
    target->log = log;
    target->envelope = x12_envelope_new((struct x12_envelope_handler){.context = target,
        .interchange_begin = on_interchange,
        .ta1 = on_ta1,
        .group_begin = on_group,
        .set_begin = on_set,
        .segment = on_inner,
        .set_end = on_set_end,
        .group_end = on_group_end,
        .interchange_end = on_interchange_end,
        .set_proven = on_proven,
        .fault = on_envelope_fault});
    return target;
}

static void fuzz_begin(void *context)
{
    struct target *target = context;
    target->sets = target->ended = target->proven = target->fed = 0;
}

static void fuzz_feed(void *context, struct text bytes)
{
    struct target *target = context;
    target->fed += (int64_t)bytes.size;
    x12_envelope_feed(target->envelope, bytes);
}

static void fuzz_end(void *context)
{
    struct target *target = context;
    struct x12_envelope_totals totals = x12_envelope_end(target->envelope);
    CHECK(!target->in_interchange && target->proven == target->sets);
    CHECK(totals.sets == target->sets && totals.bytes <= target->fed);
    // Whatever is there is a whole file, or something is told.
    CHECK(totals.whole || totals.faults > 0);
    fuzz_put(target->log, totals.whole ? "whole" : "in parts");
    fuzz_put_number(target->log, totals.segments);
    fuzz_put_number(target->log, totals.bytes);
    fuzz_put_number(target->log, totals.faults);
}

static void fuzz_judge(void *context, struct text file)
{
    (void)context;
    (void)file;
}
