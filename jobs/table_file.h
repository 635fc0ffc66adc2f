// table_file: a table that staff keep, as a CSV file: read row by row, or whole. What is wrong with
// the file itself is a fault of the table (rules/table_fault.h); what is wrong in its rows is for
// whoever reads them.
#ifndef JOBS_TABLE_FILE_H
#define JOBS_TABLE_FILE_H

#include "claims/base/digest.h"
#include "claims/base/err.h"
#include "rules/table_check.h"

// What was read.
struct table_file {
    bool present; // there is a file of that name
    bool sound;   // it was read to its end
    size_t rows;  // without the header and blank lines
    unsigned char sha256[DIGEST_SIZE];
};

// Called for each row, the header first; blank lines are left out. Cells are valid during the call.
// Returns false to stop, with its own *err.
typedef bool (*table_file_row_function)(
    void *context, const struct table_row *row, struct err *err);

// Reads `path`, of at most `max_bytes`. `table`: its name, for faults. A file that is missing is no
// fault: out->present. False when the run cannot go on: the machine failed, or on_row stopped.
bool table_file_read(const char *path, const char *table, int64_t max_bytes,
    struct table_faults *faults, table_file_row_function on_row, void *context,
    struct table_file *out, struct err *err);

// Reads it whole, the header included: rows and cells in `arena`. More rows than TABLE_ROWS_MAX, or
// more than fits, is a fault.
bool table_file_load(const char *path, const char *table, int64_t max_bytes,
    struct table_faults *faults, struct arena *arena, struct table_rows *rows,
    struct table_file *out, struct err *err);

#endif
