#include "claims/base/csv.h"

#include <csv.h>
#include <stdlib.h>

#include "claims/base/buf.h"
#include "claims/base/err.h"

#define DEFAULT_FIELD_BYTES ((size_t)32 << 10)
#define DEFAULT_FIELDS      ((size_t)512)

// libcsv holds a field until its end and cannot be stopped from within: it gets pieces of this
// size, and limits are looked at between them.
#define PIECE_BYTES ((size_t)16 << 10)

#define UTF8_BYTES 4 // the longest character

struct csv {
    struct csv_parser parser;
    struct csv_limits limits;
    csv_row_function on_row;
    void *context;
    struct csv_fault fault;

    bool begun;    // the first character was seen
    bool ended;    // csv_end was called
    bool any;      // a row was delivered
    bool after_cr; // the last thing was a carriage return: a line feed belongs to it
    size_t row;    // the row that is being read

    struct buf bytes; // of the row's fields so far, one behind the other
    size_t count;     // fields so far
    size_t *sizes;    // of each
    struct text *fields;

    char carry[UTF8_BYTES]; // the window ended within a character
    size_t carried;
};

// libcsv would take blanks off both ends of a field; RFC 4180 says that they belong to it.
static int is_no_space(unsigned char c)
{
    (void)c;
    return 0;
}

struct csv *csv_new(struct csv_limits limits, csv_row_function on_row, void *context)
{
    struct csv *csv = calloc(1, sizeof(*csv));
    CHECK(csv != NULL);
    csv->limits.field_bytes = limits.field_bytes == 0 ? DEFAULT_FIELD_BYTES : limits.field_bytes;
    csv->limits.fields = limits.fields == 0 ? DEFAULT_FIELDS : limits.fields;
    csv->on_row = on_row;
    csv->context = context;
    csv->row = 1;
    size_t row_bytes;
    CHECK(!__builtin_mul_overflow(csv->limits.fields, csv->limits.field_bytes, &row_bytes));
    buf_init(&csv->bytes, row_bytes);
    csv->sizes = calloc(csv->limits.fields, sizeof(*csv->sizes));
    csv->fields = calloc(csv->limits.fields, sizeof(*csv->fields));
    CHECK(csv->sizes != NULL && csv->fields != NULL);
    CHECK(csv_init(&csv->parser, CSV_STRICT | CSV_STRICT_FINI | CSV_REPALL_NL) == 0);
    csv_set_space_func(&csv->parser, is_no_space);
    csv_set_blk_size(&csv->parser, 4096);
    return csv;
}

void csv_close(struct csv *csv)
{
    if (csv == NULL)
        return;
    csv_free(&csv->parser);
    buf_free(&csv->bytes);
    free(csv->sizes);
    free(csv->fields);
    free(csv);
}

// Names the field that is being read. The first fault stands.
static bool fail(struct csv *csv, enum csv_fault_code code)
{
    if (csv->fault.code == CSV_SOUND)
        csv->fault = (struct csv_fault){code, csv->row, csv->count + 1};
    return false;
}

static void on_field(void *bytes, size_t size, void *context)
{
    struct csv *csv = context;
    if (csv->fault.code != CSV_SOUND)
        return;
    csv->after_cr = false;
    if (csv->count == csv->limits.fields) {
        fail(csv, CSV_FIELD_COUNT);
    } else if (size > csv->limits.field_bytes) {
        fail(csv, CSV_FIELD_LENGTH);
    } else {
        buf_bytes(&csv->bytes, bytes, size);
        csv->sizes[csv->count++] = size;
    }
}

static void deliver(struct csv *csv)
{
    const char *at = csv->bytes.at;
    for (size_t i = 0; i < csv->count; i++) {
        csv->fields[i] = (struct text){at, csv->sizes[i]};
        at += csv->sizes[i];
    }
    csv->any = true;
    if (!csv->on_row(csv->context, csv->row, csv->fields, csv->count))
        csv->fault = (struct csv_fault){CSV_STOPPED, csv->row, 0};
    buf_clear(&csv->bytes);
    csv->count = 0;
}

