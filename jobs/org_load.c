#include "jobs/org_load.h"

#include "jobs/config.h"
#include "jobs/file.h"
#include "jobs/file_folder.h"
#include "jobs/nearest.h"
#include "jobs/org_rows.h"
#include "jobs/rule_load.h"
#include "jobs/table_file.h"
#include "sql/array.h"
#include "sql_statements.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#define ARENA_BYTES ((size_t)256 * 1024 * 1024)
#define BUF_BYTES   ((size_t)1024 * 1024)
#define KEY_BYTES   32
#define ALL_TABLES  (ORG_TABLES + 2)

// The two tables whose columns rules/ knows come after those of org_tables.def.
enum { TABLE_PROFILE = ORG_TABLES, TABLE_RULES };

struct load {
    struct run *run;
    struct org_load_request *request;
    struct arena *arena;
    struct buf scratch, names, unreadable;

    struct org_identity identity;
    int64_t org_id; // 0: it is new
    bool locked;    // its lock is held
    bool rehearsal;

    struct table_file files[ALL_TABLES]; // present: it is in the folder and in the scope
    bool readable[ALL_TABLES];
    size_t rows[ALL_TABLES];
    struct table_rows profiles, rules; // of the folder, header included

    struct rule_store store; // what the tables will be compiled with
    struct rule_table *table;
    int64_t versions[ALL_TABLES]; // new ones; 0: unchanged
};

static const char *table_name(size_t table)
{
    switch (table) {
    case TABLE_PROFILE:
        return rule_table_profile_columns()->table;
    case TABLE_RULES:
        return rule_table_rule_columns()->table;
    default:
        return org_table((enum org_table_id)table)->name;
    }
}

static size_t table_of(struct text name)
{
    size_t table = 0;
    while (table < ALL_TABLES && !text_equal_z(name, table_name(table)))
        table++;
    return table;
}

static bool in_scope(const struct load *l, size_t table)
{
    return !l->request->rules_only || table == ORG_code_lists || table >= ORG_TABLES;
}

static bool is_required(const struct load *l, size_t table)
{
    if (l->request->rules_only || table == TABLE_RULES)
        return false;
    return table == TABLE_PROFILE || org_table((enum org_table_id)table)->required;
}

static const char *table_path(struct load *l, size_t table)
{
    return arena_format(l->arena, "%s/%s.csv", l->request->folder, table_name(table)).at;
}

// ---- Staging tables beside those of org_tables.def

static const struct copy_column table_columns[] = {
    {"ordinal", COPY_I32},
    {"name", COPY_TEXT},
    {"sha256", COPY_BYTES},
    {"rows", COPY_I32},
    {"changed", COPY_BOOL},
};
static const struct copy_column cells_columns[] = {
    {"name", COPY_TEXT}, {"row_no", COPY_I32},
    {"cells", COPY_TEXT}, // with unit separators in between
};
static const struct copy_column profile_columns_staged[] = {
    {"row_no", COPY_I32},
    {"payer", COPY_TEXT},
    {"partner", COPY_TEXT},
    {"usage", COPY_TEXT},
};
static const struct copy_table stage_table = {"stage_org_table", table_columns, 5};
static const struct copy_table stage_cells = {"stage_org_cells", cells_columns, 3};
static const struct copy_table stage_profile = {"stage_org_profile", profile_columns_staged, 4};

static bool make_stages(struct load *l, struct err *err)
{
    buf_clear(&l->scratch);
    for (size_t i = 0; i < ORG_TABLES; i++)
        copy_table_ddl(org_table_stage((enum org_table_id)i), &l->scratch);
    copy_table_ddl(&stage_table, &l->scratch);
    copy_table_ddl(&stage_cells, &l->scratch);
    copy_table_ddl(&stage_profile, &l->scratch);
    buf_char(&l->scratch, '\0');
    return db_script(l->run->db, "org/stage", l->scratch.at, err);
}

// ---- The folder

