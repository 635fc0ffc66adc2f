// print: rows of a query as a table or a record. The statement gives its columns in the order of
// the list, each of the type that the list says: OUT_TEXT text, "char" or bytea; OUT_COUNT any
// integer; OUT_DOLLARS a bigint of cents; OUT_DATE a date; OUT_BOOL a boolean. NULL is an empty
// cell, or null. A column without a heading is for --json alone, one without a name for people
// alone; people do not see columns that are empty in all rows.
#ifndef CLI_PRINT_H
#define CLI_PRINT_H

#include "cli/out.h"
#include "sql/db.h"

// A table of the rows from `from` up to, not including, `to`; nothing when there is none. `count`
// columns, as many as the statement has.
void print_part(struct out *out, const struct out_column *columns, size_t count,
    const struct db_rows *rows, size_t from, size_t to);
// All rows.
void print_rows(
    struct out *out, const struct out_column *columns, size_t count, const struct db_rows *rows);
// A record of one row.
void print_record(struct out *out, const struct out_column *columns, size_t count,
    const struct db_rows *rows, size_t row);

#endif
