// Turns a mapping into SELECTs over the raw tables of a set. Identifiers are ours (raw_3, c7),
// words are quoted here; nothing of a mapping's text or of a file becomes SQL by itself. NULL is
// "no value".
#include "jobs/mapping_table.h"

#include "claims/base/err.h"

#define NOTHING "NULL::text"

// Whose columns an expression may name.
struct context {
    const struct mapping *mapping;
    int64_t org_id;
    const struct mapping_days *days;
    const struct raw_file *files;
    size_t file_count;
    const struct mapping_source *source; // NULL: of the file alone
    const struct raw_file *own;          // alias s
    struct buf *out;
};

static void quote(struct buf *out, struct text t)
{
    buf_char(out, '\'');
    for (size_t i = 0; i < t.size; i++) {
        if (t.at[i] == '\'')
            buf_char(out, '\'');
        buf_char(out, t.at[i]);
    }
    buf_char(out, '\'');
}

static size_t header_find(const struct raw_file *file, struct text column)
{
    for (size_t i = 0; i < file->column_count; i++)
        if (text_equal_nocase(file->columns[i], column))
            return i;
    return SIZE_MAX;
}

static void column_sql(
    struct buf *out, const char *alias, const struct raw_file *file, struct text column)
{
    size_t at = file ? header_find(file, column) : SIZE_MAX;
    if (at == SIZE_MAX)
        buf_z(out, NOTHING);
    else
        buf_format(out, "nullif(btrim(%s.c%zu), '')", alias, at + 1);
}

// The join's file in this set and its alias (j1, j2, …).
static const struct raw_file *join_file(const struct context *c, struct text name, char alias[8])
{
    char digit = '1';
    for (const struct mapping_join *j = c->source->joins; j; j = j->next, digit++)
        if (text_equal(j->name, name)) {
            alias[0] = 'j';
            alias[1] = digit;
            alias[2] = '\0';
            return mapping_raw_find(c->files, c->file_count, j->file);
        }
    CHECK(false && "the parser let an unknown join through");
    return NULL;
}

static void node_sql(const struct context *c, const struct mapping_node *node);

static void node_column(const struct context *c, const struct mapping_node *node)
{
    char alias[8] = "s";
    if (text_is_empty(node->join))
        column_sql(c->out, alias, c->own, node->text);
    else {
        const struct raw_file *file = join_file(c, node->join, alias);
        column_sql(c->out, alias, file, node->text);
    }
}

static void list_sql(const struct context *c, const struct mapping_node *first, const char *between)
{
    for (const struct mapping_node *n = first; n; n = n->next) {
        if (n != first)
            buf_z(c->out, between);
        node_sql(c, n);
    }
}

static void template_sql(const struct context *c, const char *sql, const struct mapping_node *first)
{
    for (const char *at = sql; *at; at++) {
        if (at[0] == '%' && at[1] == '*') {
            list_sql(c, first, ", ");
            at++;
        } else if (at[0] == '%' && at[1] >= '1' && at[1] <= '9') {
            const struct mapping_node *argument = first;
            for (char nth = '1'; nth < at[1]; nth++)
                argument = argument->next;
            node_sql(c, argument);
            at++;
        } else {
            buf_char(c->out, *at);
        }
    }
}

// A row of the organisation's crosswalk for the code.
static void crosswalk_sql(const struct context *c, const char *column, struct text system,
    const char *target, const struct mapping_node *code)
{
    buf_format(c->out,
        "(SELECT nullif(%s, '') FROM crosswalk x WHERE x.org_id = %lld AND "
        "x.source_system = ",
        column, (long long)c->org_id);
    quote(c->out, system);
    buf_format(c->out, " AND x.target_system = '%s' AND x.source_code = ", target);
    node_sql(c, code);
    buf_char(c->out, ')');
}

