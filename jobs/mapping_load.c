// Reads a mapping's tables. Rows are taken kind by kind, so that a sheet may be sorted as staff
// like.
#include "jobs/mapping_table.h"

#include "claims/base/csv.h"
#include "claims/base/date.h"
#include "claims/base/err.h"
#include "claims/base/json.h"
#include "claims/base/log.h"
#include "rules/table_check.h"

#include <stdlib.h>

#define LOOKUP_BYTES  ((size_t)4 * 1024 * 1024)
#define NAME_MAX_SIZE 40
#define SHOWN_FAULTS  50 // logged one by one

enum { KIND, SOURCE, NAME, VALUE, REASON, COLUMNS };
static const struct table_column columns[COLUMNS] = {{"kind", TABLE_PLAIN}, {"source", TABLE_PLAIN},
    {"name", TABLE_PROSE}, {"value", TABLE_PROSE}, {"reason", TABLE_PROSE}};

enum { LOOKUP, KEY, LOOKUP_VALUE, LOOKUP_COLUMNS };
static const struct table_column lookup_columns[LOOKUP_COLUMNS] = {
    {"lookup", TABLE_PLAIN}, {"key", TABLE_PROSE}, {"value", TABLE_PROSE}};

// ---- CSV to rows.

struct gathering {
    struct arena *arena;
    struct table_row *rows;
    size_t count, room;
    bool too_many;
};

static bool gather_row(void *context, size_t number, const struct text *fields, size_t count)
{
    struct gathering *g = context;
    if (g->count == TABLE_ROWS_MAX) {
        g->too_many = true;
        return false;
    }
    if (g->count == g->room) {
        size_t room = g->room ? 2 * g->room : 256;
        struct table_row *more = ARENA_ARRAY(g->arena, struct table_row, room);
        if (g->count > 0)
            memcpy(more, g->rows, g->count * sizeof *more);
        g->rows = more;
        g->room = room;
    }
    struct text *cells = ARENA_ARRAY(g->arena, struct text, count + 1);
    for (size_t i = 0; i < count; i++)
        cells[i] = arena_copy(g->arena, fields[i]);
    g->rows[g->count++] = (struct table_row){number, cells, count};
    return true;
}

static bool gather(struct arena *arena, const char *shown, struct text content,
    struct table_faults *faults, struct table_rows *out)
{
    struct gathering g = {.arena = arena};
    struct csv *csv =
        csv_new((struct csv_limits){TABLE_CELL_MAX * 4, TABLE_COLUMNS_MAX * 4}, gather_row, &g);
    bool ok = csv_feed(csv, content) && csv_end(csv);
    struct csv_fault fault = csv_fault(csv);
    csv_close(csv);
    *out = (struct table_rows){g.rows, g.count};
    if (g.too_many)
        return table_fault_add(
            faults, TABLE_ERROR, shown, 0, NULL, "more than %d rows", TABLE_ROWS_MAX);
    if (!ok)
        return table_fault_add(
            faults, TABLE_ERROR, shown, fault.row, NULL, "%s", csv_fault_words(fault.code));
    return true;
}

// ---- Lookups.

static void read_lookups(struct mapping *mapping, struct arena *arena, const char *shown,
    const struct table_rows *rows, struct table_faults *faults)
{
    const struct table_spec spec = {shown, lookup_columns, LOOKUP_COLUMNS};
    struct table_cursor cursor;
    struct json *objects[64];
    struct mapping_lookup *lookups[64];
    size_t count = 0;
    if (!table_check_header(&cursor, &spec, rows, faults))
        return;
    for (size_t i = 1; i < rows->count; i++) {
        if (!table_check_row(&cursor, &rows->rows[i]))
            continue;
        size_t at = 0;
        while (at < count && !text_equal(lookups[at]->name, cursor.cells[LOOKUP]))
            at++;
        if (at == count) {
            if (count == sizeof objects / sizeof objects[0]) {
                table_check_refuse(&cursor, LOOKUP, "more than %zu lookups", count);
                break;
            }
            lookups[count] = ARENA_NEW(arena, struct mapping_lookup);
            lookups[count]->name = arena_copy(arena, cursor.cells[LOOKUP]);
            objects[count++] = json_new();
        }
        if (text_is_empty(cursor.cells[LOOKUP]) || text_is_empty(cursor.cells[KEY]))
            table_check_refuse(&cursor, KEY, "lookup and key are needed");
        else
            json_text(
                objects[at], arena_copy(arena, cursor.cells[KEY]).at, cursor.cells[LOOKUP_VALUE]);
    }
    for (size_t i = 0; i < count; i++) {
        struct buf json;
        buf_init(&json, LOOKUP_BYTES);
        json_write(objects[i], &json);
        json_free(objects[i]);
        lookups[i]->json = arena_copy(arena, text_trim(buf_slice(&json)));
        while (text_ends(lookups[i]->json, TEXT("\n")))
            lookups[i]->json.size--;
        buf_free(&json);
        lookups[i]->next = mapping->lookups;
        mapping->lookups = lookups[i];
    }
}

