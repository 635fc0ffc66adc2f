// The writer over the tables, called as by who has values of his own: they are those of a file that
// is read, written with other separators. What leaves is a file in which the validator refuses
// nothing; a call that says it has written has.
#include "edi/x12_emit.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/valid.h"

struct target {
    struct buf *log;
    struct buf written;
    struct x12_settings settings;
    struct x12_emit *emit;
    struct x12_envelope *envelope;
    bool leaves; // an interchange was written
};

static void on_bytes(void *context, struct text bytes)
{
    buf_text(&((struct target *)context)->written, bytes);
}

static void on_finding(void *context, const struct x12_finding *finding)
{
    struct buf *log = ((struct target *)context)->log;
    fuzz_put(log, finding->word);
    fuzz_put_place(log, &finding->place);
    buf_char(log, '\n');
}

static void say(struct target *target, bool written)
{
    fuzz_put(target->log, written ? "written" : "refused");
}

static void on_interchange_begin(void *context, const struct x12_interchange *interchange)
{
    struct target *target = context;
    (void)interchange;
    say(target, x12_emit_interchange(target->emit, &target->settings));
}

static void on_interchange_end(void *context, const struct x12_interchange *interchange, bool sound)
{
    struct target *target = context;
    (void)interchange;
    (void)sound;
    bool written = x12_emit_interchange_end(target->emit);
    target->leaves = target->leaves || written;
    say(target, written);
}

static void on_group_begin(void *context, const struct x12_group *group)
{
    struct target *target = context;
    char functional_id[8], version[16];
    text_copy_z(functional_id, sizeof(functional_id), group->functional_id);
    text_copy_z(version, sizeof(version), group->version);
    say(target, x12_emit_group(target->emit, functional_id, version));
}

static void on_group_end(void *context, const struct x12_group *group, bool sound)
{
    struct target *target = context;
    (void)group;
    (void)sound;
    say(target, x12_emit_group_end(target->emit));
}

static void on_set_begin(void *context, const struct x12_set *set)
{
    struct target *target = context;
    char id[8], version[16];
    text_copy_z(id, sizeof(id), set->id);
    text_copy_z(version, sizeof(version), set->version);
    say(target, x12_emit_set(target->emit, id, version));
}

static void on_set_end(void *context, const struct x12_set *set, bool sound, int64_t end)
{
    struct target *target = context;
    (void)set;
    (void)sound;
    (void)end;
    say(target, x12_emit_set_end(target->emit));
}

static void put_element(struct x12_emit *emit, const struct x12_segment *segment, size_t number)
{
    char separator = segment->separators->repetition;
    struct text rest = x12_element(segment, number), repetition = rest;
    bool more = separator != '\0', first = true;
    do {
        if (separator != '\0')
            text_split(&rest, separator, &more, &repetition);
        struct x12_pieces pieces = x12_pieces_of(repetition, segment->separators->component);
        for (bool whole = true; x12_next(&pieces); whole = false) {
            if (!whole)
                x12_emit_component(emit, pieces.piece);
            else if (first)
                x12_emit_element(emit, pieces.piece);
            else
                x12_emit_repetition(emit, pieces.piece);
        }
        first = false;
    } while (more);
}

static void on_inner(void *context, const struct x12_set *set, const struct x12_segment *segment)
{
    struct target *target = context;
    char id[8];
    (void)set;
    text_copy_z(id, sizeof(id), segment->id);
    x12_emit_segment(target->emit, id);
    for (size_t i = 1; i <= segment->count; i++)
        put_element(target->emit, segment, i);
    say(target, x12_emit_segment_end(target->emit));
}

static void on_ta1(
    void *context, const struct x12_interchange *interchange, const struct x12_segment *segment)
{
    (void)interchange;
    on_inner(context, NULL, segment);
}

static void *fuzz_new(struct buf *log)
{
    struct target *target = calloc(1, sizeof(*target));
    CHECK(target != NULL);
    target->log = log;
    buf_init(&target->written, (size_t)64 << 20);
    target->settings = (struct x12_settings){
        .separators = {.element = '|', .component = '>', .repetition = '!', .terminator = '\n'},
        .sender_qualifier = TEXT("ZZ"),
        .sender = TEXT("SENDER"),
        .receiver_qualifier = TEXT("ZZ"),
        .receiver = TEXT("RECEIVER"),
        .acknowledgement_requested = '0',
        .usage = 'T',
        .group_sender = TEXT("SENDER"),
        .group_receiver = TEXT("RECEIVER"),
        .interchange_control = 1,
        .group_control = 1,
        .at = {.day = 20454}};
    target->emit = x12_emit_new(
        (struct x12_emit_handler){.context = target, .bytes = on_bytes, .finding = on_finding});
    target->envelope = x12_envelope_new((struct x12_envelope_handler){.context = target,
        .interchange_begin = on_interchange_begin,
        .ta1 = on_ta1,
        .group_begin = on_group_begin,
        .set_begin = on_set_begin,
        .segment = on_inner,
        .set_end = on_set_end,
        .group_end = on_group_end,
        .interchange_end = on_interchange_end});
    return target;
}

static void fuzz_begin(void *context)
{
    struct target *target = context;
    target->leaves = false;
    buf_clear(&target->written);
}

static void fuzz_feed(void *context, struct text bytes)
{
    x12_envelope_feed(((struct target *)context)->envelope, bytes);
}

static void fuzz_end(void *context)
{
    struct target *target = context;
    x12_envelope_end(target->envelope);
    buf_text(target->log, buf_slice(&target->written));
}

static void fuzz_judge(void *context, struct text file)
{
    const struct target *target = context;
    (void)file;
    CHECK(target->leaves == (target->written.size > 0));
    CHECK(!target->leaves || fuzz_is_valid(buf_slice(&target->written)));
}