static void lookup_sql(const struct context *c, const struct mapping_node *node)
{
    const struct mapping_lookup *l = c->mapping->lookups;
    while (l && !text_equal(l->name, node->child->text))
        l = l->next;
    CHECK(l);
    buf_z(c->out, "nullif(");
    quote(c->out, l->json);
    buf_z(c->out, "::jsonb ->> ");
    node_sql(c, node->child->next);
    buf_z(c->out, ", '')");
}

static void window_sql(const struct context *c, const struct mapping_node *day)
{
    char from[DATE_ROOM] = "-infinity";
    char to[DATE_ROOM] = "infinity";
    if (c->days->from != DATE_NONE)
        date_format_iso(c->days->from, from);
    if (c->days->to != DATE_NONE)
        date_format_iso(c->days->to, to);
    buf_z(c->out, "(mapping_day(");
    node_sql(c, day);
    buf_format(c->out, ") BETWEEN '%s'::date AND '%s'::date)", from, to);
}

static void node_call(const struct context *c, const struct mapping_node *node)
{
    const struct mapping_node *first = node->child;
    switch (node->function) {
    case MAPPING_lookup:
        lookup_sql(c, node);
        break;
    case MAPPING_crosswalk:
        crosswalk_sql(c, "x.target_code", first->text,
            text_equal_z(first->next->text, "hcpcs") ? "hcpcs" : "icd10cm", first->next->next);
        break;
    case MAPPING_crosswalk_modifier:
        crosswalk_sql(c, "x.modifier", first->text, "hcpcs", first->next);
        break;
    case MAPPING_crosswalk_charge:
        crosswalk_sql(c, "round(x.charge / 100.0, 2)::text", first->text, "hcpcs", first->next);
        break;
    case MAPPING_crosswalk_place:
        crosswalk_sql(c, "x.place_of_service", first->text, "hcpcs", first->next);
        break;
    case MAPPING_is:
        buf_char(c->out, '(');
        node_sql(c, first);
        buf_z(c->out, " IN (");
        list_sql(c, first->next, ", ");
        buf_z(c->out, "))");
        break;
    case MAPPING_all:
    case MAPPING_any:
        buf_char(c->out, '(');
        list_sql(c, first, node->function == MAPPING_all ? " AND " : " OR ");
        buf_char(c->out, ')');
        break;
    case MAPPING_in_window:
        window_sql(c, first);
        break;
    case MAPPING_has_file:
        buf_z(c->out, mapping_raw_find(c->files, c->file_count, first->text) ? "true" : "false");
        break;
    default:
        template_sql(c, mapping_function_info(node->function)->sql, first);
    }
}

static void node_sql(const struct context *c, const struct mapping_node *node)
{
    switch (node->kind) {
    case NODE_COLUMN:
        node_column(c, node);
        break;
    case NODE_WORD:
        quote(c->out, node->text);
        buf_z(c->out, "::text");
        break;
    case NODE_NUMBER:
        buf_i64(c->out, node->number);
        break;
    case NODE_CALL:
        node_call(c, node);
        break;
    case NODE_FIRST:
        buf_z(c->out, "coalesce(");
        list_sql(c, node->child, ", ");
        buf_char(c->out, ')');
        break;
    }
}

// ---- Sources.

// Columns of the joined file itself.
static void join_columns(struct context *c, const char *alias, const struct raw_file *file,
    const struct mapping_node *node)
{
    const struct mapping_node *n = node->kind == NODE_FIRST ? node->child : node;
    buf_z(c->out, "coalesce(");
    for (const struct mapping_node *first = n; n; n = node->kind == NODE_FIRST ? n->next : NULL) {
        if (n != first)
            buf_z(c->out, ", ");
        column_sql(c->out, alias, file, n->text);
    }
    buf_char(c->out, ')');
}

static void join_keys(struct context *c, const struct mapping_join *join,
    const struct raw_file *file, const char *alias)
{
    for (size_t k = 0; k < join->key_count; k++) {
        buf_z(c->out, k ? ", " : "");
        join_columns(c, alias, file, join->keys[k].column);
    }
}