// Every carriage return and line feed outside of quotes, and -1 at the end of an unfinished last
// row.
static void on_line_end(int terminator, void *context)
{
    struct csv *csv = context;
    if (csv->fault.code != CSV_SOUND)
        return;
    if (terminator == CSV_LF && csv->after_cr) {
        csv->after_cr = false;
        return;
    }
    if (csv->count > 0)
        deliver(csv);
    csv->row++;
    csv->after_cr = terminator == CSV_CR;
}

// Bytes that are whole characters, at most a piece.
static bool parse(struct csv *csv, struct text piece)
{
    if (!csv->begun && piece.size > 0) {
        csv->begun = true;
        struct text mark = TEXT("\xEF\xBB\xBF");
        if (text_starts(piece, mark))
            piece = text_part(piece, mark.size, piece.size);
    }
    size_t parsed = csv_parse(&csv->parser, piece.at, piece.size, on_field, on_line_end, csv);
    int error = csv_error(&csv->parser);
    CHECK(error == CSV_SUCCESS || error == CSV_EPARSE);
    if (csv->fault.code != CSV_SOUND)
        return false;
    // A closing quote counts until the next character shows that it is one.
    if (csv->parser.entry_pos > csv->limits.field_bytes + 1)
        return fail(csv, CSV_FIELD_LENGTH);
    return parsed == piece.size || fail(csv, CSV_QUOTES);
}

// Begins the window with the character that the last one broke off.
static bool parse_carried(struct csv *csv, struct text *bytes)
{
    char character[UTF8_BYTES];
    size_t before = csv->carried;
    memcpy(character, csv->carry, before);
    struct text more = text_part(*bytes, 0, UTF8_BYTES - before);
    memcpy(character + before, more.at, more.size);
    struct text t = {character, before + more.size};
    size_t sound = text_utf8_length(t);
    if (sound == 0) {
        if (t.size == UTF8_BYTES)
            return fail(csv, CSV_UTF8);
        memcpy(csv->carry, character, t.size);
        csv->carried = t.size;
        *bytes = text_part(*bytes, more.size, 0);
        return true;
    }
    csv->carried = 0;
    *bytes = text_part(*bytes, sound - before, bytes->size);
    return parse(csv, text_part(t, 0, sound));
}

bool csv_feed(struct csv *csv, struct text bytes)
{
    CHECK(!csv->ended);
    if (csv->fault.code != CSV_SOUND)
        return false;
    if (csv->carried > 0 && bytes.size > 0 && !parse_carried(csv, &bytes))
        return false;
    while (bytes.size > 0) {
        struct text piece = text_part(bytes, 0, PIECE_BYTES);
        size_t sound = text_utf8_length(piece);
        if (sound == 0) {
            if (piece.at[0] == '\0')
                return fail(csv, CSV_NUL);
            if (piece.size >= UTF8_BYTES)
                return fail(csv, CSV_UTF8);
            memcpy(csv->carry, piece.at, piece.size);
            csv->carried = piece.size;
            return true;
        }
        if (!parse(csv, text_part(piece, 0, sound)))
            return false;
        bytes = text_part(bytes, sound, bytes.size);
    }
    return true;
}

bool csv_end(struct csv *csv)
{
    csv->ended = true;
    if (csv->fault.code != CSV_SOUND)
        return false;
    if (csv->carried > 0)
        return fail(csv, CSV_UTF8);
    if (csv_fini(&csv->parser, on_field, on_line_end, csv) != 0)
        return fail(csv, CSV_QUOTES);
    if (csv->fault.code == CSV_SOUND && !csv->any)
        csv->fault = (struct csv_fault){CSV_EMPTY, 1, 0};
    return csv->fault.code == CSV_SOUND;
}

struct csv_fault csv_fault(const struct csv *csv)
{
    return csv->fault;
}

const char *csv_fault_words(enum csv_fault_code code)
{
    switch (code) {
    case CSV_SOUND:
        return "nothing is wrong";
    case CSV_EMPTY:
        return "there is no row";
    case CSV_QUOTES:
        return "a quote is not closed or stands in a wrong place";
    case CSV_FIELD_LENGTH:
        return "a field is too long";
    case CSV_FIELD_COUNT:
        return "a row has too many fields";
    case CSV_NUL:
        return "there is a NUL byte";
    case CSV_UTF8:
        return "this is not UTF-8";
    case CSV_STOPPED:
        return "reading was stopped";
    }
    err_bug(__FILE__, __LINE__, "unknown csv_fault_code");
}
