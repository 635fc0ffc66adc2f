// field: the closed dictionary of what a payer rule may name, and how each value is read from the
// claim, the service line, the outgoing file or the run. The dictionary stands in rules/fields.def.
#ifndef RULES_FIELD_H
#define RULES_FIELD_H

#include "claims/claim.h"

enum field_type {
    FIELD_TEXT,     // free text; compared by bytes
    FIELD_CODE,     // a code without blanks; compared by bytes
    FIELD_DATE,     // days
    FIELD_MONEY,    // cents
    FIELD_QUANTITY, // thousandths
    FIELD_INT,
    FIELD_FLAG, // Y or N
};

enum field_scope {
    FIELD_RUN,   // the same for everything of a run
    FIELD_FILE,  // the outgoing file
    FIELD_CLAIM, // one claim
    FIELD_LINE,  // one service line
};

enum field_repeat {
    FIELD_ONE,
    FIELD_MANY,    // several values
    FIELD_COUNTED, // has a number of values, but none to look at
};

enum field_data {
    FIELD_OPEN,
    FIELD_PATIENT, // patient data: never copied into a finding
    FIELD_NONE,    // this version has no data for it: always absent
};

// The outgoing file, for rules of scope file. `delimiters` as in the profile: element, component,
// repetition separator, segment terminator.
struct field_file {
    struct text isa05, isa06, isa07, isa08, gs02, gs03;
    struct text delimiters;
    char usage; // ISA15: P or T
    int64_t isa_count, st_count, claims_per_st, claims;
};

#define FIELD_VALUES_MAX   (CLAIM_DIAGNOSES_MAX + 1) // values of one field that are looked at
#define FIELD_SCRATCH_SIZE 96

// Where values come from. `claim` is NULL for a file, `file` for a claim, `line` for both.
struct field_context {
    const struct claim *claim;
    const struct service_line *line;
    const struct field_file *file;
    char claim_type; // P, I or D
    date_t run_date;
    date_t submit_date;               // day of the next submission
    char scratch[FIELD_SCRATCH_SIZE]; // for a value that is made up on the way
};

// Text, codes and flags have `text` (never empty), all others `number`. Text points into the claim
// or into the context's scratch: valid until the next reading from the same context.
struct field_value {
    struct text text;
    int64_t number;
};

// Reads the values; returns how many there are, 0 when the field is absent. Only the first
// FIELD_VALUES_MAX are written.
typedef size_t (*field_getter)(
    struct field_context *context, size_t argument, struct field_value out[FIELD_VALUES_MAX]);

struct field {
    const char *name;
    enum field_type type;
    enum field_scope scope;
    enum field_repeat repeat;
    size_t width; // characters of a code that always has as many; 0 = it varies
    size_t limit; // most characters that the 837P carries of a text; 0 = none is checked
    enum field_data data;
    const char *location; // loop and element of the 837P; empty when it is not sent
    const char *meaning;
    field_getter getter;
    size_t argument;
};

// The field of that name; NULL when there is none.
const struct field *field_find(struct text name);

// All fields, in the order of the dictionary (for the manual and for tests).
const struct field *field_all(size_t *count);

// "text", "date", ….
const char *field_type_word(enum field_type type);

// Reads a field of the context's claim, line or file into `out`: how many values, 0 = none.
static inline size_t field_get(const struct field *field, struct field_context *context,
    struct field_value out[FIELD_VALUES_MAX])
{
    return field->getter(context, field->argument, out);
}

// Whether values of the type are compared as text.
static inline bool field_is_text(enum field_type type)
{
    return type == FIELD_TEXT || type == FIELD_CODE || type == FIELD_FLAG;
}

// Below, equal or above 0, as the type compares: dates, decimals, bytes.
int field_compare(enum field_type type, struct field_value a, struct field_value b);

// Reads a cell of a table as a value of the field's type: an ISO date, dollars, a quantity with up
// to three decimals, a whole number, Y or N, or the text itself. False when it is none.
bool field_parse(enum field_type type, struct text cell, struct field_value *out);

// The value as a person writes it. Text is not copied; what is made up is in `arena`.
struct text field_format(enum field_type type, struct field_value value, struct arena *arena);

#endif
