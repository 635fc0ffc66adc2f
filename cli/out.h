// out: what a verb prints on standard output: tables and records, aligned for people or, with
// --json, one JSON object a line; where a verb has --csv, CSV (RFC 4180). Money is given in cents:
// people see dollars to the right, --json has whole cents under NAME_cents. Messages are not
// output: they go to standard error through claims/base/log.h.
#ifndef CLI_OUT_H
#define CLI_OUT_H

#include <stdio.h>

#include "claims/base/date.h"
#include "claims/base/text.h"

enum out_type { OUT_TEXT, OUT_COUNT, OUT_DOLLARS, OUT_DATE, OUT_BOOL };

struct out_column {
    const char *name;    // in JSON: "claim_id"
    const char *heading; // for people: "claim"
    enum out_type type;
};

#define OUT_COLUMNS_MAX 48 // of a table

struct out;

// Writes to `file`, which stays the caller's. Owned by the caller: out_free.
struct out *out_new(FILE *file, bool json);
void out_free(struct out *out);
bool out_is_json(const struct out *out);

// From here on CSV: a header row of the columns' names, again only when the columns are others, and
// a row for each. Dollars have no commas; a text that a spreadsheet would take for a formula gets
// an apostrophe before it. For a verb that has --csv and prints rows of one kind.
void out_use_csv(struct out *out);
// Whether it is for people: neither JSON nor CSV.
bool out_is_for_people(const struct out *out);

// A line for people; nothing with --json and --csv. Control characters become '?', as in tables.
void out_line(struct out *out, const char *format, ...) __attribute__((format(printf, 2, 3)));

// Begins a part of what a verb prints: people see the heading behind an empty line; with --json
// every object from here on begins with "section": name. `name` must stay valid; NULL: no part. A
// heading that is NULL is not printed.
void out_section(struct out *out, const char *name, const char *heading);

// Begins a table of rows, or a record: one row, which people see as "heading: value" lines.
// `columns` must stay valid until out_end. Control characters in text become '?', so that a name
// from a file cannot move a terminal's cursor.
void out_table(struct out *out, const struct out_column *columns, size_t count);
void out_record(struct out *out, const struct out_column *columns, size_t count);

// One call for each column, in order; the row ends with its last column. The type is checked.
void out_text(struct out *out, struct text value);
void out_z(struct out *out, const char *value);
void out_count(struct out *out, int64_t value);
void out_cents(struct out *out, int64_t cents);
void out_date(struct out *out, date_t date); // DATE_NONE: empty, null
void out_bool(struct out *out, bool value);  // people: yes, no
void out_none(struct out *out);              // of any type: empty, null

// Ends the table or record: now people see it, aligned.
void out_end(struct out *out);

// Whether all of it reached the file; to be asked once at the end.
bool out_flush(struct out *out);

#endif
