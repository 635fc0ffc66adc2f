#include "sql/db.h"

#include "claims/base/buf.h"
#include "claims/base/fault.h"
#include "sql_statements.h"

#include <errno.h>
#include <inttypes.h>
#include <libpq-fe.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>

// Types as in pg_type.
enum { OID_BOOL = 16, OID_BYTEA = 17, OID_CHAR = 18, OID_INT8 = 20, OID_INT2 = 21, OID_INT4 = 23 };
enum { OID_TEXT = 25, OID_DATE = 1082, OID_TIMESTAMPTZ = 1184 };

#define EPOCH_DAYS  10957 // 2000-01-01, where PostgreSQL counts from, as days from 1970-01-01
#define PARAMETERS  24
#define PARAM_BYTES 16

struct db {
    PGconn *conn;
    int statement_seconds;
    bool broken; // the server is gone, or an injected fault says so
    bool dry_run;
    int savepoints; // in a dry run: units begun and not ended
    bool in_transaction;
    int64_t calls;
};

struct db_rows {
    PGresult *result;
};

// ---- Waiting: libpq's own blocking calls have no deadline of the client's.

// Waits until the socket can be read (or written). The deadline is one of silence: it ends a wait
// in which nothing at all happens; statement_timeout ends what the server does for too long.
static bool db_wait(struct db *db, bool for_write, int seconds, struct err *err)
{
    struct pollfd fd = {
        .fd = PQsocket(db->conn), .events = (short)(POLLIN | (for_write ? POLLOUT : 0))};
    for (;;) {
        int n = poll(&fd, 1, seconds * 1000);
        if (n > 0)
            return true;
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return err_errno(err, ERR_DATABASE, "waiting for the database failed");
        db->broken = true;
        return err_set(err, ERR_DATABASE, "the database did not answer within %d seconds", seconds);
    }
}

// What libpq says of the connection, behind the words, in one line.
static bool db_bad(struct db *db, const char *words, struct err *err)
{
    char why[512];
    size_t size = 0;
    db->broken = true;
    for (const char *at = db->conn ? PQerrorMessage(db->conn) : ""; *at; at++) {
        char c = (unsigned char)*at < 0x20 ? ' ' : *at;
        if (size + 1 < sizeof why && (c != ' ' || (size > 0 && why[size - 1] != ' ')))
            why[size++] = c;
    }
    struct text t = text_trim((struct text){why, size});
    return err_set(err, ERR_DATABASE, "%s%s%.*s", words, t.size > 0 ? ": " : "", TEXT_ARG(t));
}

static bool db_gone(struct db *db, const char *name, struct err *err)
{
    return db_bad(db, "the connection to the database was lost", err) ||
           err_prefix(err, "%s", name);
}

// What the server said, without anything that could hold a value of a row: no DETAIL, and for data
// exceptions (class 22) not the message either, which quotes the value.
static bool db_refused(const char *name, const PGresult *result, struct err *err)
{
    const char *state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    const char *message = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
    const char *constraint = PQresultErrorField(result, PG_DIAG_CONSTRAINT_NAME);
    if (!state)
        state = "?????";
    if (strncmp(state, "22", 2) == 0 || !message)
        message = "a value was refused";
    enum err_kind kind = strcmp(state, "55P03") == 0 ? ERR_BUSY : ERR_DATABASE;
    return err_set(err, kind, "%s: %s%s%s%s (SQLSTATE %s)", name, message, constraint ? " [" : "",
        constraint ? constraint : "", constraint ? "]" : "", state);
}

static bool db_flush(struct db *db, const char *name, struct err *err)
{
    for (;;) {
        int left = PQflush(db->conn);
        if (left == 0)
            return true;
        if (left < 0)
            return db_gone(db, name, err);
        if (!db_wait(db, true, db->statement_seconds, err))
            return err_prefix(err, "%s", name);
        if (!PQconsumeInput(db->conn))
            return db_gone(db, name, err);
    }
}

// The next result, or NULL at the end; NULL and false when the server is gone.
static bool db_next(struct db *db, const char *name, PGresult **result, struct err *err)
{
    while (PQisBusy(db->conn)) {
        if (!db_wait(db, false, db->statement_seconds, err))
            return err_prefix(err, "%s", name);
        if (!PQconsumeInput(db->conn))
            return db_gone(db, name, err);
    }
    *result = PQgetResult(db->conn);
    return true;
}

