// x12 redact: a file of X12 without its patients, to standard output.
#include <stdio.h>

#include "claims/base/arena.h"
#include "claims/base/digest.h"
#include "claims/base/log.h"
#include "cli/x12_verb.h"
#include "edi/x12_redact.h"
#include "jobs/file.h"
#include "jobs/file_stream.h"

#define KEY_BYTES_MAX ((size_t)4096)

struct redacting {
    struct x12_redact *redact;
    bool failed; // standard output
};

static void on_redacted(void *context, struct text bytes)
{
    struct redacting *r = context;
    r->failed = r->failed || fwrite(bytes.at, 1, bytes.size, stdout) != bytes.size;
}

static bool on_bytes(void *context, struct text bytes, struct err *err)
{
    struct redacting *r = context;
    x12_redact_feed(r->redact, bytes);
    return !r->failed || err_errno(err, ERR_FILE, "cannot write to standard output");
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

static int tell(const char *path, const struct x12_redact_totals *t)
{
    log_info("%s: %lld transaction sets, %lld values replaced", path, (long long)t->envelope.sets,
        (long long)t->values);
    if (t->unknown > 0)
        log_warn("%s: %lld segments that no guide knows at their place were replaced whole", path,
            (long long)t->unknown);
    if (!t->envelope.whole)
        log_warn("%s: the framing is not sound; what belongs to no segment was left out: see "
                 "'cleanclaim x12 check'",
            path);
    return t->unknown == 0 && t->envelope.whole ? EXIT_DONE : EXIT_FINDINGS;
}

int x12_redact_verb(struct verb_call *call)
{
    struct err err = {0};
    struct text key;
    if (!verb_argument_count(call, 0, 1))
        return EXIT_USAGE;
    const char *path = call->argument_count > 0 ? call->arguments[0] : "-";
    struct arena *arena = arena_new(4 * KEY_BYTES_MAX);
    bool ok = take_key(verb_option(call, "key"), arena, &key, &err);
    struct x12_redact_totals totals = {0};
    if (ok) {
        struct redacting r = {0};
        r.redact = x12_redact_new(key, &r, on_redacted);
        ok = file_stream(path, on_bytes, &r, &err);
        if (ok)
            totals = x12_redact_end(r.redact);
        x12_redact_free(r.redact);
        if (ok && (r.failed || fflush(stdout) != 0))
            ok = err_errno(&err, ERR_FILE, "cannot write to standard output");
    }
    arena_free(arena);
    return ok ? tell(path, &totals) : verb_fail(&err);
}