static void check_file_name(struct load *l, const char *name)
{
    const char *known[ALL_TABLES + 1] = {0};
    struct text t = text_of(name);
    if (!text_ends(t, TEXT(".csv")))
        return;
    t.size -= 4;
    if (table_of(t) < ALL_TABLES)
        return;
    for (size_t i = 0; i < ALL_TABLES; i++)
        known[i] = table_name(i);
    const char *stem = arena_copy(l->request->arena, t).at;
    const char *meant = nearest_word(stem, known);
    table_fault_add(&l->request->faults, l->request->rules_only ? TABLE_WARNING : TABLE_ERROR, stem,
        0, NULL, "no table has this name, so it is not read%s%s%s: rename or remove the file",
        meant != NULL ? "; is '" : "", meant != NULL ? meant : "", meant != NULL ? "' meant" : "");
}

static bool look_at_folder(struct load *l, struct err *err)
{
    struct file_list list;
    bool exists;
    if (!file_exists(l->request->folder, &exists, err))
        return false;
    if (!exists)
        return err_set(err, ERR_CONFIG, "there is no folder '%s'", l->request->folder);
    if (!file_folder_list(l->request->folder, l->arena, &list, err)) {
        err->kind = ERR_CONFIG;
        return false;
    }
    bool any = false;
    for (size_t i = 0; i < list.count; i++)
        check_file_name(l, list.entries[i].name);
    for (size_t i = 0; i < ALL_TABLES; i++) {
        if (!in_scope(l, i))
            continue;
        bool present;
        if (!file_exists(table_path(l, i), &present, err))
            return false;
        any = any || present;
        if (!present && is_required(l, i))
            table_fault_add(&l->request->faults, TABLE_ERROR, table_name(i), 0, NULL,
                "the file is missing: an organisation needs it");
    }
    return any ||
           err_set(err, ERR_CONFIG, "the folder '%s' holds none of the tables", l->request->folder);
}

// ---- Reading

static bool take_row(void *context, const struct table_row *row, struct err *err)
{
    (void)err;
    org_rows_take(context, row);
    return true;
}

static bool read_table(struct load *l, enum org_table_id id, struct err *err)
{
    struct org_rows *rows = org_rows_new(id, l->rehearsal, &l->request->faults);
    bool ok = table_file_read(table_path(l, id), table_name(id), l->run->config->limits.file_bytes,
        &l->request->faults, take_row, rows, &l->files[id], err);
    if (ok && l->files[id].sound)
        org_rows_end(rows);
    l->readable[id] = ok && l->files[id].sound && org_rows_is_readable(rows);
    l->rows[id] = org_rows_count(rows);
    if (id == ORG_organisation)
        l->identity = *org_rows_identity(rows);
    ok = ok && copy_send(org_rows_copy(rows), l->run->db, err);
    org_rows_free(rows);
    return ok;
}

static bool read_rule_table(struct load *l, size_t table, struct table_rows *rows, struct err *err)
{
    if (!table_file_load(table_path(l, table), table_name(table), l->run->config->limits.file_bytes,
            &l->request->faults, l->arena, rows, &l->files[table], err))
        return false;
    l->readable[table] = l->files[table].sound;
    l->rows[table] = rows->count > 0 ? rows->count - 1 : 0;
    return true;
}

static bool lock_organisation(struct load *l, struct err *err)
{
    int wait = (int)l->run->config->run.lock_seconds;
    l->locked = db_lock(l->run->db, DB_LOCK_ORG, l->org_id, wait, err);
    return l->locked;
}

