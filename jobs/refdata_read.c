#include "jobs/refdata_read.h"

#include "claims/base/buf.h"
#include "claims/base/csv.h"
#include "claims/base/err.h"
#include "claims/base/ident.h"
#include "claims/base/latin.h"

#include <stdlib.h>

#define LINE_BYTES ((size_t)64 * 1024) // a longer line is no such file
#define CTRL_Z     0x1A                // some files of DOS times end with it

// Columns of the CSV that are read.
enum { CSV_CODE, CSV_RECORD, CSV_SHORT, CSV_ADDED, CSV_TERMINATED, CSV_COLUMNS };
static const char *const csv_names[CSV_COLUMNS] = {
    "HCPC", "RECID", "SHORT DESCRIPTION", "ADD DT", "TERM DT"};

struct refdata_reader {
    enum refdata_format format;
    refdata_code_function on_code;
    refdata_bad_function on_bad;
    void *context;
    struct refdata_counts counts;
    const char *fault;
    bool stopped;

    struct buf line; // of which the end has not come yet
    size_t line_no;  // of the line being read
    struct buf utf8; // the line, when it was none
    bool in_records; // the disclaimers are over

    struct csv *csv;
    bool has_header;
    size_t places[CSV_COLUMNS];
};

// ---- Bytes

static struct text to_utf8(struct refdata_reader *r, struct text t)
{
    if (text_is_utf8(t))
        return t;
    buf_clear(&r->utf8);
    latin_to_utf8(&r->utf8, t);
    return buf_slice(&r->utf8);
}

// ---- Rows

static void bad(struct refdata_reader *r, const char *why)
{
    r->counts.bad++;
    r->on_bad(r->context, r->line_no, why);
}

static void deliver(struct refdata_reader *r, struct refdata_code *code)
{
    code->line = r->line_no;
    r->counts.codes++;
    r->stopped = !r->on_code(r->context, code);
}

static bool is_blank(struct text t)
{
    for (size_t i = 0; i < t.size; i++)
        if (t.at[i] != ' ' && t.at[i] != '\t' && t.at[i] != CTRL_Z)
            return false;
    return true;
}

// Columns `first` to `last`, 1 first, without the blanks around; a short line has blanks there.
static struct text columns(struct text line, size_t first, size_t last)
{
    return text_trim(text_part(line, first - 1, last - first + 1));
}

// The headings of ICD-10-PCS are the first three characters of its codes.
static bool is_icd10_code(enum refdata_format format, struct text code)
{
    if (format == REFDATA_ICD10CM)
        return ident_is_icd10cm_shape(code);
    return ident_is_icd10pcs_shape(code) || (code.size == 3 && text_is_alphanumeric(code));
}

static void take_icd10(struct refdata_reader *r, struct text line)
{
    struct refdata_code code = {.added = DATE_NONE, .terminated = DATE_NONE};
    char flag = line.size >= 15 ? line.at[14] : ' ';
    code.code = columns(line, 7, 13);
    code.billable = flag == '1';
    if (!text_is_digits(columns(line, 1, 5)) || line.size < 7 || line.at[6] == ' ' ||
        !is_icd10_code(r->format, code.code)) {
        bad(r, r->format == REFDATA_ICD10CM ? "no ICD-10-CM code stands in columns 7 to 13"
                                            : "no ICD-10-PCS code stands in columns 7 to 13");
        return;
    }
    if (flag != '0' && flag != '1') {
        bad(r, "column 15 is neither 0 (heading) nor 1 (billable)");
        return;
    }
    code.short_name = to_utf8(r, columns(line, 17, 76));
    deliver(r, &code);
}

// CCYYMMDD or nothing.
static bool read_day(struct text t, date_t *out)
{
    *out = DATE_NONE;
    return text_is_empty(t) || date_parse_d8(t, out);
}

static void take_hcpcs(struct refdata_reader *r, char record, struct text code_cell,
    struct text short_name, struct text added, struct text terminated)
{
    struct refdata_code code = {.code = text_trim(code_cell), .billable = true};
    switch (record) {
    case '3':
        break;
    case '7':
        r->counts.modifiers++;
        return;
    default:
        return; // 4 and 8: more of the long name
    }
    if (!ident_is_procedure_shape(code.code)) {
        bad(r, "no HCPCS code stands in front");
        return;
    }
    if (code.code.at[0] == 'D') {
        r->counts.dental++;
        return;
    }
    if (!read_day(added, &code.added) || !read_day(terminated, &code.terminated)) {
        bad(r, "the first or the last day of the code is no date");
        return;
    }
    code.short_name = short_name;
    deliver(r, &code);
}

static bool is_record(struct text line)
{
    struct text code = text_trim(text_part(line, 0, 5));
    return line.size >= 11 && text_is_digits(text_part(line, 5, 5)) &&
           strchr("3478", line.at[10]) != NULL && line.at[10] != '\0' && code.size >= 2 &&
           text_is_alphanumeric(code);
}

static void take_hcpcs_line(struct refdata_reader *r, struct text line)
{
    if (!is_record(line)) {
        if (r->in_records)
            bad(r, "this is no record: columns 6 to 11 are no sequence and record number");
        return;
    }
    r->in_records = true;
    take_hcpcs(r, line.at[10], text_part(line, 0, 5), to_utf8(r, columns(line, 92, 119)),
        columns(line, 269, 276), columns(line, 285, 292));
}

