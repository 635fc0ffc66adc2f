// What a billing office sends: an 837P, read as rehearsal reads it.
#include "edi/x837p_read.h"
#include "tests/fuzz/fuzz.h"

#include "tests/edi/sample_claims.h"

struct target {
    struct buf *log;
    struct x837p_reader *reader;
};

static void on_claim(
    void *context, const struct claim *claim, const struct x837p_position *position)
{
    (void)position;
    sample_say_claim(((struct target *)context)->log, claim);
}

static void on_set_end(void *context, const struct x12_set *set, bool sound)
{
    buf_format(((struct target *)context)->log, "set %lld %d\n", (long long)set->ordinal, sound);
}

static void on_finding(void *context, const struct finding *finding, const struct x12_place *place)
{
    CHECK(text_equal_z(finding->place, place->element));
    buf_format(((struct target *)context)->log, "%s %lld@%lld %s %s %.*s\n",
        finding_word(finding->code), (long long)place->segment, (long long)place->offset,
        place->element, place->loop, TEXT_ARG(finding->value));
}

static void *fuzz_new(struct buf *log)
{
    struct target *target = calloc(1, sizeof(*target));
    CHECK(target != NULL);
    target->log = log;
    target->reader = x837p_read_new((struct x837p_handler){
        .context = target, .claim = on_claim, .set_end = on_set_end, .finding = on_finding});
    return target;
}

static void fuzz_begin(void *context)
{
    (void)context;
}

static void fuzz_feed(void *context, struct text bytes)
{
    x837p_read_feed(((struct target *)context)->reader, bytes);
}

static void fuzz_end(void *context)
{
    struct target *target = context;
    buf_format(target->log, "%d\n", x837p_read_end(target->reader));
}

static void fuzz_judge(void *context, struct text file)
{
    (void)context;
    (void)file;
}
