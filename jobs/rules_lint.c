#include "jobs/rules_lint.h"

#include "jobs/config.h"
#include "jobs/file.h"
#include "jobs/file_folder.h"
#include "jobs/rule_load.h"
#include "jobs/run.h"
#include "jobs/table_file.h"
#include "sql_statements.h"

#include <stdlib.h>

#define PLACEHOLDER "SETTING"

// The four files, and the column that tells each from the others.
enum { PROFILE, RULES, SETTINGS, LISTS, FILES };
static const struct {
    const char *table;
    const char *column;
} files[FILES] = {
    [PROFILE] = {"payer_profile", "isa06"},
    [RULES] = {"payer_rules", "rule_id"},
    [SETTINGS] = {"settings", "value"},
    [LISTS] = {"code_lists", "list"},
};

struct linting {
    struct rules_lint *lint;
    const char *paths[FILES];
    struct table_rows rows[FILES];
    bool sound[FILES];
    struct rule_store store;
    bool any_setting; // settings are not known: each {name} is taken for one
};

// ---- Which file is which

static bool take_path(struct linting *l, int file, const char *path, struct err *err)
{
    if (l->paths[file] != NULL)
        return err_set(err, ERR_USAGE, "'%s' and '%s' are both the table %s: check them one by one",
            l->paths[file], path, files[file].table);
    l->paths[file] = path;
    return true;
}

static bool take_folder(struct linting *l, const char *folder, struct err *err)
{
    bool any = false;
    for (int i = 0; i < FILES; i++) {
        bool exists;
        const char *path = arena_format(l->lint->arena, "%s/%s.csv", folder, files[i].table).at;
        if (!file_exists(path, &exists, err) || (exists && !take_path(l, i, path, err)))
            return false;
        any = any || (exists && i <= RULES);
    }
    return any || err_set(err, ERR_USAGE,
                      "the folder '%s' has neither payer_profile.csv nor payer_rules.csv", folder);
}

// By its header; what is no table at all is taken for the one that its name says, so that its
// faults are told.
static bool take_file(struct linting *l, const char *path, struct err *err)
{
    struct arena *arena = arena_new((size_t)64 * 1024 * 1024);
    struct table_faults ignored;
    struct table_rows rows;
    struct table_file file;
    table_fault_start(&ignored, arena);
    int found = FILES;
    bool ok = table_file_load(
        path, "", l->lint->config->limits.file_bytes, &ignored, arena, &rows, &file, err);
    for (int i = 0; ok && i < FILES && rows.count > 0; i++)
        for (size_t k = 0; k < rows.rows[0].count; k++)
            if (found == FILES && text_equal_z(text_trim(rows.rows[0].cells[k]), files[i].column))
                found = i;
    for (int i = 0; ok && i < FILES && found == FILES; i++)
        if (strstr(path, files[i].table) != NULL)
            found = i;
    bool present = ok && file.present;
    arena_free(arena);
    if (!ok)
        return false;
    if (!present)
        return err_set(err, ERR_USAGE, "there is no file or folder '%s'", path);
    if (found == FILES)
        return err_set(err, ERR_USAGE,
            "'%s' is neither a payer profile nor payer rules: its header has neither isa06 nor "
            "rule_id",
            path);
    return take_path(l, found, path, err);
}

static bool find_files(struct linting *l, struct err *err)
{
    for (size_t i = 0; i < l->lint->path_count; i++) {
        struct file_list list;
        struct err no_folder = {0};
        const char *path = l->lint->paths[i];
        bool folder = file_folder_list(path, l->lint->arena, &list, &no_folder);
        if (!(folder ? take_folder(l, path, err) : take_file(l, path, err)))
            return false;
    }
    if (l->paths[PROFILE] == NULL && l->paths[RULES] == NULL)
        return err_set(err, ERR_USAGE, "name a payer profile or payer rules");
    return true;
}

// ---- What they refer to