// Which organisation it is, and what it is: by --org, or by organisation.csv.
static bool find_organisation(struct load *l, struct err *err)
{
    struct db_rows *rows;
    const char *code = l->request->rules_only ? l->run->options->org : l->identity.code;
    l->request->code = arena_copy(l->request->arena, text_of(code)).at;
    if (!db_get(l->run->db, &sql_org_find, DB_ARGS(DB_Z(code)), &rows, err))
        return false;
    bool known = db_rows_count(rows) == 1;
    bool rehearsal = known && db_bool(rows, 0, 2);
    l->org_id = known ? db_i64(rows, 0, 0) : 0;
    db_rows_free(rows);
    // Nobody builds or posts for it while its tables change.
    if (known && !lock_organisation(l, err))
        return false;
    if (l->request->rules_only) {
        l->rehearsal = rehearsal;
        return known || err_set(err, ERR_USAGE,
                            "there is no organisation '%s': see 'cleanclaim org list'", code);
    }
    l->rehearsal = l->identity.rehearsal;
    if (known && l->readable[ORG_organisation] && rehearsal != l->rehearsal) {
        table_fault_add(&l->request->faults, TABLE_ERROR, table_name(ORG_organisation), 2, "usage",
            "the organisation was set up for %s, and stays so for life: set up another one",
            rehearsal ? "rehearsal" : "production");
        l->rehearsal = true; // one mistake, not one for each row
    }
    return true;
}

// organisation.csv comes first: what it says decides about the others.
static bool read_tables(struct load *l, struct err *err)
{
    if (in_scope(l, ORG_organisation) && !read_table(l, ORG_organisation, err))
        return false;
    if (!find_organisation(l, err))
        return false;
    for (size_t i = ORG_organisation + 1; i < ORG_TABLES; i++)
        if (in_scope(l, i) && !read_table(l, (enum org_table_id)i, err))
            return false;
    return db_script(l->run->db, sql_org_stage_masters.name, sql_org_stage_masters.text, err) &&
           read_rule_table(l, TABLE_PROFILE, &l->profiles, err) &&
           read_rule_table(l, TABLE_RULES, &l->rules, err);
}

// ---- Profile and rules: compiled as they will stand after the load.

static bool staged_settings(struct load *l, struct err *err)
{
    struct db_rows *rows;
    if (!db_get(l->run->db, &sql_org_list_staged_settings, DB_NO_ARGS, &rows, err))
        return false;
    size_t count = db_rows_count(rows);
    struct profile_setting *items = ARENA_ARRAY(l->arena, struct profile_setting, count + 1);
    for (size_t i = 0; i < count; i++) {
        items[i].name = arena_copy(l->arena, db_text(rows, i, 0));
        items[i].value = arena_copy(l->arena, db_text(rows, i, 1));
    }
    db_rows_free(rows);
    l->store.settings = (struct profile_settings){items, count};
    return true;
}

static bool staged_lists(struct load *l, struct err *err)
{
    struct db_rows *rows;
    if (!db_get(l->run->db, &sql_org_list_staged_list_names, DB_NO_ARGS, &rows, err))
        return false;
    size_t count = db_rows_count(rows);
    struct text *lists = ARENA_ARRAY(l->arena, struct text, count + 1);
    for (size_t i = 0; i < count; i++)
        lists[i] = arena_copy(l->arena, db_text(rows, i, 0));
    db_rows_free(rows);
    l->store.lists = lists;
    l->store.list_count = count;
    return true;
}

// What is stored, with what is staged in its place.
static bool gather_sources(struct load *l, struct err *err)
{
    if (!rule_load_store(l->run->db, l->org_id, l->arena, &l->store, err) ||
        (l->readable[ORG_settings] && !staged_settings(l, err)) ||
        (l->readable[ORG_code_lists] && !staged_lists(l, err)))
        return false;
    if (l->files[TABLE_PROFILE].present)
        l->store.profiles = l->profiles;
    if (l->files[TABLE_RULES].present)
        l->store.rules = l->rules;
    return true;
}

