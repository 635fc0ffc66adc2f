// The writer over the tables, given whatever is read: what leaves is a file in which the validator
// refuses nothing, and of a file in which it refuses nothing the same bytes leave. The redactor and
// the splitter read the same bytes: what they write of such a file is valid too. Whatever is
// acknowledged, the answer is valid.
#include "edi/x12_acknowledge.h"
#include "edi/x12_copy.h"
#include "edi/x12_emit.h"
#include "edi/x12_redact.h"
#include "edi/x12_split.h"
#include "tests/fuzz/fuzz.h"

static const char *const fuzz_head[3] = {"HC", "837", "005010X222A1"};

struct target {
    struct buf *log;
    struct buf read, written, redacted, piece, answer;
    struct x12_emit *emit;
    struct x12_copy *copy;
    struct x12_redact *redact;
    struct x12_acknowledge *acknowledge;
    bool refused;
    int64_t pieces;
};

static void on_bytes(void *context, struct text bytes)
{
    buf_text(&((struct target *)context)->written, bytes);
}

static void on_redacted(void *context, struct text bytes)
{
    buf_text(&((struct target *)context)->redacted, bytes);
}

static void on_answer(void *context, struct text bytes)
{
    buf_text(&((struct target *)context)->answer, bytes);
}

static void on_finding(void *context, const struct x12_finding *finding)
{
    struct target *target = context;
    target->refused = target->refused || (finding->severity == X12_REJECT && finding->snip <= 3);
    buf_format(target->log, "%s %lld %s\n", finding->word, (long long)finding->place.segment,
        finding->place.element);
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
    buf_init(&target->read, (size_t)16 << 20);
    buf_init(&target->written, (size_t)64 << 20);
    buf_init(&target->redacted, (size_t)256 << 20);
    buf_init(&target->piece, (size_t)64 << 20);
    target->emit = x12_emit_new(
        (struct x12_emit_handler){.context = target, .bytes = on_bytes, .finding = on_finding});
    target->copy = x12_copy_new(
        (struct x12_envelope_handler){.context = target, .outer = on_outer, .segment = on_inner},
        on_between);
    buf_init(&target->answer, (size_t)256 << 20);
    target->acknowledge = x12_acknowledge_new(
        &(struct x12_acknowledge_settings){
            .separators = X12_SEPARATORS_USUAL, .control = 1, .at = {.day = 20779}},
        (struct x12_acknowledge_handler){.context = target, .bytes = on_answer});
    target->redact = x12_redact_new(TEXT("0123456789abcdef"), target, on_redacted);
    return target;
}

static void fuzz_feed(void *context, struct text bytes)
{
    struct target *target = context;
    buf_text(&target->read, bytes);
    x12_copy_feed(target->copy, bytes);
    x12_redact_feed(target->redact, bytes);
    x12_acknowledge_feed(target->acknowledge, bytes);
}

// ---- What left

// Situations (SNIP 4) are no matter of the writer.
static void count_reject(void *context, const struct x12_finding *finding)
{
    *(int *)context += finding->severity == X12_REJECT && finding->snip <= 3;
}

static bool is_valid(struct text file)
{
    int rejects = 0;
    struct x12_check *check =
        x12_check_new((struct x12_check_handler){.context = &rejects, .finding = count_reject});
    x12_check_feed(check, file);
    struct x12_check_totals totals = x12_check_end(check);
    x12_check_free(check);
    return rejects == 0 && totals.envelope.whole;
}

static bool on_piece_begin(void *context, const struct x12_split_file *file)
{
    (void)file;
    buf_clear(&((struct target *)context)->piece);
    return true;
}

static bool on_piece_bytes(void *context, struct text bytes)
{
    buf_text(&((struct target *)context)->piece, bytes);
    return true;
}

static bool on_piece_end(void *context, const struct x12_split_file *file)
{
    struct target *target = context;
    target->pieces = file->ordinal;
    CHECK(is_valid(buf_slice(&target->piece)));
    return true;
}

static void fuzz_end(void *context)
{
    struct target *target = context;
    struct text read = buf_slice(&target->read);
    x12_copy_end(target->copy);
    x12_emit_copy_end(target->emit);
    x12_redact_end(target->redact);
    x12_acknowledge_end(target->acknowledge);
    buf_text(target->log, buf_slice(&target->answer));
    CHECK(target->answer.size == 0 || is_valid(buf_slice(&target->answer)));
    buf_text(target->log, buf_slice(&target->written));
    buf_text(target->log, buf_slice(&target->redacted));
    CHECK(target->written.size < 100 || is_valid(buf_slice(&target->written)));
    if (is_valid(read)) {
        CHECK(is_valid(buf_slice(&target->redacted)));
        struct x12_split *split = x12_split_new(
            (struct x12_split_settings){.claims = 2}, (struct x12_split_handler){.context = target,
                                                          .begin = on_piece_begin,
                                                          .bytes = on_piece_bytes,
                                                          .end = on_piece_end});
        x12_split_feed(split, read);
        x12_split_end(split);
        x12_split_free(split);
        // A last segment without its terminator gets one, and what is behind an IEA is left out.
        bool is_same = target->written.size == read.size &&
                       memcmp(target->written.at, read.at, read.size) == 0;
        char last = read.at[read.size - 1];
        bool is_ended = !((last >= '0' && last <= '9') || (last >= 'A' && last <= 'z'));
        CHECK(target->refused || is_same || !is_ended || target->written.size < read.size);
    }
    target->refused = false;
    buf_clear(&target->read);
    buf_clear(&target->written);
    buf_clear(&target->redacted);
    buf_clear(&target->answer);
}
