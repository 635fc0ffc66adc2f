#include "jobs/look_segment.h"

#include "claims/base/zip.h"
#include "jobs/config.h"
#include "jobs/file.h"

#define SEGMENT_BYTES ((size_t)4096) // what is shown of one
#define ISA_BYTES     106            // its last one is the segment terminator

// Opens the file; false without *err when it is not there any more.
static bool open_kept(struct look *look, const char *kept_as, struct file **file, struct err *err)
{
    struct err why = {0};
    const char *path =
        arena_format(look->run.arena, "%s/%s", look->run.config->data_folder, kept_as).at;
    if (kept_as[0] == '\0')
        return false;
    if (file_open(file, path, FILE_REFUSE_LINK, &why))
        return true;
    if (why.kind != ERR_DATA)
        *err = why;
    return false;
}

const char *look_segment_file_word(enum look_file_state state)
{
    switch (state) {
    case LOOK_FILE_WHOLE:
        return "whole";
    case LOOK_FILE_CHANGED:
        return "changed";
    case LOOK_FILE_GONE:
        return "not there";
    }
    err_bug(__FILE__, __LINE__, "unknown look_file_state");
}

// ---- Digests

static bool has_digest(const unsigned char digest[DIGEST_SIZE], struct text hex)
{
    char printed[DIGEST_HEX_ROOM];
    digest_hex(digest, printed);
    return text_equal_z(hex, printed);
}

static bool on_member_bytes(void *context, struct text bytes)
{
    digest_add(context, bytes.at, bytes.size);
    return true;
}

// Whether a member of the archive has the digest. An archive that is damaged by now has none.
static bool has_member(struct file *file, struct text hex)
{
    struct zip_archive *zip;
    struct err damaged = {0};
    bool found = false;
    if (!zip_archive_open(
            &zip, file_read_for_zip, file, file_size(file), (struct zip_limits){0}, &damaged))
        return false;
    for (size_t i = 0; !found && i < zip_member_count(zip); i++) {
        unsigned char sum[DIGEST_SIZE];
        struct digest *digest = digest_new();
        bool read = zip_member_read(zip, i, on_member_bytes, digest, &damaged);
        digest_end(digest, sum);
        digest_free(digest);
        found = read && has_digest(sum, hex);
    }
    zip_archive_close(zip);
    return found;
}

bool look_segment_file(struct look *look, const char *kept_as, struct text sha256,
    enum look_file_state *state, struct err *err)
{
    struct file *file;
    unsigned char digest[DIGEST_SIZE];
    *state = LOOK_FILE_GONE;
    if (!open_kept(look, kept_as, &file, err))
        return err->kind == ERR_NONE;
    bool ok = file_digest(file, digest, err);
    if (ok)
        *state = has_digest(digest, sha256) || has_member(file, sha256) ? LOOK_FILE_WHOLE
                                                                        : LOOK_FILE_CHANGED;
    file_close(file);
    return ok;
}

// ---- Segments

bool look_segment_read(struct look *look, const char *kept_as, int64_t isa_offset, int64_t offset,
    struct text *out, struct err *err)
{
    struct file *file;
    char isa[ISA_BYTES];
    char *bytes = arena_take(look->run.arena, SEGMENT_BYTES);
    size_t isa_size, size = 0;
    *out = (struct text){0};
    if (!open_kept(look, kept_as, &file, err))
        return err->kind == ERR_NONE;
    bool ok = file_read(file, isa_offset, isa, sizeof isa, &isa_size, err) &&
              file_read(file, offset, bytes, SEGMENT_BYTES, &size, err);
    file_close(file);
    if (!ok || isa_size < ISA_BYTES || memcmp(isa, "ISA", 3) != 0 || size == 0)
        return ok;
    const char *end = memchr(bytes, isa[ISA_BYTES - 1], size);
    *out = (struct text){bytes, end == NULL ? size : (size_t)(end - bytes)};
    return true;
}
