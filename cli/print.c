#include "cli/print.h"

#include "claims/base/err.h"

static bool is_empty(const struct db_rows *rows, size_t row, size_t index, enum out_type type)
{
    return db_is_null(rows, row, index) ||
           (type == OUT_TEXT && text_is_empty(db_text(rows, row, index)));
}

static bool is_shown(struct out *out, const struct out_column *column, const struct db_rows *rows,
    size_t index, size_t from, size_t to)
{
    if (out_is_json(out))
        return column->name != NULL;
    if (column->heading == NULL)
        return false;
    for (size_t row = from; row < to; row++)
        if (!is_empty(rows, row, index, column->type))
            return true;
    return false;
}

static void print_value(
    struct out *out, enum out_type type, const struct db_rows *rows, size_t row, size_t index)
{
    if (db_is_null(rows, row, index)) {
        out_none(out);
        return;
    }
    switch (type) {
    case OUT_TEXT:
        out_text(out, db_text(rows, row, index));
        return;
    case OUT_COUNT:
        out_count(out, db_i64(rows, row, index));
        return;
    case OUT_DOLLARS:
        out_cents(out, db_i64(rows, row, index));
        return;
    case OUT_DATE:
        out_date(out, db_date(rows, row, index));
        return;
    case OUT_BOOL:
        out_bool(out, db_bool(rows, row, index));
        return;
    }
    err_bug(__FILE__, __LINE__, "unknown out_type");
}

static void print(struct out *out, const struct out_column *columns, size_t count,
    const struct db_rows *rows, size_t from, size_t to, bool record)
{
    struct out_column shown[OUT_COLUMNS_MAX];
    size_t places[OUT_COLUMNS_MAX];
    size_t kept = 0;
    CHECK(count <= OUT_COLUMNS_MAX && count == db_column_count(rows));
    for (size_t i = 0; i < count; i++)
        if (is_shown(out, &columns[i], rows, i, from, to)) {
            places[kept] = i;
            shown[kept++] = columns[i];
        }
    if (kept == 0)
        return;
    if (record)
        out_record(out, shown, kept);
    else
        out_table(out, shown, kept);
    for (size_t row = from; row < to; row++)
        for (size_t i = 0; i < kept; i++)
            print_value(out, shown[i].type, rows, row, places[i]);
    out_end(out);
}

void print_part(struct out *out, const struct out_column *columns, size_t count,
    const struct db_rows *rows, size_t from, size_t to)
{
    print(out, columns, count, rows, from, to, false);
}

void print_rows(
    struct out *out, const struct out_column *columns, size_t count, const struct db_rows *rows)
{
    print(out, columns, count, rows, 0, db_rows_count(rows), false);
}

void print_record(struct out *out, const struct out_column *columns, size_t count,
    const struct db_rows *rows, size_t row)
{
    print(out, columns, count, rows, row, row + 1, true);
}