// ---- The rows, kind by kind.

struct loading {
    struct mapping *mapping;
    struct arena *arena;
    struct table_cursor cursor;
    char why[MAPPING_WHY_ROOM];
    bool named;
};

static struct text cell(const struct loading *l, int column)
{
    return arena_copy(l->arena, l->cursor.cells[column]);
}

static struct mapping_scope scope_of(const struct loading *l, const struct mapping_source *source)
{
    return (struct mapping_scope){l->mapping, source ? source->joins : NULL, l->arena};
}

static bool is_name(struct text t)
{
    if (t.size == 0 || t.size > NAME_MAX_SIZE)
        return false;
    for (size_t i = 0; i < t.size; i++) {
        char c = t.at[i];
        if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (c == '_' && i > 0)))
            return false;
    }
    return true;
}

static void row_mapping(struct loading *l)
{
    struct text name = l->cursor.cells[NAME];
    int use;
    if (l->named)
        table_check_refuse(&l->cursor, KIND, "the table names its mapping twice");
    else if (!is_name(name) || text_equal_z(name, "native") || text_equal_z(name, "org"))
        table_check_refuse(&l->cursor, NAME,
            "a mapping's name is made of a-z, 0-9 and _, and is not 'native' or 'org'");
    else if (table_check_word(&l->cursor, VALUE, "rehearsal production", &use)) {
        l->mapping->name = cell(l, NAME);
        l->mapping->rehearsal_only = use == 0;
    }
    l->named = true;
}

static void row_file(struct loading *l)
{
    int need;
    if (text_is_empty(l->cursor.cells[NAME]) || mapping_file_find(l->mapping, cell(l, NAME)))
        table_check_refuse(&l->cursor, NAME, "a file is to be named, and only once");
    else if (table_check_word(&l->cursor, VALUE, "required optional", &need)) {
        struct mapping_file *file = ARENA_NEW(l->arena, struct mapping_file);
        file->name = cell(l, NAME);
        file->required = need == 0;
        file->note = cell(l, REASON);
        struct mapping_file **last = &l->mapping->files;
        while (*last)
            last = &(*last)->next;
        *last = file;
    }
}

// "last 3 years", or "2020-01-01 to 2023-12-31".
static bool read_window(struct loading *l)
{
    struct mapping *m = l->mapping;
    struct text value = l->cursor.cells[VALUE];
    struct text rest = value;
    struct text piece;
    bool more = true;
    struct text words[3];
    size_t count = 0;
    for (; text_split(&rest, ' ', &more, &piece); count++)
        if (count < 3)
            words[count] = piece;
    int64_t years;
    if (count == 3 && text_equal_z(words[0], "last") && text_to_i64(words[1], &years) &&
        years >= 1 && years <= 150 &&
        (text_equal_z(words[2], "years") || text_equal_z(words[2], "year"))) {
        m->window_years = (int)years;
        return true;
    }
    if (count == 3 && text_equal_z(words[1], "to") && date_parse_iso(words[0], &m->window_from) &&
        date_parse_iso(words[2], &m->window_to) && m->window_from <= m->window_to)
        return true;
    return table_check_refuse(&l->cursor, VALUE,
        "write 'last 3 years' or '2020-01-01 to 2023-12-31', not '%.*s'", TEXT_ARG(value));
}

