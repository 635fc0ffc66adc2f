// csv: RFC 4180 text to rows of fields, by libcsv, strictly. Fed windows of bytes by its caller;
// opens nothing. A file that is not sound CSV stops with one fault that names row and column; rows
// before it were delivered, and the caller decides what they are worth.
#ifndef CLAIMS_BASE_CSV_H
#define CLAIMS_BASE_CSV_H

#include "claims/base/text.h"

enum csv_fault_code {
    CSV_SOUND,
    CSV_EMPTY,        // no row at all
    CSV_QUOTES,       // an unclosed or misplaced quote
    CSV_FIELD_LENGTH, // a field longer than the limit
    CSV_FIELD_COUNT,  // more fields in a row than the limit
    CSV_NUL,          // a NUL byte
    CSV_UTF8,         // not UTF-8 (a byte order mark at the start is allowed and dropped)
    CSV_STOPPED,      // the row function returned false
};

struct csv_fault {
    enum csv_fault_code code;
    size_t row;    // 1 is the first row, usually the header
    size_t column; // 1 is the first field; 0 when unknown
};

// Called for each row. `row` counts rows, 1 first, the header included; a blank line is no row but
// is counted, so that the number is the one a person sees in a spreadsheet (a field with a line
// break in it still makes one row). Slices are valid during the call. Return false to stop.
typedef bool (*csv_row_function)(
    void *context, size_t row, const struct text *fields, size_t count);

struct csv_limits {
    size_t field_bytes; // 0: 32 KiB
    size_t fields;      // 0: 512
};

struct csv; // a reader

// A reader, before its first byte. Owned by the caller: csv_close.
struct csv *csv_new(struct csv_limits limits, csv_row_function on_row, void *context);
void csv_close(struct csv *csv); // NULL is allowed (csv_free is libcsv's)

// Feeds the next bytes. False once there is a fault: see csv_fault.
bool csv_feed(struct csv *csv, struct text bytes);
// Says that the file has ended. False when there is a fault.
bool csv_end(struct csv *csv);
struct csv_fault csv_fault(const struct csv *csv);
// The fault in words, for a finding: "a field is too long".
const char *csv_fault_words(enum csv_fault_code code);

#endif
