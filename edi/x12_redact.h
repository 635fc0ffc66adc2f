// x12_redact: takes patients out of a file of X12, so that it can be shown to others. What the
// tables mark as patient data (edi/grammar.h) is replaced by made-up values, the same value always
// by the same one under the same key, so that a patient or a claim can still be followed through a
// file, and from a claim to its remittance:
//
//     names, cities         made-up words
//     addresses             made-up streets; state and country stay
//     ZIP codes             their first three digits; 000 where those cover too few people
//     dates of birth, death an earlier day of the year (of the year before, for January 1st); over
//                           89 years: a day of that age
//     numbers               as long, letters for letters, digits for digits; different ones stay so
//     free text             REDACTED
//     telephone, e-mail     555…, NAME@EXAMPLE.COM
//
// Codes, amounts, dates of service, providers and payers stay as they are, and every byte that is
// not replaced: a file that was valid and balanced is so afterwards. Segments that no guide knows
// at their place are replaced whole. (ZIP codes and ages: 45 CFR 164.514(b)(2).)
#ifndef EDI_X12_REDACT_H
#define EDI_X12_REDACT_H

#include "edi/x12_check.h"

struct x12_redact_totals {
    struct x12_envelope_totals envelope;
    int64_t values;  // replaced
    int64_t unknown; // segments that no guide knows at their place
};

struct x12_redact;

// `key`: whoever has it can follow a value from one file to the next; at least 16 bytes, copied.
// `bytes` is given what is written. Owned by the caller: x12_redact_free.
struct x12_redact *x12_redact_new(
    struct text key, void *context, void (*bytes)(void *context, struct text bytes));
void x12_redact_free(struct x12_redact *redact); // NULL is allowed

// The next bytes of the file.
void x12_redact_feed(struct x12_redact *redact, struct text bytes);
// The file has ended. Bytes that belong to no segment were left out.
struct x12_redact_totals x12_redact_end(struct x12_redact *redact);

#define X12_REDACT_KEY_MIN ((size_t)16)

#endif
