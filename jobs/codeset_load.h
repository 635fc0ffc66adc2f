// codeset_load: the loaded releases of code sets and an organisation's code lists, in memory, as
// the lookup that rules ask (claims/codeset.h), and jobs/code_lookup.h for edi.
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

// What a professional claim needs: ICD-10-CM, HCPCS, lists. Fills *out from two statements.
// Everything lives in `arena`, which must have room for 8 bytes a code and release (about 0.8 MB
// for a release of ICD-10-CM), else ERR_SYSTEM. Nothing is loaded at all: every answer is
// CODESET_NO_RELEASE, and no list is known.
bool codeset_load(
    struct db *db, int64_t org_id, struct arena *arena, struct codeset *out, struct err *err);

// All code sets, and no lists: from one statement, else the same.
bool codeset_load_releases(
    struct db *db, struct arena *arena, struct codeset *out, struct err *err);

// The release by which codes of that day are judged.
struct codeset_release {
    const char *name; // of the file that it was read from
    date_t from, to;  // both inclusive
};

// False when none is loaded. `codes` was filled here; the name lives as long as its arena.
bool codeset_release(
    const struct codeset *codes, enum codeset_kind kind, date_t on, struct codeset_release *out);

#endif
