// codeset: the one way in which rules and edi ask for a code as of a day. Jobs fill it from the
// loaded releases (ICD-10-CM, HCPCS, ICD-10-PCS) and from an organisation's dated code lists;
// neither room knows a database.
#ifndef CLAIMS_CODESET_H
#define CLAIMS_CODESET_H

#include "claims/base/date.h"
#include "claims/base/text.h"

enum codeset_kind {
    CODESET_ICD10CM,
    CODESET_HCPCS, // HCPCS Level II; CPT numbers have no list and are checked for shape only
    CODESET_ICD10PCS,
    CODESET_KINDS,
};

enum codeset_answer {
    CODESET_VALID,      // in the release of that day and billable
    CODESET_HEADER,     // in the release, but a heading: not specific enough to bill
    CODESET_UNKNOWN,    // not in the release of that day
    CODESET_TERMINATED, // was in it, ended before that day
    CODESET_NO_RELEASE, // no release is loaded for that day: nothing can be said
};

struct codeset {
    void *context;
    enum codeset_answer (*code)(void *context, enum codeset_kind kind, struct text code, date_t on);
    // Whether the organisation's code list of that name holds the code on that day. Sets *position
    // to its place in the list (for rules that order codes). A list that is not loaded: *known is
    // false.
    bool (*list)(
        void *context, struct text list, struct text code, date_t on, bool *known, int *position);
};

#endif