// The values of one column of a table, in order; the columns that are not asked for may be
// anything.
static struct text *column_values(struct linting *l, int file, const char *column, size_t *count)
{
    const struct table_rows *rows = &l->rows[file];
    struct text *values = ARENA_ARRAY(l->lint->arena, struct text, rows->count + 1);
    size_t place = SIZE_MAX;
    *count = 0;
    for (size_t k = 0; rows->count > 0 && k < rows->rows[0].count; k++)
        if (text_equal_z(text_trim(rows->rows[0].cells[k]), column))
            place = k;
    for (size_t i = 1; place != SIZE_MAX && i < rows->count; i++)
        if (place < rows->rows[i].count)
            values[(*count)++] = text_trim(rows->rows[i].cells[place]);
    return values;
}

static void use_settings(struct linting *l)
{
    size_t names, values;
    struct text *name = column_values(l, SETTINGS, "name", &names);
    struct text *value = column_values(l, SETTINGS, "value", &values);
    struct profile_setting *items = ARENA_ARRAY(l->lint->arena, struct profile_setting, names + 1);
    for (size_t i = 0; i < names && i < values; i++)
        items[i] = (struct profile_setting){name[i], value[i]};
    l->store.settings = (struct profile_settings){items, names < values ? names : values};
}

// The settings so far and one more.
static void add_setting(struct linting *l, struct text name)
{
    struct profile_settings old = l->store.settings;
    struct profile_setting *items =
        ARENA_ARRAY(l->lint->arena, struct profile_setting, old.count + 1);
    if (old.count > 0)
        memcpy(items, old.items, old.count * sizeof *items);
    items[old.count] =
        (struct profile_setting){arena_copy(l->lint->arena, name), TEXT(PLACEHOLDER)};
    l->store.settings = (struct profile_settings){items, old.count + 1};
}

static bool has_setting(const struct linting *l, struct text name)
{
    for (size_t i = 0; i < l->store.settings.count; i++)
        if (text_equal(l->store.settings.items[i].name, name))
            return true;
    return false;
}

// Each {name} of a cell that no setting has becomes one, with a warning at its first place.
static void assume_settings(struct linting *l, size_t row, struct text column, struct text cell)
{
    char quote[TABLE_QUOTE_ROOM];
    char column_z[64];
    const char *open;
    while ((open = memchr(cell.at, '{', cell.size)) != NULL) {
        struct text rest = text_part(cell, (size_t)(open - cell.at) + 1, cell.size);
        const char *close = memchr(rest.at, '}', rest.size);
        if (close == NULL || !arena_has_room(l->lint->arena, 64 * 1024))
            return;
        struct text name = text_part(rest, 0, (size_t)(close - rest.at));
        cell = text_part(rest, name.size + 1, rest.size);
        if (text_is_empty(name) || has_setting(l, name))
            continue;
        add_setting(l, name);
        table_fault_add(&l->lint->faults, TABLE_WARNING, files[PROFILE].table, row,
            text_copy_z(column_z, sizeof column_z, column),
            "the setting '%s' is the organisation's: name one with --org to have its value checked",
            table_fault_quote(quote, name));
    }
}

static void assume_all_settings(struct linting *l)
{
    const struct table_rows *rows = &l->rows[PROFILE];
    for (size_t i = 1; i < rows->count; i++)
        for (size_t k = 0; k < rows->rows[i].count && k < rows->rows[0].count; k++)
            if (rows->rows[i].cells[k].size > 0)
                assume_settings(
                    l, rows->rows[i].number, rows->rows[0].cells[k], rows->rows[i].cells[k]);
}

// The settings and lists of the organisation, and its tables where no file stands for them.
static bool read_organisation(struct linting *l, struct err *err)
{
    struct db *db;
    struct db_rows *rows;
    if (!run_open_database(l->lint->config, &db, err))
        return false;
    bool ok = db_get(db, &sql_org_find, DB_ARGS(DB_Z(l->lint->org)), &rows, err);
    if (ok) {
        int64_t org_id = db_rows_count(rows) == 1 ? db_i64(rows, 0, 0) : 0;
        db_rows_free(rows);
        ok = org_id > 0
                 ? rule_load_store(db, org_id, l->lint->arena, &l->store, err)
                 : err_set(err, ERR_USAGE,
                       "there is no organisation '%s': see 'cleanclaim org list'", l->lint->org);
    }
    db_close(db);
    return ok;
}

