#include "rules/code_check.h"

#include "claims/base/err.h"
#include "claims/base/ident.h"

static enum code_verdict ask(
    const struct codeset *codes, enum codeset_kind kind, struct text code, date_t day)
{
    if (codes == NULL || day == DATE_NONE)
        return CODE_NO_RELEASE;
    switch (codes->code(codes->context, kind, code, day)) {
    case CODESET_VALID:
        return CODE_GOOD;
    case CODESET_HEADER:
        return CODE_HEADING;
    case CODESET_UNKNOWN:
        return CODE_UNKNOWN;
    case CODESET_TERMINATED:
        return CODE_TERMINATED;
    case CODESET_NO_RELEASE:
        return CODE_NO_RELEASE;
    }
    CHECK(!"answer of a code set");
    return CODE_UNKNOWN;
}

enum code_verdict code_check_diagnosis(const struct codeset *codes, struct text code, date_t day)
{
    if (!ident_is_icd10cm_shape(code))
        return CODE_SHAPE;
    return ask(codes, CODESET_ICD10CM, code, day);
}

enum code_verdict code_check_procedure(const struct codeset *codes, struct text code, date_t day)
{
    if (!ident_is_procedure_shape(code))
        return CODE_SHAPE;
    return ident_is_hcpcs_level_two(code) ? ask(codes, CODESET_HCPCS, code, day) : CODE_GOOD;
}
