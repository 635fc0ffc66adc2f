// db: the one module that talks libpq. Asynchronous calls with a deadline kept here, since libpq's
// blocking ones can wait for ever. Statements are named and come from .sql files, embedded at build
// time (sql_<folder>_<file>); nothing else builds SQL, except a mapping's (jobs/mapping_sql.c).
//
// Every call that reaches the server is one fault point (claims/base/fault.h): in the fault build
// it can be made to fail before it is sent, to be refused, or to lose its reply after its effect.
#ifndef SQL_DB_H
#define SQL_DB_H

#include "claims/base/date.h"
#include "claims/base/err.h"
#include "claims/base/text.h"

struct db; // a connection

struct db_config {
    const char *host; // folder of a Unix socket, or a host name
    const char *port;
    const char *name;
    const char *user;
    const char *sslmode;       // NULL: libpq's default; "verify-full" for a named server
    const char *sslrootcert;   // NULL: none
    const char *password_file; // NULL: none
    int connect_seconds;       // deadline of the connection
    int statement_seconds;     // deadline of every statement
};

// A statement from a .sql file.
struct sql {
    const char *name; // "intake/store_patients"
    const char *text;
};

// ---- Parameters: $1, $2, … of the statement.
struct db_arg {
    enum {
        DB_ARG_NULL,
        DB_ARG_I64,
        DB_ARG_TEXT,
        DB_ARG_BYTES,
        DB_ARG_DATE,
        DB_ARG_BOOL,
        DB_ARG_MOMENT
    } type;
    int64_t number;
    struct text text;
    struct moment moment;
};
#define DB_NULL      ((struct db_arg){.type = DB_ARG_NULL})
#define DB_I64(n)    ((struct db_arg){.type = DB_ARG_I64, .number = (n)})
#define DB_TEXT(t)   ((struct db_arg){.type = DB_ARG_TEXT, .text = (t)})
#define DB_Z(z)      ((struct db_arg){.type = DB_ARG_TEXT, .text = text_of(z)})
#define DB_BYTES(t)  ((struct db_arg){.type = DB_ARG_BYTES, .text = (t)})
#define DB_DATE(d)   ((struct db_arg){.type = DB_ARG_DATE, .number = (d)}) // DATE_NONE: NULL
#define DB_BOOL(b)   ((struct db_arg){.type = DB_ARG_BOOL, .number = (b)})
#define DB_MOMENT(m) ((struct db_arg){.type = DB_ARG_MOMENT, .moment = (m)}) // as timestamptz, UTC
// The list and its length, as two arguments of a call.
#define DB_ARGS(...) \
    (const struct db_arg[]){__VA_ARGS__}, \
        (sizeof((const struct db_arg[]){__VA_ARGS__}) / sizeof(struct db_arg))
#define DB_NO_ARGS NULL, 0

// ---- Connection.

// Opens and sets what every session has: UTC, ISO dates, deadlines, no search path surprises. Owned
// by the caller: db_close.
bool db_open(struct db **out, const struct db_config *config, struct err *err);
void db_close(struct db *db); // NULL is allowed; rolls an open transaction back

// A transaction; without an open one, or within one, each is the program's mistake.
bool db_begin(struct db *db, struct err *err);
bool db_commit(struct db *db, struct err *err);
// Ends an open transaction, whatever its state; without one it does nothing. What goes wrong is
// dropped, the connection is then unusable and every later call says so.
void db_rollback(struct db *db);
// In a dry run db_begin and db_commit are savepoints within one transaction, which db_close rolls
// back.
bool db_dry_run(struct db *db, struct err *err);

// Calls that reached the server since the connection was opened: for tests that limit them.
int64_t db_calls(const struct db *db);

// ---- Statements. On false the transaction must be rolled back.

// Runs a statement whose rows, if any, do not matter. *affected (may be NULL): rows inserted,
// updated, ….
bool db_run(struct db *db, const struct sql *sql, const struct db_arg *args, size_t count,
    int64_t *affected, struct err *err);

// Runs several statements given as one text, without parameters: migrations, staging tables.
bool db_script(struct db *db, const char *name, const char *text, struct err *err);

// Expects exactly one row with one column of an integer type (NULL gives 0).
bool db_get_i64(struct db *db, const struct sql *sql, const struct db_arg *args, size_t count,
    int64_t *out, struct err *err);

// All rows in memory: for results that are known to be small. Owned by the caller: db_rows_free.
struct db_rows;
bool db_get(struct db *db, const struct sql *sql, const struct db_arg *args, size_t count,
    struct db_rows **out, struct err *err);
void db_rows_free(struct db_rows *rows); // NULL is allowed
size_t db_rows_count(const struct db_rows *rows);

// One row after the other, with flat memory. `on_row` must not use the connection. It returns false
// to stop with its own *err.
typedef bool (*db_row_function)(
    void *context, const struct db_rows *rows, size_t row, struct err *err);
bool db_each(struct db *db, const struct sql *sql, const struct db_arg *args, size_t count,
    db_row_function on_row, void *context, struct err *err);

// Two statements that only read, with the same arguments, at the same time: sql[0] on `db`, sql[1]
// on the other connection `beside`, which sees what is committed. The rows of the first come before
// those of the second, each with its context. On false `beside` can only be closed.
bool db_each_beside(struct db *db, struct db *beside, const struct sql *const sql[2],
    const struct db_arg *args, size_t count, db_row_function on_row, void *const context[2],
    struct err *err);

// Values of a row. The column must have the fitting type, else it is our mistake and stops the
// process.
bool db_is_null(const struct db_rows *rows, size_t row, size_t column);
int64_t db_i64(
    const struct db_rows *rows, size_t row, size_t column); // smallint, integer, bigint; NULL: 0
struct text db_text(
    const struct db_rows *rows, size_t row, size_t column); // text, "char", bytea; NULL: empty
date_t db_date(const struct db_rows *rows, size_t row, size_t column); // NULL: DATE_NONE
bool db_bool(const struct db_rows *rows, size_t row, size_t column);   // NULL: false
char db_char(const struct db_rows *rows, size_t row, size_t column);   // "char"; NULL: 0
// Any value as PostgreSQL would print it, for tables shown to people. `out` is NUL-terminated.
size_t db_print(const struct db_rows *rows, size_t row, size_t column, char *out, size_t room);
size_t db_column_count(const struct db_rows *rows);
const char *db_column_name(const struct db_rows *rows, size_t column);

// ---- COPY as raw bytes: for sql/copy.c, which packs rows. No other call on the connection in
// between.

// Begins `COPY … FROM STDIN (FORMAT binary)`.
bool db_copy_start(struct db *db, const char *statement, struct err *err);
bool db_copy_send(struct db *db, struct text bytes, struct err *err);
// Ends the load.
bool db_copy_finish(struct db *db, struct err *err);

// ---- Locks of the session: they outlive transactions and end with the connection.

enum db_lock_class {
    DB_LOCK_MIGRATE = 1,
    DB_LOCK_INBOX = 2,   // number: 1 encounters, 2 acks, 3 remits
    DB_LOCK_ORG = 3,     // number: org_id
    DB_LOCK_REFDATA = 4, // number: 1
    DB_LOCK_REPORT = 5,  // number: 1; two runs of one moment write files of the same names
};

// Takes the lock, waiting up to `seconds` for whoever holds it (also a dead run's backend).
// ERR_BUSY when it is still held.
bool db_lock(struct db *db, enum db_lock_class class, int64_t number, int seconds, struct err *err);
void db_unlock(struct db *db, enum db_lock_class class, int64_t number);

#endif