// Faults of the compiling. Warnings about a table that is not in the folder were given when it was
// loaded.
static void take_faults(struct load *l, const struct table_faults *from)
{
    for (size_t i = 0; i < from->count; i++) {
        const struct table_fault *fault = &from->items[i];
        size_t table = table_of(text_of(fault->table));
        CHECK(table < ALL_TABLES);
        if (fault->level == TABLE_WARNING && !l->files[table].present)
            continue;
        char column[64];
        text_copy_z(column, sizeof column, fault->column);
        table_fault_add(&l->request->faults, fault->level, fault->table, fault->row,
            column[0] ? column : NULL, "%.*s", TEXT_ARG(fault->sentence));
    }
}

static void compile(struct load *l)
{
    bool unreadable = (l->files[TABLE_PROFILE].present && !l->readable[TABLE_PROFILE]) ||
                      (l->files[TABLE_RULES].present && !l->readable[TABLE_RULES]) ||
                      (l->files[ORG_settings].present && !l->readable[ORG_settings]);
    if (unreadable)
        return;
    if (l->store.profiles.count == 0) {
        if (l->request->rules_only)
            table_fault_add(&l->request->faults, TABLE_ERROR, table_name(TABLE_PROFILE), 0, NULL,
                "the file is missing, and the organisation has no payer profile yet");
        return;
    }
    struct table_faults faults;
    struct rule_sources sources = rule_load_sources(&l->store);
    table_fault_start(&faults, l->arena);
    rule_table_compile(&sources, l->arena, &l->table, &faults);
    take_faults(l, &faults);
}

static size_t column_of(const struct table_spec *spec, const char *name)
{
    size_t column = 0;
    while (strcmp(spec->columns[column].name, name) != 0)
        column++;
    return column;
}

static void stage_cells_of(struct load *l, const struct table_cursor *cursor, struct copy *copy)
{
    buf_clear(&l->scratch);
    for (size_t i = 0; i < cursor->spec->column_count; i++) {
        if (i > 0)
            buf_char(&l->scratch, '\x1f');
        buf_text(&l->scratch, cursor->cells[i]);
    }
    copy_text(copy, text_of(cursor->spec->table));
    copy_i32(copy, (int64_t)cursor->row);
    copy_text(copy, buf_slice(&l->scratch));
    copy_row(copy);
}

// A profile row that could not be compiled is still asked whose it is; with {name} that cannot be
// told.
static void stage_raw_profile(const struct table_cursor *cursor, struct copy *copy)
{
    struct text payer = cursor->cells[column_of(cursor->spec, "payer")];
    struct text partner = cursor->cells[column_of(cursor->spec, "partner")];
    if (memchr(partner.at, '{', partner.size) != NULL)
        return;
    copy_i32(copy, (int64_t)cursor->row);
    copy_text(copy, payer);
    copy_text(copy, partner);
    copy_text(copy, cursor->cells[column_of(cursor->spec, "usage")]);
    copy_row(copy);
}

// The cells of a table in the order in which they are stored, whatever the order in the file.
static void stage_rule_rows(struct load *l, const struct table_spec *spec,
    const struct table_rows *rows, struct copy *cells, struct copy *profiles)
{
    struct table_cursor cursor;
    struct table_faults told; // these faults were found when the table was compiled
    table_fault_start(&told, l->arena);
    if (rows->count == 0 || !table_check_header(&cursor, spec, rows, &told))
        return;
    for (size_t i = 1; i < rows->count; i++) {
        if (!table_check_row(&cursor, &rows->rows[i]))
            continue;
        stage_cells_of(l, &cursor, cells);
        if (profiles != NULL)
            stage_raw_profile(&cursor, profiles);
    }
}

static void stage_compiled_profiles(const struct load *l, struct copy *copy)
{
    const struct profile_table *profiles = rule_table_profiles(l->table);
    for (size_t i = 0; i < profiles->count; i++) {
        copy_i32(copy, (int64_t)profiles->items[i].row);
        copy_text(copy, profiles->items[i].payer);
        copy_text(copy, profiles->items[i].partner);
        copy_text(copy, (struct text){&profiles->items[i].usage, 1});
        copy_row(copy);
    }
}