// Reads results to the end, keeping the first that failed, or else the last with rows or a command
// tag.
static bool db_results(struct db *db, const char *name, PGresult **kept, struct err *err)
{
    bool ok = true;
    *kept = NULL;
    for (;;) {
        PGresult *result;
        if (!db_next(db, name, &result, err)) {
            PQclear(*kept);
            *kept = NULL;
            return false;
        }
        if (!result)
            break;
        ExecStatusType status = PQresultStatus(result);
        bool good =
            status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK || status == PGRES_COPY_IN;
        if (!good && ok) {
            ok = false;
            if (PQstatus(db->conn) == CONNECTION_BAD)
                db_gone(db, name, err);
            else
                db_refused(name, result, err);
        }
        PQclear(*kept);
        *kept = result;
        if (status == PGRES_COPY_IN)
            break; // the caller sends now
    }
    if (!ok) {
        PQclear(*kept);
        *kept = NULL;
    }
    return ok;
}

// ---- Fault points and the state of the connection.

static bool db_begin_call(struct db *db, const char *name, struct err *err)
{
    if (db->broken || !db->conn)
        return err_set(
            err, ERR_DATABASE, "%s: the connection to the database was lost before", name);
    db->calls++;
    switch (fault_before(FAULT_DB, name)) {
    case FAULT_NONE:
        return true;
    case FAULT_REFUSED:
        PQclear(PQexec(db->conn, "SELECT 1/0")); // an open transaction is as after any error
        return err_set(err, ERR_DATABASE, "%s: injected refusal", name);
    case FAULT_LOST:
        break;
    }
    PQfinish(db->conn);
    db->conn = NULL;
    db->broken = true;
    return err_set(err, ERR_DATABASE, "%s: injected failure before the call", name);
}

static bool db_end_call(struct db *db, const char *name, struct err *err)
{
    if (fault_after(FAULT_DB, name)) {
        PQfinish(db->conn);
        db->conn = NULL;
        db->broken = true;
        return err_set(err, ERR_DATABASE, "%s: injected loss of the reply", name);
    }
    return true;
}

// ---- Connection.

static bool db_connect(struct db *db, const struct db_config *config, struct err *err)
{
    char seconds[16];
    snprintf(seconds, sizeof seconds, "%d", config->connect_seconds);
    const char *const all[][2] = {{"host", config->host}, {"port", config->port},
        {"dbname", config->name}, {"user", config->user}, {"sslmode", config->sslmode},
        {"sslrootcert", config->sslrootcert}, {"passfile", config->password_file},
        {"connect_timeout", seconds}, {"application_name", "cleanclaim"},
        {"client_encoding", "UTF8"}, {"tcp_user_timeout", "30000"}};
    enum { ALL = sizeof all / sizeof all[0] };
    const char *keys[ALL + 1];
    const char *values[ALL + 1];
    int n = 0;
    for (int i = 0; i < ALL; i++) {
        if (all[i][1]) {
            keys[n] = all[i][0];
            values[n++] = all[i][1];
        }
    }
    keys[n] = values[n] = NULL;

    if (fault_before(FAULT_DB, "connecting") != FAULT_NONE)
        return err_set(err, ERR_DATABASE, "connecting: injected failure before the call");
    db->conn = PQconnectStartParams(keys, values, 0);
    CHECK(db->conn);
    if (PQstatus(db->conn) == CONNECTION_BAD)
        return db_bad(db, "the database cannot be reached", err);
    PostgresPollingStatusType status = PGRES_POLLING_WRITING;
    while (status != PGRES_POLLING_OK) {
        if (status == PGRES_POLLING_FAILED)
            return db_bad(db, "the database cannot be reached", err);
        if (!db_wait(db, status == PGRES_POLLING_WRITING, config->connect_seconds, err))
            return err_prefix(err, "connecting");
        status = PQconnectPoll(db->conn);
    }
    if (PQsetnonblocking(db->conn, 1) != 0)
        return db_gone(db, "connecting", err);
    return db_end_call(db, "connecting", err);
}

static void db_ignore_notice(void *context, const PGresult *result)
{
    (void)context;
    (void)result;
}

