// x12 redact: a file of X12 without its patients, to standard output.
#include "claims/base/arena.h"
#include "claims/base/digest.h"
#include "claims/base/log.h"
#include "cli/x12_input.h"
#include "cli/x12_output.h"
#include "cli/x12_verb.h"
#include "edi/x12_redact.h"
#include "jobs/file.h"

#define KEY_BYTES_MAX ((size_t)4096)

struct redacting {
    struct x12_redact *redact;
    struct text key;
    const char *path;
    struct x12_output output;
    bool found; // something for a person
};

static void on_redacted(void *context, struct text bytes)
{
    struct redacting *r = context;
    x12_output_bytes(&r->output, bytes);
}

// The key of a file, or a new one that nobody has.
static bool take_key(const char *path, struct arena *arena, struct text *out, struct err *err)
{
    if (path == NULL) {
        char *key = arena_take(arena, DIGEST_SIZE);
        digest_random(key, DIGEST_SIZE);
        *out = (struct text){key, DIGEST_SIZE};
        return true;
    }
    if (!file_load(path, FILE_FOLLOW_LINK, KEY_BYTES_MAX, arena, out, err))
        return false;
    if (out->size < X12_REDACT_KEY_MIN)
        return err_set(err, ERR_USAGE,
            "the key in '%s' has %zu bytes: write at least %zu that nobody can guess", path,
            out->size, X12_REDACT_KEY_MIN);
    return true;
}

// ---- A file

static void on_begin(void *context, const char *name)
{
    struct redacting *r = context;
    r->path = name;
    r->redact = x12_redact_new(r->key, r, on_redacted);
}

static void on_feed(void *context, struct text bytes)
{
    x12_redact_feed(((struct redacting *)context)->redact, bytes);
}

static void on_end(void *context, bool whole)
{
    struct redacting *r = context;
    struct x12_redact_totals t = x12_redact_end(r->redact);
    x12_redact_free(r->redact);
    if (!whole)
        return;
    log_info("%s: %lld transaction sets, %lld values replaced", r->path, (long long)t.envelope.sets,
        (long long)t.values);
    if (t.unknown > 0)
        log_warn("%s: %lld segments that no guide knows at their place were replaced whole",
            r->path, (long long)t.unknown);
    if (!t.envelope.whole)
        log_warn("%s: the framing is not sound; what belongs to no segment was left out: see "
                 "'cleanclaim x12 check'",
            r->path);
    r->found = r->found || t.unknown > 0 || !t.envelope.whole;
}

int x12_redact_verb(struct verb_call *call)
{
    struct err err = {0};
    struct redacting r = {0};
    const struct x12_input input = {
        .context = &r, .step = "x12 redact", .begin = on_begin, .feed = on_feed, .end = on_end};
    struct arena *arena = arena_new(4 * KEY_BYTES_MAX);
    int code;
    if (take_key(verb_option(call, "key"), arena, &r.key, &err))
        code = x12_input_each(call, &input);
    else
        code = verb_fail(&err);
    arena_free(arena);
    code = code == EXIT_DONE && r.found ? EXIT_FINDINGS : code;
    return x12_output_end(&r.output, "what was redacted", code);
}
