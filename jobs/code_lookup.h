// code_lookup: the loaded releases of code sets (jobs/codeset_load.h) as the validator of X12 asks
// for diagnoses and procedures (`code` of struct x12_check_handler), and what nobody could say.
//
// CPT numbers and dental codes have no list: they belong to the AMA and the ADA.
#ifndef JOBS_CODE_LOOKUP_H
#define JOBS_CODE_LOOKUP_H

#include "edi/x12_check.h"
#include "jobs/config.h"

struct code_lookup;

// Reads the database of the configuration, and leaves it. Owned by the caller: code_lookup_free.
// That nothing is loaded is no error.
bool code_lookup_load(const struct config *config, struct code_lookup **out, struct err *err);
void code_lookup_free(struct code_lookup *lookup); // NULL is allowed

// The function for the handler; `lookup` is its context. Sets *as_of to the first day of the
// release that was asked and the name of its file, valid until the next call.
enum x12_code_answer code_lookup_find(
    void *lookup, enum x12_code_kind kind, struct text code, date_t on, const char **as_of);

// Codes that were asked for and not judged.
struct code_gap {
    const char *code_set; // "ICD-10-CM"
    const char *reason;   // in words
    int64_t codes;        // how often
    date_t from, to;      // first and last day for which they were asked
};

#define CODE_GAPS_MAX 5

// Returns how many were filled: one a code set of which something was not judged.
size_t code_lookup_gaps(const struct code_lookup *lookup, struct code_gap out[CODE_GAPS_MAX]);

#endif
