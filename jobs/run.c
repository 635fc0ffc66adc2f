#include "jobs/run.h"

#include "claims/base/buf.h"
#include "claims/base/log.h"
#include "jobs/cluster.h"
#include "jobs/config.h"
#include "sql/migrate.h"
#include "sql/statistics.h"
#include "sql_statements.h"

#include <inttypes.h>
#include <pwd.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#define RUN_ARENA_BYTES (256 * 1024 * 1024)
#define COUNTS_BYTES    (4 * 1024 * 1024)
#define PATIENCE        15 // seconds; an immediate stop kills what has not ended after 5

struct moment run_clock(void)
{
    time_t now = time(NULL);
    return (struct moment){(date_t)(now / 86400), (int32_t)(now % 86400)};
}

static const char *run_user(struct arena *arena)
{
    const struct passwd *entry = getpwuid(getuid());
    if (entry)
        return arena_copy(arena, text_of(entry->pw_name)).at;
    return arena_format(arena, "uid %ld", (long)getuid()).at;
}

// An embedded server that is just ending, or has just begun, may answer and take no connection yet:
// it is asked again, and started again when it has ended.
static bool open_embedded(const struct config *config, struct db **out, struct err *err)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    int64_t end = now.tv_sec + PATIENCE;
    for (;;) {
        struct db_config where;
        if (!cluster_ready(config, &where, err))
            return false;
        if (db_open(out, &where, err))
            return true;
        clock_gettime(CLOCK_MONOTONIC, &now);
        if (now.tv_sec >= end)
            return false;
        log_debug("%s; asked again", err->text);
        nanosleep(&(struct timespec){.tv_nsec = 100L * 1000 * 1000}, NULL);
    }
}

bool run_open_database(const struct config *config, struct db **out, struct err *err)
{
    bool embedded = config->database.host[0] == '\0';
    struct db_config where;
    if (embedded ? !open_embedded(config, out, err)
                 : !cluster_ready(config, &where, err) || !db_open(out, &where, err))
        return false;
    bool ok = embedded ? migrate(*out, run_clock(), (int)config->run.lock_seconds, NULL, err)
                       : migrate_check(*out, err);
    if (!ok) {
        db_close(*out);
        *out = NULL;
    }
    return ok;
}

bool run_open_beside(const struct run *run, struct db **out, struct err *err)
{
    struct db_config where;
    *out = NULL;
    // What a dry run did, only its own connection sees.
    return run->options->dry_run ||
           (cluster_ready(run->config, &where, err) && db_open(out, &where, err));
}

// ---- Counts.

static struct run_count *run_count_find(struct run *run, int64_t org_id, const char *name)
{
    for (size_t i = 0; i < run->count_count; i++)
        if (run->counts[i].org_id == org_id && strcmp(run->counts[i].name, name) == 0)
            return &run->counts[i];
    if (run->count_count == run->count_room) {
        size_t room = run->count_room ? 2 * run->count_room : 64;
        struct run_count *more = ARENA_ARRAY(run->arena, struct run_count, room);
        if (run->count_count > 0)
            memcpy(more, run->counts, run->count_count * sizeof *more);
        run->counts = more;
        run->count_room = room;
    }
    struct run_count *count = &run->counts[run->count_count++];
    *count = (struct run_count){.org_id = org_id, .name = name};
    return count;
}

void run_count(struct run *run, int64_t org_id, const char *name, int64_t value)
{
    run_count_find(run, org_id, name)->value += value;
}

void run_count_cents(
    struct run *run, int64_t org_id, const char *name, int64_t value, int64_t cents)
{
    struct run_count *count = run_count_find(run, org_id, name);
    count->value += value;
    count->cents += cents;
    count->has_cents = true;
}

// The counts as run/finish.sql takes them. Names are our own words: nothing to escape.
static void run_counts_json(const struct run *run, struct buf *out)
{
    buf_char(out, '[');
    for (size_t i = 0; i < run->count_count; i++) {
        const struct run_count *c = &run->counts[i];
        buf_format(out,
            "%s{\"org_id\":%" PRId64 ",\"name\":\"%s\",\"value\":%" PRId64 ",\"cents\":%" PRId64
            "}",
            i ? "," : "", c->org_id, c->name, c->value, c->cents);
    }
    buf_char(out, ']');
}

struct ledger_book run_book(const struct run *run, int64_t org_id)
{
    return (struct ledger_book){.org_id = org_id,
        .run_id = run->run_id,
        .as_of = run->as_of,
        .now = run->now,
        .user = run->user};
}

