// x12_words: what stands in a segment, value by value, in words: the guide's name, the value as
// people write it (2026-11-22, 1,234.50), what a code means; and what must stay hidden.
#ifndef CLI_X12_WORDS_H
#define CLI_X12_WORDS_H

#include "claims/base/buf.h"
#include "edi/x12_check.h"

// One element, or one component of it, that has a value.
struct x12_value {
    const struct grammar_element *spec; // NULL: the guide has no such element here
    const struct grammar_segment *segment;
    size_t number, component; // component 0: the whole element
    size_t repetition;        // 1 first; 0: the element stands once
    struct text value;
    struct text before; // the value before it, which says what form a date has (element 1250)
};

// Calls `each` with every value of the segment in order. `spec` NULL: no guide knows the segment.
// An element without a spec is given whole.
void x12_words_each(const struct x12_segment *segment, const struct grammar_segment *spec,
    void (*each)(void *context, const struct x12_value *value), void *context);

// "CLM05-3", of the segment's id.
#define X12_WORDS_PLACE 16
void x12_words_place(
    char out[X12_WORDS_PLACE], const struct x12_segment *segment, const struct x12_value *value);

// Whether the value may identify a patient: as the guide's table says, and everything that no guide
// knows. The numbers by which claims are asked for (CLM01, CLP01, the payer's own) do not count as
// such, as everywhere else in Cleanclaim.
bool x12_words_is_patient(const struct x12_value *value);

// Adds the value as people write it, or as it is. Dates 2026-11-22, "2026-11-22 to 2026-11-23",
// times 18:30, amounts 1,234.50, ZIP codes 62701-0001, telephone numbers (217) 555-0101.
void x12_words_value(struct buf *out, const struct x12_value *value);
// What the code means; NULL when it is none, or is not known.
const char *x12_words_meaning(const struct x12_value *value);

// CCYYMMDD or YYMMDD, and HHMM, as "2026-11-22 18:30"; what cannot be read as it is.
void x12_words_moment(struct buf *out, struct text date, struct text time);

#endif