bool db_open(struct db **out, const struct db_config *config, struct err *err)
{
    struct db *db = calloc(1, sizeof *db);
    CHECK(db);
    db->statement_seconds = config->statement_seconds;
    *out = NULL;
    if (!db_connect(db, config, err)) {
        db_close(db);
        return false;
    }
    PQsetNoticeReceiver(db->conn, db_ignore_notice, NULL);
    char settings[512];
    // Statistics of a night's tables are asked for often (sql/statistics.h): from 3,000 rows each.
    snprintf(settings, sizeof settings,
        "SET timezone = 'UTC'; SET datestyle = 'ISO, YMD'; SET search_path = public, pg_temp;"
        "SET standard_conforming_strings = on; SET client_min_messages = warning;"
        "SET statement_timeout = '%ds'; SET idle_in_transaction_session_timeout = 0; SET jit = "
        "off; SET default_statistics_target = 10;",
        config->statement_seconds);
    if (!db_script(db, "session settings", settings, err)) {
        db_close(db);
        return false;
    }
    *out = db;
    return true;
}

void db_close(struct db *db)
{
    if (!db)
        return;
    if (db->conn)
        PQfinish(db->conn); // the server rolls back what was open
    free(db);
}

int64_t db_calls(const struct db *db)
{
    return db->calls;
}

bool db_dry_run(struct db *db, struct err *err)
{
    CHECK(!db->in_transaction);
    db->dry_run = true;
    return db_script(db, "dry run", "BEGIN", err);
}

bool db_begin(struct db *db, struct err *err)
{
    CHECK(!db->in_transaction);
    if (!db_script(db, "begin", db->dry_run ? "SAVEPOINT unit" : "BEGIN", err))
        return false;
    db->in_transaction = true;
    return true;
}

bool db_commit(struct db *db, struct err *err)
{
    CHECK(db->in_transaction);
    if (!db_script(db, "commit", db->dry_run ? "RELEASE SAVEPOINT unit" : "COMMIT", err))
        return false;
    db->in_transaction = false;
    return true;
}

void db_rollback(struct db *db)
{
    if (!db->in_transaction || db->broken)
        return;
    db->in_transaction = false;
    struct err ignored = {0};
    const char *text =
        db->dry_run ? "ROLLBACK TO SAVEPOINT unit; RELEASE SAVEPOINT unit" : "ROLLBACK";
    if (!db_script(db, "rollback", text, &ignored))
        db->broken = true;
}

// ---- Statements.

static uint64_t big_endian_64(uint64_t n)
{
    return __builtin_bswap64(n);
}

// The parameters as libpq wants them, all binary.
struct packed {
    Oid types[PARAMETERS];
    const char *values[PARAMETERS];
    int lengths[PARAMETERS];
    int formats[PARAMETERS];
    char bytes[PARAMETERS][PARAM_BYTES];
};

static void pack_number(struct packed *p, size_t i, Oid type, uint64_t number, int size)
{
    uint64_t n = big_endian_64(number << (8 * (8 - size)));
    memcpy(p->bytes[i], &n, (size_t)size);
    p->types[i] = type;
    p->values[i] = p->bytes[i];
    p->lengths[i] = size;
}

static void pack(struct packed *p, const struct db_arg *args, size_t count)
{
    CHECK(count <= PARAMETERS);
    for (size_t i = 0; i < count; i++) {
        const struct db_arg *arg = &args[i];
        p->formats[i] = 1;
        p->values[i] = NULL;
        p->lengths[i] = 0;
        p->types[i] = 0;
        switch (arg->type) {
        case DB_ARG_NULL:
            break;
        case DB_ARG_I64:
            pack_number(p, i, OID_INT8, (uint64_t)arg->number, 8);
            break;
        case DB_ARG_DATE:
            p->types[i] = OID_DATE;
            if (arg->number != DATE_NONE)
                pack_number(p, i, OID_DATE, (uint64_t)(arg->number - EPOCH_DAYS), 4);
            break;
        case DB_ARG_BOOL:
            pack_number(p, i, OID_BOOL, arg->number ? 1 : 0, 1);
            break;
        case DB_ARG_MOMENT: {
            int64_t second = (int64_t)(arg->moment.day - EPOCH_DAYS) * 86400 + arg->moment.second;
            pack_number(p, i, OID_TIMESTAMPTZ, (uint64_t)(second * 1000000), 8);
            break;
        }
        case DB_ARG_TEXT:
        case DB_ARG_BYTES:
            CHECK(arg->text.size < INT32_MAX);
            p->types[i] = arg->type == DB_ARG_TEXT ? OID_TEXT : OID_BYTEA;
            p->values[i] = arg->text.size ? arg->text.at : "";
            p->lengths[i] = (int)arg->text.size;
            break;
        }
    }
}

