#include "jobs/report_csv.h"

#include "claims/base/buf.h"
#include "jobs/file_write.h"

#include <stdlib.h>

#define GATHER_BYTES (64 * 1024)
#define ROW_BYTES    (32 * 1024 * 1024) // of one row, at most

struct csv_page {
    const struct report_page *page;
    const struct report_table *table;
    struct file_writer *file; // NULL: the table has no file of its own
    struct buf text;
};

static bool csv_begin(void **state, const struct report_page *page, struct err *err)
{
    (void)err;
    struct csv_page *csv = calloc(1, sizeof *csv);
    CHECK(csv != NULL);
    csv->page = page;
    buf_init(&csv->text, GATHER_BYTES + ROW_BYTES);
    *state = csv;
    return true;
}

static void add_quoted(struct buf *out, struct text value)
{
    bool formula = value.size > 0 && strchr("=+-@\t\r", value.at[0]) != NULL;
    bool quoted = formula;
    for (size_t i = 0; i < value.size && !quoted; i++)
        quoted = strchr(",\"\r\n", value.at[i]) != NULL;
    if (!quoted) {
        buf_text(out, value);
        return;
    }
    buf_z(out, formula ? "\"'" : "\"");
    for (size_t i = 0; i < value.size; i++) {
        if (value.at[i] == '"')
            buf_char(out, '"');
        buf_char(out, value.at[i]);
    }
    buf_char(out, '"');
}

static bool csv_send(struct csv_page *csv, struct err *err)
{
    bool ok = csv->file == NULL || file_write_append(csv->file, buf_slice(&csv->text), err);
    buf_clear(&csv->text);
    return ok;
}

static bool csv_table(void *state, const struct report_table *table, struct err *err)
{
    struct csv_page *csv = state;
    const struct report_definition *d = table->definition;
    csv->table = table;
    if (table->path == NULL)
        return true;
    const char *path = arena_format(csv->page->arena, "%s.csv", table->path).at;
    if (!file_write_begin(&csv->file, path, err))
        return false;
    for (size_t i = 0; i < d->column_count; i++) {
        buf_z(&csv->text, i ? "," : "");
        buf_text(&csv->text, d->columns[i].name);
    }
    buf_z(&csv->text, "\r\n");
    return true;
}

static bool csv_row(void *state, const struct report_cell *cells, struct err *err)
{
    struct csv_page *csv = state;
    const struct report_definition *d = csv->table->definition;
    char room[REPORT_CELL_ROOM];
    if (csv->file == NULL)
        return true;
    for (size_t i = 0; i < d->column_count; i++) {
        enum report_type type = d->columns[i].type;
        struct text value = report_renderer_cell(&cells[i], type, false, room);
        buf_z(&csv->text, i ? "," : "");
        if (type == REPORT_TEXT)
            add_quoted(&csv->text, value);
        else
            buf_text(&csv->text, value);
    }
    buf_z(&csv->text, "\r\n");
    return csv->text.size < GATHER_BYTES || csv_send(csv, err);
}

static bool csv_table_end(void *state, struct err *err)
{
    struct csv_page *csv = state;
    if (csv->file == NULL)
        return true;
    if (!csv_send(csv, err))
        return false;
    struct file_writer *file = csv->file;
    csv->file = NULL; // commit frees it
    return file_write_commit_one(file, err);
}

static void csv_abandon(void *state)
{
    struct csv_page *csv = state;
    if (csv == NULL)
        return;
    file_write_abandon(csv->file);
    buf_free(&csv->text);
    free(csv);
}

static bool csv_end(void *state, struct err *err)
{
    (void)err;
    csv_abandon(state);
    return true;
}

const struct report_renderer report_csv = {
    "csv", csv_begin, csv_table, csv_row, csv_table_end, csv_end, csv_abandon};
