#include "rules/scrub_checks.h"

#include "claims/base/ident.h"
#include "claims/base/money.h"
#include "rules/code_check.h"
#include "rules/standard_codes.h"

#define UNITS_DIGITS 8 // SV104 (837P guide: at most eight digits, decimals included)

// ---- Procedure and modifiers

static void check_procedure(struct scrub *scrub, const struct service_line *line)
{
    char iso[DATE_ROOM];
    switch (code_check_procedure(scrub->context->run.codes, line->procedure, line->from)) {
    case CODE_GOOD:
        break;
    case CODE_SHAPE:
        scrub_found(scrub, FINDING_procedure_shape, line->number, "line.proc", line->procedure);
        break;
    case CODE_UNKNOWN:
    case CODE_HEADING:
        scrub_found(scrub, FINDING_procedure_unknown, line->number, "line.proc", line->procedure);
        break;
    case CODE_TERMINATED:
        scrub_found(
            scrub, FINDING_procedure_terminated, line->number, "line.proc", line->procedure);
        break;
    case CODE_NO_RELEASE: // once for the claim: the release is missing for all of its lines
        if (line->from == DATE_NONE)
            break;
        date_format_iso(line->from, iso);
        scrub_found(scrub, FINDING_procedure_no_release, 0, "line.proc", text_of(iso));
        break;
    }
}

static bool is_modifier(struct text t)
{
    for (size_t i = 0; i < t.size; i++)
        if (!((t.at[i] >= '0' && t.at[i] <= '9') || (t.at[i] >= 'A' && t.at[i] <= 'Z')))
            return false;
    return t.size == 2;
}

static void check_modifiers(struct scrub *scrub, const struct service_line *line)
{
    bool ended = false; // they are filled from the left
    for (size_t i = 0; i < CLAIM_MODIFIERS_MAX; i++) {
        struct text modifier = line->modifiers[i];
        if (text_is_empty(modifier)) {
            ended = true;
            continue;
        }
        if (ended || !is_modifier(modifier))
            scrub_found(scrub, FINDING_modifier_shape, line->number, "line.mods", modifier);
        for (size_t k = 0; k < i; k++)
            if (text_equal(modifier, line->modifiers[k]))
                scrub_found(scrub, FINDING_modifier_repeated, line->number, "line.mods", modifier);
    }
}

// ---- Amounts and units

static bool has_too_many_digits(int64_t thousandths)
{
    int decimals = 3;
    int digits = 0;
    for (; decimals > 0 && thousandths % 10 == 0; decimals--)
        thousandths /= 10;
    for (; thousandths > 0; thousandths /= 10)
        digits++;
    return digits > UNITS_DIGITS;
}

static void check_amounts(struct scrub *scrub, const struct service_line *line)
{
    char number[MONEY_ROOM];
    if (line->charge < 0) {
        money_format(line->charge, number);
        scrub_found(scrub, FINDING_charge_negative, line->number, "line.charge", text_of(number));
    }
    if (line->units <= 0 || has_too_many_digits(line->units)) {
        money_format_x12_thousandths(line->units, number);
        scrub_found(scrub, FINDING_units_invalid, line->number, "line.units", text_of(number));
    }
    if (!standard_codes_has(CODES_UNIT_BASIS, line->unit_basis))
        scrub_found(
            scrub, FINDING_units_invalid, line->number, "line.unit_basis", line->unit_basis);
}

static void check_drug(struct scrub *scrub, const struct service_line *line)
{
    if (text_is_empty(line->ndc))
        return;
    if (!ident_is_ndc11(line->ndc))
        scrub_found(scrub, FINDING_ndc_invalid, line->number, "line.ndc", line->ndc);
    if (line->ndc_quantity <= 0)
        scrub_found(scrub, FINDING_ndc_invalid, line->number, "line.ndc_qty", (struct text){0});
    if (!standard_codes_has(CODES_DRUG_UNIT, line->ndc_unit))
        scrub_found(scrub, FINDING_ndc_invalid, line->number, "line.ndc_unit", line->ndc_unit);
}

// ---- Pointers

