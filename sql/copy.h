// copy: rows into temporary staging tables by binary COPY. One table of columns gives the DDL, the
// column list and the packing, so that the three cannot differ.
#ifndef SQL_COPY_H
#define SQL_COPY_H

#include "claims/base/buf.h"
#include "sql/db.h"

enum copy_type { COPY_I16, COPY_I32, COPY_I64, COPY_TEXT, COPY_BYTES, COPY_DATE, COPY_BOOL };

struct copy_column {
    const char *name;
    enum copy_type type;
};

struct copy_table {
    const char *name; // of the temporary table: "stage_charge"
    const struct copy_column *columns;
    size_t count;
};

// Appends "CREATE TEMP TABLE IF NOT EXISTS name (…); TRUNCATE name;" for each table to `out`, to be
// run with db_script before a load.
void copy_table_ddl(const struct copy_table *table, struct buf *out);

struct copy; // a load under way; no other call on the connection until it ends

bool copy_start(struct copy **out, struct db *db, const struct copy_table *table, struct err *err);
// One call for each column, in the table's order; type and number are checked.
void copy_i16(struct copy *copy, int64_t n);
void copy_i32(struct copy *copy, int64_t n);
void copy_i64(struct copy *copy, int64_t n);
void copy_text(
    struct copy *copy, struct text t); // NUL bytes are our mistake: input is checked before
void copy_bytes(struct copy *copy, struct text t);
void copy_date(struct copy *copy, date_t date); // DATE_NONE: NULL
void copy_bool(struct copy *copy, bool b);
void copy_null(struct copy *copy);
// Ends a row; sends what has gathered. False when the server is gone: copy_end must still be
// called.
bool copy_row(struct copy *copy, struct err *err);
// Ends the load and frees it. *rows (may be NULL): rows loaded.
bool copy_end(struct copy *copy, int64_t *rows, struct err *err);
// Gives the load up and frees it; the transaction must be rolled back.
void copy_cancel(struct copy *copy);

#endif
