// status: what ran, what came in and went out, and what waits.
#include "cli/print.h"
#include "cli/verb.h"
#include "jobs/cluster.h"
#include "jobs/file_folder.h"
#include "jobs/look_status.h"
#include "jobs/look_words.h"
#include "sql_statements.h"

#define COUNT(list) (sizeof(list) / sizeof *(list))

struct status {
    struct verb_call *call;
    struct look look;
    int64_t since; // the run from which on files are told of
    bool person;   // something waits for a person
};

// ---- The database

static bool show_database(struct status *s, struct err *err)
{
    static const struct out_column columns[] = {
        {"state", "database", OUT_TEXT},
        {"folder", "in", OUT_TEXT},
        {"socket", "socket", OUT_TEXT},
        {"bytes", "bytes on disk", OUT_COUNT},
        {"free_bytes", "bytes free", OUT_COUNT},
        {"data_folder", "data folder", OUT_TEXT},
    };
    const struct config *config = s->call->options.config;
    struct cluster_status cluster = {.folder = config->database.host, .socket = ""};
    int64_t space;
    bool embedded = config->database.host[0] == '\0';
    if ((embedded && !cluster_status(config, &cluster, err)) ||
        !file_folder_space(config->data_folder, &space, err))
        return false;
    struct out *out = s->call->out;
    out_section(out, "database", "DATABASE");
    out_record(out, columns, COUNT(columns));
    out_z(out, "running");
    out_z(out, cluster.folder);
    out_z(out, cluster.socket);
    out_count(out, cluster.bytes);
    out_count(out, space);
    out_z(out, config->data_folder);
    out_end(out);
    return true;
}

// ---- Runs and files

static bool show(struct status *s, const char *name, const char *heading,
    const struct out_column *columns, size_t count, struct db_rows *rows)
{
    if (db_rows_count(rows) > 0) {
        out_section(s->call->out, name, heading);
        print_rows(s->call->out, columns, count, rows);
    }
    db_rows_free(rows);
    return true;
}

static bool show_runs(struct status *s, struct err *err)
{
    static const struct out_column columns[] = {
        {"run_id", "run", OUT_COUNT},
        {"parent_run_id", NULL, OUT_COUNT},
        {"job", "job", OUT_TEXT},
        {"as_of", "as of", OUT_DATE},
        {"started_at", "started (UTC)", OUT_TEXT},
        {"seconds", "seconds", OUT_COUNT},
        {"exit_code", "exit", OUT_COUNT},
        {"message", "message", OUT_TEXT},
        {"user", "user", OUT_TEXT},
    };
    struct db_rows *rows;
    if (!db_get(s->look.run.db, &sql_look_status_runs, DB_ARGS(DB_I64(s->since)), &rows, err))
        return false;
    if (db_rows_count(rows) == 0)
        out_line(s->call->out, "\nnothing has run yet: 'cleanclaim night' runs a night");
    else // the newest night, or job alone, could not run
        s->person = db_i64(rows, 0, 6) >= EXIT_FAILED;
    return show(s, "run", "RUNS, newest first", columns, COUNT(columns), rows);
}

static bool show_files_in(struct status *s, struct err *err)
{
    static const struct out_column columns[] = {
        {"run_id", "run", OUT_COUNT},
        {"org", "org", OUT_TEXT},
        {"kind", "kind", OUT_TEXT},
        {"file", "file", OUT_TEXT},
        {"unit", "unit", OUT_TEXT},
        {"received", "received", OUT_COUNT},
        {"stored", "stored", OUT_COUNT},
        {"set_aside", "set aside", OUT_COUNT},
        {"duplicate", "duplicate", OUT_COUNT},
        {"outcome", "outcome", OUT_TEXT},
        {"kept_as", "kept in", OUT_TEXT},
        {"sha256", NULL, OUT_TEXT},
    };
    struct db_rows *rows;
    if (!db_get(s->look.run.db, &sql_look_status_files_in,
            DB_ARGS(DB_I64(s->since), DB_Z(s->call->options.org)), &rows, err))
        return false;
    return show(s, "file_in", "FILES IN (received = stored + set aside + duplicate)", columns,
        COUNT(columns), rows);
}

static bool show_files_out(struct status *s, struct err *err)
{
    static const struct out_column columns[] = {
        {"run_id", "run", OUT_COUNT},
        {"org", "org", OUT_TEXT},
        {"partner", "partner", OUT_TEXT},
        {"file", "file", OUT_TEXT},
        {"control_number", "ISA13", OUT_COUNT},
        {"claims", "claims", OUT_COUNT},
        {"amount", "dollars", OUT_DOLLARS},
        {"state", "state", OUT_TEXT},
        {"published_at", "published (UTC)", OUT_TEXT},
        {"delivered_at", "delivered", OUT_TEXT},
        {"ta1", "TA1", OUT_TEXT},
        {"ack999", "999", OUT_TEXT},
        {"sha256", NULL, OUT_TEXT},
        {"upload_output", NULL, OUT_TEXT},
    };
    struct db_rows *rows;
    if (!db_get(s->look.run.db, &sql_look_status_files_out,
            DB_ARGS(DB_I64(s->since), DB_Z(s->call->options.org)), &rows, err))
        return false;
    return show(s, "file_out", "FILES OUT", columns, COUNT(columns), rows);
}