static bool gather(struct linting *l, struct err *err)
{
    if (l->lint->org[0] != '\0' && !read_organisation(l, err))
        return false;
    for (int i = 0; i < FILES; i++) {
        struct table_file file;
        if (l->paths[i] == NULL)
            continue;
        if (!table_file_load(l->paths[i], files[i].table, l->lint->config->limits.file_bytes,
                &l->lint->faults, l->lint->arena, &l->rows[i], &file, err))
            return false;
        l->sound[i] = file.sound;
    }
    if (l->paths[PROFILE] != NULL)
        l->store.profiles = l->rows[PROFILE];
    if (l->paths[RULES] != NULL)
        l->store.rules = l->rows[RULES];
    if (l->paths[SETTINGS] != NULL)
        use_settings(l);
    else if (l->lint->org[0] == '\0')
        assume_all_settings(l);
    if (l->paths[LISTS] != NULL)
        l->store.lists = column_values(l, LISTS, "list", &l->store.list_count);
    return true;
}

// ---- Compiling

// Rules alone: a profile without rows, so that the payers they name are not asked for.
static void set_empty_profile(struct linting *l)
{
    const struct table_spec *spec = rule_table_profile_columns();
    struct text *names = ARENA_ARRAY(l->lint->arena, struct text, spec->column_count);
    struct table_row *header = ARENA_ARRAY(l->lint->arena, struct table_row, 1);
    for (size_t i = 0; i < spec->column_count; i++)
        names[i] = text_of(spec->columns[i].name);
    *header = (struct table_row){1, names, spec->column_count};
    l->store.profiles = (struct table_rows){header, 1};
    table_fault_add(&l->lint->faults, TABLE_WARNING, files[RULES].table, 0, NULL,
        "there is no payer profile beside the rules: the payers that they name are not checked");
}

static void take_faults(struct linting *l, const struct table_faults *from, bool payers)
{
    for (size_t i = 0; i < from->count; i++) {
        const struct table_fault *fault = &from->items[i];
        char column[64];
        bool about_payer = text_equal_z(fault->column, "payer");
        if (fault->level == TABLE_WARNING && about_payer && !payers)
            continue;
        text_copy_z(column, sizeof column, fault->column);
        table_fault_add(&l->lint->faults, fault->level, fault->table, fault->row,
            column[0] != '\0' ? column : NULL, "%.*s", TEXT_ARG(fault->sentence));
    }
}

static void count_rules(struct rules_lint *lint, const struct rule_table *table)
{
    lint->profiles = rule_table_profiles(table)->count;
    lint->rules = rule_table_count(table);
    for (size_t i = 0; i < lint->rules; i++) {
        struct rule_view view = rule_table_view(table, i);
        lint->judged += view.enabled && text_is_empty(view.needs);
    }
}

static void compile(struct linting *l)
{
    struct table_faults faults;
    struct rule_table *table;
    bool payers = l->store.profiles.count > 0;
    if (!payers)
        set_empty_profile(l);
    struct rule_sources sources = rule_load_sources(&l->store);
    table_fault_start(&faults, l->lint->arena);
    bool ok = rule_table_compile(&sources, l->lint->arena, &table, &faults);
    take_faults(l, &faults, payers);
    if (ok)
        count_rules(l->lint, table);
    rule_table_free(table);
}

static int compare_faults(const void *a, const void *b)
{
    const struct table_fault *x = a;
    const struct table_fault *y = b;
    int order = strcmp(x->table, y->table);
    if (order == 0)
        order = (x->row > y->row) - (x->row < y->row);
    return order != 0 ? order : text_compare(x->column, y->column);
}

bool rules_lint(struct rules_lint *lint, struct err *err)
{
    struct linting l = {.lint = lint};
    table_fault_start(&lint->faults, lint->arena);
    if (!find_files(&l, err))
        return false;
    lint->profile_path = l.paths[PROFILE];
    lint->rules_path = l.paths[RULES];
    lint->settings_path = l.paths[SETTINGS];
    lint->lists_path = l.paths[LISTS];
    if (!gather(&l, err))
        return false;
    bool readable = true;
    for (int i = 0; i < FILES; i++)
        readable = readable && (l.paths[i] == NULL || l.sound[i]);
    if (readable)
        compile(&l);
    if (lint->faults.count < TABLE_FAULTS_MAX)
        qsort(lint->faults.items, lint->faults.count, sizeof *lint->faults.items, compare_faults);
    return true;
}
