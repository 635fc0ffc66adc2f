// copy: rows into temporary staging tables by binary COPY. One table of columns gives the DDL, the
// column list and the packing, so that the three cannot differ. Rows gather in memory, for several
// tables at once, and go to the server when their owner says so: between two statements.
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

// Appends "CREATE TEMP TABLE IF NOT EXISTS name (…); TRUNCATE name;" to `out`, for db_script.
void copy_table_ddl(const struct copy_table *table, struct buf *out);

struct copy; // rows of one table that gather

// An empty gathering. Owned by the caller: copy_free.
struct copy *copy_new(const struct copy_table *table);
void copy_free(struct copy *copy); // NULL is allowed; what was not sent is dropped

// One call for each column, in the table's order; type and number are checked.
void copy_i16(struct copy *copy, int64_t n);
void copy_i32(struct copy *copy, int64_t n);
void copy_i64(struct copy *copy, int64_t n);
void copy_text(struct copy *copy, struct text t); // NUL bytes are our mistake: input is checked
void copy_bytes(struct copy *copy, struct text t);
void copy_date(struct copy *copy, date_t date); // DATE_NONE: NULL
void copy_bool(struct copy *copy, bool b);
void copy_null(struct copy *copy);
// Ends the row.
void copy_row(struct copy *copy);

// Whether so much has gathered that it should be sent (some megabytes).
bool copy_is_full(const struct copy *copy);
// Rows gathered since it was made.
int64_t copy_rows(const struct copy *copy);

// Sends what has gathered into the staging table. Nothing gathered: no call is made.
bool copy_send(struct copy *copy, struct db *db, struct err *err);

#endif
