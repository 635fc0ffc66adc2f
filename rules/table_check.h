// table_check: what is common when a table of staff's comes in. The header must be the one that is
// known; a spreadsheet that was damaged on the way is refused with row and column. Only what is
// certainly damage is refused, and nothing is guessed or repaired. The caller has parsed the CSV
// (claims/base/csv), which has already refused what is not UTF-8.
#ifndef RULES_TABLE_CHECK_H
#define RULES_TABLE_CHECK_H

#include "claims/base/date.h"
#include "rules/table_fault.h"

// One row as parsed. `number` is what a person counts; cells need only live during the call.
struct table_row {
    size_t number;
    const struct text *cells;
    size_t count;
};

// A table as parsed: the first row is the header. Blank lines are left out.
struct table_rows {
    const struct table_row *rows;
    size_t count;
};

#define TABLE_ROWS_MAX    20000
#define TABLE_COLUMNS_MAX 40
#define TABLE_CELL_MAX    1000 // bytes

enum table_column_kind {
    TABLE_PROSE, // sentences for people: any characters but control characters
    TABLE_PLAIN, // codes, dates, numbers: ASCII, blanks at both ends do not count
    TABLE_VALUE, // right side of an operator: like TABLE_PLAIN, but kept with its blanks
    TABLE_EXACT, // kept as it is, ASCII (delimiters)
};

struct table_column {
    const char *name;
    enum table_column_kind kind;
};

struct table_spec {
    const char *table; // for faults
    const struct table_column *columns;
    size_t column_count; // at most TABLE_COLUMNS_MAX
};

// One row being read: what the parsers of cells get.
struct table_cursor {
    const struct table_spec *spec;
    struct table_faults *faults;
    size_t row;
    struct text cells[TABLE_COLUMNS_MAX]; // in the order of the spec, not of the file
    size_t places[TABLE_COLUMNS_MAX];     // which cell of the file each column is
};

// Begins a table: checks that the header has each column of the spec once, in any order, and no
// other. False with faults when the table cannot be read on.
bool table_check_header(struct table_cursor *cursor, const struct table_spec *spec,
    const struct table_rows *rows, struct table_faults *faults);

// Takes the next row: length, damage. False with faults when the row cannot be read. A row whose
// cells are all empty (spreadsheets write them at the end) gives false without a fault.
bool table_check_row(struct table_cursor *cursor, const struct table_row *row);

// Copies the cells of the current row into `arena`, so that they outlive the parsed row. False with
// a fault when the arena has no room for them: the table is too large.
bool table_check_keep(struct table_cursor *cursor, struct arena *arena);

// Adds an error about one cell of the current row; always returns false.
bool table_check_refuse(struct table_cursor *cursor, size_t column, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
// The same as a warning; always returns true.
bool table_check_warn(struct table_cursor *cursor, size_t column, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

// Cells of one kind; each adds its fault and returns false when the cell is something else.
// An ISO date; empty gives `if_empty`.
bool table_check_date(struct table_cursor *cursor, size_t column, date_t if_empty, date_t *out);
// Y or N.
bool table_check_flag(struct table_cursor *cursor, size_t column, bool *out);
// A whole number from 1 to `max`; empty gives 0.
bool table_check_count(struct table_cursor *cursor, size_t column, int64_t max, int64_t *out);
// One of the words, "a b c"; *out is its index.
bool table_check_word(struct table_cursor *cursor, size_t column, const char *words, int *out);

#endif
