// The tokenizer and the envelope. Besides what fuzz.h compares, the tokenizer must say what the
// simple one of its tests says, and what begins in the envelope must end.
#include "edi/x12_envelope.h"
#include "tests/edi/x12_reference.h"
#include "tests/fuzz/fuzz.h"

static const char *const fuzz_head[3] = {"HP", "835", "005010X221A1"};

struct target {
    struct buf *log;
    struct x12_reader *reader;
    struct x12_envelope *envelope;
    struct buf file, expected, said; // the file so far, what is expected and said of it
    bool in_interchange, in_group, in_set;
    int64_t sets, ended, proven; // so far
};

// ---- Tokenizer

// The components of an element, with their separators, are the element, however they are asked for.
static void check_components(const struct x12_segment *segment, size_t number)
{
    struct text element = x12_element(segment, number);
    struct x12_pieces components = x12_components(segment, number);
    size_t bytes = 0, count = 0;
    while (x12_next(&components)) {
        bytes += components.piece.size + (count > 0);
        if (++count < 20)
            CHECK(text_equal(components.piece, x12_component(segment, number, count)));
    }
    CHECK(bytes == element.size);
    CHECK(count == x12_component_count(segment, number) || element.size == 0);
}

static void on_segment(void *context, const struct x12_segment *segment)
{
    struct buf *out = &((struct target *)context)->said;
    CHECK(segment->packed == x12_pack(segment->id));
    buf_i64(out, segment->number);
    buf_char(out, '@');
    buf_i64(out, segment->offset);
    buf_char(out, '-');
    buf_i64(out, segment->end);
    buf_char(out, ' ');
    buf_text(out, segment->id);
    for (size_t i = 1; i <= segment->count; i++) {
        reference_element(out, x12_element(segment, i));
        check_components(segment, i);
    }
    buf_z(out, segment->terminated ? "\n" : "…\n");
}

static void on_fault(void *context, const struct x12_fault *fault)
{
    struct buf *out = &((struct target *)context)->said;
    buf_char(out, '!');
    buf_z(out, x12_fault_word(fault->code));
    buf_char(out, ' ');
    buf_i64(out, fault->place.segment);
    buf_char(out, '@');
    buf_i64(out, fault->place.offset);
    buf_char(out, '\n');
}

// ---- Envelope

static void on_interchange(void *context, const struct x12_interchange *interchange)
{
    struct target *target = context;
    CHECK(!target->in_interchange && target->proven == target->sets);
    target->in_interchange = true;
    buf_format(
        target->log, "I%lld %.*s", (long long)interchange->ordinal, TEXT_ARG(interchange->control));
}

static void on_ta1(
    void *context, const struct x12_interchange *interchange, const struct x12_segment *segment)
{
    struct target *target = context;
    CHECK(target->in_interchange && !target->in_group);
    buf_format(target->log, "T%lld %lld ", (long long)interchange->acknowledgements,
        (long long)segment->number);
}

static void on_group(void *context, const struct x12_group *group)
{
    struct target *target = context;
    CHECK(target->in_interchange && !target->in_group);
    target->in_group = true;
    buf_format(target->log, "G%lld %.*s ", (long long)group->ordinal, TEXT_ARG(group->control));
}

static void on_set(void *context, const struct x12_set *set)
{
    struct target *target = context;
    CHECK(target->in_group && !target->in_set && set->ordinal == ++target->sets);
    target->in_set = true;
    buf_format(target->log, "S%lld %.*s %.*s %.*s ", (long long)set->ordinal, TEXT_ARG(set->id),
        TEXT_ARG(set->control), TEXT_ARG(set->version));
}

static void on_inner(void *context, const struct x12_set *set, const struct x12_segment *segment)
{
    struct target *target = context;
    CHECK(target->in_set && set->ordinal == target->sets && segment->terminated);
    buf_i64(target->log, segment->number);
    buf_char(target->log, ' ');
}

static void on_set_end(void *context, const struct x12_set *set, bool sound, int64_t end)
{
    struct target *target = context;
    CHECK(target->in_set && set->ordinal == ++target->ended);
    target->in_set = false;
    buf_format(target->log, "s%d %lld ", sound, (long long)end);
}

static void on_group_end(void *context, const struct x12_group *group, bool sound)
{
    struct target *target = context;
    CHECK(target->in_group && !target->in_set);
    target->in_group = false;
    buf_format(target->log, "g%d %lld ", sound, (long long)group->sets);
}

static void on_interchange_end(void *context, const struct x12_interchange *interchange, bool sound)
{
    struct target *target = context;
    CHECK(target->in_interchange && !target->in_group);
    target->in_interchange = false;
    buf_format(target->log, "i%d %lld ", sound, (long long)interchange->groups);
}

static void on_proven(void *context, int64_t ordinal, bool proven)
{
    struct target *target = context;
    CHECK(!target->in_interchange && ordinal == ++target->proven);
    buf_z(target->log, proven ? "p1 " : "p0 ");
}

static void on_envelope_fault(void *context, const struct x12_fault *fault)
{
    const struct x12_place *place = &fault->place;
    buf_format(((struct target *)context)->log, "\n!%s %lld@%lld %s/%s/%s %s\n",
        x12_fault_word(fault->code), (long long)place->segment, (long long)place->offset,
        place->interchange, place->group, place->set, place->element);
}

// ---- Both

static void *fuzz_new(struct buf *log)
{
    struct target *target = calloc(1, sizeof(*target));
    CHECK(target != NULL);
    target->log = log;
    buf_init(&target->file, (size_t)16 << 20);
    buf_init(&target->expected, (size_t)256 << 20);
    buf_init(&target->said, (size_t)256 << 20);
    target->reader =
        x12_new((struct x12_handler){.context = target, .segment = on_segment, .fault = on_fault});
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

static void fuzz_feed(void *context, struct text bytes)
{
    struct target *target = context;
    buf_text(&target->file, bytes);
    x12_feed(target->reader, bytes);
    x12_envelope_feed(target->envelope, bytes);
}

static void fuzz_end(void *context)
{
    struct target *target = context;
    x12_end(target->reader);
    reference_read(&target->expected, buf_slice(&target->file));
    fuzz_compare(&target->expected, &target->said);
    struct x12_envelope_totals totals = x12_envelope_end(target->envelope);
    CHECK(!target->in_interchange && target->proven == target->sets);
    CHECK(totals.sets == target->sets && totals.bytes <= (int64_t)target->file.size);
    // Whatever is there is a whole file, or something is told.
    CHECK(totals.whole || totals.faults > 0);
    buf_format(target->log, "\n%d %lld %lld %lld\n", totals.whole, (long long)totals.segments,
        (long long)totals.bytes, (long long)totals.faults);
    target->sets = target->ended = target->proven = 0;
    buf_clear(&target->file);
    buf_clear(&target->expected);
    buf_clear(&target->said);
}
