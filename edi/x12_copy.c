#include "edi/x12_copy.h"

#include <stdlib.h>

#include "claims/base/err.h"

struct x12_copy {
    struct x12_envelope_handler handler;
    void (*between)(void *context, struct text bytes);
    struct x12_envelope *envelope;
    struct text window;
    int64_t window_offset; // in the file
    // Bytes of earlier windows that may turn out to stand between two segments: the tokenizer
    // waits for more before it judges an ISA.
    struct buf kept;
    int64_t kept_offset;
    int64_t done;    // offset behind what was told last
    char terminator; // '\0' before the first ISA
};

// Tells the part of some bytes, which stand at an offset, that lies behind what was told and before
// `until`.
static void tell_part(struct x12_copy *copy, struct text bytes, int64_t offset, int64_t until)
{
    int64_t end = offset + (int64_t)bytes.size;
    int64_t from = copy->done > offset ? copy->done : offset, to = until < end ? until : end;
    if (to <= from)
        return;
    copy->between(
        copy->handler.context, text_part(bytes, (size_t)(from - offset), (size_t)(to - from)));
    copy->done = to;
}

static void tell_between(struct x12_copy *copy, int64_t until)
{
    if (until <= copy->done)
        return;
    tell_part(copy, buf_slice(&copy->kept), copy->kept_offset, until);
    tell_part(copy, copy->window, copy->window_offset, until);
}

static void take(struct x12_copy *copy, const struct x12_segment *segment)
{
    tell_between(copy, segment->offset);
    copy->terminator = segment->separators->terminator;
    copy->done = segment->end;
}

static void on_outer(void *context, const struct x12_segment *segment)
{
    struct x12_copy *copy = context;
    take(copy, segment);
    if (copy->handler.outer != NULL)
        copy->handler.outer(copy->handler.context, segment);
}

static void on_segment(void *context, const struct x12_set *set, const struct x12_segment *segment)
{
    struct x12_copy *copy = context;
    take(copy, segment);
    if (copy->handler.segment != NULL)
        copy->handler.segment(copy->handler.context, set, segment);
}

// ---- The other calls, passed on

#define PASS(name, parameters, arguments) \
    static void on_##name parameters \
    { \
        struct x12_copy *copy = context; \
        if (copy->handler.name != NULL) \
            copy->handler.name arguments; \
    }
#define INNER copy->handler.context

PASS(interchange_begin, (void *context, const struct x12_interchange *interchange),
    (INNER, interchange))
PASS(ta1,
    (void *context, const struct x12_interchange *interchange, const struct x12_segment *segment),
    (INNER, interchange, segment))
PASS(group_begin, (void *context, const struct x12_group *group), (INNER, group))
PASS(set_begin, (void *context, const struct x12_set *set), (INNER, set))
PASS(set_end, (void *context, const struct x12_set *set, bool sound, int64_t end),
    (INNER, set, sound, end))
PASS(group_end, (void *context, const struct x12_group *group, bool sound), (INNER, group, sound))
PASS(interchange_end, (void *context, const struct x12_interchange *interchange, bool sound),
    (INNER, interchange, sound))
PASS(set_proven, (void *context, int64_t set_ordinal, bool proven), (INNER, set_ordinal, proven))
PASS(fault, (void *context, const struct x12_fault *fault), (INNER, fault))

// ---- The object

struct x12_copy *x12_copy_new(
    struct x12_envelope_handler handler, void (*between)(void *context, struct text bytes))
{
    struct x12_copy *copy = calloc(1, sizeof(*copy));
    CHECK(copy != NULL);
    copy->handler = handler;
    copy->between = between;
    buf_init(&copy->kept, X12_SEGMENT_BYTES_MAX);
    copy->envelope = x12_envelope_new((struct x12_envelope_handler){
        .context = copy,
        .interchange_begin = on_interchange_begin,
        .ta1 = on_ta1,
        .group_begin = on_group_begin,
        .set_begin = on_set_begin,
        .outer = on_outer,
        .segment = on_segment,
        .set_end = on_set_end,
        .group_end = on_group_end,
        .interchange_end = on_interchange_end,
        .set_proven = on_set_proven,
        .fault = on_fault,
    });
    return copy;
}

void x12_copy_free(struct x12_copy *copy)
{
    if (copy == NULL)
        return;
    x12_envelope_free(copy->envelope);
    buf_free(&copy->kept);
    free(copy);
}

static bool is_between(const struct x12_copy *copy, char c, int64_t offset)
{
    static const char mark[] = "\xEF\xBB\xBF"; // UTF-8 byte order mark
    return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\0' || c == '\x1A' ||
           (copy->terminator != '\0' && c == copy->terminator) || (offset < 3 && c == mark[offset]);
}

// Keeps what was not told yet of the window. A segment that is longer than any can be has lost what
// stands before it.
static void keep(struct x12_copy *copy, int64_t end)
{
    if (copy->done >= copy->kept_offset + (int64_t)copy->kept.size)
        buf_clear(&copy->kept);
    if (copy->done >= end)
        return;
    if (copy->kept.size == 0)
        copy->kept_offset = copy->done > copy->window_offset ? copy->done : copy->window_offset;
    struct text rest = text_part(copy->window,
        (size_t)(copy->kept_offset + (int64_t)copy->kept.size - copy->window_offset),
        copy->window.size);
    if (rest.size <= buf_left(&copy->kept))
        buf_text(&copy->kept, rest);
    else
        buf_clear(&copy->kept);
}

void x12_copy_feed(struct x12_copy *copy, struct text bytes)
{
    copy->window = bytes;
    x12_envelope_feed(copy->envelope, bytes);
    // Long stretches between segments are told as they come.
    int64_t end = copy->window_offset + (int64_t)bytes.size, at = copy->done;
    while (at >= copy->window_offset && at < end &&
           is_between(copy, bytes.at[at - copy->window_offset], at))
        at++;
    tell_between(copy, at);
    keep(copy, end);
    copy->window_offset = end;
    copy->window = (struct text){0};
}

struct x12_envelope_totals x12_copy_end(struct x12_copy *copy)
{
    struct x12_envelope_totals totals = x12_envelope_end(copy->envelope);
    struct text kept = buf_slice(&copy->kept);
    int64_t at = copy->done;
    while (at >= copy->kept_offset && at < copy->kept_offset + (int64_t)kept.size &&
           is_between(copy, kept.at[at - copy->kept_offset], at))
        at++;
    tell_between(copy, at);
    buf_clear(&copy->kept);
    copy->window_offset = copy->kept_offset = copy->done = 0;
    copy->terminator = '\0';
    return totals;
}

void x12_copy_terminator(struct buf *out, const struct x12_segment *segment)
{
    if (!segment->terminated)
        return;
    if (segment->separators->terminator == '\n' &&
        segment->end - segment->offset > (int64_t)segment->raw.size + 1)
        buf_char(out, '\r');
    buf_char(out, segment->separators->terminator);
}
