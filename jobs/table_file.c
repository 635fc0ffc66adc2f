#include "jobs/table_file.h"

#include "claims/base/csv.h"
#include "jobs/file.h"

#include <inttypes.h>

#define WINDOW_BYTES ((size_t)256 * 1024)

struct reading {
    const char *table;
    struct table_faults *faults;
    table_file_row_function on_row;
    void *context;
    struct table_file *out;
    struct csv *csv;
    bool has_header;
    bool failed; // on_row stopped, with *err
    struct err *err;
};

static bool on_csv_row(void *context, size_t number, const struct text *fields, size_t count)
{
    struct reading *r = context;
    struct table_row row = {number, fields, count};
    if (r->has_header)
        r->out->rows++;
    r->has_header = true;
    r->failed = !r->on_row(r->context, &row, r->err);
    return !r->failed;
}

static void judge_csv(struct reading *r)
{
    struct csv_fault fault = csv_fault(r->csv);
    r->out->sound = fault.code == CSV_SOUND || fault.code == CSV_EMPTY;
    if (fault.code == CSV_EMPTY)
        table_fault_add(r->faults, TABLE_ERROR, r->table, 0, NULL,
            "the file is empty: it needs at least the header");
    else if (fault.code != CSV_SOUND && fault.code != CSV_STOPPED)
        table_fault_add(r->faults, TABLE_ERROR, r->table, fault.row, NULL,
            "the file cannot be read on from here (%s): save it again as CSV (UTF-8, comma "
            "delimited)",
            csv_fault_words(fault.code));
}

static bool feed(struct reading *r, struct file *file, struct err *err)
{
    struct arena *arena = arena_new(2 * WINDOW_BYTES);
    struct digest *digest = digest_new();
    char *window = arena_take(arena, WINDOW_BYTES);
    int64_t offset = 0;
    size_t got = 0;
    bool ok;
    bool more = true;
    while ((ok = file_read(file, offset, window, WINDOW_BYTES, &got, err)) && got > 0) {
        struct text bytes = {window, got};
        digest_add(digest, bytes.at, bytes.size);
        if (more)
            more = csv_feed(r->csv, bytes);
        offset += (int64_t)got;
        if (r->failed)
            break;
    }
    if (ok && more && !r->failed)
        csv_end(r->csv);
    digest_end(digest, r->out->sha256);
    digest_free(digest);
    arena_free(arena);
    return ok && !r->failed;
}

bool table_file_read(const char *path, const char *table, int64_t max_bytes,
    struct table_faults *faults, table_file_row_function on_row, void *context,
    struct table_file *out, struct err *err)
{
    struct file *file;
    struct err refused = {0};
    *out = (struct table_file){0};
    if (!file_exists(path, &out->present, err))
        return false;
    if (!out->present)
        return true;
    if (!file_open(&file, path, FILE_FOLLOW_LINK, &refused)) {
        if (refused.kind != ERR_DATA)
            return err_set(err, refused.kind, "%s", refused.text);
        table_fault_add(faults, TABLE_ERROR, table, 0, NULL, "%s", refused.text);
        return true;
    }
    bool ok = true;
    if (file_size(file) > max_bytes) {
        table_fault_add(faults, TABLE_ERROR, table, 0, NULL,
            "the file has more than %" PRId64 " bytes, the limit of the configuration", max_bytes);
    } else {
        struct reading r = {.table = table,
            .faults = faults,
            .on_row = on_row,
            .context = context,
            .out = out,
            .err = err};
        struct csv_limits limits = {.fields = TABLE_COLUMNS_MAX + 1};
        r.csv = csv_new(limits, on_csv_row, &r);
        ok = feed(&r, file, err);
        if (ok)
            judge_csv(&r);
        csv_close(r.csv);
    }
    file_close(file);
    return ok;
}

// ---- Whole

struct loading {
    const char *table;
    struct table_faults *faults;
    struct arena *arena;
    struct table_row *rows;
    size_t count, room;
    bool too_large;
};

static bool make_room(struct loading *l)
{
    if (l->count < l->room)
        return true;
    size_t room = l->room > 0 ? 2 * l->room : 256;
    if (l->count > TABLE_ROWS_MAX || !arena_has_room(l->arena, room * sizeof *l->rows))
        return false;
    struct table_row *more = ARENA_ARRAY(l->arena, struct table_row, room);
    if (l->count > 0)
        memcpy(more, l->rows, l->count * sizeof *more);
    l->rows = more;
    l->room = room;
    return true;
}

static bool keep_row(void *context, const struct table_row *row, struct err *err)
{
    struct loading *l = context;
    (void)err;
    size_t bytes = row->count * (sizeof(struct text) + sizeof(max_align_t));
    for (size_t i = 0; i < row->count; i++)
        bytes += row->cells[i].size + 1;
    if (l->too_large)
        return true;
    if (!make_room(l) || !arena_has_room(l->arena, bytes)) {
        l->too_large = true;
        table_fault_add(l->faults, TABLE_ERROR, l->table, row->number, NULL,
            "from this row on the table is too large: long lists of codes belong into code lists");
        return true;
    }
    struct text *cells = ARENA_ARRAY(l->arena, struct text, row->count);
    for (size_t i = 0; i < row->count; i++)
        cells[i] = arena_copy(l->arena, row->cells[i]);
    l->rows[l->count++] = (struct table_row){row->number, cells, row->count};
    return true;
}

bool table_file_load(const char *path, const char *table, int64_t max_bytes,
    struct table_faults *faults, struct arena *arena, struct table_rows *rows,
    struct table_file *out, struct err *err)
{
    struct loading l = {.table = table, .faults = faults, .arena = arena};
    *rows = (struct table_rows){0};
    if (!table_file_read(path, table, max_bytes, faults, keep_row, &l, out, err))
        return false;
    if (l.too_large)
        out->sound = false;
    if (out->sound)
        *rows = (struct table_rows){l.rows, l.count};
    return true;
}
