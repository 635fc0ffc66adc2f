#include "cli/out.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdlib.h>

#include "claims/base/buf.h"
#include "claims/base/err.h"
#include "claims/base/json.h"
#include "claims/base/money.h"

#define TABLE_BYTES_MAX ((size_t)512 * 1024 * 1024) // a table for people
#define GAP             2

struct out {
    FILE *file;
    bool json, csv;
    bool record;
    bool printed;        // anything for people
    const char *section; // of the objects; NULL: none
    const struct out_column *columns;
    const struct out_column *headed; // columns of the last header row of CSV
    size_t column_count;
    size_t column; // the next one of the row
    size_t rows;
    size_t width[OUT_COLUMNS_MAX]; // characters
    struct buf cells;              // for people: each followed by NUL
    struct json *object;           // for JSON: the row
    struct buf line;
};

struct out *out_new(FILE *file, bool json)
{
    struct out *out = calloc(1, sizeof *out);
    CHECK(out != NULL);
    out->file = file;
    out->json = json;
    buf_init(&out->cells, TABLE_BYTES_MAX);
    buf_init(&out->line, TABLE_BYTES_MAX);
    return out;
}

void out_free(struct out *out)
{
    if (out == NULL)
        return;
    json_free(out->object);
    buf_free(&out->cells);
    buf_free(&out->line);
    free(out);
}

bool out_is_json(const struct out *out)
{
    return out->json;
}

void out_use_csv(struct out *out)
{
    out->csv = true;
}

bool out_is_for_people(const struct out *out)
{
    return !out->json && !out->csv;
}

// Appends the value without control characters and without bytes that are no UTF-8.
static void add_plain(struct buf *to, struct text value)
{
    bool sound = text_is_utf8(value);
    for (size_t i = 0; i < value.size; i++) {
        unsigned char c = (unsigned char)value.at[i];
        bool hostile = c < 0x20 || c == 0x7F || (c >= 0x80 && !sound);
        buf_char(to, hostile ? '?' : (char)c);
    }
}

void out_line(struct out *out, const char *format, ...)
{
    if (!out_is_for_people(out))
        return;
    char *line;
    va_list args;
    va_start(args, format);
    int size = vasprintf(&line, format, args);
    va_end(args);
    CHECK(size >= 0);
    buf_clear(&out->line);
    add_plain(&out->line, (struct text){line, (size_t)size});
    free(line);
    fwrite(out->line.at, 1, out->line.size, out->file);
    fputc('\n', out->file);
    out->printed = true;
}

void out_section(struct out *out, const char *name, const char *heading)
{
    out->section = name;
    if (!out_is_for_people(out) || heading == NULL)
        return;
    if (out->printed)
        fputc('\n', out->file);
    out_line(out, "%s", heading);
}

// Characters, not bytes: those that begin one.
static size_t width_of(const char *z)
{
    size_t width = 0;
    for (; *z != '\0'; z++)
        if (((unsigned char)*z & 0xC0) != 0x80)
            width++;
    return width;
}

// ---- CSV

// What a spreadsheet would reckon with. A number is what it says.
static bool is_formula(struct text value)
{
    if (value.size == 0 || memchr("=+-@\t\r", value.at[0], 6) == NULL)
        return false;
    for (size_t i = 1; i < value.size; i++)
        if ((value.at[i] < '0' || value.at[i] > '9') && value.at[i] != '.')
            return true;
    return value.at[0] != '-' || value.size == 1;
}

// Adds a field to the row, with the comma before it.
static void add_field(struct out *out, struct text value)
{
    bool formula = is_formula(value), quoted = formula;
    for (size_t i = 0; i < value.size && !quoted; i++)
        quoted = memchr(",\"\r\n", value.at[i], 4) != NULL;
    if (out->column > 0)
        buf_char(&out->line, ',');
    if (quoted)
        buf_z(&out->line, formula ? "\"'" : "\"");
    size_t from = out->line.size;
    add_plain(&out->line, value);
    for (size_t i = from; quoted && i < out->line.size; i++) {
        if (out->line.at[i] != '"')
            continue;
        buf_char(&out->line, '"');
        memmove(out->line.at + i + 1, out->line.at + i, out->line.size - i - 1);
        i++;
    }
    if (quoted)
        buf_char(&out->line, '"');
}

