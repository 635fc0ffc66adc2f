#include "jobs/code_lookup.h"

#include <stdio.h>
#include <stdlib.h>

#include "claims/base/ident.h"
#include "jobs/codeset_load.h"
#include "jobs/run.h"

#define ARENA_BYTES ((size_t)256 * 1024 * 1024) // a release of ICD-10-CM takes 0.8 MB
#define AS_OF_BYTES 96

// By which reason codes are not judged.
enum gap { GAP_ICD10CM, GAP_ICD10PCS, GAP_HCPCS, GAP_CPT, GAP_CDT, GAPS };
_Static_assert(GAPS == CODE_GAPS_MAX, "the header says how many");

#define NOT_LOADED "no release for these days is loaded: 'cleanclaim refdata load'"

static const struct {
    const char *code_set, *reason;
} gaps[GAPS] = {
    [GAP_ICD10CM] = {"ICD-10-CM", NOT_LOADED},
    [GAP_ICD10PCS] = {"ICD-10-PCS", NOT_LOADED},
    [GAP_HCPCS] = {"HCPCS", NOT_LOADED},
    [GAP_CPT] = {"CPT", "there is no list: it belongs to the AMA"},
    [GAP_CDT] = {"CDT", "there is no list: it belongs to the ADA"},
};

struct code_lookup {
    struct arena *arena;
    struct codeset codes;
    struct {
        int64_t count;
        date_t from, to;
    } gaps[GAPS];
    char as_of[AS_OF_BYTES];
};

static enum x12_code_answer no_list(struct code_lookup *l, enum gap gap, date_t on)
{
    if (l->gaps[gap].count == 0 || on < l->gaps[gap].from)
        l->gaps[gap].from = on;
    if (l->gaps[gap].count == 0 || on > l->gaps[gap].to)
        l->gaps[gap].to = on;
    l->gaps[gap].count++;
    return X12_CODE_NO_LIST;
}

static enum x12_code_answer ask(struct code_lookup *l, enum codeset_kind kind, enum gap gap,
    struct text code, date_t on, const char **as_of)
{
    struct codeset_release release;
    char day[DATE_ROOM];
    enum codeset_answer answer = l->codes.code(l->codes.context, kind, code, on);
    if (answer == CODESET_NO_RELEASE)
        return no_list(l, gap, on);
    if (answer == CODESET_VALID)
        return X12_CODE_VALID;
    if (codeset_release(&l->codes, kind, on, &release)) {
        date_format_iso(release.from, day);
        snprintf(l->as_of, sizeof(l->as_of), "%s (%s)", day, release.name);
        *as_of = l->as_of;
    }
    return answer == CODESET_HEADER       ? X12_CODE_HEADING
           : answer == CODESET_TERMINATED ? X12_CODE_ENDED
                                          : X12_CODE_UNKNOWN;
}

enum x12_code_answer code_lookup_find(
    void *lookup, enum x12_code_kind kind, struct text code, date_t on, const char **as_of)
{
    switch (kind) {
    case X12_ICD10CM:
        return ask(lookup, CODESET_ICD10CM, GAP_ICD10CM, code, on, as_of);
    case X12_ICD10PCS:
        return ask(lookup, CODESET_ICD10PCS, GAP_ICD10PCS, code, on, as_of);
    case X12_HCPCS:
        // What has not the shape of a CPT number is none, and is looked for in HCPCS.
        if (ident_is_procedure_shape(code) && !ident_is_hcpcs_level_two(code))
            return no_list(lookup, code.at[0] == 'D' ? GAP_CDT : GAP_CPT, on);
        return ask(lookup, CODESET_HCPCS, GAP_HCPCS, code, on, as_of);
    }
    err_bug(__FILE__, __LINE__, "unknown x12_code_kind");
}

size_t code_lookup_gaps(const struct code_lookup *lookup, struct code_gap out[CODE_GAPS_MAX])
{
    size_t count = 0;
    for (size_t i = 0; i < GAPS; i++)
        if (lookup->gaps[i].count > 0)
            out[count++] = (struct code_gap){gaps[i].code_set, gaps[i].reason,
                lookup->gaps[i].count, lookup->gaps[i].from, lookup->gaps[i].to};
    return count;
}

bool code_lookup_load(const struct config *config, struct code_lookup **out, struct err *err)
{
    struct db *db;
    struct code_lookup *l;
    if (!run_open_database(config, &db, err))
        return false;
    l = calloc(1, sizeof(*l));
    CHECK(l);
    l->arena = arena_new(ARENA_BYTES);
    bool ok = codeset_load_releases(db, l->arena, &l->codes, err);
    db_close(db);
    if (!ok) {
        code_lookup_free(l);
        return false;
    }
    *out = l;
    return true;
}

void code_lookup_free(struct code_lookup *lookup)
{
    if (lookup == NULL)
        return;
    arena_free(lookup->arena);
    free(lookup);
}