static void row_dates(struct loading *l)
{
    static const char *const words = "latest window move";
    int what;
    struct mapping *m = l->mapping;
    if (!table_check_word(&l->cursor, NAME, words, &what))
        return;
    if (what == 0) {
        struct text value = cell(l, VALUE);
        size_t colon = 0;
        while (colon < value.size && value.at[colon] != ':')
            colon++;
        m->latest_file = text_trim(text_part(value, 0, colon));
        struct mapping_scope scope = scope_of(l, NULL);
        if (!mapping_file_find(m, m->latest_file))
            table_check_refuse(&l->cursor, VALUE, "write 'FILE: COLUMN' with one of the files");
        else {
            m->latest = mapping_parse(
                &scope, text_part(value, colon + 1, value.size), MAPPING_TEXT, l->why);
            if (!m->latest)
                table_check_refuse(&l->cursor, VALUE, "%s", l->why);
        }
    } else if (what == 1) {
        read_window(l);
    } else if (!text_equal_z(l->cursor.cells[VALUE], "near the run")) {
        table_check_refuse(&l->cursor, VALUE, "write 'near the run'");
    } else {
        m->moves = true;
    }
}

static bool entity_of(struct text name, enum encounter_entity *out)
{
    for (int e = 0; e < ENTITY_COUNT; e++)
        if (text_equal_z(name, encounter_file((enum encounter_entity)e)->name)) {
            *out = (enum encounter_entity)e;
            return true;
        }
    return false;
}

static struct mapping_source *source_find(const struct loading *l, struct text name)
{
    struct mapping_source *s = l->mapping->sources;
    while (s && !text_equal(s->name, name))
        s = s->next;
    return s;
}

// Whether a condition is about files alone: it is judged before a row is read.
static bool is_about_files(const struct mapping_node *node)
{
    if (node->kind == NODE_WORD)
        return true;
    if (node->kind != NODE_CALL ||
        (node->function != MAPPING_has_file && node->function != MAPPING_not &&
            node->function != MAPPING_all && node->function != MAPPING_any))
        return false;
    for (const struct mapping_node *n = node->child; n; n = n->next)
        if (!is_about_files(n))
            return false;
    return true;
}

static void row_source(struct loading *l)
{
    struct text name = l->cursor.cells[SOURCE];
    struct text entity_name = name;
    for (size_t i = 0; i < entity_name.size; i++)
        if (entity_name.at[i] == '.')
            entity_name.size = i;
    enum encounter_entity entity;
    if (!entity_of(entity_name, &entity) || source_find(l, name)) {
        table_check_refuse(&l->cursor, SOURCE,
            "a source is named once, 'charge' or 'charge.visit', after patient, coverage, "
            "encounter, diagnosis, charge, receipt, open_balance, provider, facility or "
            "payer_alias");
        return;
    }
    if (!mapping_file_find(l->mapping, l->cursor.cells[NAME])) {
        table_check_refuse(&l->cursor, NAME, "'%.*s' is not one of the mapping's files",
            TEXT_ARG(l->cursor.cells[NAME]));
        return;
    }
    struct mapping_source *s = ARENA_NEW(l->arena, struct mapping_source);
    s->name = cell(l, SOURCE);
    s->entity = entity;
    s->file = cell(l, NAME);
    s->row = l->cursor.row;
    struct mapping_scope scope = scope_of(l, NULL);
    if (!text_is_empty(l->cursor.cells[VALUE])) {
        s->when = mapping_parse(&scope, cell(l, VALUE), MAPPING_CONDITION, l->why);
        if (!s->when)
            table_check_refuse(&l->cursor, VALUE, "%s", l->why);
        else if (!is_about_files(s->when))
            table_check_refuse(&l->cursor, VALUE,
                "a source is chosen by has_file(), not(), all() and any() alone");
    }
    struct mapping_source **last = &l->mapping->sources;
    while (*last)
        last = &(*last)->next;
    *last = s;
}

// The source that the row is about; NULL with a fault.
static struct mapping_source *source_named(struct loading *l)
{
    struct mapping_source *s = source_find(l, l->cursor.cells[SOURCE]);
    if (!s)
        table_check_refuse(
            &l->cursor, SOURCE, "there is no source '%.*s'", TEXT_ARG(l->cursor.cells[SOURCE]));
    return s;
}

