// rules lint|load|list|fields: the tables that billing staff keep about payers.
#include "claims/base/arena.h"
#include "claims/base/err.h"
#include "cli/faults.h"
#include "cli/org_verb.h"
#include "jobs/config.h"
#include "jobs/rule_load.h"
#include "jobs/rules_lint.h"
#include "sql_statements.h"

#define ARENA_BYTES ((size_t)64 * 1024 * 1024)

// ---- lint

static const char *file_of(void *context, const char *table)
{
    const struct rules_lint *lint = context;
    struct text name = text_of(table);
    if (text_equal_z(name, "payer_profile"))
        return lint->profile_path;
    if (text_equal_z(name, "payer_rules"))
        return lint->rules_path;
    if (text_equal_z(name, "settings"))
        return lint->settings_path;
    return lint->lists_path;
}

static int lint(struct verb_call *call)
{
    struct err err = {0};
    if (!verb_argument_count(call, 1, SIZE_MAX))
        return EXIT_USAGE;
    struct rules_lint lint = {.config = call->options.config,
        .org = call->options.org,
        .paths = call->arguments,
        .path_count = call->argument_count,
        .arena = arena_new(ARENA_BYTES)};
    bool ok = rules_lint(&lint, &err);
    int code = EXIT_DONE;
    if (ok) {
        faults_print(call->out, &lint.faults, file_of, &lint);
        if (lint.faults.errors == 0)
            out_line(call->out, "%zu profiles, %zu rules, %zu of them judged; %zu warnings",
                lint.profiles, lint.rules, lint.judged, lint.faults.count);
        else
            out_line(call->out, "%zu mistakes", lint.faults.errors);
        code = lint.faults.errors > 0  ? EXIT_USAGE
               : lint.faults.count > 0 ? EXIT_FINDINGS
                                       : EXIT_DONE;
    }
    arena_free(lint.arena);
    return ok ? code : verb_fail(&err);
}

// ---- list

static void print_rules(struct out *out, const char *code, const struct rule_table *table)
{
    static const struct out_column columns[] = {
        {"org", "organisation", OUT_TEXT},
        {"rule_id", "rule", OUT_TEXT},
        {"rule_key", "about", OUT_TEXT},
        {"payer", "payer", OUT_TEXT},
        {"action", "action", OUT_TEXT},
        {"judged", "judged", OUT_TEXT},
        {"source", "source", OUT_TEXT},
        {"verified", "verified", OUT_TEXT},
    };
    char judged[160];
    out_table(out, columns, sizeof columns / sizeof *columns);
    for (size_t i = 0; i < rule_table_count(table); i++) {
        struct rule_view view = rule_table_view(table, i);
        if (!view.enabled)
            snprintf(judged, sizeof judged, "no: it is switched off");
        else if (view.needs.size > 0)
            snprintf(judged, sizeof judged, "no: it needs %.*s", TEXT_ARG(view.needs));
        else
            snprintf(judged, sizeof judged, "yes");
        out_z(out, code);
        out_text(out, view.id);
        out_text(out, view.key);
        out_text(out, view.payer);
        out_z(out, view.action);
        out_z(out, judged);
        out_text(out, view.source);
        out_text(out, view.verified);
    }
    out_end(out);
}

static bool print_organisation(
    struct verb_call *call, struct db *db, int64_t org_id, const char *code, struct err *err)
{
    struct rule_table *table;
    int64_t profile_version, rule_version;
    struct arena *arena = arena_new(ARENA_BYTES);
    bool ok = rule_load(db, org_id, arena, &table, &profile_version, &rule_version, err);
    if (ok && rule_table_count(table) > 0)
        print_rules(call->out, code, table);
    else if (ok)
        out_line(call->out, "%s: no payer rules are loaded", code);
    rule_table_free(table);
    arena_free(arena);
    return ok || err_prefix(err, "%s", code);
}

static bool print_list(struct verb_call *call, struct db *db, struct err *err)
{
    struct db_rows *rows;
    char code[64];
    bool ok = db_get(db, &sql_org_list, DB_ARGS(DB_Z(call->options.org)), &rows, err);
    if (!ok)
        return false;
    if (db_rows_count(rows) == 0)
        ok = err_set(err, ERR_USAGE, "there is no such organisation: see 'cleanclaim org list'");
    for (size_t i = 0; ok && i < db_rows_count(rows); i++)
        ok = print_organisation(
            call, db, db_i64(rows, i, 0), text_copy_z(code, sizeof code, db_text(rows, i, 1)), err);
    db_rows_free(rows);
    return ok;
}

static int list(struct verb_call *call)
{
    struct err err = {0};
    struct db *db;
    if (!verb_argument_count(call, 0, 0))
        return EXIT_USAGE;
    if (!config_is_sound(call->options.config, &err) ||
        !run_open_database(call->options.config, &db, &err))
        return verb_fail(&err);
    bool ok = print_list(call, db, &err);
    db_close(db);
    return ok ? EXIT_DONE : verb_fail(&err);
}

// ---- load

static int load(struct verb_call *call)
{
    struct err err = {0};
    if (!verb_argument_count(call, 1, 1))
        return EXIT_USAGE;
    if (!config_is_sound(call->options.config, &err))
        return verb_fail(&err);
    if (call->options.org[0] == '\0') {
        err_set(&err, ERR_USAGE, "'rules load' needs the organisation: --org CODE");
        return verb_fail(&err);
    }
    return org_verb_load(call, call->arguments[0], true);
}

// ---- fields

static const char *scope_word(enum field_scope scope)
{
    switch (scope) {
    case FIELD_RUN:
        return "any";
    case FIELD_FILE:
        return "file";
    case FIELD_CLAIM:
        return "claim";
    case FIELD_LINE:
        return "line";
    }
    err_bug(__FILE__, __LINE__, "unknown field_scope");
}

// The dictionary: what rules may name.
static int fields(struct verb_call *call)
{
    static const struct out_column columns[] = {
        {"field", "field", OUT_TEXT},
        {"type", "type", OUT_TEXT},
        {"scope", "scope", OUT_TEXT},
        {"repeats", "repeats", OUT_BOOL},
        {"location", "in the 837", OUT_TEXT},
        {"meaning", "meaning", OUT_TEXT},
    };
    size_t count;
    const struct field *all = field_all(&count);
    if (!verb_argument_count(call, 0, 0))
        return EXIT_USAGE;
    out_table(call->out, columns, sizeof columns / sizeof *columns);
    for (size_t i = 0; i < count; i++) {
        const struct field *field = &all[i];
        if (field->data == FIELD_NONE)
            continue; // known, so that a rule that names it loads, but nothing fills it yet
        out_z(call->out, field->name);
        out_z(call->out, field_type_word(field->type));
        out_z(call->out, scope_word(field->scope));
        out_bool(call->out, field->repeat != FIELD_ONE);
        out_z(call->out, field->location);
        out_z(call->out, field->meaning);
    }
    out_end(call->out);
    return EXIT_DONE;
}

int verb_rules(struct verb_call *call)
{
    static const struct {
        const char *sub;
        int (*run)(struct verb_call *call);
    } subs[] = {{"lint", lint}, {"load", load}, {"list", list}, {"fields", fields}};
    for (size_t i = 0; i < sizeof subs / sizeof *subs; i++)
        if (strcmp(call->sub, subs[i].sub) == 0)
            return subs[i].run(call);
    err_bug(__FILE__, __LINE__, "a sub-verb of the table is not handled");
}
