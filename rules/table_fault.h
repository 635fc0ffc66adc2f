// table_fault: what is wrong in a table that billing staff keep (payer profile, payer rules):
// table, row, column, and a sentence that says what to do. An error keeps the table out; a warning
// does not. Tables hold no patient data, so sentences may quote cells.
#ifndef RULES_TABLE_FAULT_H
#define RULES_TABLE_FAULT_H

#include "claims/base/arena.h"

#define TABLE_FAULTS_MAX 1000 // one more says that there were more

enum table_level {
    TABLE_WARNING, // the table loads; somebody should look
    TABLE_ERROR,   // the table is refused
};

struct table_fault {
    enum table_level level;
    const char *table; // "payer_profile", "payer_rules"
    size_t row; // as a person counts in the spreadsheet, the header is 1; 0 = the whole table
    struct text column;   // name of the column; empty when the whole row is meant
    struct text sentence; // what is wrong and what to do
};

// Faults in the order found.
struct table_faults {
    struct arena *arena;
    struct table_fault *items;
    size_t count;
    size_t errors; // also counts those beyond TABLE_FAULTS_MAX
};

// An empty list; room for it is taken from `arena`, which must have about 400 KB for a full list.
void table_fault_start(struct table_faults *faults, struct arena *arena);

// Adds a fault. `column` NULL: the whole row. Column and sentence are copied. Returns false when
// the level is TABLE_ERROR, so that a checking function can end with it.
bool table_fault_add(struct table_faults *faults, enum table_level level, const char *table,
    size_t row, const char *column, const char *format, ...) __attribute__((format(printf, 6, 7)));

// How a cell is quoted in a sentence: at most TABLE_QUOTE_ROOM - 1 bytes, control characters as
// "?", cut with "..." and never inside a UTF-8 character. Returns `out`.
#define TABLE_QUOTE_ROOM 64
const char *table_fault_quote(char out[TABLE_QUOTE_ROOM], struct text cell);

#endif