static bool stage_rule_tables(struct load *l, struct err *err)
{
    struct copy *cells = copy_new(&stage_cells);
    struct copy *profiles = copy_new(&stage_profile);
    bool raw = l->table == NULL;
    if (l->readable[TABLE_PROFILE]) {
        stage_rule_rows(
            l, rule_table_profile_columns(), &l->profiles, cells, raw ? profiles : NULL);
        if (!raw)
            stage_compiled_profiles(l, profiles);
    }
    if (l->readable[TABLE_RULES])
        stage_rule_rows(l, rule_table_rule_columns(), &l->rules, cells, NULL);
    bool ok = copy_send(cells, l->run->db, err) && copy_send(profiles, l->run->db, err);
    copy_free(cells);
    copy_free(profiles);
    return ok;
}

// ---- Checks across rows and tables

static bool stage_tables(struct load *l, struct err *err)
{
    struct copy *copy = copy_new(&stage_table);
    array_start(&l->names);
    array_start(&l->unreadable);
    for (size_t i = 0; i < ALL_TABLES; i++) {
        if (!l->readable[i]) {
            if (l->files[i].present || is_required(l, i))
                array_text(&l->unreadable, text_of(table_name(i)));
            continue;
        }
        array_text(&l->names, text_of(table_name(i)));
        copy_i32(copy, (int64_t)i);
        copy_text(copy, text_of(table_name(i)));
        copy_bytes(copy, (struct text){(const char *)l->files[i].sha256, DIGEST_SIZE});
        copy_i32(copy, (int64_t)l->rows[i]);
        copy_bool(copy, true);
        copy_row(copy);
    }
    array_end(&l->names);
    array_end(&l->unreadable);
    bool ok = copy_send(copy, l->run->db, err) &&
              db_run(l->run->db, &sql_org_mark_changed, DB_ARGS(DB_I64(l->org_id)), NULL, err);
    copy_free(copy);
    return ok;
}

static bool take_check(
    struct load *l, const struct sql *sql, const struct db_arg *args, size_t count, struct err *err)
{
    struct db_rows *rows;
    if (!db_get(l->run->db, sql, args, count, &rows, err))
        return false;
    for (size_t i = 0; i < db_rows_count(rows); i++) {
        char column[64];
        size_t table = table_of(db_text(rows, i, 0));
        struct text sentence = db_text(rows, i, 4);
        CHECK(table < ALL_TABLES);
        text_copy_z(column, sizeof column, db_text(rows, i, 2));
        table_fault_add(&l->request->faults, db_bool(rows, i, 3) ? TABLE_ERROR : TABLE_WARNING,
            table_name(table), (size_t)db_i64(rows, i, 1), column, "%.*s", TEXT_ARG(sentence));
    }
    db_rows_free(rows);
    return true;
}

static bool check_all(struct load *l, struct err *err)
{
    const struct db_arg args[] = {DB_I64(l->org_id), DB_TEXT(buf_slice(&l->names)),
        DB_TEXT(buf_slice(&l->unreadable)), DB_BOOL(l->rehearsal)};
    const struct db_arg references[] = {args[0], args[1], args[2], DB_BOOL(l->request->rules_only)};
    return take_check(l, &sql_org_check_keys, DB_NO_ARGS, err) &&
           take_check(l, &sql_org_check_references, references, 4, err) &&
           take_check(l, &sql_org_check_whole, args, 4, err);
}

static int compare_faults(const void *a, const void *b)
{
    const struct table_fault *x = a;
    const struct table_fault *y = b;
    size_t p = table_of(text_of(x->table));
    size_t q = table_of(text_of(y->table));
    if (p != q)
        return p < q ? -1 : 1;
    if (x->row != y->row)
        return x->row < y->row ? -1 : 1;
    return text_compare(x->column, y->column);
}