bool run_organisations(
    struct run *run, const struct organisation **out, size_t *count, struct err *err)
{
    struct db_rows *rows;
    if (!db_get(run->db, &sql_run_list_organisations, DB_ARGS(DB_Z(run->options->org)), &rows, err))
        return false;
    *count = db_rows_count(rows);
    struct organisation *list = ARENA_ARRAY(run->arena, struct organisation, *count + 1);
    for (size_t i = 0; i < *count; i++) {
        list[i].org_id = db_i64(rows, i, 0);
        list[i].code = arena_copy(run->arena, db_text(rows, i, 1)).at;
        list[i].name = arena_copy(run->arena, db_text(rows, i, 2)).at;
        list[i].rehearsal = db_bool(rows, i, 3);
        list[i].start_date = db_date(rows, i, 4);
        list[i].identity_key = arena_copy(run->arena, db_text(rows, i, 5));
    }
    db_rows_free(rows);
    *out = list;
    run->orgs = list;
    run->org_count = *count;
    if (*count == 0 && run->options->org[0])
        return err_set(err, ERR_USAGE, "there is no organisation '%s': see 'cleanclaim org list'",
            run->options->org);
    return true;
}

// ---- The frame.

static bool run_start(struct run *run, struct err *err)
{
    char host[256] = "";
    gethostname(host, sizeof host - 1);
    return db_get_i64(run->db, &sql_run_start,
        DB_ARGS(DB_I64(run->night_id), DB_Z(run->job), DB_DATE(run->as_of), DB_MOMENT(run->now),
            DB_Z(run->user), DB_Z(host), DB_I64(getpid()), DB_Z("cleanclaim " CLEANCLAIM_VERSION),
            DB_BOOL(run->options->dry_run)),
        &run->run_id, err);
}

// Writes the end of the run. What goes wrong here does not hide what went wrong before.
static bool run_finish(struct run *run, int code, const struct err *why, struct err *err)
{
    struct buf counts;
    buf_init(&counts, COUNTS_BYTES);
    run_counts_json(run, &counts);
    struct moment now = run->options->has_moment ? run->now : run_clock();
    bool ok = db_run(run->db, &sql_run_finish,
        DB_ARGS(DB_I64(run->run_id), DB_MOMENT(now), DB_I64(code), DB_Z(code >= 2 ? why->text : ""),
            DB_TEXT(buf_slice(&counts))),
        NULL, err);
    buf_free(&counts);
    return ok;
}

static void run_prepare(struct run *run, const struct run_options *options, const char *job)
{
    *run = (struct run){.options = options, .config = options->config, .job = job};
    run->arena = arena_new(RUN_ARENA_BYTES);
    run->now = options->has_moment ? options->moment : run_clock();
    run->as_of = run->now.day;
    run->user = run_user(run->arena);
}

// Runs `function` between the run record's beginning and end, on an open connection.
static int run_framed(struct run *run, job_function function, run_report_function report,
    void *context, struct err *err)
{
    if (!run_start(run, err))
        return err_exit_code(err);
    bool ok = statistics_refresh(run->db, err) && function(run, err);
    if (!ok)
        db_rollback(run->db);
    int code = ok ? (run->findings ? 1 : 0) : err_exit_code(err);
    struct err end = {0};
    if (!run_finish(run, code, err, &end) && ok) {
        *err = end;
        code = err_exit_code(err);
    }
    if (report)
        report(context, run, code >= 2 ? err : NULL);
    return code;
}

static bool run_connect(struct run *run, struct err *err)
{
    return run_open_database(run->config, &run->db, err) &&
           (!run->options->dry_run || db_dry_run(run->db, err));
}

int run_job(const struct run_options *options, const struct job *job, run_report_function report,
    void *context, struct err *err)
{
    struct run run;
    run_prepare(&run, options, job->name);
    int code;
    if (run_connect(&run, err))
        code = run_framed(&run, job->function, report, context, err);
    else
        code = err_exit_code(err);
    db_close(run.db);
    arena_free(run.arena);
    return code;
}

int run_night(const struct run_options *options, const struct job *const *jobs,
    run_report_function report, void *context, struct err *err)
{
    struct run night;
    run_prepare(&night, options, "night");
    int code = 0;
    if (!run_connect(&night, err) || !run_start(&night, err)) {
        code = err_exit_code(err);
    } else {
        for (; code < 2 && *jobs; jobs++) {
            struct run run;
            run_prepare(&run, options, (*jobs)->name);
            run.db = night.db;
            run.now = night.now;
            run.as_of = night.as_of;
            run.night_id = night.run_id;
            int job_code = run_framed(&run, (*jobs)->function, report, context, err);
            code = job_code > code ? job_code : code;
            arena_free(run.arena);
        }
        struct err end = {0};
        if (!run_finish(&night, code, err, &end) && code < 2) {
            *err = end;
            code = err_exit_code(err);
        }
    }
    db_close(night.db);
    arena_free(night.arena);
    return code;
}
