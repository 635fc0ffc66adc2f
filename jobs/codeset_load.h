// codeset_load: the loaded releases of ICD-10-CM and HCPCS and an organisation's code lists, in
// memory, as the lookup that rules and edi ask (claims/codeset.h).
//
// A code is judged by the release in force on the day: of those whose period covers it, the one
// that begins last, so that a mid-year release stands over the yearly one. A code that this release
// lacks but an earlier one has, or whose own last day is over, is CODESET_TERMINATED; one whose own
// first day is still to come is CODESET_UNKNOWN.
#ifndef JOBS_CODESET_LOAD_H
#define JOBS_CODESET_LOAD_H

#include "claims/base/arena.h"
#include "claims/codeset.h"
#include "sql/db.h"

// Fills *out from two statements. Everything lives in `arena`, which must have room for 8 bytes a
// code and release (about 0.8 MB for a release of ICD-10-CM), else ERR_SYSTEM. Nothing is loaded
// at all: every answer is CODESET_NO_RELEASE, and no list is known.
bool codeset_load(
    struct db *db, int64_t org_id, struct arena *arena, struct codeset *out, struct err *err);

#endif
