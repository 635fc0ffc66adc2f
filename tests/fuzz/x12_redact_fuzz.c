// The redactor and the splitter: what they write of a valid file is valid too.
#include "edi/x12_redact.h"
#include "edi/x12_split.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/valid.h"

struct target {
    struct buf *log;
    struct buf redacted;
    struct x12_redact *redact;
    struct x12_split *split;
    struct buf piece;
};

static void on_redacted(void *context, struct text bytes)
{
    buf_text(&((struct target *)context)->redacted, bytes);
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
    (void)file;
    CHECK(fuzz_is_valid(buf_slice(&((struct target *)context)->piece)));
    return true;
}

static void *fuzz_new(struct buf *log)
{
    struct target *target = calloc(1, sizeof(*target));
    CHECK(target != NULL);
    target->log = log;
    buf_init(&target->redacted, (size_t)256 << 20);
    buf_init(&target->piece, (size_t)64 << 20);
    target->redact = x12_redact_new(TEXT("0123456789abcdef"), target, on_redacted);
    target->split = x12_split_new(
        (struct x12_split_settings){.claims = 2}, (struct x12_split_handler){.context = target,
                                                      .begin = on_piece_begin,
                                                      .bytes = on_piece_bytes,
                                                      .end = on_piece_end});
    return target;
}

static void fuzz_begin(void *context)
{
    buf_clear(&((struct target *)context)->redacted);
}

static void fuzz_feed(void *context, struct text bytes)
{
    x12_redact_feed(((struct target *)context)->redact, bytes);
}

static void fuzz_end(void *context)
{
    struct target *target = context;
    x12_redact_end(target->redact);
    buf_text(target->log, buf_slice(&target->redacted));
}

static void fuzz_judge(void *context, struct text file)
{
    struct target *target = context;
    if (!fuzz_is_valid(file))
        return;
    CHECK(fuzz_is_valid(buf_slice(&target->redacted)));
    x12_split_feed(target->split, file);
    x12_split_end(target->split);
}
