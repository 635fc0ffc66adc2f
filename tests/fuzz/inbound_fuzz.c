// What a payer sends: 835, 999, 277CA and TA1, read as the jobs read it.
#include "edi/inbound.h"
#include "tests/fuzz/fuzz.h"

#include "tests/edi/inbound_log.h"

struct target {
    struct buf *log;
    struct inbound *inbound;
    struct inbound_log said;
};

static void *fuzz_new(struct buf *log)
{
    struct target *target = calloc(1, sizeof(*target));
    CHECK(target != NULL);
    target->log = log;
    inbound_log_start(&target->said);
    target->inbound = inbound_log_new(&target->said);
    return target;
}

static void fuzz_begin(void *context)
{
    (void)context;
}

static void fuzz_feed(void *context, struct text bytes)
{
    inbound_feed(((struct target *)context)->inbound, bytes);
}

static void fuzz_end(void *context)
{
    struct target *target = context;
    struct inbound_log *said = &target->said;
    struct inbound_result result = inbound_end(target->inbound);
    buf_text(target->log, buf_slice(&said->sets));
    buf_text(target->log, buf_slice(&said->verdicts));
    buf_text(target->log, buf_slice(&said->payments));
    buf_text(target->log, buf_slice(&said->findings));
    buf_text(target->log, (struct text){said->proven, strnlen(said->proven, sizeof(said->proven))});
    buf_char(target->log, ' ');
    fuzz_put(target->log, result.whole ? "whole" : "in parts");
    fuzz_put_number(target->log, result.segments);
    fuzz_put_number(target->log, result.findings_not_listed + said->not_listed);
    CHECK(said->proven_count == result.sets);
    buf_clear(&said->sets);
    buf_clear(&said->verdicts);
    buf_clear(&said->payments);
    buf_clear(&said->findings);
    memset(said->proven, 0, sizeof(said->proven));
    said->proven_count = said->not_listed = 0;
}

static void fuzz_judge(void *context, struct text file)
{
    (void)context;
    (void)file;
}