static void print_line(struct out *out)
{
    buf_z(&out->line, "\r\n");
    fwrite(out->line.at, 1, out->line.size, out->file);
    buf_clear(&out->line);
}

static void print_header(struct out *out)
{
    buf_clear(&out->line);
    if (out->headed == out->columns)
        return;
    out->headed = out->columns;
    for (out->column = 0; out->column < out->column_count; out->column++)
        add_field(out, text_of(out->columns[out->column].name));
    out->column = 0;
    print_line(out);
}

static void begin(struct out *out, const struct out_column *columns, size_t count, bool record)
{
    CHECK(out->columns == NULL && count > 0 && count <= OUT_COLUMNS_MAX);
    out->record = record;
    out->columns = columns;
    out->column_count = count;
    out->column = 0;
    out->rows = 0;
    buf_clear(&out->cells);
    for (size_t i = 0; i < count; i++)
        out->width[i] = out_is_for_people(out) ? width_of(columns[i].heading) : 0;
    if (out->csv)
        print_header(out);
}

void out_table(struct out *out, const struct out_column *columns, size_t count)
{
    begin(out, columns, count, false);
}

void out_record(struct out *out, const struct out_column *columns, size_t count)
{
    begin(out, columns, count, true);
}

// ---- Cells

static const struct out_column *begin_cell(struct out *out)
{
    CHECK(out->columns != NULL);
    if (out->json && out->object == NULL) {
        out->object = json_new();
        if (out->section != NULL)
            json_z(out->object, "section", out->section);
    }
    return &out->columns[out->column];
}

// The column that the next value belongs to.
static const struct out_column *next_column(struct out *out, enum out_type type)
{
    const struct out_column *column = begin_cell(out);
    CHECK(column->type == type);
    return column;
}

static void end_cell(struct out *out)
{
    if (++out->column < out->column_count)
        return;
    out->column = 0;
    out->rows++;
    if (out->csv)
        print_line(out);
    if (!out->json)
        return;
    buf_clear(&out->line);
    json_write(out->object, &out->line);
    fwrite(out->line.at, 1, out->line.size, out->file);
    json_free(out->object);
    out->object = NULL;
}

// A cell for people, or of CSV.
static void add_cell(struct out *out, struct text value)
{
    if (out->csv) {
        add_field(out, value);
        return;
    }
    size_t start = out->cells.size;
    add_plain(&out->cells, value);
    buf_char(&out->cells, '\0');
    size_t width = width_of(out->cells.at + start);
    if (width > out->width[out->column])
        out->width[out->column] = width;
}

void out_text(struct out *out, struct text value)
{
    const struct out_column *column = next_column(out, OUT_TEXT);
    if (out->json)
        json_text(out->object, column->name, value);
    else
        add_cell(out, value);
    end_cell(out);
}

void out_z(struct out *out, const char *value)
{
    out_text(out, text_of(value));
}

void out_count(struct out *out, int64_t value)
{
    const struct out_column *column = next_column(out, OUT_COUNT);
    char text[32];
    snprintf(text, sizeof text, "%" PRId64, value);
    if (out->json)
        json_i64(out->object, column->name, value);
    else
        add_cell(out, text_of(text));
    end_cell(out);
}

void out_cents(struct out *out, int64_t cents)
{
    const struct out_column *column = next_column(out, OUT_DOLLARS);
    char text[MONEY_ROOM], name[80];
    snprintf(name, sizeof name, "%s_cents", column->name);
    size_t size = out->csv ? money_format(cents, text) : money_format_commas(cents, text);
    if (out->json)
        json_i64(out->object, name, cents);
    else
        add_cell(out, (struct text){text, size});
    end_cell(out);
}

