#include "jobs/report_definition.h"

#include <stdlib.h>

#define PAGE_ROWS     100 // on a page, unless the definition says otherwise
#define PAGE_ROWS_MAX 1000

static const char *const types[] = {"dollars", "count", "text", "date", "number"};
static const char *const drawings[] = {"none", "bars", "line", "lead"};
static const char *const scopes[] = {"organisation", "installation", "both"};
static const char *const parameters[] = {"organisation", "day", "moment"};
#define WORDS(list) list, sizeof(list) / sizeof *(list)

// A header comment being read.
struct reading {
    struct report_definition *out;
    struct text drawing; // resolved when all columns are known
    int line;
    struct err *err;
};

static bool refuse(const struct reading *r, const char *what, struct text value)
{
    return err_set(r->err, ERR_CONFIG, "%s.sql:%d: %s '%.*s'", r->out->sql->name, r->line, what,
        TEXT_ARG(value));
}

static bool find_word(const char *const *words, size_t count, struct text word, size_t *index)
{
    for (*index = 0; *index < count; (*index)++)
        if (text_equal_z(word, words[*index]))
            return true;
    return false;
}

static struct text take(struct text *rest, char separator, bool *more)
{
    struct text piece = {0};
    text_split(rest, separator, more, &piece);
    return text_trim(piece);
}

// ---- The lines.

// The flags behind a column's heading: "total, zero, rows=held_claims".
static bool read_flags(struct reading *r, struct text flags, struct report_column *column)
{
    struct text rest = flags;
    struct text flag;
    for (bool more = true; text_split(&rest, ',', &more, &flag);) {
        flag = text_trim(flag);
        bool number = column->type == REPORT_DOLLARS || column->type == REPORT_COUNT;
        if (text_equal_z(flag, "total") && number)
            column->total = true;
        else if (text_equal_z(flag, "zero") && number)
            column->zero = true;
        else if (text_equal_z(flag, "see") && column->type == REPORT_TEXT)
            column->see = true;
        else if (text_starts(flag, TEXT("rows=")))
            column->rows = text_part(flag, 5, flag.size);
        else
            return refuse(r, "this column cannot be", flag);
    }
    return true;
}

static bool read_column(struct reading *r, struct text value)
{
    struct report_definition *out = r->out;
    if (out->column_count == REPORT_COLUMNS_MAX)
        return refuse(r, "too many columns from", value);
    struct report_column *column = &out->columns[out->column_count++];
    bool more = true;
    struct text rest = value;
    *column = (struct report_column){0};
    column->name = take(&rest, '|', &more);
    size_t type;
    struct text word = take(&rest, '|', &more);
    if (!find_word(WORDS(types), word, &type))
        return refuse(r, "no type of a column is", word);
    column->type = (enum report_type)type;
    column->heading = take(&rest, '|', &more);
    if (text_is_empty(column->name) || text_is_empty(column->heading))
        return refuse(r, "name, type and heading are needed:", value);
    for (size_t i = 0; i + 1 < out->column_count; i++)
        if (text_equal(out->columns[i].name, column->name))
            return refuse(r, "there are two columns", column->name);
    return !more || read_flags(r, rest, column);
}

static bool read_parameters(struct reading *r, struct text value)
{
    struct text rest = value;
    struct text word;
    size_t index;
    for (bool more = true; text_split(&rest, ',', &more, &word);) {
        word = text_trim(word);
        if (!find_word(WORDS(parameters), word, &index) ||
            r->out->parameter_count == REPORT_PARAMETERS_MAX)
            return refuse(r, "no parameter is", word);
        r->out->parameters[r->out->parameter_count++] = (enum report_parameter)index;
    }
    return true;
}

static bool read_page(struct reading *r, struct text value)
{
    int64_t rows;
    if (!text_to_i64(value, &rows) || rows < 1 || rows > PAGE_ROWS_MAX)
        return refuse(r, "a page takes 1 to 1000 rows, not", value);
    r->out->page_rows = (size_t)rows;
    return true;
}

static bool read_line(struct reading *r, struct text key, struct text value)
{
    struct report_definition *out = r->out;
    size_t index;
    struct text *text = text_equal_z(key, "title")     ? &out->title
                        : text_equal_z(key, "section") ? &out->section
                        : text_equal_z(key, "about")   ? &out->about
                        : text_equal_z(key, "empty")   ? &out->empty
                        : text_equal_z(key, "drawing") ? &r->drawing
                                                       : NULL;
    if (text) {
        *text = value;
        return !text_is_empty(value) || refuse(r, "nothing stands behind", key);
    }
    if (text_equal_z(key, "column"))
        return read_column(r, value);
    if (text_equal_z(key, "parameters"))
        return read_parameters(r, value);
    if (text_equal_z(key, "page"))
        return read_page(r, value);
    if (!text_equal_z(key, "for"))
        return refuse(r, "no line of a report is", key);
    if (!find_word(WORDS(scopes), value, &index))
        return refuse(r, "a report is for organisation, installation or both, not", value);
    out->scope = (enum report_scope)index;
    return true;
}

static bool find_column(const struct report_definition *d, struct text name, size_t *index)
{
    for (*index = 0; *index < d->column_count; (*index)++)
        if (text_equal(d->columns[*index].name, name))
            return true;
    return false;
}

static bool is_number(const struct report_definition *d, size_t column)
{
    return d->columns[column].type == REPORT_DOLLARS || d->columns[column].type == REPORT_COUNT;
}

