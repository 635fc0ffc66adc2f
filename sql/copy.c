#include "sql/copy.h"

#include <stdio.h>
#include <stdlib.h>

#define EPOCH_DAYS   10957                           // 2000-01-01 as days from 1970-01-01
#define SEND_BYTES   (256 * 1024)                    // what gathers before it is sent
#define BUFFER_BYTES (SEND_BYTES + 64 * 1024 * 1024) // one row may be a large file's piece

struct copy {
    struct db *db;
    const struct copy_table *table;
    size_t column; // of the row being packed
    bool failed;
    struct err err; // of a send that failed
    struct buf buf;
};

static const char *const type_names[] = {
    [COPY_I16] = "smallint",
    [COPY_I32] = "integer",
    [COPY_I64] = "bigint",
    [COPY_TEXT] = "text",
    [COPY_BYTES] = "bytea",
    [COPY_DATE] = "date",
    [COPY_BOOL] = "boolean",
};

void copy_table_ddl(const struct copy_table *table, struct buf *out)
{
    buf_format(out, "CREATE TEMP TABLE IF NOT EXISTS %s (", table->name);
    for (size_t i = 0; i < table->count; i++)
        buf_format(out, "%s%s %s", i ? ", " : "", table->columns[i].name,
            type_names[table->columns[i].type]);
    buf_format(out, "); TRUNCATE %s;\n", table->name);
}

bool copy_start(struct copy **out, struct db *db, const struct copy_table *table, struct err *err)
{
    static const char header[] =
        "PGCOPY\n\377\r\n\0\0\0\0\0\0\0\0"; // signature, flags, extension length
    char statement[4096];
    int n = snprintf(statement, sizeof statement, "COPY %s (", table->name);
    for (size_t i = 0; i < table->count; i++)
        n += snprintf(statement + n, sizeof statement - (size_t)n, "%s%s", i ? ", " : "",
            table->columns[i].name);
    n += snprintf(statement + n, sizeof statement - (size_t)n, ") FROM STDIN (FORMAT binary)");
    CHECK((size_t)n < sizeof statement);
    *out = NULL;
    if (!db_copy_start(db, statement, err))
        return err_prefix(err, "%s", table->name);
    struct copy *copy = calloc(1, sizeof *copy);
    CHECK(copy);
    copy->db = db;
    copy->table = table;
    buf_init(&copy->buf, BUFFER_BYTES);
    buf_bytes(&copy->buf, header, 19);
    *out = copy;
    return true;
}

// Begins the row with its number of columns, and checks that the column is one of this type.
static void copy_column(struct copy *copy, enum copy_type type)
{
    CHECK(copy->column < copy->table->count);
    CHECK(copy->table->columns[copy->column].type == type);
    if (copy->column == 0)
        buf_be16(&copy->buf, (uint16_t)copy->table->count);
    copy->column++;
}

void copy_i16(struct copy *copy, int64_t n)
{
    CHECK(n >= INT16_MIN && n <= INT16_MAX);
    copy_column(copy, COPY_I16);
    buf_be32(&copy->buf, 2);
    buf_be16(&copy->buf, (uint16_t)n);
}

void copy_i32(struct copy *copy, int64_t n)
{
    CHECK(n >= INT32_MIN && n <= INT32_MAX);
    copy_column(copy, COPY_I32);
    buf_be32(&copy->buf, 4);
    buf_be32(&copy->buf, (uint32_t)n);
}

void copy_i64(struct copy *copy, int64_t n)
{
    copy_column(copy, COPY_I64);
    buf_be32(&copy->buf, 8);
    buf_be64(&copy->buf, (uint64_t)n);
}

static void copy_slice(struct copy *copy, struct text t)
{
    CHECK(t.size < INT32_MAX);
    buf_be32(&copy->buf, (uint32_t)t.size);
    buf_text(&copy->buf, t);
}

void copy_text(struct copy *copy, struct text t)
{
    copy_column(copy, COPY_TEXT);
    copy_slice(copy, t);
}

void copy_bytes(struct copy *copy, struct text t)
{
    copy_column(copy, COPY_BYTES);
    copy_slice(copy, t);
}

void copy_date(struct copy *copy, date_t date)
{
    if (date == DATE_NONE) {
        CHECK(copy->table->columns[copy->column].type == COPY_DATE);
        copy_null(copy);
        return;
    }
    copy_column(copy, COPY_DATE);
    buf_be32(&copy->buf, 4);
    buf_be32(&copy->buf, (uint32_t)(date - EPOCH_DAYS));
}

void copy_bool(struct copy *copy, bool b)
{
    copy_column(copy, COPY_BOOL);
    buf_be32(&copy->buf, 1);
    buf_char(&copy->buf, b ? 1 : 0);
}

void copy_null(struct copy *copy)
{
    CHECK(copy->column < copy->table->count);
    copy_column(copy, copy->table->columns[copy->column].type);
    buf_be32(&copy->buf, UINT32_MAX); // length -1
}

static void copy_flush(struct copy *copy)
{
    if (!copy->failed && !db_copy_send(copy->db, buf_slice(&copy->buf), &copy->err))
        copy->failed = true;
    buf_clear(&copy->buf);
}

bool copy_row(struct copy *copy, struct err *err)
{
    CHECK(copy->column == copy->table->count);
    copy->column = 0;
    if (copy->buf.size >= SEND_BYTES)
        copy_flush(copy);
    if (copy->failed)
        *err = copy->err;
    return !copy->failed;
}

static void copy_free(struct copy *copy)
{
    buf_free(&copy->buf);
    free(copy);
}

bool copy_end(struct copy *copy, int64_t *rows, struct err *err)
{
    CHECK(copy->column == 0);
    buf_be16(&copy->buf, UINT16_MAX); // trailer: -1 columns
    copy_flush(copy);
    bool ok = !copy->failed;
    if (!ok)
        *err = copy->err;
    else
        ok = db_copy_finish(copy->db, false, rows, err) || err_prefix(err, "%s", copy->table->name);
    copy_free(copy);
    return ok;
}

void copy_cancel(struct copy *copy)
{
    struct err ignored = {0};
    if (!copy->failed)
        db_copy_finish(copy->db, true, NULL, &ignored);
    copy_free(copy);
}