static bool db_send(
    struct db *db, const struct sql *sql, const struct db_arg *args, size_t count, struct err *err)
{
    struct packed p;
    pack(&p, args, count);
    if (!PQsendQueryParams(
            db->conn, sql->text, (int)count, p.types, p.values, p.lengths, p.formats, 1))
        return db_gone(db, sql->name, err);
    return db_flush(db, sql->name, err);
}

static bool db_call(struct db *db, const struct sql *sql, const struct db_arg *args, size_t count,
    PGresult **result, struct err *err)
{
    *result = NULL;
    if (!db_begin_call(db, sql->name, err) || !db_send(db, sql, args, count, err) ||
        !db_results(db, sql->name, result, err))
        return false;
    if (!db_end_call(db, sql->name, err)) {
        PQclear(*result);
        *result = NULL;
        return false;
    }
    return true;
}

bool db_run(struct db *db, const struct sql *sql, const struct db_arg *args, size_t count,
    int64_t *affected, struct err *err)
{
    PGresult *result;
    if (!db_call(db, sql, args, count, &result, err))
        return false;
    if (affected) {
        int64_t n = 0;
        text_to_i64(text_of(PQcmdTuples(result)), &n);
        *affected = n;
    }
    PQclear(result);
    return true;
}

bool db_script(struct db *db, const char *name, const char *text, struct err *err)
{
    PGresult *result;
    if (!db_begin_call(db, name, err))
        return false;
    if (!PQsendQuery(db->conn, text))
        return db_gone(db, name, err);
    if (!db_flush(db, name, err) || !db_results(db, name, &result, err))
        return false;
    PQclear(result);
    return db_end_call(db, name, err);
}

bool db_get(struct db *db, const struct sql *sql, const struct db_arg *args, size_t count,
    struct db_rows **out, struct err *err)
{
    PGresult *result;
    *out = NULL;
    if (!db_call(db, sql, args, count, &result, err))
        return false;
    struct db_rows *rows = calloc(1, sizeof *rows);
    CHECK(rows);
    rows->result = result;
    *out = rows;
    return true;
}

bool db_get_i64(struct db *db, const struct sql *sql, const struct db_arg *args, size_t count,
    int64_t *out, struct err *err)
{
    struct db_rows *rows;
    if (!db_get(db, sql, args, count, &rows, err))
        return false;
    CHECK(db_rows_count(rows) == 1 && db_column_count(rows) == 1);
    *out = db_i64(rows, 0, 0);
    db_rows_free(rows);
    return true;
}

// Reads the rest of a statement that the row function stopped, so that the connection can be used
// again.
static void db_drain(struct db *db)
{
    PGcancel *cancel = PQgetCancel(db->conn);
    char ignored[256];
    if (cancel) {
        PQcancel(cancel, ignored, sizeof ignored);
        PQfreeCancel(cancel);
    }
    struct err err = {0};
    PGresult *result;
    while (db_next(db, "cancelling", &result, &err) && result)
        PQclear(result);
}

// Sends a statement whose rows are read by db_answer.
static bool db_ask(
    struct db *db, const struct sql *sql, const struct db_arg *args, size_t count, struct err *err)
{
    if (!db_begin_call(db, sql->name, err) || !db_send(db, sql, args, count, err))
        return false;
    CHECK(PQsetSingleRowMode(db->conn));
    return true;
}

static bool db_answer(
    struct db *db, const struct sql *sql, db_row_function on_row, void *context, struct err *err)
{
    for (;;) {
        PGresult *result;
        if (!db_next(db, sql->name, &result, err))
            return false;
        if (!result)
            break;
        ExecStatusType status = PQresultStatus(result);
        bool ok = true;
        if (status == PGRES_SINGLE_TUPLE) {
            struct db_rows rows = {result};
            ok = on_row(context, &rows, 0, err);
        } else if (status != PGRES_TUPLES_OK) {
            db_refused(sql->name, result, err);
            PQclear(result);
            db_drain(db);
            return false;
        }
        PQclear(result);
        if (!ok) {
            db_drain(db);
            return false;
        }
    }
    return db_end_call(db, sql->name, err);
}

