// refdata_read: the lines of a release of ICD-10-CM, ICD-10-PCS or HCPCS Level II to codes. Fed
// windows of bytes; opens nothing. Bytes are UTF-8 or, line by line, Windows-1252, as CMS writes
// them.
//
// ICD-10 order file: columns 7-13 code, 15 billable (1) or heading (0), 17-76 short name.
// HCPCS contractor record: 1-5 code, 6-10 sequence, 11 record (3 code, 4 its continuation, 7
// modifier, 8 its continuation), 92-119 short name, 269-276 first and 285-292 last day; disclaimers
// stand before the first record, in a shape that changes every year. The CSV has the same by name.
// Left out: modifiers, which have no list to be judged by, and codes of dental procedures (D),
// which belong to the ADA. Source: CMS record layout of 2019; icd10OrderFiles.pdf.
#ifndef JOBS_REFDATA_READ_H
#define JOBS_REFDATA_READ_H

#include "claims/base/date.h"
#include "claims/base/text.h"
#include "jobs/refdata_name.h"

struct refdata_code {
    size_t line; // in the file, 1 first
    struct text code;
    bool billable;
    struct text short_name;   // UTF-8
    date_t added, terminated; // both inclusive; DATE_NONE: the file does not say
};

struct refdata_counts {
    int64_t lines; // with something in them
    int64_t codes;
    int64_t modifiers, dental; // left out
    int64_t bad;               // lines that are none of these
};

// Slices are valid during the call. Return false to stop.
typedef bool (*refdata_code_function)(void *context, const struct refdata_code *code);
// A line that cannot be read, and why.
typedef void (*refdata_bad_function)(void *context, size_t line, const char *why);

struct refdata_reader;

// Owned by the caller: refdata_reader_free.
struct refdata_reader *refdata_reader_new(enum refdata_format format, refdata_code_function on_code,
    refdata_bad_function on_bad, void *context);
void refdata_reader_free(struct refdata_reader *reader);

// False when on_code stopped, or the file cannot be read on: refdata_reader_fault says why.
bool refdata_reader_feed(struct refdata_reader *reader, struct text bytes);
bool refdata_reader_end(struct refdata_reader *reader);
const char *refdata_reader_fault(const struct refdata_reader *reader); // "": none

// What was counted so far.
struct refdata_counts refdata_reader_counts(const struct refdata_reader *reader);

#endif