// ---- CSV

static bool find_columns(struct refdata_reader *r, const struct text *fields, size_t count)
{
    size_t found = 0;
    for (size_t c = 0; c < CSV_COLUMNS; c++)
        for (size_t i = 0; i < count; i++)
            if (text_equal_nocase(text_trim(fields[i]), text_of(csv_names[c]))) {
                r->places[c] = i;
                found++;
                break;
            }
    return found == CSV_COLUMNS;
}

static bool on_csv_row(void *context, size_t row, const struct text *fields, size_t count)
{
    struct refdata_reader *r = context;
    r->line_no = row;
    if (!r->has_header) { // titles may stand above it
        r->has_header = find_columns(r, fields, count);
        return true;
    }
    struct text cells[CSV_COLUMNS];
    r->counts.lines++;
    for (size_t c = 0; c < CSV_COLUMNS; c++) {
        if (r->places[c] >= count) {
            bad(r, "the row is shorter than the header");
            return true;
        }
        cells[c] = text_trim(fields[r->places[c]]);
    }
    struct text record = cells[CSV_RECORD];
    if (record.size != 1 || strchr("3478", record.at[0]) == NULL)
        bad(r, "RECID is not 3, 4, 7 or 8");
    else
        take_hcpcs(r, record.at[0], cells[CSV_CODE], cells[CSV_SHORT], cells[CSV_ADDED],
            cells[CSV_TERMINATED]);
    return !r->stopped;
}

// ---- Lines

static bool take_line(struct refdata_reader *r, struct text line)
{
    if (memchr(line.at, '\0', line.size) != NULL) {
        r->fault = "it holds NUL bytes: it is no text file";
        return false;
    }
    if (r->format == REFDATA_HCPCS_CSV) {
        if (!csv_feed(r->csv, to_utf8(r, line)) || !csv_feed(r->csv, TEXT("\n"))) {
            if (!r->stopped)
                r->fault = csv_fault_words(csv_fault(r->csv).code);
            return false;
        }
        return true;
    }
    r->line_no++;
    if (text_ends(line, TEXT("\r")))
        line.size--;
    if (is_blank(line))
        return true;
    r->counts.lines++;
    if (r->format == REFDATA_ICD10CM || r->format == REFDATA_ICD10PCS)
        take_icd10(r, line);
    else
        take_hcpcs_line(r, line);
    return !r->stopped;
}

bool refdata_reader_feed(struct refdata_reader *r, struct text bytes)
{
    while (bytes.size > 0) {
        if (r->stopped || r->fault[0] != '\0')
            return false;
        const char *end = memchr(bytes.at, '\n', bytes.size);
        struct text piece =
            text_part(bytes, 0, end != NULL ? (size_t)(end - bytes.at) : bytes.size);
        if (r->line.size + piece.size > LINE_BYTES) {
            r->fault = "a line is far too long: it is no such file";
            return false;
        }
        buf_text(&r->line, piece);
        bytes = text_part(bytes, piece.size + 1, bytes.size);
        if (end == NULL)
            return true;
        bool ok = take_line(r, buf_slice(&r->line));
        buf_clear(&r->line);
        if (!ok)
            return false;
    }
    return !r->stopped && r->fault[0] == '\0';
}

bool refdata_reader_end(struct refdata_reader *r)
{
    if (r->stopped || r->fault[0] != '\0')
        return false;
    if (r->line.size > 0 && !take_line(r, buf_slice(&r->line)))
        return false;
    buf_clear(&r->line);
    if (r->csv != NULL && !csv_end(r->csv) && !r->stopped)
        r->fault = csv_fault_words(csv_fault(r->csv).code);
    else if (r->csv != NULL && !r->has_header)
        r->fault = "no row names the columns HCPC, RECID, SHORT DESCRIPTION, ADD DT and TERM DT";
    else if (r->counts.codes == 0)
        r->fault = "there is no code in it";
    return !r->stopped && r->fault[0] == '\0';
}

struct refdata_reader *refdata_reader_new(enum refdata_format format, refdata_code_function on_code,
    refdata_bad_function on_bad, void *context)
{
    struct refdata_reader *r = calloc(1, sizeof *r);
    CHECK(r);
    CHECK(format != REFDATA_NONE && format != REFDATA_HCPCS_SHEET);
    r->format = format;
    r->on_code = on_code;
    r->on_bad = on_bad;
    r->context = context;
    r->fault = "";
    buf_init(&r->line, LINE_BYTES + 1);
    buf_init(&r->utf8, LINE_BYTES * LATIN_UTF8_BYTES + 1);
    if (format == REFDATA_HCPCS_CSV)
        r->csv = csv_new((struct csv_limits){0}, on_csv_row, r);
    return r;
}

void refdata_reader_free(struct refdata_reader *r)
{
    if (r == NULL)
        return;
    csv_close(r->csv);
    buf_free(&r->line);
    buf_free(&r->utf8);
    free(r);
}

const char *refdata_reader_fault(const struct refdata_reader *r)
{
    return r->fault;
}

struct refdata_counts refdata_reader_counts(const struct refdata_reader *r)
{
    return r->counts;
}
