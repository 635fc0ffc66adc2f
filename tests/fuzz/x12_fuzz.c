// The tokenizer. Besides what fuzz.h compares, it must say what the simple one of its tests says.
#include "tests/edi/x12_reference.h"
#include "tests/fuzz/fuzz.h"

struct target {
    struct buf *log;
    struct x12_reader *reader;
    struct buf expected;
};

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
    struct buf *out = ((struct target *)context)->log;
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
    struct buf *out = ((struct target *)context)->log;
    buf_char(out, '!');
    buf_z(out, x12_fault_word(fault->code));
    buf_char(out, ' ');
    buf_i64(out, fault->place.segment);
    buf_char(out, '@');
    buf_i64(out, fault->place.offset);
    buf_char(out, '\n');
}

// ----

static void *fuzz_new(struct buf *log)
{
    struct target *target = calloc(1, sizeof(*target));
    CHECK(target != NULL);
    target->log = log;
    buf_init(&target->expected, (size_t)256 << 20);
    target->reader =
        x12_new((struct x12_handler){.context = target, .segment = on_segment, .fault = on_fault});
    return target;
}

static void fuzz_begin(void *context)
{
    (void)context;
}

static void fuzz_feed(void *context, struct text bytes)
{
    x12_feed(((struct target *)context)->reader, bytes);
}

static void fuzz_end(void *context)
{
    x12_end(((struct target *)context)->reader);
}

static void fuzz_judge(void *context, struct text file)
{
    struct target *target = context;
    buf_clear(&target->expected);
    reference_read(&target->expected, file);
    fuzz_compare(&target->expected, target->log);
}
