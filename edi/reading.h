// reading: what the meaning files of incoming transaction sets share: an element as amount,
// quantity, date or number, and findings with their place. Nothing here stops a file: what cannot
// be read becomes a finding.
#ifndef EDI_READING_H
#define EDI_READING_H

#include "claims/base/date.h"
#include "claims/finding.h"
#include "edi/x12_envelope.h"

// Findings of one severity that are listed for one set; the rest is counted.
#define READING_LISTED_MAX 100

// Receives findings. `finding->place` is place->element. Slices are valid during the call.
typedef void (*reading_finding_function)(
    void *context, const struct finding *finding, const struct x12_place *place);

// One for each set that is being read.
struct reading_report {
    void *context;
    reading_finding_function finding;
    struct x12_place place; // control numbers of the set
    int64_t
        rejects; // findings of severity reject: when there are any, nothing of the set may be used
    int listed[SEVERITY_REJECT + 1];
    int64_t not_listed; // findings beyond READING_LISTED_MAX
};

// Empties the report for a set. `set` NULL: for what stands outside a set.
void reading_start(struct reading_report *report, const struct x12_set *set);

// A finding at element `number`, component `component` (0: none) of a segment. `value`: only what
// is no patient data.
void reading_tell(struct reading_report *report, enum finding_code code, enum severity severity,
    const struct x12_segment *segment, size_t number, size_t component, const char *loop,
    struct text value);
// The same at a place that was kept; `line`: ordinal of a service line, 0 = none.
void reading_tell_at(struct reading_report *report, enum finding_code code, enum severity severity,
    const struct x12_place *place, int line, struct text value);
// The segment is not known here and is passed over: x12_segment_unknown, info.
void reading_unknown(
    struct reading_report *report, const struct x12_segment *segment, const char *loop);
// The same of a segment that holds money: severity reject.
void reading_misplaced(
    struct reading_report *report, const struct x12_segment *segment, const char *loop);

// The place of a segment with the report's control numbers.
struct x12_place reading_place(const struct reading_report *report,
    const struct x12_segment *segment, size_t number, const char *loop);

enum reading_need {
    READING_REQUIRED, // missing or unreadable: reject
    READING_OPTIONAL, // may be missing; unreadable: reject
    READING_ADVISORY, // may be missing; unreadable: a warning, as if it were missing
};

// Each reads an element. False when it is missing or unreadable; *out is then untouched.
bool reading_amount(struct reading_report *report, const struct x12_segment *segment, size_t number,
    const char *loop, enum reading_need need, int64_t *cents);
bool reading_quantity(struct reading_report *report, const struct x12_segment *segment,
    size_t number, const char *loop, enum reading_need need, int64_t *thousandths);
bool reading_date(struct reading_report *report, const struct x12_segment *segment, size_t number,
    const char *loop, enum reading_need need, date_t *date);
bool reading_number(struct reading_report *report, const struct x12_segment *segment, size_t number,
    const char *loop, enum reading_need need, int64_t *out);
// A text that must be there: missing is a finding of severity reject (READING_REQUIRED) or a
// warning.
struct text reading_text(struct reading_report *report, const struct x12_segment *segment,
    size_t number, const char *loop, enum reading_need need);
// DTP02 and DTP03: D8 gives both dates the same day, RD8 a range. Advisory.
bool reading_dtp(struct reading_report *report, const struct x12_segment *segment, const char *loop,
    date_t *from, date_t *to);

// Makes room for `more` items behind the `count` of an array in `arena`, keeping `spare` bytes of
// the arena free. False when the arena has none; the array is then as it was. Begin with items NULL
// and room 0.
bool reading_grow(struct arena *arena, void **items, size_t count, size_t more, size_t *room,
    size_t each, size_t spare);

// What the copies of one segment's elements can take of an arena at most.
#define READING_SEGMENT_ROOM (X12_SEGMENT_BYTES_MAX + (X12_ELEMENTS_MAX + 1) * 64)

// Whether `t` is one of the words of a list that begins and ends with a blank: " 1L 1W F8 ".
bool reading_is_one_of(struct text t, const char *words);

#endif
