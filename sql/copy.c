#include "sql/copy.h"

#include <stdio.h>
#include <stdlib.h>

#define EPOCH_DAYS  10957                     // 2000-01-01 as days from 1970-01-01
#define SEND_BYTES  ((size_t)256 * 1024)      // handed to libpq at a time
#define FULL_BYTES  ((size_t)8 * 1024 * 1024) // gathered: time to send
#define LIMIT_BYTES ((size_t)512 * 1024 * 1024)

struct copy {
    const struct copy_table *table;
    size_t column; // of the row being packed
    int64_t rows;
    struct buf buf; // the rows as COPY wants them, with the header in front
};

// Signature, flags, length of the extension.
static const unsigned char header[] = {
    'P', 'G', 'C', 'O', 'P', 'Y', '\n', 0xff, '\r', '\n', 0, 0, 0, 0, 0, 0, 0, 0, 0};

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

struct copy *copy_new(const struct copy_table *table)
{
    struct copy *copy = calloc(1, sizeof *copy);
    CHECK(copy);
    copy->table = table;
    buf_init(&copy->buf, LIMIT_BYTES);
    return copy;
}

void copy_free(struct copy *copy)
{
    if (!copy)
        return;
    buf_free(&copy->buf);
    free(copy);
}

// Begins the row with its number of columns, and checks that the column is one of this type.
static void copy_column(struct copy *copy, enum copy_type type)
{
    CHECK(copy->column < copy->table->count);
    CHECK(copy->table->columns[copy->column].type == type);
    if (copy->buf.size == 0)
        buf_bytes(&copy->buf, header, sizeof header);
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

void copy_row(struct copy *copy)
{
    CHECK(copy->column == copy->table->count);
    copy->column = 0;
    copy->rows++;
}

bool copy_is_full(const struct copy *copy)
{
    return copy->buf.size >= FULL_BYTES;
}

int64_t copy_rows(const struct copy *copy)
{
    return copy->rows;
}

static void copy_statement(const struct copy_table *table, struct buf *out)
{
    buf_format(out, "COPY %s (", table->name);
    for (size_t i = 0; i < table->count; i++)
        buf_format(out, "%s%s", i ? ", " : "", table->columns[i].name);
    buf_z(out, ") FROM STDIN (FORMAT binary)");
    buf_char(out, '\0');
}

bool copy_send(struct copy *copy, struct db *db, struct err *err)
{
    CHECK(copy->column == 0);
    if (copy->buf.size == 0)
        return true;
    buf_be16(&copy->buf, UINT16_MAX); // trailer: -1 columns
    struct buf statement;
    buf_init(&statement, 64 * 1024);
    copy_statement(copy->table, &statement);
    bool ok = db_copy_start(db, statement.at, err);
    for (size_t at = 0; ok && at < copy->buf.size; at += SEND_BYTES)
        ok = db_copy_send(db, text_part(buf_slice(&copy->buf), at, SEND_BYTES), err);
    ok = ok && db_copy_finish(db, err);
    buf_free(&statement);
    buf_clear(&copy->buf);
    return ok || err_prefix(err, "%s", copy->table->name);
}
