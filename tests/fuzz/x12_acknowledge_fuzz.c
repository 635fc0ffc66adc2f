// Whatever is acknowledged, the answer is valid.
#include "edi/x12_acknowledge.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/valid.h"

struct target {
    struct buf *log;
    struct x12_acknowledge *acknowledge;
};

static void on_answer(void *context, struct text bytes)
{
    buf_text(((struct target *)context)->log, bytes);
}

static void *fuzz_new(struct buf *log)
{
    struct target *target = calloc(1, sizeof(*target));
    CHECK(target != NULL);
    target->log = log;
    target->acknowledge = x12_acknowledge_new(
        &(struct x12_acknowledge_settings){
            .separators = X12_SEPARATORS_USUAL, .control = 1, .at = {.day = 20779}},
        (struct x12_acknowledge_handler){.context = target, .bytes = on_answer});
    return target;
}

static void fuzz_begin(void *context)
{
    (void)context;
}

static void fuzz_feed(void *context, struct text bytes)
{
    x12_acknowledge_feed(((struct target *)context)->acknowledge, bytes);
}

static void fuzz_end(void *context)
{
    x12_acknowledge_end(((struct target *)context)->acknowledge);
}

static void fuzz_judge(void *context, struct text file)
{
    struct text answer = buf_slice(((struct target *)context)->log);
    (void)file;
    CHECK(answer.size == 0 || fuzz_is_valid(answer));
}