static const struct out_column finding_columns[] = {
    {"severity", NULL, OUT_TEXT},
    {"code", NULL, OUT_TEXT},
    {"snip", NULL, OUT_COUNT},
    {"org", "org", OUT_TEXT},
    {"file", "file", OUT_TEXT},
    {"count", "times", OUT_COUNT},
    {"row", "first row", OUT_COUNT},
    {"column", "column", OUT_TEXT},
    {NULL, "first place", OUT_TEXT},
    {"interchange", "ISA13", OUT_TEXT},
    {"group", NULL, OUT_TEXT},
    {"transaction", "ST02", OUT_TEXT},
    {"segment", NULL, OUT_COUNT},
    {"segment_id", NULL, OUT_TEXT},
    {"element", "element", OUT_TEXT},
    {"loop", "loop", OUT_TEXT},
    {"offset", NULL, OUT_COUNT},
    {"value", "value", OUT_TEXT},
    {"message", NULL, OUT_TEXT},
    {"remedy", NULL, OUT_TEXT},
    {"set_aside", NULL, OUT_BOOL},
    {"run_id", NULL, OUT_COUNT},
};
enum { SEVERITY, CODE, MESSAGE = 18, REMEDY };

static bool same_finding(const struct db_rows *rows, size_t a, size_t b)
{
    return text_equal(db_text(rows, a, CODE), db_text(rows, b, CODE)) &&
           text_equal(db_text(rows, a, SEVERITY), db_text(rows, b, SEVERITY));
}

// What is wrong stands once above the places where it is.
static void print_findings(struct out *out, const struct db_rows *rows)
{
    size_t count = db_rows_count(rows);
    for (size_t from = 0, to; from < count; from = to) {
        for (to = from + 1; to < count && same_finding(rows, from, to); to++) {
        }
        if (from > 0)
            out_line(out, "%s", "");
        out_line(out, "%.*s  %.*s: %.*s", TEXT_ARG(db_text(rows, from, SEVERITY)),
            TEXT_ARG(db_text(rows, from, CODE)), TEXT_ARG(db_text(rows, from, MESSAGE)));
        out_line(out, "  to do: %.*s", TEXT_ARG(db_text(rows, from, REMEDY)));
        print_part(out, finding_columns, COUNT(finding_columns), rows, from, to);
    }
}

static bool show_findings(struct status *s, struct err *err)
{
    struct db_rows *rows;
    struct look_finding_words words = look_words_findings(s->look.run.arena);
    if (!db_get(s->look.run.db, &sql_look_status_findings,
            DB_ARGS(DB_I64(s->since), DB_Z(s->call->options.org), DB_TEXT(words.codes),
                DB_TEXT(words.snips), DB_TEXT(words.messages), DB_TEXT(words.remedies)),
            &rows, err))
        return false;
    if (db_rows_count(rows) > 0) {
        out_section(s->call->out, "finding", "FOUND IN THESE FILES");
        print_findings(s->call->out, rows);
    }
    db_rows_free(rows);
    return true;
}

// ---- What waits

static const struct out_column waiting_columns[] = {
    {"org", "org", OUT_TEXT},
    {"what", "what", OUT_TEXT},
    {"number", "number", OUT_COUNT},
    {"amount", "dollars", OUT_DOLLARS},
    {"person", "for a person", OUT_BOOL},
    {"remedy", "what to do", OUT_TEXT},
};

static void wait_for(struct status *s, const char *org, const char *what, int64_t number,
    int64_t cents, bool person, struct text remedy)
{
    struct out *out = s->call->out;
    out_z(out, org);
    out_z(out, what);
    out_count(out, number);
    if (cents == 0)
        out_none(out);
    else
        out_cents(out, cents);
    out_bool(out, person);
    out_text(out, remedy);
    s->person = s->person || person;
}

static bool wait_inboxes(struct status *s, struct err *err)
{
    struct look_inbox inboxes[LOOK_INBOXES];
    if (!look_status_inboxes(&s->look, inboxes, err))
        return false;
    for (size_t i = 0; i < LOOK_INBOXES; i++)
        if (inboxes[i].files > 0)
            wait_for(s, "", arena_format(s->look.run.arena, "files in %s", inboxes[i].name).at,
                inboxes[i].files, 0, !inboxes[i].has_reader,
                inboxes[i].has_reader ? TEXT("the next night reads them")
                                      : TEXT("take them out: no job reads them yet"));
    return true;
}