// "bars dollars by reason", "line closing by day", "lead", "none".
static bool read_drawing(struct reading *r)
{
    struct report_definition *out = r->out;
    struct text rest = r->drawing;
    bool more = true;
    size_t index;
    if (text_is_empty(rest))
        return true;
    if (!find_word(WORDS(drawings), take(&rest, ' ', &more), &index))
        return refuse(r, "a drawing is none, bars, line or lead, not", r->drawing);
    out->drawing = (enum report_drawing)index;
    if (out->drawing == REPORT_PLAIN || out->drawing == REPORT_LEAD)
        return true;
    struct text value = take(&rest, ' ', &more);
    struct text by = take(&rest, ' ', &more);
    struct text label = take(&rest, ' ', &more);
    if (!text_equal_z(by, "by") || !find_column(out, value, &out->draw_value) ||
        !find_column(out, label, &out->draw_label) || !is_number(out, out->draw_value))
        return refuse(
            r, "a drawing names a figure and a column, 'bars claims by state', not", r->drawing);
    return true;
}

static bool is_complete(struct reading *r)
{
    const struct report_definition *out = r->out;
    if (text_is_empty(out->title) || text_is_empty(out->section) || text_is_empty(out->about) ||
        text_is_empty(out->empty) || out->column_count == 0)
        return refuse(r, "title, section, about, empty and columns are needed by", out->name);
    if (out->drawing == REPORT_LEAD &&
        (out->column_count != 3 || !text_equal_z(out->columns[0].name, "state") ||
            !text_equal_z(out->columns[1].name, "sentence") || !out->columns[2].see))
        return refuse(r, "a lead has the columns state, sentence and see (see):", out->name);
    return true;
}

// "report/20_claims_by_state" gives "20_claims_by_state".
static bool file_of(const struct sql *sql, struct text *out)
{
    struct text name = text_of(sql->name);
    if (!text_starts(name, TEXT("report/")))
        return false;
    *out = text_part(name, 7, name.size);
    return out->size > 3 && text_is_digits(text_part(*out, 0, 2)) && out->at[2] == '_';
}

bool report_definition_parse(
    const struct sql *sql, struct arena *arena, struct report_definition *out, struct err *err)
{
    *out = (struct report_definition){.sql = sql, .page_rows = PAGE_ROWS};
    struct reading r = {.out = out, .err = err};
    struct text rest = text_of(sql->text);
    struct text key = {0};
    struct text value = {0};
    struct text line;
    if (!file_of(sql, &out->file))
        return refuse(&r, "a report is named NN_name, not", text_of(sql->name));
    out->name = text_part(out->file, 3, out->file.size);
    int line_no = 0;
    for (bool more = true; text_split(&rest, '\n', &more, &line);) {
        line_no++;
        bool comment = text_starts(line, TEXT("--"));
        if (comment && text_starts(line, TEXT("--  ")) && !text_is_empty(key)) {
            struct text more_of_it = text_trim(text_part(line, 2, line.size));
            value = arena_format(arena, "%.*s %.*s", TEXT_ARG(value), TEXT_ARG(more_of_it));
            continue;
        }
        if (!text_is_empty(key) && !read_line(&r, key, value))
            return false;
        r.line = line_no;
        if (!comment)
            break;
        const char *colon = memchr(line.at, ':', line.size);
        if (colon == NULL)
            return refuse(&r, "a line of the header is 'key: value', not", line);
        size_t at = (size_t)(colon - line.at);
        key = text_trim(text_part(line, 2, at - 2));
        value = text_trim(text_part(line, at + 1, line.size));
    }
    return read_drawing(&r) && is_complete(&r);
}

// ---- All of them.

const struct report_definition *report_definition_find(
    const struct report_list *list, struct text name)
{
    for (size_t i = 0; i < list->count; i++)
        if (text_equal(list->items[i].name, name))
            return &list->items[i];
    return NULL;
}

static int by_file(const void *a, const void *b)
{
    const struct report_definition *x = a;
    const struct report_definition *y = b;
    return text_compare(x->file, y->file);
}

static bool check_links(const struct report_list *list, struct err *err)
{
    for (size_t i = 0; i < list->count; i++)
        for (size_t c = 0; c < list->items[i].column_count; c++) {
            struct text rows = list->items[i].columns[c].rows;
            if (!text_is_empty(rows) && report_definition_find(list, rows) == NULL)
                return err_set(err, ERR_CONFIG, "%s.sql: there is no report '%.*s' to link to",
                    list->items[i].sql->name, TEXT_ARG(rows));
        }
    return true;
}

bool report_definition_list(
    const struct sql *const *all, struct arena *arena, struct report_list *out, struct err *err)
{
    size_t count = 0;
    struct text file;
    for (size_t i = 0; all[i]; i++)
        count += file_of(all[i], &file);
    struct report_definition *items = ARENA_ARRAY(arena, struct report_definition, count + 1);
    count = 0;
    for (size_t i = 0; all[i]; i++)
        if (file_of(all[i], &file) && !report_definition_parse(all[i], arena, &items[count++], err))
            return false;
    qsort(items, count, sizeof *items, by_file);
    for (size_t i = 1; i < count; i++)
        if (text_equal(items[i].name, items[i - 1].name))
            return err_set(
                err, ERR_CONFIG, "%s.sql: there are two reports of this name", items[i].sql->name);
    *out = (struct report_list){items, count};
    return check_links(out, err);
}