// Without a day the first row of a key is taken beforehand, so that the join stays a hash join.
// With one, rows are told apart by the day; should two fit, DISTINCT ON takes one.
static void join_sql(struct context *c, const struct mapping_join *join, const char *alias)
{
    const struct raw_file *file = mapping_raw_find(c->files, c->file_count, join->file);
    if (!file)
        return;
    if (join->day) {
        buf_format(c->out, "\nLEFT JOIN raw_%d %s ON ", file->file_no, alias);
    } else {
        buf_z(c->out, "\nLEFT JOIN (SELECT DISTINCT ON (");
        join_keys(c, join, file, "r");
        buf_format(c->out, ") r.* FROM raw_%d r ORDER BY ", file->file_no);
        join_keys(c, join, file, "r");
        buf_format(c->out, ", r.row_no) %s ON ", alias);
    }
    for (size_t k = 0; k < join->key_count; k++) {
        buf_z(c->out, k ? " AND " : "");
        join_columns(c, alias, file, join->keys[k].column);
        buf_z(c->out, " = ");
        node_sql(c, join->keys[k].value);
    }
    if (join->day) {
        buf_z(c->out, " AND mapping_day(");
        node_sql(c, join->day);
        buf_z(c->out, ") >= mapping_day(");
        join_columns(c, alias, file, join->from);
        buf_z(c->out, ") AND mapping_day(");
        node_sql(c, join->day);
        buf_z(c->out, ") <= coalesce(mapping_day(");
        join_columns(c, alias, file, join->to);
        buf_z(c->out, "), 'infinity')");
    }
}

// Numbers of the filters that set rows aside, 1 first; 0: the row counts.
static void skip_sql(struct context *c)
{
    int nth = 0;
    buf_z(c->out, "CASE");
    for (const struct mapping_filter *f = c->source->filters; f; f = f->next) {
        if (f->code == FINDING_COUNT)
            continue;
        buf_z(c->out, " WHEN (");
        node_sql(c, f->condition);
        buf_format(c->out, ") IS NOT TRUE THEN %d", ++nth);
    }
    buf_z(c->out, nth ? " ELSE 0 END" : " WHEN true THEN 0 END");
}

// What is shown with the skip: the filter's words, or the code that the crosswalk lacks.
static void skip_shown(struct context *c, int what)
{
    int nth = 0;
    buf_z(c->out, ", CASE skip");
    for (const struct mapping_filter *f = c->source->filters; f; f = f->next) {
        if (f->code == FINDING_COUNT)
            continue;
        buf_format(c->out, " WHEN %d THEN ", ++nth);
        if (what == 0)
            quote(c->out, text_of(finding_word(f->code)));
        else if (what == 1)
            quote(c->out, f->column);
        else if (f->code == FINDING_not_in_crosswalk)
            buf_z(c->out, "code");
        else
            quote(c->out, f->reason);
    }
    static const char *const names[] = {"skip_code", "skip_column", "skip_value"};
    buf_format(c->out, "%s AS %s", nth ? " END" : " WHEN 0 THEN NULL::text END", names[what]);
}

// The code that a filter looks up, for its finding.
static void shown_code(struct context *c)
{
    for (const struct mapping_filter *f = c->source->filters; f; f = f->next)
        if (f->code == FINDING_not_in_crosswalk) {
            const struct mapping_node *call = mapping_node_find(f->condition, MAPPING_crosswalk);
            node_sql(c, call->child->next->next);
            return;
        }
    buf_z(c->out, NOTHING);
}

static void value_sql(
    struct context *c, const struct encounter_column *column, const struct mapping_node *node)
{
    if (column->type == COLUMN_DATE && c->days->shift != 0) {
        // A value that is no date goes on as it is: the check of the row refuses it.
        buf_z(c->out, "coalesce((mapping_day(");
        node_sql(c, node);
        buf_format(c->out, ") + %d)::text, ", c->days->shift);
        node_sql(c, node);
        buf_char(c->out, ')');
    } else {
        node_sql(c, node);
    }
}

