// org load|list: the billing organisations and the tables that set them up.
#include "cli/org_verb.h"

#include "cli/faults.h"
#include "jobs/config.h"
#include "jobs/org_load.h"
#include "sql_statements.h"

#define ARENA_BYTES ((size_t)2 * 1024 * 1024)

// ---- load

static void print_results(struct out *out, const struct org_load_request *request)
{
    static const struct out_column columns[] = {
        {"org", "organisation", OUT_TEXT},
        {"table", "table", OUT_TEXT},
        {"rows", "rows", OUT_COUNT},
        {"outcome", "outcome", OUT_TEXT},
        {"version", "version", OUT_COUNT},
        {"sha256", "SHA-256", OUT_TEXT},
    };
    out_table(out, columns, sizeof columns / sizeof *columns);
    for (size_t i = 0; i < request->result_count; i++) {
        const struct org_load_result *result = &request->results[i];
        struct text sum = text_of(result->sha256);
        out_z(out, request->code);
        out_z(out, result->name);
        out_count(out, result->rows);
        out_z(out, !result->changed ? "unchanged" : result->rows == 0 ? "cleared" : "loaded");
        out_count(out, result->version_id);
        out_text(out, out_is_json(out) ? sum : text_part(sum, 0, 12)); // enough to compare by eye
    }
    out_end(out);
}

int org_verb_load(struct verb_call *call, const char *folder, bool rules_only)
{
    struct err err = {0};
    struct arena *arena = arena_new(ARENA_BYTES);
    struct org_load_request request = {.folder = folder, .rules_only = rules_only, .arena = arena};
    const struct job *job = rules_only ? &org_load_rules_job : &org_load_job;
    call->options.request = &request;
    int code = run_job(&call->options, job, NULL, NULL, &err);
    faults_print(call->out, &request.faults, NULL, NULL);
    if (code >= EXIT_FAILED) {
        verb_fail(&err);
    } else {
        print_results(call->out, &request);
        if (request.created)
            out_line(call->out, "The organisation '%s' is new.", request.code);
        if (call->options.dry_run)
            out_line(call->out, "dry run: nothing was kept");
    }
    arena_free(arena);
    return code;
}

// ---- list

static void print_organisations(struct out *out, const struct db_rows *rows)
{
    static const struct out_column columns[] = {
        {"org", "organisation", OUT_TEXT},
        {"name", "name", OUT_TEXT},
        {"usage", "usage", OUT_TEXT},
        {"start_date", "start", OUT_DATE},
        {"providers", "providers", OUT_COUNT},
        {"facilities", "facilities", OUT_COUNT},
        {"payers", "payers", OUT_COUNT},
        {"partners", "partners", OUT_COUNT},
        {"payer_profile_version", "profile", OUT_COUNT},
        {"payer_rules_version", "rules", OUT_COUNT},
    };
    out_table(out, columns, sizeof columns / sizeof *columns);
    for (size_t i = 0; i < db_rows_count(rows); i++) {
        out_text(out, db_text(rows, i, 1));
        out_text(out, db_text(rows, i, 2));
        out_text(out, db_text(rows, i, 3));
        out_date(out, db_date(rows, i, 4));
        for (size_t k = 5; k < 11; k++)
            out_count(out, db_i64(rows, i, k));
    }
    out_end(out);
}

static void print_tables(struct out *out, const char *code, const struct db_rows *rows)
{
    static const struct out_column columns[] = {
        {"org", "organisation", OUT_TEXT},
        {"table", "table", OUT_TEXT},
        {"version", "version", OUT_COUNT},
        {"rows", "rows", OUT_COUNT},
        {"loaded_at", "loaded (UTC)", OUT_TEXT},
        {"run_id", "run", OUT_COUNT},
        {"sha256", "SHA-256", OUT_TEXT},
    };
    char printed[DIGEST_HEX_ROOM];
    out_table(out, columns, sizeof columns / sizeof *columns);
    for (size_t i = 0; i < db_rows_count(rows); i++) {
        out_z(out, code);
        out_text(out, db_text(rows, i, 0));
        out_count(out, db_i64(rows, i, 1));
        out_count(out, db_i64(rows, i, 2));
        db_print(rows, i, 3, printed, sizeof printed);
        out_z(out, printed);
        out_count(out, db_i64(rows, i, 4));
        db_print(rows, i, 5, printed, sizeof printed);
        out_text(out, out_is_json(out) ? text_of(printed) : text_part(text_of(printed), 0, 12));
    }
    out_end(out);
}

static bool print_list(struct verb_call *call, struct db *db, struct err *err)
{
    struct db_rows *rows;
    const char *code = call->options.org;
    if (!db_get(db, &sql_org_list, DB_ARGS(DB_Z(code)), &rows, err))
        return false;
    size_t count = db_rows_count(rows);
    if (count > 0)
        print_organisations(call->out, rows);
    db_rows_free(rows);
    if (count == 0 && code[0] != '\0')
        return err_set(err, ERR_USAGE, "there is no organisation '%s'", code);
    if (count == 0)
        out_line(call->out, "there is no organisation yet: set one up with 'cleanclaim org load'");
    if (code[0] == '\0')
        return true;
    if (!db_get(db, &sql_org_list_tables, DB_ARGS(DB_Z(code)), &rows, err))
        return false;
    out_line(call->out, "%s", "");
    print_tables(call->out, code, rows);
    db_rows_free(rows);
    return true;
}

static int list(struct verb_call *call)
{
    struct err err = {0};
    struct db *db;
    if (!verb_argument_count(call, 0, 0))
        return EXIT_USAGE;
    if (!run_open_database(call->options.config, &db, &err))
        return verb_fail(&err);
    bool ok = print_list(call, db, &err);
    db_close(db);
    return ok ? EXIT_DONE : verb_fail(&err);
}

int verb_org(struct verb_call *call)
{
    if (strcmp(call->sub, "list") == 0)
        return list(call);
    if (!verb_argument_count(call, 1, 1))
        return EXIT_USAGE;
    return org_verb_load(call, call->arguments[0], false);
}
