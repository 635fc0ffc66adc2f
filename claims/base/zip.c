#include "claims/base/zip.h"

#include <stdlib.h>
#include <zip.h>

#include "claims/base/arena.h"

#define DEFAULT_MEMBERS      1000
#define DEFAULT_MEMBER_BYTES (INT64_C(2) << 30)
#define DEFAULT_TOTAL_BYTES  (INT64_C(16) << 30)
#define NAME_BYTES           512 // the longest name that is taken
#define WINDOW_BYTES         ((size_t)64 << 10)

// The file type in the upper half of the external attributes, as Unix stores it (stat.h: S_IFMT).
#define MODE_TYPE   0170000u
#define MODE_FILE   0100000u
#define MODE_FOLDER 0040000u

struct member {
    zip_uint64_t index; // libzip's
    struct text name;
    int64_t size; // as the directory states it
};

struct zip_archive {
    zip_t *zip;
    struct arena *arena; // members and their names
    struct member *members;
    size_t count;
    struct zip_limits limits;
    char *window;

    zip_read_function read;
    void *context;
    int64_t size;
    int64_t offset;
    bool read_failed;
    zip_error_t error;
};

// ---- The caller's reader as a source of libzip

static zip_int64_t source_read(struct zip_archive *zip, void *into, zip_uint64_t count)
{
    int64_t left = zip->size - zip->offset;
    if (count > (zip_uint64_t)left)
        count = (zip_uint64_t)left;
    if (count == 0)
        return 0;
    int64_t got = zip->read(zip->context, zip->offset, into, count);
    if (got < 0) {
        zip->read_failed = true;
        zip_error_set(&zip->error, ZIP_ER_READ, 0);
        return -1;
    }
    CHECK((zip_uint64_t)got <= count);
    zip->offset += got;
    return got;
}

static zip_int64_t source(void *userdata, void *data, zip_uint64_t count, zip_source_cmd_t command)
{
    struct zip_archive *zip = userdata;
    switch (command) {
    case ZIP_SOURCE_OPEN:
        zip->offset = 0;
        return 0;
    case ZIP_SOURCE_READ:
        return source_read(zip, data, count);
    case ZIP_SOURCE_CLOSE:
    case ZIP_SOURCE_FREE:
        return 0;
    case ZIP_SOURCE_STAT: {
        zip_stat_t *stat = ZIP_SOURCE_GET_ARGS(zip_stat_t, data, count, &zip->error);
        if (stat == NULL)
            return -1;
        zip_stat_init(stat);
        stat->valid = ZIP_STAT_SIZE;
        stat->size = (zip_uint64_t)zip->size;
        return sizeof(*stat);
    }
    case ZIP_SOURCE_ERROR:
        return zip_error_to_data(&zip->error, data, count);
    case ZIP_SOURCE_SEEK: {
        zip_int64_t to = zip_source_seek_compute_offset(
            (zip_uint64_t)zip->offset, (zip_uint64_t)zip->size, data, count, &zip->error);
        if (to < 0)
            return -1;
        zip->offset = to;
        return 0;
    }
    case ZIP_SOURCE_TELL:
        return zip->offset;
    case ZIP_SOURCE_SUPPORTS:
        return ZIP_SOURCE_SUPPORTS_SEEKABLE;
    default:
        zip_error_set(&zip->error, ZIP_ER_OPNOTSUPP, 0);
        return -1;
    }
}

// What libzip says, as an err: of the reader, of the machine or of the data.
static bool refuse(struct zip_archive *zip, zip_error_t *error, const char *what, struct err *err)
{
    if (zip->read_failed)
        return err_set(err, ERR_FILE, "the zip archive cannot be read");
    CHECK(zip_error_code_zip(error) != ZIP_ER_MEMORY);
    return err_set(err, ERR_DATA, "%s: %s", what, zip_error_strerror(error));
}

// ---- Checks of the directory

// Names are judged as they stand in the archive, before their conversion to UTF-8. (libzip puts a
// blank for a NUL, so nothing hides behind one.)
static const char *what_is_wrong_with_name(struct text name)
{
    if (name.size == 0)
        return "has no name";
    if (name.size > NAME_BYTES)
        return "has too long a name";
    for (size_t i = 0; i < name.size; i++) {
        unsigned char c = (unsigned char)name.at[i];
        if (c < 0x20 || c == 0x7F)
            return "has control characters in its name";
        if (c == '\\')
            return "has a backslash in its name";
    }
    if (name.at[0] == '/')
        return "has an absolute name";
    if (name.size > 1 && name.at[1] == ':' && text_is_alphanumeric(text_part(name, 0, 1)))
        return "has a drive in its name";
    struct text rest = name, piece;
    bool more = true;
    while (text_split(&rest, '/', &more, &piece)) {
        if (text_equal(piece, TEXT("..")))
            return "has a name that leads out of its folder";
    }
    return NULL;
}

