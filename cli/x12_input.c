#include "cli/x12_input.h"

#include <stdio.h>
#include <string.h>

#include "claims/base/arena.h"
#include "claims/base/log.h"
#include "claims/base/progress.h"
#include "claims/base/zip.h"
#include "jobs/file.h"
#include "jobs/file_stream.h"

#define NAME_BYTES ((size_t)64 << 10)

struct reading {
    struct verb_call *call;
    const struct x12_input *input;
    int64_t done;
    bool unheard; // nobody takes the output any more: a closed pipe, a full disk
};

static bool on_bytes(void *context, struct text bytes)
{
    struct reading *r = context;
    r->input->feed(r->input->context, bytes);
    r->done += (int64_t)bytes.size;
    progress_at(r->done);
    r->unheard = !r->input->goes_on && ferror(stdout) != 0;
    return !r->unheard;
}

static bool on_window(void *context, struct text bytes, struct err *err)
{
    (void)err;
    return on_bytes(context, bytes);
}

// Something that is read as one file has begun; then it is over.
static void begin(struct reading *r, const char *name, int64_t size)
{
    r->done = 0;
    progress_step(r->input->step, "bytes", size);
    r->input->begin(r->input->context, name);
}

// When nobody hears it is over as well; what became of the output is told by who wrote it.
static int end(struct reading *r, bool ok, const struct err *err)
{
    progress_end();
    r->input->end(r->input->context, ok);
    return ok || r->unheard ? EXIT_DONE : verb_fail(err);
}

// Each member is a file of its own.
static int read_archive(struct reading *r, struct file *file, struct arena *arena)
{
    struct zip_archive *zip;
    struct err err = {0};
    int code = EXIT_DONE;
    if (!zip_archive_open(
            &zip, file_read_for_zip, file, file_size(file), (struct zip_limits){0}, &err)) {
        log_error("%s: %s", file_path(file), err.text);
        return EXIT_FAILED;
    }
    for (size_t i = 0; i < zip_member_count(zip) && !r->unheard; i++) {
        arena_reset(arena);
        const char *name =
            arena_format(arena, "%s/%.*s", file_path(file), TEXT_ARG(zip_member_name(zip, i))).at;
        begin(r, name, 0);
        bool ok = zip_member_read(zip, i, on_bytes, r, &err);
        if (!ok && !r->unheard)
            log_error("%s: %s", name, err.text);
        progress_end();
        r->input->end(r->input->context, ok);
        code = ok || r->unheard ? code : EXIT_FAILED;
    }
    zip_archive_close(zip);
    return code;
}

int x12_input_one(struct verb_call *call, const struct x12_input *input, const char *path)
{
    struct reading r = {.call = call, .input = input};
    struct err err = {0};
    struct file *file = NULL;
    char magic[4] = "";
    size_t got = 0;
    int64_t size = 0;
    bool ok = true, is_stream = strcmp(path, "-") == 0 || file_stream_is_pipe(path);
    if (!is_stream) {
        ok = file_open(&file, path, FILE_FOLLOW_LINK, &err) &&
             file_read(file, 0, magic, sizeof magic, &got, &err);
        if (!ok) {
            file_close(file);
            return verb_fail(&err);
        }
        size = file_size(file);
    }
    if (got == 4 && memcmp(magic, "PK\3\4", 4) == 0) {
        struct arena *arena = arena_new(NAME_BYTES);
        int code = read_archive(&r, file, arena);
        arena_free(arena);
        file_close(file);
        return code;
    }
    file_close(file);
    if (got >= 2 && memcmp(magic, "\x1f\x8b", 2) == 0) {
        log_error("'%s' is packed by gzip: hand it in unpacked, as from zcat", path);
        return EXIT_FAILED;
    }
    begin(&r, path, size);
    ok = file_stream(path, on_window, &r, &err);
    return end(&r, ok, &err);
}

int x12_input_each(struct verb_call *call, const struct x12_input *input)
{
    if (call->argument_count == 0)
        return x12_input_one(call, input, "-");
    int code = EXIT_DONE;
    for (size_t i = 0; i < call->argument_count && ferror(stdout) == 0; i++) {
        int own = x12_input_one(call, input, call->arguments[i]);
        code = own > code ? own : code;
    }
    return code;
}

bool x12_input_form(struct verb_call *call)
{
    if (verb_option(call, "csv") == NULL)
        return true;
    if (call->json) {
        log_error("--json and --csv are two forms of the same: give one of them");
        return false;
    }
    out_use_csv(call->out);
    return true;
}