static void row_join(struct loading *l)
{
    struct mapping_source *s = source_named(l);
    if (!s)
        return;
    if (!is_name(l->cursor.cells[NAME])) {
        table_check_refuse(&l->cursor, NAME, "a join's name is made of a-z, 0-9 and _");
        return;
    }
    struct mapping_join *join = ARENA_NEW(l->arena, struct mapping_join);
    join->name = cell(l, NAME);
    struct mapping_scope scope = scope_of(l, s);
    if (!mapping_parse_join(&scope, cell(l, VALUE), join, l->why)) {
        table_check_refuse(&l->cursor, VALUE, "%s", l->why);
        return;
    }
    struct mapping_join **last = &s->joins;
    for (; *last; last = &(*last)->next)
        if (text_equal((*last)->name, join->name)) {
            table_check_refuse(&l->cursor, NAME, "the source has a join of this name");
            return;
        }
    *last = join;
}

static struct mapping_node *parse_value(
    struct loading *l, const struct mapping_source *s, enum mapping_type type)
{
    struct mapping_scope scope = scope_of(l, s);
    struct mapping_node *node = mapping_parse(&scope, cell(l, VALUE), type, l->why);
    if (!node)
        table_check_refuse(&l->cursor, VALUE, "%s", l->why);
    return node;
}

// "mapping_filtered: in words": a finding's word, and what a person reads beside it.
static bool read_reason(struct loading *l, enum finding_code *code, struct text *reason)
{
    struct text value = cell(l, REASON);
    size_t colon = 0;
    while (colon < value.size && value.at[colon] != ':')
        colon++;
    *code = finding_by_word(text_trim(text_part(value, 0, colon)));
    *reason = text_trim(text_part(value, colon + 1, value.size));
    switch (*code) {
    case FINDING_mapping_filtered:
    case FINDING_not_in_crosswalk:
    case FINDING_outside_date_window:
    case FINDING_not_billed_here:
        return true;
    default:
        return table_check_refuse(&l->cursor, REASON,
            "begin with mapping_filtered, not_billed_here, not_in_crosswalk or "
            "outside_date_window");
    }
}

static void filter_add(struct mapping_source *s, struct mapping_filter *filter)
{
    struct mapping_filter **last = &s->filters;
    while (*last)
        last = &(*last)->next;
    *last = filter;
}

static void row_where(struct loading *l)
{
    struct mapping_source *s = source_named(l);
    struct mapping_node *condition = s ? parse_value(l, s, MAPPING_CONDITION) : NULL;
    if (!condition)
        return;
    struct mapping_filter *filter = ARENA_NEW(l->arena, struct mapping_filter);
    filter->condition = condition;
    filter->code = FINDING_COUNT;
    filter_add(s, filter);
}

static void row_filter(struct loading *l)
{
    struct mapping_source *s = source_named(l);
    struct mapping_node *condition = s ? parse_value(l, s, MAPPING_CONDITION) : NULL;
    if (!condition)
        return;
    struct mapping_filter *filter = ARENA_NEW(l->arena, struct mapping_filter);
    filter->condition = condition;
    filter->column = cell(l, NAME);
    if (!read_reason(l, &filter->code, &filter->reason))
        return;
    if (text_is_empty(filter->column))
        table_check_refuse(&l->cursor, NAME, "name the column that the person is to look at");
    else if (filter->code == FINDING_not_in_crosswalk &&
             !mapping_node_find(condition, MAPPING_crosswalk))
        table_check_refuse(&l->cursor, VALUE, "not_in_crosswalk is for a condition on crosswalk()");
    else
        filter_add(s, filter);
}

static size_t column_of(enum encounter_entity entity, struct text name)
{
    const struct encounter_file *file = encounter_file(entity);
    for (size_t i = 0; i < file->count; i++)
        if (text_equal_z(name, file->columns[i].name))
            return i;
    return SIZE_MAX;
}

static void row_column(struct loading *l)
{
    struct mapping_source *s = source_named(l);
    if (!s)
        return;
    size_t at = column_of(s->entity, l->cursor.cells[NAME]);
    if (at == SIZE_MAX)
        table_check_refuse(&l->cursor, NAME, "%s has no column '%.*s'",
            encounter_file(s->entity)->file, TEXT_ARG(l->cursor.cells[NAME]));
    else if (s->columns[at])
        table_check_refuse(&l->cursor, NAME, "the source gives this column twice");
    else
        s->columns[at] = parse_value(l, s, MAPPING_TEXT);
}