static const char *what_is_wrong_with_flags(struct zip_archive *zip, const zip_stat_t *stat)
{
    if ((stat->valid & ZIP_STAT_ENCRYPTION_METHOD) == 0 || stat->encryption_method != ZIP_EM_NONE)
        return "is encrypted";
    zip_uint8_t system;
    zip_uint32_t attributes;
    if (zip_file_get_external_attributes(zip->zip, stat->index, 0, &system, &attributes) != 0)
        return "has attributes that cannot be read";
    // Looked at whatever system the archive names: only Unix fills the upper half.
    unsigned type = attributes >> 16 & MODE_TYPE;
    if (type != 0 && type != MODE_FILE && type != MODE_FOLDER)
        return "is a link or a device";
    if ((stat->valid & ZIP_STAT_SIZE) == 0 || stat->size > INT64_MAX)
        return "has no size";
    return NULL;
}

static bool add_member(struct zip_archive *zip, zip_uint64_t index, int64_t *total, struct err *err)
{
    const char *raw = zip_get_name(zip->zip, index, ZIP_FL_ENC_RAW);
    const char *name = zip_get_name(zip->zip, index, ZIP_FL_ENC_GUESS);
    zip_stat_t stat;
    if (raw == NULL || name == NULL || zip_stat_index(zip->zip, index, 0, &stat) != 0)
        return refuse(zip, zip_get_error(zip->zip), "a member of the zip archive", err);
    const char *wrong = what_is_wrong_with_name(text_of(raw));
    if (wrong == NULL && !text_is_utf8(text_of(name)))
        wrong = "has a name that is not UTF-8";
    if (wrong != NULL) {
        unsigned long long number = index + 1;
        return err_set(err, ERR_DATA, "member %llu of the zip archive %s", number, wrong);
    }
    bool is_folder = text_ends(text_of(raw), TEXT("/"));
    wrong = what_is_wrong_with_flags(zip, &stat);
    if (wrong == NULL && is_folder && stat.size > 0)
        wrong = "is a folder that holds data";
    if (wrong != NULL)
        return err_set(err, ERR_DATA, "member '%s' of the zip archive %s", name, wrong);
    if (__builtin_add_overflow(*total, (int64_t)stat.size, total) ||
        *total > zip->limits.total_bytes)
        return err_set(err, ERR_DATA, "the zip archive holds more than %lld bytes, unpacked",
            (long long)zip->limits.total_bytes);
    if (!is_folder)
        zip->members[zip->count++] = (struct member){
            .index = index,
            .name = arena_copy(zip->arena, text_of(name)),
            .size = (int64_t)stat.size,
        };
    return true;
}