bool db_each(struct db *db, const struct sql *sql, const struct db_arg *args, size_t count,
    db_row_function on_row, void *context, struct err *err)
{
    return db_ask(db, sql, args, count, err) && db_answer(db, sql, on_row, context, err);
}

bool db_each_beside(struct db *db, struct db *beside, const struct sql *const sql[2],
    const struct db_arg *args, size_t count, db_row_function on_row, void *const context[2],
    struct err *err)
{
    if (!db_ask(db, sql[0], args, count, err))
        return false;
    if (!db_ask(beside, sql[1], args, count, err)) {
        db->broken = true; // its statement still runs
        return false;
    }
    if (!db_answer(db, sql[0], on_row, context[0], err)) {
        beside->broken = true;
        return false;
    }
    return db_answer(beside, sql[1], on_row, context[1], err);
}

// ---- Values.

void db_rows_free(struct db_rows *rows)
{
    if (!rows)
        return;
    PQclear(rows->result);
    free(rows);
}

size_t db_rows_count(const struct db_rows *rows)
{
    return (size_t)PQntuples(rows->result);
}

size_t db_column_count(const struct db_rows *rows)
{
    return (size_t)PQnfields(rows->result);
}

const char *db_column_name(const struct db_rows *rows, size_t column)
{
    return PQfname(rows->result, (int)column);
}

static const unsigned char *db_value(
    const struct db_rows *rows, size_t row, size_t column, int *size)
{
    CHECK((int)row < PQntuples(rows->result) && (int)column < PQnfields(rows->result));
    *size = PQgetlength(rows->result, (int)row, (int)column);
    return (const unsigned char *)PQgetvalue(rows->result, (int)row, (int)column);
}

static Oid db_type(const struct db_rows *rows, size_t column)
{
    return PQftype(rows->result, (int)column);
}

bool db_is_null(const struct db_rows *rows, size_t row, size_t column)
{
    return PQgetisnull(rows->result, (int)row, (int)column);
}

// A big-endian integer of 1 to 8 bytes, with its sign.
static int64_t db_number(const unsigned char *at, int size)
{
    uint64_t n = 0;
    for (int i = 0; i < size; i++)
        n = n << 8 | at[i];
    int shift = 64 - 8 * size;
    return (int64_t)(n << shift) >> shift;
}

int64_t db_i64(const struct db_rows *rows, size_t row, size_t column)
{
    Oid type = db_type(rows, column);
    CHECK(type == OID_INT8 || type == OID_INT4 || type == OID_INT2);
    int size;
    const unsigned char *at = db_value(rows, row, column, &size);
    return db_is_null(rows, row, column) ? 0 : db_number(at, size);
}

struct text db_text(const struct db_rows *rows, size_t row, size_t column)
{
    Oid type = db_type(rows, column);
    CHECK(type == OID_TEXT || type == OID_BYTEA || type == OID_CHAR);
    int size;
    const unsigned char *at = db_value(rows, row, column, &size);
    return (struct text){(const char *)at, (size_t)size};
}

date_t db_date(const struct db_rows *rows, size_t row, size_t column)
{
    CHECK(db_type(rows, column) == OID_DATE);
    int size;
    const unsigned char *at = db_value(rows, row, column, &size);
    return db_is_null(rows, row, column) ? DATE_NONE : (date_t)(db_number(at, size) + EPOCH_DAYS);
}

bool db_bool(const struct db_rows *rows, size_t row, size_t column)
{
    CHECK(db_type(rows, column) == OID_BOOL);
    int size;
    const unsigned char *at = db_value(rows, row, column, &size);
    return !db_is_null(rows, row, column) && at[0];
}

char db_char(const struct db_rows *rows, size_t row, size_t column)
{
    CHECK(db_type(rows, column) == OID_CHAR);
    int size;
    const unsigned char *at = db_value(rows, row, column, &size);
    return db_is_null(rows, row, column) ? '\0' : (char)at[0];
}

