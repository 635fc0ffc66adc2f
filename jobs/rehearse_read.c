#include "jobs/rehearse_read.h"

#include "claims/base/progress.h"
#include "jobs/file.h"

#include <stdio.h>

#define WINDOW_BYTES ((size_t)1024 * 1024)

struct reading {
    const struct rehearse_read_handler *handler;
    struct rehearse_read_result *result;
    int64_t claims;
};

static void on_interchange(void *context, const struct x12_interchange *interchange)
{
    struct reading *r = context;
    r->result->is_test = r->result->is_test && interchange->usage == 'T';
}

static void on_claim(
    void *context, const struct claim *claim, const struct x837p_position *position)
{
    struct reading *r = context;
    progress_at(++r->claims);
    if (r->handler->claim)
        r->handler->claim(r->handler->context, claim, position);
}

static void on_set_end(void *context, const struct x12_set *set, bool sound)
{
    struct reading *r = context;
    (void)sound; // a set that is not makes the file not whole
    if (r->handler->set_end)
        r->handler->set_end(r->handler->context, set);
}

static void on_interchange_end(void *context, const struct x12_interchange *interchange, bool sound)
{
    struct reading *r = context;
    (void)sound;
    if (r->handler->interchange_end)
        r->handler->interchange_end(r->handler->context, interchange);
}

static void on_proven(void *context, int64_t set_ordinal, bool proven)
{
    struct reading *r = context;
    (void)set_ordinal;
    r->result->whole = r->result->whole && proven;
}

static void on_finding(void *context, const struct finding *finding, const struct x12_place *place)
{
    struct reading *r = context;
    if (finding->severity == SEVERITY_REJECT && r->result->fault[0] == '\0')
        snprintf(r->result->fault, sizeof r->result->fault, "%s, segment %lld",
            finding_word(finding->code), (long long)place->segment);
}

static bool feed(struct reading *r, struct x837p_reader *reader, struct file *file,
    struct digest *digest, char *window, struct err *err)
{
    int64_t offset = 0;
    size_t got;
    for (;;) {
        if (!file_read(file, offset, window, WINDOW_BYTES, &got, err))
            return false;
        if (got == 0)
            return true;
        offset += (int64_t)got;
        digest_add(digest, window, got);
        x837p_read_feed(reader, (struct text){window, got});
        if (!r->handler->between(r->handler->context, err))
            return false;
    }
}

bool rehearse_read(const char *path, const struct rehearse_read_handler *handler,
    struct rehearse_read_result *out, struct err *err)
{
    struct file *file;
    *out = (struct rehearse_read_result){.whole = true, .is_test = true};
    struct reading r = {handler, out, 0};
    if (!file_open(&file, path, FILE_REFUSE_LINK, err))
        return false;
    struct x837p_reader *reader = x837p_read_new((struct x837p_handler){.context = &r,
        .interchange = on_interchange,
        .claim = on_claim,
        .set_end = on_set_end,
        .interchange_end = on_interchange_end,
        .set_proven = on_proven,
        .finding = on_finding});
    struct digest *digest = digest_new();
    struct arena *arena = arena_new(2 * WINDOW_BYTES);
    bool ok = feed(&r, reader, file, digest, arena_take(arena, WINDOW_BYTES), err);
    bool whole = x837p_read_end(reader);
    ok = ok && handler->between(handler->context, err);
    out->whole = out->whole && whole;
    digest_end(digest, out->sha256);
    digest_free(digest);
    arena_free(arena);
    x837p_read_free(reader);
    file_close(file);
    return ok;
}