static void source_sql(struct context *c, int ordinal)
{
    const struct encounter_file *entity = encounter_file(c->source->entity);
    bool by_day = false;
    for (const struct mapping_join *j = c->source->joins; j; j = j->next)
        by_day = by_day || j->day;
    buf_format(c->out, "SELECT %d AS source, %d AS file_no, row_no", ordinal, c->own->file_no);
    for (int what = 0; what < 3; what++)
        skip_shown(c, what);
    for (size_t i = 0; i < entity->count; i++)
        buf_format(c->out, ", v%zu", i);
    buf_format(c->out, " FROM (SELECT %ss.row_no, k.skip, CASE WHEN k.skip > 0 THEN ",
        by_day ? "DISTINCT ON (s.row_no) " : "");
    shown_code(c);
    buf_z(c->out, " END AS code");
    for (size_t i = 0; i < entity->count; i++) {
        if (c->source->columns[i]) {
            buf_z(c->out, ", CASE WHEN k.skip = 0 THEN ");
            value_sql(c, &entity->columns[i], c->source->columns[i]);
            buf_format(c->out, " END AS v%zu", i);
        } else {
            buf_format(c->out, ", " NOTHING " AS v%zu", i);
        }
    }
    buf_format(c->out, " FROM raw_%d s", c->own->file_no);
    char alias[3] = "j1";
    for (const struct mapping_join *j = c->source->joins; j; j = j->next, alias[1]++)
        join_sql(c, j, alias);
    // Worked out once and first: what is set aside needs no values.
    buf_z(c->out, "\nCROSS JOIN LATERAL (SELECT ");
    skip_sql(c);
    buf_z(c->out, " AS skip OFFSET 0) k WHERE true");
    for (const struct mapping_filter *f = c->source->filters; f; f = f->next)
        if (f->code == FINDING_COUNT) {
            buf_z(c->out, " AND (");
            node_sql(c, f->condition);
            buf_char(c->out, ')');
        }
    buf_z(c->out, by_day ? " ORDER BY s.row_no) x" : ") x");
}

// ---- What holds over all sources of an entity: once, number, most.

static void key_list(struct buf *out, const size_t *keys, size_t count)
{
    for (size_t i = 0; i < count; i++)
        buf_format(out, ", v%zu", keys[i]);
}

static void entity_sql(
    const struct mapping *mapping, enum encounter_entity entity, struct buf *sql, struct text rows)
{
    const struct encounter_file *file = encounter_file(entity);
    const struct mapping_entity *e = &mapping->entities[entity];
    static const char *const order = "ORDER BY source, file_no, row_no";
    buf_z(sql, "WITH source_rows AS (");
    buf_text(sql, rows);
    buf_z(sql, "), counted AS (SELECT *, ");
    if (e->once_count > 0) {
        buf_z(sql, "CASE WHEN skip_code IS NULL THEN row_number() OVER (PARTITION BY skip_code");
        key_list(sql, e->once, e->once_count);
        buf_format(sql, " %s) ELSE 1 END AS nth FROM source_rows), ", order);
    } else {
        buf_z(sql, "1 AS nth FROM source_rows), ");
    }
    buf_z(sql, "numbered AS (SELECT *, ");
    if (e->within_count > 0) {
        buf_z(sql, "row_number() OVER (PARTITION BY skip_code, nth > 1");
        key_list(sql, e->within, e->within_count);
        buf_format(sql, " %s) AS number FROM counted) ", order);
    } else {
        buf_z(sql, "0 AS number FROM counted) ");
    }
    buf_z(sql, "SELECT file_no, row_no, CASE WHEN skip_code IS NOT NULL THEN skip_code");
    if (e->once_count > 0)
        buf_format(sql, " WHEN nth > 1 THEN '%s'", finding_word(e->once_code));
    if (e->most > 0)
        buf_format(
            sql, " WHEN number > %lld THEN '%s'", (long long)e->most, finding_word(e->most_code));
    buf_z(sql, " END AS skip_code, coalesce(skip_column, '') AS skip_column, CASE WHEN skip_code "
               "IS NOT NULL THEN skip_value");
    if (e->once_count > 0) {
        buf_z(sql, " WHEN nth > 1 THEN ");
        quote(sql, e->once_reason);
    }
    if (e->most > 0) {
        buf_format(sql, " WHEN number > %lld THEN ", (long long)e->most);
        quote(sql, e->most_reason);
    }
    buf_z(sql, " ELSE '' END AS skip_value");
    for (size_t i = 0; i < file->count; i++) {
        if (i == e->number)
            buf_z(sql, ", number::text");
        else
            buf_format(sql, ", coalesce(v%zu, '')", i);
        buf_format(sql, " AS %s", file->columns[i].name);
    }
    buf_format(sql, " FROM numbered %s", order);
}