// One to four, filled from the left, each to another diagnosis of the claim. Without diagnoses
// there is nothing to point to; that has its own finding.
static void check_pointers(struct scrub *scrub, const struct service_line *line)
{
    size_t diagnoses = scrub->claim->diagnosis_count;
    if (diagnoses == 0)
        return;
    if (diagnoses > CLAIM_DIAGNOSES_MAX)
        diagnoses = CLAIM_DIAGNOSES_MAX;
    bool any = false;
    bool ended = false;
    for (size_t i = 0; i < CLAIM_POINTERS_MAX; i++) {
        int pointer = line->pointers[i];
        if (pointer == 0) {
            ended = true;
            continue;
        }
        any = true;
        bool wrong = ended || pointer < 1 || (size_t)pointer > diagnoses;
        for (size_t k = 0; k < i; k++)
            wrong = wrong || line->pointers[k] == pointer;
        if (wrong) {
            struct text value = arena_format(scrub->findings->arena, "%d", pointer);
            scrub_found(scrub, FINDING_pointer_invalid, line->number, "line.pointers", value);
        }
    }
    if (!any)
        scrub_found(
            scrub, FINDING_pointer_missing, line->number, "line.pointers", (struct text){0});
}

// ---- Dates

static void found_on_day(struct scrub *scrub, enum finding_code code,
    const struct service_line *line, const char *place, date_t day)
{
    char iso[DATE_ROOM];
    date_format_iso(day, iso);
    scrub_found(scrub, code, line->number, place, text_of(iso));
}

static void check_dates(struct scrub *scrub, const struct service_line *line)
{
    date_t today = scrub->context->run.date;
    if (line->from == DATE_NONE)
        scrub_found(
            scrub, FINDING_service_date_missing, line->number, "line.dos", (struct text){0});
    else if (line->from > today)
        found_on_day(scrub, FINDING_service_date_future, line, "line.dos", line->from);
    if (line->to == DATE_NONE) {
        if (line->from != DATE_NONE)
            scrub_found(
                scrub, FINDING_service_date_missing, line->number, "line.dos_to", (struct text){0});
        return;
    }
    if (line->from != DATE_NONE && line->to < line->from)
        found_on_day(scrub, FINDING_service_date_order, line, "line.dos_to", line->to);
    else if (line->to > today && !(line->from > today))
        found_on_day(scrub, FINDING_service_date_future, line, "line.dos_to", line->to);
}

// ---- The same line twice

static bool says_repeated(const struct service_line *line)
{
    static const char *const repeated[] = {"76", "77", "91", "59", "XE", "XP", "XS", "XU"};
    for (size_t i = 0; i < CLAIM_MODIFIERS_MAX; i++)
        for (size_t k = 0; k < sizeof(repeated) / sizeof(repeated[0]); k++)
            if (text_equal_z(line->modifiers[i], repeated[k]))
                return true;
    return false;
}

static bool same_line(const struct service_line *a, const struct service_line *b)
{
    if (!text_equal(a->procedure, b->procedure) || a->from != b->from || a->to != b->to ||
        a->units != b->units)
        return false;
    for (size_t i = 0; i < CLAIM_MODIFIERS_MAX; i++)
        if (!text_equal(a->modifiers[i], b->modifiers[i]))
            return false;
    return true;
}

static void check_duplicate(struct scrub *scrub, size_t index)
{
    const struct service_line *line = &scrub->claim->lines[index];
    if (text_is_empty(line->procedure) || says_repeated(line))
        return;
    for (size_t i = 0; i < index; i++)
        if (same_line(&scrub->claim->lines[i], line)) {
            scrub_found(scrub, FINDING_line_duplicate, line->number, "line.proc", line->procedure);
            return;
        }
}

void scrub_lines(struct scrub *scrub)
{
    const struct claim *claim = scrub->claim;
    if (claim->line_count == 0)
        scrub_found(scrub, FINDING_lines_missing, 0, "claim.lines", (struct text){0});
    if (claim->line_count > CLAIM_LINES_MAX) {
        struct text count = arena_format(scrub->findings->arena, "%zu", claim->line_count);
        scrub_found(scrub, FINDING_lines_too_many, 0, "claim.lines", count);
    }
    for (size_t i = 0; i < claim->line_count && i < CLAIM_LINES_MAX; i++) {
        const struct service_line *line = &claim->lines[i];
        check_procedure(scrub, line);
        check_modifiers(scrub, line);
        check_amounts(scrub, line);
        check_drug(scrub, line);
        check_pointers(scrub, line);
        check_dates(scrub, line);
        if (!text_is_empty(line->place_of_service) &&
            !standard_codes_has(CODES_PLACE_OF_SERVICE, line->place_of_service))
            scrub_found(scrub, FINDING_place_of_service_invalid, line->number, "line.pos",
                line->place_of_service);
        check_duplicate(scrub, i);
    }
}