// By table and row. The last of a full list says that there are more, and stays the last.
static void sort_faults(struct table_faults *faults)
{
    size_t count = faults->count < TABLE_FAULTS_MAX ? faults->count : TABLE_FAULTS_MAX;
    qsort(faults->items, count, sizeof *faults->items, compare_faults);
}

// ---- Storing

static bool tell(struct load *l, const char *kind, const char *why, struct err *err)
{
    return db_run(
        l->run->db, &sql_org_tell, DB_ARGS(DB_I64(l->org_id), DB_Z(kind), DB_Z(why)), NULL, err);
}

static bool store_organisation(struct load *l, struct err *err)
{
    const struct org_identity *o = &l->identity;
    char key[KEY_BYTES];
    if (l->org_id > 0) {
        int64_t changed;
        return db_run(l->run->db, &sql_org_update,
                   DB_ARGS(DB_I64(l->org_id), DB_Z(o->name), DB_DATE(o->start_date)), &changed,
                   err) &&
               (changed == 0 || tell(l, "changed", "name or start date", err));
    }
    digest_random(key, sizeof key);
    l->request->created = true;
    return db_get_i64(l->run->db, &sql_org_create,
               DB_ARGS(DB_Z(o->code), DB_Z(o->name),
                   DB_Z(o->rehearsal ? "rehearsal" : "production"), DB_DATE(o->start_date),
                   DB_BYTES(((struct text){key, sizeof key})), DB_I64(l->run->run_id)),
               &l->org_id, err) &&
           tell(l, "created", o->rehearsal ? "rehearsal" : "production", err);
}

static void take_results(struct load *l, const struct db_rows *rows)
{
    size_t count = db_rows_count(rows);
    struct org_load_result *results =
        ARENA_ARRAY(l->request->arena, struct org_load_result, count + 1);
    array_start(&l->names);
    for (size_t i = 0; i < count; i++) {
        size_t table = table_of(db_text(rows, i, 0));
        struct org_load_result *result = &results[i];
        struct text sha256 = db_text(rows, i, 4);
        unsigned char digest[DIGEST_SIZE];
        CHECK(table < ALL_TABLES && sha256.size == DIGEST_SIZE);
        memcpy(digest, sha256.at, DIGEST_SIZE);
        result->name = table_name(table);
        result->rows = db_i64(rows, i, 1);
        result->changed = db_bool(rows, i, 2);
        result->version_id = db_i64(rows, i, 3);
        digest_hex(digest, result->sha256);
        if (result->changed) {
            l->versions[table] = result->version_id;
            array_text(&l->names, text_of(result->name));
            run_count(l->run, l->org_id, "tables loaded", 1);
            run_count(l->run, l->org_id, "rows loaded", result->rows);
        } else {
            run_count(l->run, l->org_id, "tables unchanged", 1);
        }
    }
    array_end(&l->names);
    l->request->results = results;
    l->request->result_count = count;
}

static bool add_versions(struct load *l, struct err *err)
{
    struct db_rows *rows;
    if (!db_run(l->run->db, &sql_org_retire_versions, DB_ARGS(DB_I64(l->org_id)), NULL, err) ||
        !db_get(l->run->db, &sql_org_add_versions,
            DB_ARGS(DB_I64(l->org_id), DB_I64(l->run->run_id), DB_MOMENT(l->run->now)), &rows, err))
        return false;
    take_results(l, rows);
    db_rows_free(rows);
    return true;
}