static bool applies(struct context *c, const struct mapping_source *source)
{
    c->source = source;
    c->own = mapping_raw_find(c->files, c->file_count, source->file);
    return c->own != NULL;
}

static bool constant(const struct context *c, const struct mapping_node *node);

// Whether a source takes part in a set of these files: `when` is about files alone.
static bool takes_part(struct context *c, const struct mapping_source *source)
{
    return applies(c, source) && (!source->when || constant(c, source->when));
}

// The value of a condition about files; anything else in it is false.
static bool constant(const struct context *c, const struct mapping_node *node)
{
    if (node->kind != NODE_CALL)
        return false;
    bool all = true;
    bool any = false;
    switch (node->function) {
    case MAPPING_has_file:
        return mapping_raw_find(c->files, c->file_count, node->child->text) != NULL;
    case MAPPING_not:
        return !constant(c, node->child);
    case MAPPING_all:
    case MAPPING_any:
        for (const struct mapping_node *n = node->child; n; n = n->next) {
            all = all && constant(c, n);
            any = any || constant(c, n);
        }
        return node->function == MAPPING_all ? all : any;
    default:
        return false;
    }
}

bool mapping_foreign_select(const struct mapping *mapping, int64_t org_id,
    enum encounter_entity entity, const struct mapping_days *days, const struct raw_file *files,
    size_t count, struct buf *sql)
{
    struct buf rows;
    buf_init(&rows, sql->max);
    struct context c = {mapping, org_id, days, files, count, NULL, NULL, &rows};
    int ordinal = 0;
    for (const struct mapping_source *s = mapping->sources; s; s = s->next) {
        if (s->entity != entity || !takes_part(&c, s))
            continue;
        buf_z(&rows, ordinal ? "\nUNION ALL\n" : "");
        source_sql(&c, ++ordinal);
    }
    if (ordinal > 0)
        entity_sql(mapping, entity, sql, buf_slice(&rows));
    buf_free(&rows);
    return ordinal > 0;
}

bool mapping_latest_select(
    const struct mapping *mapping, const struct raw_file *files, size_t count, struct buf *sql)
{
    if (!mapping->latest)
        return false;
    static const struct mapping_days none = {0, DATE_NONE, DATE_NONE};
    struct context c = {mapping, 0, &none, files, count, NULL, NULL, sql};
    c.own = mapping_raw_find(files, count, mapping->latest_file);
    if (!c.own)
        return false;
    buf_z(sql, "SELECT max(mapping_day(");
    node_sql(&c, mapping->latest);
    buf_format(sql, ")) FROM raw_%d s", c.own->file_no);
    return true;
}