static bool wait_quarantined(struct status *s, struct err *err)
{
    int64_t number;
    if (!db_get_i64(s->look.run.db, &sql_look_status_quarantined, DB_NO_ARGS, &number, err))
        return false;
    if (number > 0)
        wait_for(s, "", "transactions quarantined", number, 0, true,
            TEXT("find out whose they are; do not read on"));
    return true;
}

static bool wait_org(
    struct status *s, const struct organisation *org, struct db_rows *unanswered, struct err *err)
{
    struct db_rows *rows;
    if (!db_get(s->look.run.db, &sql_look_status_waiting, DB_ARGS(DB_I64(org->org_id)), &rows, err))
        return false;
    for (size_t i = 0; i < db_rows_count(rows); i++)
        wait_for(s, org->code, arena_copy(s->look.run.arena, db_text(rows, i, 0)).at,
            db_i64(rows, i, 1), db_i64(rows, i, 2), db_bool(rows, i, 3), db_text(rows, i, 4));
    db_rows_free(rows);
    int64_t claims = 0, cents = 0;
    for (size_t i = 0; i < db_rows_count(unanswered); i++) {
        claims += db_i64(unanswered, i, 4);
        cents += db_i64(unanswered, i, 5);
    }
    if (claims > 0)
        wait_for(s, org->code, "claims whose answer is overdue", claims, cents, true,
            TEXT("see below; ask who received the file"));
    return true;
}

static void show_unanswered(
    struct status *s, const struct organisation *org, const struct db_rows *rows)
{
    static const struct out_column columns[] = {
        {"file", "file", OUT_TEXT},
        {"partner", "partner", OUT_TEXT},
        {"answer", "missing", OUT_TEXT},
        {"payer", "payer", OUT_TEXT},
        {"claims", "claims", OUT_COUNT},
        {"amount", "dollars", OUT_DOLLARS},
        {"sent_at", "sent (UTC)", OUT_TEXT},
        {"due_at", "due", OUT_TEXT},
        {"hours", "hours late", OUT_COUNT},
    };
    if (db_rows_count(rows) == 0)
        return;
    out_section(s->call->out, "unanswered",
        arena_format(s->look.run.arena, "ANSWERS OVERDUE, organisation %s", org->code).at);
    print_rows(s->call->out, columns, COUNT(columns), rows);
}

static bool show_waiting(struct status *s, struct err *err)
{
    const struct run *run = &s->look.run;
    struct db_rows **unanswered = ARENA_ARRAY(run->arena, struct db_rows *, run->org_count + 1);
    bool ok = true;
    for (size_t i = 0; ok && i < run->org_count; i++)
        ok = look_status_unanswered(&s->look, &run->orgs[i], &unanswered[i], err);
    if (ok) {
        out_section(s->call->out, "waiting", "WAITING");
        out_table(s->call->out, waiting_columns, COUNT(waiting_columns));
        ok = wait_inboxes(s, err) && wait_quarantined(s, err);
        for (size_t i = 0; ok && i < run->org_count; i++)
            ok = wait_org(s, &run->orgs[i], unanswered[i], err);
        out_end(s->call->out);
    }
    for (size_t i = 0; ok && i < run->org_count; i++)
        show_unanswered(s, &run->orgs[i], unanswered[i]);
    for (size_t i = 0; i < run->org_count; i++)
        db_rows_free(unanswered[i]);
    return ok;
}

static bool read_nights(const struct verb_call *call, int64_t *nights, struct err *err)
{
    const char *value = verb_option(call, "nights");
    *nights = 1;
    return value == NULL ||
           (text_to_i64(text_of(value), nights) && *nights >= 1 && *nights <= 1000) ||
           err_set(err, ERR_USAGE, "--nights '%s' is no number from 1 to 1000", value);
}

int verb_status(struct verb_call *call)
{
    struct status s = {.call = call};
    struct err err = {0};
    int64_t nights;
    if (!verb_argument_count(call, 0, 0))
        return EXIT_USAGE;
    if (!read_nights(call, &nights, &err))
        return verb_fail(&err);
    bool ok = look_open(&s.look, &call->options, &err) && show_database(&s, &err) &&
              db_get_i64(
                  s.look.run.db, &sql_look_status_since, DB_ARGS(DB_I64(nights)), &s.since, &err) &&
              show_runs(&s, &err) && show_files_in(&s, &err) && show_files_out(&s, &err) &&
              show_findings(&s, &err) && show_waiting(&s, &err);
    look_close(&s.look);
    if (!ok)
        return verb_fail(&err);
    return s.person ? EXIT_FINDINGS : EXIT_DONE;
}