// Each changed table by its statement, those that others point at first.
static bool store_tables(struct load *l, struct err *err)
{
    struct db_arg org = DB_I64(l->org_id);
    struct db_arg run_id = DB_I64(l->run->run_id);
    struct db_arg day = DB_DATE(l->run->as_of);
    const struct {
        size_t table;
        const struct sql *sql;
        struct db_arg args[4];
        size_t count;
    } steps[] = {
        {ORG_settings, &sql_org_store_settings, {org}, 1},
        {ORG_partners, &sql_org_store_partners, {org}, 1},
        {ORG_payers, &sql_org_store_payers, {org, DB_TEXT(buf_slice(&l->names))}, 2},
        {ORG_providers, &sql_org_store_providers, {org, DB_Z("provider"), run_id, day}, 4},
        {ORG_facilities, &sql_org_store_providers, {org, DB_Z("facility"), run_id, day}, 4},
        {ORG_payer_aliases, &sql_org_store_payer_aliases,
            {org, DB_I64(l->versions[ORG_payer_aliases])}, 2},
        {ORG_crosswalk, &sql_org_store_crosswalk, {org}, 1},
        {ORG_fee_schedule, &sql_org_store_fee_schedule, {org}, 1},
        {ORG_adjustment_classes, &sql_org_store_adjustment_classes, {org}, 1},
        {ORG_code_lists, &sql_org_store_code_lists, {org}, 1},
        {ORG_rehearsal_scenarios, &sql_org_store_rehearsal_scenarios, {org}, 1},
    };
    for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++)
        if (l->versions[steps[i].table] > 0 &&
            !db_run(l->run->db, steps[i].sql, steps[i].args, steps[i].count, NULL, err))
            return err_prefix(err, "%s", table_name(steps[i].table));
    if (l->versions[TABLE_PROFILE] == 0 && l->versions[TABLE_RULES] == 0)
        return true;
    return db_run(l->run->db, &sql_org_store_rule_table,
        DB_ARGS(org, DB_I64(l->versions[TABLE_PROFILE]), DB_I64(l->versions[TABLE_RULES])), NULL,
        err);
}

// ---- The job

static bool refuse_all(const struct load *l, struct err *err)
{
    size_t count = l->request->faults.errors;
    return err_set(err, ERR_CONFIG, "%zu mistake%s in the tables of '%s': nothing was loaded",
        count, count == 1 ? "" : "s", l->request->folder);
}

static bool load_all(struct load *l, struct err *err)
{
    struct table_faults *faults = &l->request->faults;
    if (!make_stages(l, err) || !read_tables(l, err) || !gather_sources(l, err))
        return false;
    compile(l);
    if (!stage_rule_tables(l, err) || !stage_tables(l, err) || !check_all(l, err))
        return false;
    sort_faults(faults);
    l->run->findings = faults->count > 0;
    if (faults->errors > 0)
        return refuse_all(l, err);
    if (!ledger_stage(l->run->db, err) ||
        (!l->request->rules_only && !store_organisation(l, err)) || !add_versions(l, err) ||
        !store_tables(l, err))
        return false;
    struct ledger_book book = run_book(l->run, l->org_id);
    return ledger_seal(l->run->db, &book, err);
}

bool org_load(struct run *run, struct err *err)
{
    struct load l = {.run = run, .request = run->options->request, .arena = arena_new(ARENA_BYTES)};
    struct buf *const buffers[] = {&l.scratch, &l.names, &l.unreadable};
    for (size_t i = 0; i < 3; i++)
        buf_init(buffers[i], BUF_BYTES);
    l.request->code = "";
    table_fault_start(&l.request->faults, l.request->arena);
    // One set-up at a time: two could otherwise create one organisation.
    bool locked = db_lock(run->db, DB_LOCK_ORG, 0, (int)run->config->run.lock_seconds, err);
    bool ok = locked && look_at_folder(&l, err) && db_begin(run->db, err) && load_all(&l, err) &&
              db_commit(run->db, err);
    if (!ok)
        db_rollback(run->db);
    if (l.locked)
        db_unlock(run->db, DB_LOCK_ORG, l.org_id);
    if (locked)
        db_unlock(run->db, DB_LOCK_ORG, 0);
    rule_table_free(l.table);
    for (size_t i = 0; i < 3; i++)
        buf_free(buffers[i]);
    arena_free(l.arena);
    return ok;
}

const struct job org_load_job = {"org load", org_load, "set up an organisation"};
const struct job org_load_rules_job = {"rules load", org_load, "load payer profile and rules"};