void out_date(struct out *out, date_t date)
{
    const struct out_column *column = next_column(out, OUT_DATE);
    char text[DATE_ROOM] = "";
    size_t size = date == DATE_NONE ? 0 : date_format_iso(date, text);
    if (!out->json)
        add_cell(out, (struct text){text, size});
    else
        json_z(out->object, column->name, size == 0 ? NULL : text);
    end_cell(out);
}

void out_bool(struct out *out, bool value)
{
    const struct out_column *column = next_column(out, OUT_BOOL);
    if (out->json)
        json_bool(out->object, column->name, value);
    else
        add_cell(out, value ? TEXT("yes") : TEXT("no"));
    end_cell(out);
}

void out_none(struct out *out)
{
    const struct out_column *column = begin_cell(out);
    char name[80];
    snprintf(name, sizeof name, "%s%s", column->name, column->type == OUT_DOLLARS ? "_cents" : "");
    if (out->json)
        json_z(out->object, name, NULL);
    else
        add_cell(out, (struct text){0});
    end_cell(out);
}

// ---- Printing for people

static void add_blanks(struct buf *to, size_t count)
{
    for (size_t i = 0; i < count; i++)
        buf_char(to, ' ');
}

static void add_padded(struct out *out, size_t column, const char *value)
{
    enum out_type type = out->columns[column].type;
    bool right = type == OUT_COUNT || type == OUT_DOLLARS;
    size_t blanks = out->width[column] - width_of(value);
    if (right)
        add_blanks(&out->line, blanks);
    buf_z(&out->line, value);
    add_blanks(&out->line, (right ? 0 : blanks) + GAP);
}

// One line of a table. Returns where the next one begins.
static const char *print_row(struct out *out, const char *cell)
{
    buf_clear(&out->line);
    for (size_t i = 0; i < out->column_count; i++) {
        add_padded(out, i, cell == NULL ? out->columns[i].heading : cell);
        cell = cell == NULL ? NULL : cell + strlen(cell) + 1;
    }
    while (out->line.size > 0 && out->line.at[out->line.size - 1] == ' ')
        out->line.size--;
    buf_char(&out->line, '\n');
    fwrite(out->line.at, 1, out->line.size, out->file);
    return cell;
}

static void print_table(struct out *out)
{
    print_row(out, NULL);
    const char *cell = out->cells.at;
    for (size_t i = 0; i < out->rows; i++)
        cell = print_row(out, cell);
}

static void print_record(struct out *out)
{
    size_t width = 0;
    for (size_t i = 0; i < out->column_count; i++) {
        size_t own = width_of(out->columns[i].heading);
        width = own > width ? own : width;
    }
    const char *cell = out->cells.at;
    for (size_t i = 0; i < out->rows * out->column_count; i++) {
        const char *heading = out->columns[i % out->column_count].heading;
        buf_clear(&out->line);
        buf_format(&out->line, "%s:", heading);
        if (cell[0] != '\0') {
            add_blanks(&out->line, width - width_of(heading) + 1);
            buf_z(&out->line, cell);
        }
        buf_char(&out->line, '\n');
        fwrite(out->line.at, 1, out->line.size, out->file);
        cell += strlen(cell) + 1;
    }
}

void out_end(struct out *out)
{
    CHECK(out->columns != NULL && out->column == 0); // whole rows only
    out->printed = out->printed || out->rows > 0;
    if (out_is_for_people(out) && out->record)
        print_record(out);
    else if (out_is_for_people(out) && out->rows > 0)
        print_table(out);
    out->columns = NULL;
}

bool out_flush(struct out *out)
{
    return fflush(out->file) == 0 && !ferror(out->file);
}