// Which files a set's sources read rows of, or look things up in.
bool mapping_foreign_reads(
    const struct mapping *mapping, const struct raw_file *files, size_t count, struct text name)
{
    static const struct mapping_days none = {0, DATE_NONE, DATE_NONE};
    struct context c = {mapping, 0, &none, files, count, NULL, NULL, NULL};
    if (mapping->latest && text_equal_nocase(mapping->latest_file, name))
        return true;
    for (const struct mapping_source *s = mapping->sources; s; s = s->next) {
        if (!takes_part(&c, s))
            continue;
        if (text_equal_nocase(s->file, name))
            return true;
        for (const struct mapping_join *j = s->joins; j; j = j->next)
            if (text_equal_nocase(j->file, name))
                return true;
    }
    return false;
}

// ---- Headers.

// Whether an expression can have a value with these headers.
static bool can_have_value(const struct context *c, const struct mapping_node *node)
{
    char alias[8];
    const struct raw_file *file = c->own;
    switch (node->kind) {
    case NODE_COLUMN:
        if (!text_is_empty(node->join))
            file = join_file(c, node->join, alias);
        return file && header_find(file, node->text) != SIZE_MAX;
    case NODE_FIRST:
        for (const struct mapping_node *n = node->child; n; n = n->next)
            if (can_have_value(c, n))
                return true;
        return false;
    case NODE_CALL:
        for (const struct mapping_node *n = node->child; n; n = n->next)
            if (mapping_function_info(node->function)->result == MAPPING_TEXT &&
                node->function != MAPPING_join && node->function != MAPPING_if &&
                !can_have_value(c, n))
                return false;
        return true;
    default:
        return true;
    }
}

// The columns of the source's own file that an expression names: "START or DATE". With a file: only
// those that it has.
static void name_columns(
    const struct mapping_node *node, const struct raw_file *in, struct buf *out)
{
    if (node->kind == NODE_COLUMN && text_is_empty(node->join) &&
        (!in || header_find(in, node->text) != SIZE_MAX) && buf_left(out) > node->text.size + 8) {
        buf_z(out, out->size > 0 ? " or " : "");
        buf_text(out, node->text);
    }
    for (const struct mapping_node *n = node->child; n; n = n->next)
        name_columns(n, in, out);
}

#define NAMES_BYTES 400

void mapping_foreign_header(const struct mapping *mapping, const struct raw_file *file,
    const struct raw_file *files, size_t count, mapping_column_function missing, void *context)
{
    static const struct mapping_days none = {0, DATE_NONE, DATE_NONE};
    struct context c = {mapping, 0, &none, files, count, NULL, NULL, NULL};
    struct buf names;
    buf_init(&names, NAMES_BYTES);
    for (const struct mapping_source *s = mapping->sources; s; s = s->next) {
        if (!takes_part(&c, s) || !text_equal_nocase(s->file, file->name))
            continue;
        const struct encounter_file *entity = encounter_file(s->entity);
        for (size_t i = 0; i < entity->count; i++) {
            if (!entity->columns[i].needed || !s->columns[i] || can_have_value(&c, s->columns[i]))
                continue;
            buf_clear(&names);
            name_columns(s->columns[i], NULL, &names);
            if (names.size > 0)
                missing(context, buf_slice(&names));
        }
    }
    buf_free(&names);
}

struct text mapping_foreign_place(const struct mapping *mapping, const struct raw_file *files,
    size_t count, enum encounter_entity entity, int file_no, size_t column, struct arena *arena)
{
    static const struct mapping_days none = {0, DATE_NONE, DATE_NONE};
    struct context c = {mapping, 0, &none, files, count, NULL, NULL, NULL};
    struct buf names;
    buf_init(&names, NAMES_BYTES);
    for (const struct mapping_source *s = mapping->sources; s && names.size == 0; s = s->next)
        if (s->entity == entity && takes_part(&c, s) && c.own->file_no == file_no &&
            s->columns[column])
            name_columns(s->columns[column], c.own, &names);
    struct text out = text_of(encounter_file(entity)->columns[column].name);
    if (names.size > 0)
        out = arena_copy(arena, buf_slice(&names));
    buf_free(&names);
    return out;
}