static unsigned char fold(char c)
{
    return (unsigned char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
}

static int compare_names(const void *left, const void *right)
{
    struct text a = *(const struct text *)left, b = *(const struct text *)right;
    for (size_t i = 0; i < a.size && i < b.size; i++) {
        if (fold(a.at[i]) != fold(b.at[i]))
            return fold(a.at[i]) < fold(b.at[i]) ? -1 : 1;
    }
    return a.size < b.size ? -1 : a.size > b.size;
}

static bool names_differ(struct zip_archive *zip, struct err *err)
{
    struct text *names = ARENA_ARRAY(zip->arena, struct text, zip->count);
    for (size_t i = 0; i < zip->count; i++)
        names[i] = zip->members[i].name;
    qsort(names, zip->count, sizeof(*names), compare_names);
    for (size_t i = 1; i < zip->count; i++) {
        if (compare_names(&names[i - 1], &names[i]) == 0)
            return err_set(err, ERR_DATA, "the zip archive holds two members named '%.*s'",
                TEXT_ARG(names[i]));
    }
    return true;
}

static bool read_directory(struct zip_archive *zip, struct err *err)
{
    zip_int64_t entries = zip_get_num_entries(zip->zip, 0);
    if (entries < 0 || (zip_uint64_t)entries > zip->limits.members)
        return err_set(err, ERR_DATA, "the zip archive has %lld members; at most %zu are allowed",
            (long long)entries, zip->limits.members);
    // A name becomes at most three times as long when it is converted from code page 437.
    size_t each = sizeof(struct member) + sizeof(struct text) + 3 * NAME_BYTES + 64;
    zip->arena = arena_new(((size_t)entries + 2) * each);
    zip->members = ARENA_ARRAY(zip->arena, struct member, (size_t)entries);
    int64_t total = 0;
    for (zip_int64_t i = 0; i < entries; i++) {
        if (!add_member(zip, (zip_uint64_t)i, &total, err))
            return false;
    }
    return names_differ(zip, err);
}

// ---- Public

bool zip_archive_open(struct zip_archive **out, zip_read_function read, void *context, int64_t size,
    struct zip_limits limits, struct err *err)
{
    if (size <= 0)
        return err_set(err, ERR_DATA, "the zip archive is empty");
    struct zip_archive *zip = calloc(1, sizeof(*zip));
    CHECK(zip != NULL);
    zip->limits = (struct zip_limits){
        .members = limits.members == 0 ? DEFAULT_MEMBERS : limits.members,
        .member_bytes = limits.member_bytes == 0 ? DEFAULT_MEMBER_BYTES : limits.member_bytes,
        .total_bytes = limits.total_bytes == 0 ? DEFAULT_TOTAL_BYTES : limits.total_bytes,
    };
    zip->read = read;
    zip->context = context;
    zip->size = size;
    zip_error_init(&zip->error);
    zip->window = malloc(WINDOW_BYTES);
    CHECK(zip->window != NULL);

    zip_error_t error;
    zip_error_init(&error);
    zip_source_t *from = zip_source_function_create(source, zip, &error);
    CHECK(from != NULL);
    zip->zip = zip_open_from_source(from, ZIP_RDONLY, &error);
    bool ok;
    if (zip->zip == NULL) {
        zip_source_free(from);
        ok = refuse(zip, &error, "this is no zip archive, or part of it is missing", err);
    } else {
        ok = read_directory(zip, err);
    }
    zip_error_fini(&error);
    if (!ok) {
        zip_archive_close(zip);
        return false;
    }
    *out = zip;
    return true;
}

void zip_archive_close(struct zip_archive *zip)
{
    if (zip == NULL)
        return;
    if (zip->zip != NULL)
        zip_discard(zip->zip);
    zip_error_fini(&zip->error);
    arena_free(zip->arena);
    free(zip->window);
    free(zip);
}

size_t zip_member_count(const struct zip_archive *zip)
{
    return zip->count;
}

struct text zip_member_name(const struct zip_archive *zip, size_t index)
{
    CHECK(index < zip->count);
    return zip->members[index].name;
}

// Reads to the end: only there does libzip compare the sum.
static bool read_windows(struct zip_archive *zip, const struct member *member, zip_file_t *file,
    zip_bytes_function on_bytes, void *context, struct err *err)
{
    int64_t total = 0;
    for (;;) {
        zip_int64_t got = zip_fread(file, zip->window, WINDOW_BYTES);
        if (got < 0)
            return refuse(zip, zip_file_get_error(file), "it is damaged", err);
        total += got;
        if (total > zip->limits.member_bytes)
            return err_set(err, ERR_DATA, "it is larger than %lld bytes, unpacked",
                (long long)zip->limits.member_bytes);
        if (total > member->size || (got == 0 && total < member->size))
            return err_set(err, ERR_DATA, "it has not the size that the directory states");
        if (got == 0)
            return true;
        if (!on_bytes(context, (struct text){zip->window, (size_t)got})) {
            *err = (struct err){.kind = ERR_NONE};
            return false;
        }
    }
}

bool zip_member_read(struct zip_archive *zip, size_t index, zip_bytes_function on_bytes,
    void *context, struct err *err)
{
    CHECK(index < zip->count);
    const struct member *member = &zip->members[index];
    zip_stat_t stat;
    bool ok;
    zip_file_t *file = NULL;
    if (zip->read_failed || zip_stat_index(zip->zip, member->index, 0, &stat) != 0) {
        ok = refuse(zip, zip_get_error(zip->zip), "it is damaged", err);
    } else if (stat.comp_method != ZIP_CM_STORE && stat.comp_method != ZIP_CM_DEFLATE) {
        // Others may take as much memory to unpack as the archive says (LZMA, XZ).
        ok = err_set(err, ERR_DATA, "it is packed by another method than stored or deflate");
    } else if (member->size > zip->limits.member_bytes) {
        ok = err_set(err, ERR_DATA, "it is larger than %lld bytes, unpacked",
            (long long)zip->limits.member_bytes);
    } else if ((file = zip_fopen_index(zip->zip, member->index, 0)) == NULL) {
        ok = refuse(zip, zip_get_error(zip->zip), "it is damaged", err);
    } else {
        ok = read_windows(zip, member, file, on_bytes, context, err);
    }
    if (file != NULL)
        zip_fclose(file);
    if (!ok && err->kind != ERR_NONE)
        err_prefix(err, "member '%.*s' of the zip archive", TEXT_ARG(member->name));
    return ok;
}
