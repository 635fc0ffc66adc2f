#include "jobs/rule_load.h"

#include "sql_statements.h"

#define CELL_SEPARATOR '\x1f'
#define FAULTS_BYTES   ((size_t)1024 * 1024)

// ---- Reading

static bool no_room(struct err *err)
{
    return err_set(err, ERR_CONFIG,
        "the payer rules are too large: long lists of codes belong into code lists");
}

// The header's row: the names of the columns, in the order in which cells are stored.
static void set_header(struct arena *arena, const struct table_spec *spec, struct table_row *row)
{
    struct text *names = ARENA_ARRAY(arena, struct text, spec->column_count);
    for (size_t i = 0; i < spec->column_count; i++)
        names[i] = text_of(spec->columns[i].name);
    *row = (struct table_row){1, names, spec->column_count};
}

static void set_cells(struct arena *arena, const struct table_spec *spec, int64_t number,
    struct text joined, struct table_row *row)
{
    struct text *cells = ARENA_ARRAY(arena, struct text, spec->column_count);
    struct text rest = arena_copy(arena, joined);
    bool more = true;
    size_t count = 0;
    while (count < spec->column_count && text_split(&rest, CELL_SEPARATOR, &more, &cells[count]))
        count++;
    CHECK(count == spec->column_count && !more); // stored by us in this order
    *row = (struct table_row){(size_t)number, cells, count};
}

// The rows of one table from `from` on, in the order of load_tables.sql; returns where the next
// table begins.
static size_t read_table(struct arena *arena, const struct db_rows *rows, size_t from,
    const struct table_spec *spec, struct table_rows *out, int64_t *version)
{
    size_t end = from;
    while (end < db_rows_count(rows) && text_equal_z(db_text(rows, end, 0), spec->table))
        end++;
    if (end == from)
        return end;
    *version = db_i64(rows, from, 1);
    struct table_row *table = ARENA_ARRAY(arena, struct table_row, end - from + 1);
    size_t count = 0;
    set_header(arena, spec, &table[count++]);
    for (size_t i = from; i < end; i++)
        if (!db_is_null(rows, i, 2))
            set_cells(arena, spec, db_i64(rows, i, 2), db_text(rows, i, 3), &table[count++]);
    *out = (struct table_rows){table, count};
    return end;
}

static size_t text_bytes(const struct db_rows *rows, size_t column)
{
    size_t bytes = 0;
    for (size_t i = 0; i < db_rows_count(rows); i++)
        bytes += db_text(rows, i, column).size;
    return bytes;
}

static bool read_tables(
    struct db *db, int64_t org_id, struct arena *arena, struct rule_store *out, struct err *err)
{
    struct db_rows *rows;
    if (!db_get(db, &sql_rules_load_tables, DB_ARGS(DB_I64(org_id)), &rows, err))
        return false;
    size_t each = sizeof(struct table_row) + TABLE_COLUMNS_MAX * sizeof(struct text);
    bool ok = arena_has_room(arena, (db_rows_count(rows) + 4) * each + 2 * text_bytes(rows, 3));
    if (ok) {
        size_t next = read_table(
            arena, rows, 0, rule_table_profile_columns(), &out->profiles, &out->profile_version);
        read_table(arena, rows, next, rule_table_rule_columns(), &out->rules, &out->rule_version);
    }
    db_rows_free(rows);
    return ok || no_room(err);
}

static bool read_settings(struct db *db, int64_t org_id, struct arena *arena,
    struct profile_settings *out, struct err *err)
{
    struct db_rows *rows;
    if (!db_get(db, &sql_setup_list_settings, DB_ARGS(DB_I64(org_id)), &rows, err))
        return false;
    size_t count = db_rows_count(rows);
    struct profile_setting *items = ARENA_ARRAY(arena, struct profile_setting, count + 1);
    for (size_t i = 0; i < count; i++) {
        items[i].name = arena_copy(arena, db_text(rows, i, 0));
        items[i].value = arena_copy(arena, db_text(rows, i, 1));
    }
    db_rows_free(rows);
    *out = (struct profile_settings){items, count};
    return true;
}

static bool read_list_names(
    struct db *db, int64_t org_id, struct arena *arena, struct rule_store *out, struct err *err)
{
    struct db_rows *rows;
    if (!db_get(db, &sql_rules_load_list_names, DB_ARGS(DB_I64(org_id)), &rows, err))
        return false;
    size_t count = db_rows_count(rows);
    struct text *lists = ARENA_ARRAY(arena, struct text, count + 1);
    for (size_t i = 0; i < count; i++)
        lists[i] = arena_copy(arena, db_text(rows, i, 0));
    db_rows_free(rows);
    out->lists = lists;
    out->list_count = count;
    return true;
}

bool rule_load_store(
    struct db *db, int64_t org_id, struct arena *arena, struct rule_store *out, struct err *err)
{
    *out = (struct rule_store){0};
    return read_tables(db, org_id, arena, out, err) &&
           read_settings(db, org_id, arena, &out->settings, err) &&
           read_list_names(db, org_id, arena, out, err);
}

// ---- Compiling

static bool list_known(void *context, struct text list)
{
    const struct rule_store *store = context;
    for (size_t i = 0; i < store->list_count; i++)
        if (text_equal(store->lists[i], list))
            return true;
    return false;
}

struct rule_sources rule_load_sources(const struct rule_store *store)
{
    return (struct rule_sources){
        .profiles = &store->profiles,
        .rules = store->rules.count > 0 ? &store->rules : NULL,
        .settings = store->settings,
        .list_known = list_known,
        .list_context = (void *)store,
    };
}

// The first fault that keeps the table out.
static bool refuse(const struct table_faults *faults, struct err *err)
{
    for (size_t i = 0; i < faults->count; i++) {
        const struct table_fault *fault = &faults->items[i];
        if (fault->level == TABLE_ERROR)
            return err_set(err, ERR_CONFIG,
                "the stored table %s does not fit the organisation any more (row %zu, column "
                "%.*s): %.*s; correct it and load it again",
                fault->table, fault->row, TEXT_ARG(fault->column), TEXT_ARG(fault->sentence));
    }
    err_bug(__FILE__, __LINE__, "a table was refused without an error");
}

bool rule_load(struct db *db, int64_t org_id, struct arena *arena, struct rule_table **out,
    int64_t *profile_version, int64_t *rule_version, struct err *err)
{
    struct rule_store *store = ARENA_NEW(arena, struct rule_store);
    struct table_faults faults;
    *out = NULL;
    if (!rule_load_store(db, org_id, arena, store, err))
        return false;
    if (store->profiles.count == 0)
        return err_set(err, ERR_CONFIG,
            "the organisation has no payer profile: load it with 'cleanclaim org load' or "
            "'cleanclaim rules load'");
    *profile_version = store->profile_version;
    *rule_version = store->rule_version;
    struct arena *fault_arena = arena_new(FAULTS_BYTES);
    table_fault_start(&faults, fault_arena);
    struct rule_sources sources = rule_load_sources(store);
    bool ok = rule_table_compile(&sources, arena, out, &faults) || refuse(&faults, err);
    arena_free(fault_arena);
    return ok;
}
