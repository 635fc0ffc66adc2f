// refdata load|list: releases of code sets.
#include "claims/base/arena.h"
#include "claims/base/log.h"
#include "cli/verb.h"
#include "jobs/config.h"
#include "jobs/refdata_load.h"
#include "sql_statements.h"

#define ARENA_BYTES ((size_t)8 * 1024 * 1024)

// ---- load

static const char *outcome_word(enum refdata_outcome outcome)
{
    switch (outcome) {
    case REFDATA_LOADED:
        return "loaded";
    case REFDATA_KNOWN:
        return "already loaded";
    case REFDATA_MOVED:
        return "period changed";
    case REFDATA_REFUSED:
        return "refused";
    case REFDATA_NO_RELEASE:
        return "no release in it";
    }
    err_bug(__FILE__, __LINE__, "unknown refdata_outcome");
}

static const char *last_part(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash != NULL ? slash + 1 : path;
}

static void print_results(struct out *out, const struct refdata_request *request)
{
    static const struct out_column columns[] = {
        {"file", "file", OUT_TEXT},
        {"member", "release", OUT_TEXT},
        {"code_set", "codes of", OUT_TEXT},
        {"effective_from", "from", OUT_DATE},
        {"effective_to", "to", OUT_DATE},
        {"codes", "codes", OUT_COUNT},
        {"modifiers_left_out", "modifiers", OUT_COUNT},
        {"dental_left_out", "dental", OUT_COUNT},
        {"bad_lines", "bad lines", OUT_COUNT},
        {"outcome", "outcome", OUT_TEXT},
        {"reason", "", OUT_TEXT},
    };
    // People read reasons below the table.
    size_t count = sizeof columns / sizeof *columns - (out_is_json(out) ? 0 : 1);
    out_table(out, columns, count);
    for (size_t i = 0; i < request->result_count; i++) {
        const struct refdata_result *r = &request->results[i];
        out_z(out, out_is_json(out) ? r->path : last_part(r->path));
        out_z(out, last_part(r->member));
        out_z(out, r->code_set);
        out_date(out, r->from);
        out_date(out, r->to);
        out_count(out, r->counts.codes);
        out_count(out, r->counts.modifiers);
        out_count(out, r->counts.dental);
        out_count(out, r->counts.bad);
        out_z(out, outcome_word(r->outcome));
        if (out_is_json(out))
            out_z(out, r->reason);
    }
    out_end(out);
}

// What a person must look at.
static void print_reasons(struct out *out, const struct refdata_request *request)
{
    for (size_t i = 0; i < request->result_count; i++) {
        const struct refdata_result *r = &request->results[i];
        if (r->outcome == REFDATA_REFUSED)
            out_line(out, "%s: refused: %s", r->path, r->reason);
        for (size_t k = 0; k < r->bad_count; k++)
            out_line(out, "%s:%zu: set aside: %s", r->member, r->bad[k].line, r->bad[k].why);
        if (r->counts.bad > (int64_t)r->bad_count)
            out_line(out, "%s: %lld more lines are set aside", r->member,
                (long long)(r->counts.bad - (int64_t)r->bad_count));
    }
}

static bool read_date(const struct verb_call *call, const char *option, date_t *out)
{
    const char *value = verb_option(call, option);
    *out = DATE_NONE;
    if (value == NULL || date_parse_iso(text_of(value), out))
        return true;
    log_error("--%s '%s' is not a date: write it as 2026-10-01", option, value);
    return false;
}

static int load(struct verb_call *call)
{
    struct err err = {0};
    struct refdata_request request = {.paths = call->arguments,
        .path_count = call->argument_count,
        .force = verb_option(call, "force") != NULL};
    if (!verb_argument_count(call, 1, SIZE_MAX) || !read_date(call, "from", &request.from) ||
        !read_date(call, "to", &request.to))
        return EXIT_USAGE;
    request.arena = arena_new(ARENA_BYTES);
    call->options.request = &request;
    int code = run_job(&call->options, &refdata_load_job, NULL, NULL, &err);
    if (request.result_count > 0)
        print_results(call->out, &request);
    else if (code < EXIT_FAILED)
        out_line(call->out, "there is no archive in the folder");
    print_reasons(call->out, &request);
    arena_free(request.arena);
    if (code >= EXIT_FAILED)
        return verb_fail(&err);
    if (call->options.dry_run)
        out_line(call->out, "dry run: nothing was kept");
    return code;
}

// ---- list

static void print_list(struct out *out, const struct db_rows *rows)
{
    static const struct out_column columns[] = {
        {"code_set", "codes of", OUT_TEXT},
        {"release", "release", OUT_TEXT},
        {"effective_from", "from", OUT_DATE},
        {"effective_to", "to", OUT_DATE},
        {"codes", "codes", OUT_COUNT},
        {"billable", "billable", OUT_COUNT},
        {"state", "state", OUT_TEXT},
        {"loaded_at", "loaded (UTC)", OUT_TEXT},
        {"run_id", "run", OUT_COUNT},
        {"sha256", "SHA-256", OUT_TEXT},
    };
    char printed[80];
    out_table(out, columns, sizeof columns / sizeof *columns);
    for (size_t i = 0; i < db_rows_count(rows); i++) {
        out_text(out, db_text(rows, i, 0));
        out_text(out, db_text(rows, i, 1));
        out_date(out, db_date(rows, i, 2));
        out_date(out, db_date(rows, i, 3));
        out_count(out, db_i64(rows, i, 4));
        out_count(out, db_i64(rows, i, 5));
        out_text(out, db_text(rows, i, 6));
        db_print(rows, i, 7, printed, sizeof printed);
        out_z(out, printed);
        out_count(out, db_i64(rows, i, 8));
        db_print(rows, i, 9, printed, sizeof printed);
        out_text(out, out_is_json(out) ? text_of(printed) : text_part(text_of(printed), 0, 12));
    }
    out_end(out);
}

static int list(struct verb_call *call)
{
    struct err err = {0};
    struct db *db;
    struct db_rows *rows;
    if (!verb_argument_count(call, 0, 0))
        return EXIT_USAGE;
    if (!run_open_database(call->options.config, &db, &err))
        return verb_fail(&err);
    bool ok = db_get(db, &sql_refdata_list, DB_NO_ARGS, &rows, &err);
    if (ok && db_rows_count(rows) > 0)
        print_list(call->out, rows);
    else if (ok)
        out_line(call->out, "no release is loaded: load one with 'cleanclaim refdata load'");
    if (ok)
        db_rows_free(rows);
    db_close(db);
    return ok ? EXIT_DONE : verb_fail(&err);
}

int verb_refdata(struct verb_call *call)
{
    return strcmp(call->sub, "list") == 0 ? list(call) : load(call);
}