size_t db_print(const struct db_rows *rows, size_t row, size_t column, char *out, size_t room)
{
    CHECK(room > 0);
    out[0] = '\0';
    if (db_is_null(rows, row, column))
        return 0;
    int size;
    const unsigned char *at = db_value(rows, row, column, &size);
    int n = 0;
    switch (db_type(rows, column)) {
    case OID_INT8:
    case OID_INT4:
    case OID_INT2:
        n = snprintf(out, room, "%" PRId64, db_number(at, size));
        break;
    case OID_BOOL:
        n = snprintf(out, room, "%s", at[0] ? "yes" : "no");
        break;
    case OID_DATE: {
        char date[DATE_ROOM];
        date_format_iso((date_t)(db_number(at, size) + EPOCH_DAYS), date);
        n = snprintf(out, room, "%s", date);
        break;
    }
    case OID_TIMESTAMPTZ: {
        int64_t second = db_number(at, size) / 1000000 + (int64_t)EPOCH_DAYS * 86400;
        char date[DATE_ROOM];
        date_format_iso((date_t)(second / 86400), date);
        int64_t s = second % 86400;
        n = snprintf(out, room, "%s %02d:%02d:%02d", date, (int)(s / 3600), (int)(s / 60 % 60),
            (int)(s % 60));
        break;
    }
    case OID_BYTEA:
        for (int i = 0; i < size && (size_t)n + 3 <= room; i++)
            n += snprintf(out + n, room - (size_t)n, "%02x", at[i]);
        break;
    case OID_TEXT:
    case OID_CHAR:
        n = snprintf(out, room, "%.*s", size, (const char *)at);
        break;
    default:
        err_bug(__FILE__, __LINE__, "a column of a type that db_print does not know");
    }
    return (size_t)n < room ? (size_t)n : room - 1;
}

// ---- COPY.

bool db_copy_start(struct db *db, const char *statement, struct err *err)
{
    if (!db_begin_call(db, "copy", err))
        return false;
    if (!PQsendQuery(db->conn, statement))
        return db_gone(db, "copy", err);
    PGresult *result;
    if (!db_flush(db, "copy", err) || !db_results(db, "copy", &result, err))
        return false;
    CHECK(PQresultStatus(result) == PGRES_COPY_IN);
    PQclear(result);
    return db_end_call(db, "copy", err);
}

bool db_copy_send(struct db *db, struct text bytes, struct err *err)
{
    if (!db_begin_call(db, "copy data", err))
        return false;
    int sent;
    while ((sent = PQputCopyData(db->conn, bytes.at, (int)bytes.size)) == 0) {
        if (!db_wait(db, true, db->statement_seconds, err))
            return err_prefix(err, "copy data");
        if (!PQconsumeInput(db->conn))
            return db_gone(db, "copy data", err);
    }
    if (sent < 0)
        return db_gone(db, "copy data", err);
    return db_flush(db, "copy data", err) && db_end_call(db, "copy data", err);
}

bool db_copy_finish(struct db *db, struct err *err)
{
    if (!db_begin_call(db, "copy end", err))
        return false;
    int ended;
    while ((ended = PQputCopyEnd(db->conn, NULL)) == 0)
        if (!db_wait(db, true, db->statement_seconds, err))
            return err_prefix(err, "copy end");
    if (ended < 0)
        return db_gone(db, "copy end", err);
    PGresult *result;
    if (!db_flush(db, "copy end", err) || !db_results(db, "copy end", &result, err))
        return false;
    PQclear(result);
    return db_end_call(db, "copy end", err);
}

// ---- Locks.

static int64_t lock_key(enum db_lock_class class, int64_t number)
{
    CHECK(number >= 0 && number < (INT64_C(1) << 48));
    return (int64_t) class << 48 | number;
}

bool db_lock(struct db *db, enum db_lock_class class, int64_t number, int seconds, struct err *err)
{
    char wait[32];
    snprintf(wait, sizeof wait, "%dms", seconds > 0 ? seconds * 1000 : 1);
    if (db_run(
            db, &sql_floor_lock, DB_ARGS(DB_I64(lock_key(class, number)), DB_Z(wait)), NULL, err))
        return true;
    if (err->kind == ERR_BUSY)
        err_set(err, ERR_BUSY, "another run holds the lock; it was waited for %d seconds", seconds);
    return false;
}

void db_unlock(struct db *db, enum db_lock_class class, int64_t number)
{
    struct err ignored = {0};
    if (!db->broken)
        db_run(db, &sql_floor_unlock, DB_ARGS(DB_I64(lock_key(class, number))), NULL, &ignored);
}
