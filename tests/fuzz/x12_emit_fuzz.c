// The writer over the tables, given whatever is read: what leaves is a file in which the validator
// refuses nothing, and of a file in which it refuses nothing the same bytes leave.
#include "edi/x12_copy.h"
#include "edi/x12_emit.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/valid.h"

struct target {
    struct buf *log;
    struct buf written;
    struct x12_emit *emit;
    struct x12_copy *copy;
    bool refused;
};

static void on_bytes(void *context, struct text bytes)
{
    buf_text(&((struct target *)context)->written, bytes);
}

static void on_finding(void *context, const struct x12_finding *finding)
{
    struct target *target = context;
    target->refused = target->refused || (finding->severity == X12_REJECT && finding->snip <= 3);
    fuzz_put(target->log, finding->word);
    fuzz_put_number(target->log, finding->place.segment);
    fuzz_put(target->log, finding->place.element);
    buf_char(target->log, '\n');
}

static void on_outer(void *context, const struct x12_segment *segment)
{
    x12_emit_copy(((struct target *)context)->emit, segment);
}

static void on_inner(void *context, const struct x12_set *set, const struct x12_segment *segment)
{
    (void)set;
    on_outer(context, segment);
}

static void on_between(void *context, struct text bytes)
{
    x12_emit_break(((struct target *)context)->emit, bytes);
}

static void *fuzz_new(struct buf *log)
{
    struct target *target = calloc(1, sizeof(*target));
    CHECK(target != NULL);
    target->log = log;
    buf_init(&target->written, (size_t)64 << 20);
    target->emit = x12_emit_new(
        (struct x12_emit_handler){.context = target, .bytes = on_bytes, .finding = on_finding});
    target->copy = x12_copy_new(
        (struct x12_envelope_handler){.context = target, .outer = on_outer, .segment = on_inner},
        on_between);
    return target;
}

static void fuzz_begin(void *context)
{
    struct target *target = context;
    target->refused = false;
    buf_clear(&target->written);
}

static void fuzz_feed(void *context, struct text bytes)
{
    x12_copy_feed(((struct target *)context)->copy, bytes);
}

static void fuzz_end(void *context)
{
    struct target *target = context;
    x12_copy_end(target->copy);
    x12_emit_copy_end(target->emit);
    buf_text(target->log, buf_slice(&target->written));
}

static bool is_blank(struct text t)
{
    for (size_t i = 0; i < t.size; i++) {
        if (memchr(" \t\r\n\0\x1A\xEF\xBB\xBF", t.at[i], 9) == NULL)
            return false;
    }
    return true;
}

static void fuzz_judge(void *context, struct text file)
{
    const struct target *target = context;
    struct text written = buf_slice(&target->written);
    // Blanks before an interchange that is refused are not held back.
    CHECK(is_blank(written) || fuzz_is_valid(written));
    // What is behind an IEA is left out.
    if (target->refused || text_equal(written, file) || written.size < file.size)
        return;
    // A last segment without its terminator gets one.
    char last = file.size > 0 ? file.at[file.size - 1] : '0';
    bool is_ended = !((last >= '0' && last <= '9') || (last >= 'A' && last <= 'z'));
    CHECK(!is_ended || !fuzz_is_valid(file));
}
