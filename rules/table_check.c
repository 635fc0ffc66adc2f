#include "rules/table_check.h"

#include <stdarg.h>
#include <stdio.h>

#include "claims/base/err.h"

#define SENTENCE_ROOM 400

static bool header_separated_by(const struct table_row *header, char separator)
{
    return header->count == 1 && header->cells[0].size > 0 &&
           memchr(header->cells[0].at, separator, header->cells[0].size) != NULL;
}

static size_t spec_column(const struct table_spec *spec, struct text name)
{
    for (size_t i = 0; i < spec->column_count; i++)
        if (text_equal_z(name, spec->columns[i].name))
            return i;
    return spec->column_count;
}

static bool check_header_cell(
    struct table_cursor *cursor, bool *seen, size_t place, struct text name)
{
    char quote[TABLE_QUOTE_ROOM];
    const struct table_spec *spec = cursor->spec;
    if (text_is_empty(name))
        return table_fault_add(cursor->faults, TABLE_ERROR, spec->table, cursor->row, NULL,
            "column %zu has no name: remove the column or name it", place + 1);
    table_fault_quote(quote, name);
    size_t column = spec_column(spec, name);
    if (column == spec->column_count)
        return table_fault_add(cursor->faults, TABLE_ERROR, spec->table, cursor->row, quote,
            "there is no column of this name in this table: remove it or correct the name");
    if (seen[column])
        return table_fault_add(cursor->faults, TABLE_ERROR, spec->table, cursor->row, quote,
            "the column stands in the header twice: remove one");
    seen[column] = true;
    cursor->places[column] = place;
    return true;
}

bool table_check_header(struct table_cursor *cursor, const struct table_spec *spec,
    const struct table_rows *rows, struct table_faults *faults)
{
    CHECK(spec->column_count <= TABLE_COLUMNS_MAX);
    *cursor = (struct table_cursor){.spec = spec, .faults = faults};
    if (rows->count == 0)
        return table_fault_add(faults, TABLE_ERROR, spec->table, 0, NULL,
            "the table is empty: it has not even a header");
    if (rows->count > TABLE_ROWS_MAX)
        return table_fault_add(faults, TABLE_ERROR, spec->table, 0, NULL,
            "the table has more than %d rows: long lists of codes belong into code lists",
            TABLE_ROWS_MAX);
    const struct table_row *header = &rows->rows[0];
    cursor->row = header->number;
    if (header_separated_by(header, ';') || header_separated_by(header, '\t'))
        return table_fault_add(faults, TABLE_ERROR, spec->table, header->number, NULL,
            "the columns are separated by %s instead of commas: save it again as CSV (comma "
            "delimited)",
            header_separated_by(header, ';') ? "semicolons" : "tabs");
    bool seen[TABLE_COLUMNS_MAX] = {false};
    size_t before = faults->errors;
    for (size_t i = 0; i < header->count; i++)
        check_header_cell(cursor, seen, i, text_trim(header->cells[i]));
    for (size_t i = 0; i < spec->column_count; i++)
        if (!seen[i])
            table_fault_add(faults, TABLE_ERROR, spec->table, header->number, spec->columns[i].name,
                "the column is missing: add it, empty if need be");
    return faults->errors == before;
}

// ---- Damage

// Digits from `*at` on; returns how many.
static size_t skip_digits(struct text t, size_t *at)
{
    size_t start = *at;
    while (*at < t.size && text_is_digit(t.at[*at]))
        (*at)++;
    return *at - start;
}

// 1E10, 1.23E+11: what a spreadsheet makes of a long number or of a code with an E in it. Without
// the plus sign only short exponents count: 3E03317 is a procedure code.
static bool is_exponent_number(struct text t)
{
    size_t at = 0;
    if (skip_digits(t, &at) != 1)
        return false;
    if (at < t.size && t.at[at] == '.') {
        at++;
        if (skip_digits(t, &at) == 0)
            return false;
    }
    if (at >= t.size || (t.at[at] != 'E' && t.at[at] != 'e'))
        return false;
    at++;
    bool plus = at < t.size && t.at[at] == '+';
    if (plus)
        at++;
    size_t exponent = skip_digits(t, &at);
    return at == t.size && exponent >= 1 && exponent <= (plus ? 3u : 2u);
}

