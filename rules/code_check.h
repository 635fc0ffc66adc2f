// code_check: whether a code may stand on a claim on a day: by its shape, and by the release of
// that day where there is one. For the built-in checks and for the operator `valid`.
#ifndef RULES_CODE_CHECK_H
#define RULES_CODE_CHECK_H

#include "claims/codeset.h"

enum code_verdict {
    CODE_GOOD,
    CODE_SHAPE,      // cannot be such a code
    CODE_UNKNOWN,    // not in the release of that day
    CODE_HEADING,    // a heading, not specific enough
    CODE_TERMINATED, // ended before that day
    CODE_NO_RELEASE, // nothing can be said: no release is loaded for that day
};

// ICD-10-CM, without its dot. `codes` NULL or a day of DATE_NONE: CODE_NO_RELEASE for a sound
// shape.
enum code_verdict code_check_diagnosis(const struct codeset *codes, struct text code, date_t day);

// CPT or HCPCS Level II. CPT numbers and dental codes (D, owned by the ADA and left out of CMS's
// release) are checked for shape only.
enum code_verdict code_check_procedure(const struct codeset *codes, struct text code, date_t day);

#endif