// The entity in the column `source`; false with a fault.
static bool entity_named(struct loading *l, enum encounter_entity *out)
{
    return entity_of(l->cursor.cells[SOURCE], out) ||
           table_check_refuse(&l->cursor, SOURCE, "'%.*s' is no entity of the data dictionary",
               TEXT_ARG(l->cursor.cells[SOURCE]));
}

// Columns of an entity, with blanks between.
static bool read_columns(
    struct loading *l, enum encounter_entity entity, size_t out[4], size_t *count)
{
    struct text rest = l->cursor.cells[VALUE];
    struct text word;
    bool more = true;
    *count = 0;
    while (text_split(&rest, ' ', &more, &word)) {
        if (text_is_empty(word))
            continue;
        size_t at = column_of(entity, word);
        if (at == SIZE_MAX || *count == 4)
            return table_check_refuse(&l->cursor, VALUE,
                "one to four columns of the data dictionary are expected, with blanks between");
        out[(*count)++] = at;
    }
    return *count > 0 || table_check_refuse(&l->cursor, VALUE, "columns are missing");
}

static void row_once(struct loading *l)
{
    enum encounter_entity e;
    if (!entity_named(l, &e))
        return;
    struct mapping_entity *entity = &l->mapping->entities[e];
    read_columns(l, e, entity->once, &entity->once_count);
    read_reason(l, &entity->once_code, &entity->once_reason);
}

static void row_number(struct loading *l)
{
    enum encounter_entity e;
    if (!entity_named(l, &e))
        return;
    struct mapping_entity *entity = &l->mapping->entities[e];
    entity->number = column_of(e, l->cursor.cells[NAME]);
    if (entity->number == SIZE_MAX)
        table_check_refuse(&l->cursor, NAME, "%s has no column '%.*s'", encounter_file(e)->file,
            TEXT_ARG(l->cursor.cells[NAME]));
    read_columns(l, e, entity->within, &entity->within_count);
}

static void row_most(struct loading *l)
{
    enum encounter_entity e;
    if (!entity_named(l, &e))
        return;
    struct mapping_entity *entity = &l->mapping->entities[e];
    if (entity->within_count == 0)
        table_check_refuse(&l->cursor, SOURCE, "'most' counts what a row 'number' numbers");
    else if (table_check_count(&l->cursor, VALUE, 1000, &entity->most) && entity->most == 0)
        table_check_refuse(&l->cursor, VALUE, "a number is needed");
    read_reason(l, &entity->most_code, &entity->most_reason);
}

// In the order in which they are read.
static const struct {
    const char *kind;
    void (*read)(struct loading *l);
} kinds[] = {
    {"mapping", row_mapping},
    {"file", row_file},
    {"dates", row_dates},
    {"source", row_source},
    {"join", row_join},
    {"where", row_where},
    {"filter", row_filter},
    {"column", row_column},
    {"once", row_once},
    {"number", row_number},
    {"most", row_most},
};
#define KINDS (sizeof kinds / sizeof kinds[0])

// ---- What only the whole shows.

static bool source_makes_up(const struct mapping_source *s)
{
    size_t count = encounter_file(s->entity)->count;
    for (size_t i = 0; i < count; i++)
        if (s->columns[i] && mapping_node_makes_up(s->columns[i]))
            return true;
    for (const struct mapping_filter *f = s->filters; f; f = f->next)
        if (mapping_node_makes_up(f->condition))
            return true;
    return false;
}

static void check_source(const struct mapping *m, const struct mapping_source *s, const char *shown,
    struct table_faults *faults)
{
    const struct encounter_file *file = encounter_file(s->entity);
    for (size_t i = 0; i < file->count; i++)
        if (file->columns[i].needed && !s->columns[i] && m->entities[s->entity].number != i)
            table_fault_add(faults, TABLE_ERROR, shown, s->row, "source",
                "'%.*s' lacks the column %s, which is needed", TEXT_ARG(s->name),
                file->columns[i].name);
    if (!m->rehearsal_only && source_makes_up(s))
        table_fault_add(faults, TABLE_ERROR, shown, s->row, "source",
            "'%.*s' makes something up: only a mapping for rehearsals may", TEXT_ARG(s->name));
}