static bool is_month_word(struct text t)
{
    static const char *const months[] = {
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"};
    for (size_t i = 0; i < sizeof(months) / sizeof(months[0]); i++)
        if (text_equal_nocase(t, text_of(months[i])))
            return true;
    return false;
}

// 1/31/2026, 4-Mar, Mar-04: dates in a form that can be read in two ways, or codes that were turned
// into dates.
static bool is_turned_date(struct text t)
{
    size_t at = 0;
    size_t first = skip_digits(t, &at);
    if (first >= 1 && first <= 2 && at < t.size && t.at[at] == '/') {
        at++;
        size_t second = skip_digits(t, &at);
        if (second < 1 || second > 2 || at >= t.size || t.at[at] != '/')
            return false;
        at++;
        size_t year = skip_digits(t, &at);
        return at == t.size && (year == 2 || year == 4);
    }
    if (first >= 1 && first <= 2 && at < t.size && t.at[at] == '-')
        return is_month_word(text_part(t, at + 1, 3)) &&
               (t.size == at + 4 || (t.size > at + 4 && t.at[at + 4] == '-'));
    if (first == 0 && t.size >= 6 && t.at[3] == '-' && is_month_word(text_part(t, 0, 3)))
        return t.size <= 8 && text_is_digits(text_part(t, 4, t.size));
    return false;
}

static bool is_spreadsheet_error(struct text t)
{
    static const char *const errors[] = {
        "#REF!", "#N/A", "#NAME?", "#VALUE!", "#DIV/0!", "#NUM!", "#NULL!"};
    for (size_t i = 0; i < sizeof(errors) / sizeof(errors[0]); i++)
        if (text_equal_z(t, errors[i]))
            return true;
    return false;
}

// What the first character beyond ASCII is, in words; NULL when there is none.
static const char *beyond_ascii(struct text t)
{
    for (size_t i = 0; i < t.size; i++) {
        unsigned char c = (unsigned char)t.at[i];
        if (c < 0x80)
            continue;
        struct text at = text_part(t, i, 3);
        if (text_starts(at, TEXT("\xE2\x80\x98")) || text_starts(at, TEXT("\xE2\x80\x99")) ||
            text_starts(at, TEXT("\xE2\x80\x9C")) || text_starts(at, TEXT("\xE2\x80\x9D")) ||
            text_starts(at, TEXT("\xE2\x80\x9A")) || text_starts(at, TEXT("\xE2\x80\x9E")))
            return "a typographic quote: type a plain one";
        if (text_starts(at, TEXT("\xE2\x80\xA6")))
            return "one character for three dots: type plain dots";
        if (text_starts(at, TEXT("\xE2\x80\x93")) || text_starts(at, TEXT("\xE2\x80\x94")) ||
            text_starts(at, TEXT("\xE2\x88\x92")))
            return "a dash: type a plain hyphen";
        if (text_starts(at, TEXT("\xC2\xA0")))
            return "a non-breaking blank: type a plain one";
        return "a character that is not plain ASCII: type it again";
    }
    return NULL;
}

static bool has_control_character(struct text t)
{
    for (size_t i = 0; i < t.size; i++)
        if ((unsigned char)t.at[i] < 0x20 || t.at[i] == 0x7F)
            return true;
    return false;
}

static bool check_damage(struct table_cursor *cursor, size_t column)
{
    char quote[TABLE_QUOTE_ROOM];
    struct text cell = cursor->cells[column];
    struct text trimmed = text_trim(cell);
    enum table_column_kind kind = cursor->spec->columns[column].kind;
    if (cell.size > TABLE_CELL_MAX)
        return table_check_refuse(
            cursor, column, "the cell has more than %d characters: shorten it", TABLE_CELL_MAX);
    if (has_control_character(cell))
        return table_check_refuse(cursor, column,
            "the cell holds a line break, a tab or another control character: remove it");
    if (is_spreadsheet_error(trimmed))
        return table_check_refuse(cursor, column,
            "%s is a spreadsheet's error, not a value: enter the value again, as text",
            table_fault_quote(quote, trimmed));
    if (kind == TABLE_PROSE)
        return true;
    const char *strange = beyond_ascii(cell);
    if (strange != NULL)
        return table_check_refuse(
            cursor, column, "'%s' holds %s", table_fault_quote(quote, cell), strange);
    if (kind == TABLE_EXACT)
        return true;
    if (is_exponent_number(trimmed))
        return table_check_refuse(cursor, column,
            "'%s' looks like a number that a spreadsheet shortened: format the column as text and "
            "enter the "
            "value again",
            table_fault_quote(quote, trimmed));
    if (is_turned_date(trimmed))
        return table_check_refuse(cursor, column,
            "'%s' looks like a date that a spreadsheet turned: write dates as CCYY-MM-DD, format "
            "the column "
            "as text",
            table_fault_quote(quote, trimmed));
    return true;
}

bool table_check_row(struct table_cursor *cursor, const struct table_row *row)
{
    const struct table_spec *spec = cursor->spec;
    cursor->row = row->number;
    bool blank = true;
    for (size_t i = 0; i < row->count && blank; i++)
        blank = text_is_empty(text_trim(row->cells[i]));
    if (blank)
        return false;
    if (row->count != spec->column_count)
        return table_fault_add(cursor->faults, TABLE_ERROR, spec->table, row->number, NULL,
            "the row has %zu cells, the header %zu: look for a stray or missing comma or quote",
            row->count, spec->column_count);
    size_t before = cursor->faults->errors;
    for (size_t i = 0; i < spec->column_count; i++) {
        enum table_column_kind kind = spec->columns[i].kind;
        struct text cell = row->cells[cursor->places[i]];
        cursor->cells[i] = kind == TABLE_PLAIN || kind == TABLE_PROSE ? text_trim(cell) : cell;
        check_damage(cursor, i);
    }
    return cursor->faults->errors == before;
}

bool table_check_keep(struct table_cursor *cursor, struct arena *arena)
{
    const struct table_spec *spec = cursor->spec;
    size_t bytes = 0;
    for (size_t i = 0; i < spec->column_count; i++)
        bytes += cursor->cells[i].size + 2 * sizeof(max_align_t);
    if (!arena_has_room(arena, bytes))
        return table_fault_add(cursor->faults, TABLE_ERROR, spec->table, cursor->row, NULL,
            "from this row on the table is too large: long lists of codes belong into code lists");
    for (size_t i = 0; i < spec->column_count; i++)
        cursor->cells[i] = arena_copy(arena, cursor->cells[i]);
    return true;
}

// ---- Faults and cells

bool table_check_refuse(struct table_cursor *cursor, size_t column, const char *format, ...)
{
    char sentence[SENTENCE_ROOM];
    va_list list;
    va_start(list, format);
    vsnprintf(sentence, sizeof(sentence), format, list);
    va_end(list);
    return table_fault_add(cursor->faults, TABLE_ERROR, cursor->spec->table, cursor->row,
        cursor->spec->columns[column].name, "%s", sentence);
}

bool table_check_warn(struct table_cursor *cursor, size_t column, const char *format, ...)
{
    char sentence[SENTENCE_ROOM];
    va_list list;
    va_start(list, format);
    vsnprintf(sentence, sizeof(sentence), format, list);
    va_end(list);
    return table_fault_add(cursor->faults, TABLE_WARNING, cursor->spec->table, cursor->row,
        cursor->spec->columns[column].name, "%s", sentence);
}

bool table_check_date(struct table_cursor *cursor, size_t column, date_t if_empty, date_t *out)
{
    char quote[TABLE_QUOTE_ROOM];
    struct text cell = cursor->cells[column];
    *out = if_empty;
    if (text_is_empty(cell) || date_parse_iso(cell, out))
        return true;
    return table_check_refuse(
        cursor, column, "'%s' is no date: write it as CCYY-MM-DD", table_fault_quote(quote, cell));
}

bool table_check_flag(struct table_cursor *cursor, size_t column, bool *out)
{
    char quote[TABLE_QUOTE_ROOM];
    struct text cell = cursor->cells[column];
    *out = text_equal_z(cell, "Y");
    if (*out || text_equal_z(cell, "N"))
        return true;
    return table_check_refuse(cursor, column, "'%s': write Y or N", table_fault_quote(quote, cell));
}

bool table_check_count(struct table_cursor *cursor, size_t column, int64_t max, int64_t *out)
{
    char quote[TABLE_QUOTE_ROOM];
    struct text cell = cursor->cells[column];
    *out = 0;
    if (text_is_empty(cell))
        return true;
    if (text_is_digits(cell) && text_to_i64(cell, out) && *out >= 1 && *out <= max)
        return true;
    *out = 0;
    return table_check_refuse(cursor, column, "'%s' is no whole number from 1 to %lld",
        table_fault_quote(quote, cell), (long long)max);
}

bool table_check_word(struct table_cursor *cursor, size_t column, const char *words, int *out)
{
    char quote[TABLE_QUOTE_ROOM];
    struct text rest = text_of(words);
    struct text word;
    bool more = true;
    for (int i = 0; text_split(&rest, ' ', &more, &word); i++)
        if (text_equal(cursor->cells[column], word)) {
            *out = i;
            return true;
        }
    return table_check_refuse(cursor, column, "'%s' is not one of: %s",
        table_fault_quote(quote, cursor->cells[column]), words);
}