static void check_whole(const struct mapping *m, const char *shown, struct table_faults *faults)
{
    bool needed = false;
    bool has[ENTITY_COUNT] = {false};
    for (const struct mapping_file *f = m->files; f; f = f->next)
        needed = needed || f->required;
    for (const struct mapping_source *s = m->sources; s; s = s->next) {
        has[s->entity] = true;
        check_source(m, s, shown, faults);
    }
    if (text_is_empty(m->name))
        table_fault_add(
            faults, TABLE_ERROR, shown, 0, NULL, "a row 'mapping' with a name is missing");
    if (!needed)
        table_fault_add(faults, TABLE_ERROR, shown, 0, NULL, "no file is required");
    if (!has[ENTITY_patient] || !has[ENTITY_encounter])
        table_fault_add(
            faults, TABLE_ERROR, shown, 0, NULL, "sources for patient and encounter are missing");
    if (m->moves && !m->rehearsal_only)
        table_fault_add(faults, TABLE_ERROR, shown, 0, NULL,
            "it moves dates: only a mapping for rehearsals may");
    if (!m->latest && (m->moves || m->window_years > 0))
        table_fault_add(
            faults, TABLE_ERROR, shown, 0, NULL, "a row 'dates' with 'latest' is missing");
}

static void read_rows(struct loading *l, const struct table_spec *spec,
    const struct table_rows *rows, struct table_faults *faults)
{
    if (!table_check_header(&l->cursor, spec, rows, faults))
        return;
    bool *sound = ARENA_ARRAY(l->arena, bool, rows->count + 1);
    for (size_t i = 1; i < rows->count; i++) {
        sound[i] = table_check_row(&l->cursor, &rows->rows[i]);
        size_t k = 0;
        while (sound[i] && k < KINDS && !text_equal_z(l->cursor.cells[KIND], kinds[k].kind))
            k++;
        if (sound[i] && k == KINDS)
            table_check_refuse(&l->cursor, KIND,
                "'%.*s' is no kind of row: mapping, file, dates, source, join, where, filter, "
                "column, once, number, most",
                TEXT_ARG(text_part(l->cursor.cells[KIND], 0, 40)));
    }
    for (size_t k = 0; k < KINDS; k++)
        for (size_t i = 1; i < rows->count; i++)
            if (sound[i] && table_check_row(&l->cursor, &rows->rows[i]) &&
                text_equal_z(l->cursor.cells[KIND], kinds[k].kind))
                kinds[k].read(l);
}

static bool report(const struct table_faults *faults, struct err *err)
{
    for (size_t i = 0; i < faults->count && i < SHOWN_FAULTS; i++) {
        const struct table_fault *f = &faults->items[i];
        log_error("%s:%zu: %.*s%s%.*s", f->table, f->row, TEXT_ARG(f->column),
            text_is_empty(f->column) ? "" : ": ", TEXT_ARG(f->sentence));
    }
    if (faults->errors == 0)
        return true;
    const struct table_fault *f = &faults->items[0];
    while (f->level != TABLE_ERROR)
        f++;
    return err_set(err, ERR_CONFIG, "the mapping %s has %zu mistakes: row %zu: %.*s%s%.*s",
        f->table, faults->errors, f->row, TEXT_ARG(f->column), text_is_empty(f->column) ? "" : ": ",
        TEXT_ARG(f->sentence));
}

bool mapping_read(struct arena *arena, const char *shown, struct text table,
    const char *lookups_shown, struct text lookups, struct mapping **out, struct err *err)
{
    struct table_faults faults;
    struct table_rows rows;
    struct mapping *m = ARENA_NEW(arena, struct mapping);
    m->window_from = m->window_to = DATE_NONE;
    for (int e = 0; e < ENTITY_COUNT; e++)
        m->entities[e].number = SIZE_MAX;
    table_fault_start(&faults, arena);
    if (lookups.size > 0 && gather(arena, lookups_shown, lookups, &faults, &rows))
        read_lookups(m, arena, lookups_shown, &rows, &faults);
    if (gather(arena, shown, table, &faults, &rows)) {
        struct loading l = {.mapping = m, .arena = arena};
        const struct table_spec spec = {shown, columns, COLUMNS};
        read_rows(&l, &spec, &rows, &faults);
        if (faults.errors == 0)
            check_whole(m, shown, &faults);
    }
    *out = m;
    return report(&faults, err);
}
