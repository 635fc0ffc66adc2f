#include "rules/scrub_checks.h"

#include "claims/base/err.h"
#include "claims/base/ident.h"
#include "claims/base/money.h"
#include "rules/code_check.h"
#include "rules/standard_codes.h"

#define TOTAL_MAX \
    INT64_C(9999999999) // ten digits with the cents, which is what payers take for CLM02

static void found_on_day(struct scrub *scrub, enum finding_code code, const char *place, date_t day)
{
    char iso[DATE_ROOM];
    date_format_iso(day, iso);
    scrub_found(scrub, code, 0, place, text_of(iso));
}

// ---- Diagnoses

// ICD-10 began on 2015-10-01 (45 CFR 162.1002); before it diagnoses are coded in ICD-9.
static date_t icd10_start(void)
{
    date_t day = DATE_NONE;
    CHECK(date_from_parts(2015, 10, 1, &day));
    return day;
}

static void judge_diagnosis(struct scrub *scrub, struct text code, date_t day)
{
    switch (code_check_diagnosis(scrub->context->run.codes, code, day)) {
    case CODE_GOOD:
        break;
    case CODE_SHAPE:
        scrub_found(scrub, FINDING_diagnosis_shape, 0, "claim.dx", code);
        break;
    case CODE_UNKNOWN:
    case CODE_TERMINATED:
        scrub_found(scrub, FINDING_diagnosis_unknown, 0, "claim.dx", code);
        break;
    case CODE_HEADING:
        scrub_found(scrub, FINDING_diagnosis_not_billable, 0, "claim.dx", code);
        break;
    case CODE_NO_RELEASE:
        if (day != DATE_NONE)
            found_on_day(scrub, FINDING_diagnosis_no_release, "claim.dx", day);
        break;
    }
}

static bool points_to(const struct service_line *line, int diagnosis)
{
    for (size_t i = 0; i < CLAIM_POINTERS_MAX; i++)
        if (line->pointers[i] == diagnosis)
            return true;
    return false;
}

// A diagnosis is judged on the days of the lines that point to it, or on the claim's first.
static void judge_diagnosis_on_its_days(struct scrub *scrub, size_t index)
{
    const struct claim *claim = scrub->claim;
    struct text code = claim->diagnoses[index];
    bool judged = false;
    date_t last = DATE_NONE;
    for (size_t i = 0; i < claim->line_count && i < CLAIM_LINES_MAX; i++) {
        const struct service_line *line = &claim->lines[i];
        if (line->from == DATE_NONE || (judged && line->from == last) ||
            !points_to(line, (int)index + 1))
            continue;
        judge_diagnosis(scrub, code, line->from);
        judged = true;
        last = line->from;
    }
    if (!judged)
        judge_diagnosis(scrub, code, claim->service_from);
}

static void check_diagnoses(struct scrub *scrub)
{
    const struct claim *claim = scrub->claim;
    size_t count = claim->diagnosis_count;
    if (count == 0) {
        scrub_found(scrub, FINDING_diagnosis_missing, 0, "claim.dx", (struct text){0});
        return;
    }
    if (count > CLAIM_DIAGNOSES_MAX) {
        scrub_found(scrub, FINDING_diagnosis_too_many, 0, "claim.dx", (struct text){0});
        count = CLAIM_DIAGNOSES_MAX;
    }
    for (size_t i = 1; i < count; i++)
        for (size_t k = 0; k < i; k++)
            if (text_equal(claim->diagnoses[i], claim->diagnoses[k]))
                scrub_found(scrub, FINDING_diagnosis_repeated, 0, "claim.dx", claim->diagnoses[i]);
    // V00-Y99: how an injury came about, never the injury itself.
    if (claim->diagnoses[0].size > 0 && claim->diagnoses[0].at[0] >= 'V' &&
        claim->diagnoses[0].at[0] <= 'Y')
        scrub_found(
            scrub, FINDING_diagnosis_first_external, 0, "claim.dx_first", claim->diagnoses[0]);
    if (claim->service_from != DATE_NONE && claim->service_from < icd10_start()) {
        found_on_day(scrub, FINDING_icd9_period, "claim.dos_from", claim->service_from);
        return;
    }
    for (size_t i = 0; i < count; i++)
        judge_diagnosis_on_its_days(scrub, i);
}

// ---- Codes of the claim

static struct text letter(const char *c)
{
    return (struct text){c, *c == '\0' ? 0 : 1};
}

static void check_indicators(struct scrub *scrub)
{
    const struct claim *claim = scrub->claim;
    const struct {
        const char *place;
        const char *letter;
        const char *allowed;
    } indicators[] = {
        {"claim.assignment", &claim->assignment, "ABC"},
        {"claim.benefits_assigned", &claim->benefits_assigned, "YNW"},
        {"claim.release", &claim->release_of_information, "YI"},
    };
    for (size_t i = 0; i < sizeof(indicators) / sizeof(indicators[0]); i++)
        if (*indicators[i].letter == '\0' ||
            strchr(indicators[i].allowed, *indicators[i].letter) == NULL)
            scrub_found(scrub, FINDING_indicator_invalid, 0, indicators[i].place,
                letter(indicators[i].letter));
}

static void check_codes(struct scrub *scrub)
{
    const struct claim *claim = scrub->claim;
    if (!standard_codes_has(CODES_PLACE_OF_SERVICE, claim->place_of_service))
        scrub_found(
            scrub, FINDING_place_of_service_invalid, 0, "claim.pos", claim->place_of_service);
    if (!standard_codes_has(CODES_FREQUENCY, letter(&claim->frequency)))
        scrub_found(scrub, FINDING_frequency_invalid, 0, "claim.freq", letter(&claim->frequency));
    else if (claim->frequency != '1' && text_is_empty(claim->payer_claim_number))
        scrub_found(scrub, FINDING_prior_claim_number_missing, 0, "claim.prior_ref",
            claim->payer_claim_number);
    check_indicators(scrub);
    if (!text_is_empty(claim->delay_reason) &&
        !standard_codes_has(CODES_DELAY_REASON, claim->delay_reason))
        scrub_found(
            scrub, FINDING_delay_reason_invalid, 0, "claim.delay_reason", claim->delay_reason);
    if (!text_is_empty(claim->clia) && !ident_is_clia(claim->clia))
        scrub_found(scrub, FINDING_clia_invalid, 0, "claim.clia", claim->clia);
}

// PWK: report type and transmission go together; a document that is sent by other means has a
// number, one that is kept until asked for (AA) has none (837P guide, 2300 PWK).
static void check_attachment(struct scrub *scrub)
{
    const struct claim *claim = scrub->claim;
    if (text_is_empty(claim->attachment_type) && text_is_empty(claim->attachment_transmission) &&
        text_is_empty(claim->attachment_control))
        return;
    if (claim->attachment_type.size != 2)
        scrub_found(
            scrub, FINDING_attachment_incomplete, 0, "claim.pwk.type", claim->attachment_type);
    if (!standard_codes_has(CODES_ATTACHMENT_TRANSMISSION, claim->attachment_transmission))
        scrub_found(scrub, FINDING_attachment_incomplete, 0, "claim.pwk.transmission",
            claim->attachment_transmission);
    else if (!text_equal_z(claim->attachment_transmission, "AA") &&
             claim->attachment_control.size < 2)
        scrub_found(scrub, FINDING_attachment_incomplete, 0, "claim.pwk.control_no",
            claim->attachment_control);
}

// ---- Accident, admission, onset

static bool is_inpatient_place(struct text place)
{
    return text_equal_z(place, "21") || text_equal_z(place, "51") || text_equal_z(place, "61");
}

static bool is_inpatient(const struct claim *claim)
{
    bool inpatient = is_inpatient_place(claim->place_of_service);
    for (size_t i = 0; i < claim->line_count && i < CLAIM_LINES_MAX && !inpatient; i++)
        inpatient = is_inpatient_place(claim->lines[i].place_of_service);
    return inpatient;
}

static void check_accident(struct scrub *scrub)
{
    const struct claim *claim = scrub->claim;
    bool accident = false;
    bool automobile = false;
    for (size_t i = 0; i < sizeof(claim->related_causes) / sizeof(claim->related_causes[0]); i++) {
        struct text cause = claim->related_causes[i];
        if (text_is_empty(cause))
            continue;
        if (!standard_codes_has(CODES_RELATED_CAUSE, cause))
            scrub_found(scrub, FINDING_related_cause_invalid, 0, "claim.related_cause", cause);
        else
            accident = true;
        automobile = automobile || text_equal_z(cause, "AA");
    }
    if (accident && claim->accident_date == DATE_NONE)
        scrub_found(
            scrub, FINDING_accident_date_missing, 0, "claim.accident_date", (struct text){0});
    if (automobile && text_is_empty(claim->accident_state))
        scrub_found(
            scrub, FINDING_accident_state_missing, 0, "claim.accident_state", (struct text){0});
    if (!text_is_empty(claim->accident_state) && !ident_is_state(claim->accident_state))
        scrub_found(scrub, FINDING_state_invalid, 0, "claim.accident_state", claim->accident_state);
}

static void check_history(struct scrub *scrub)
{
    const struct claim *claim = scrub->claim;
    if (claim->admission_date == DATE_NONE &&
        (is_inpatient(claim) || claim->discharge_date != DATE_NONE))
        scrub_found(
            scrub, FINDING_admission_date_missing, 0, "claim.admission_date", (struct text){0});
    else if (claim->discharge_date != DATE_NONE && claim->discharge_date < claim->admission_date)
        found_on_day(scrub, FINDING_discharge_before_admission, "claim.discharge_date",
            claim->discharge_date);
    if (claim->service_to == DATE_NONE)
        return;
    if (claim->onset_date != DATE_NONE && claim->onset_date > claim->service_to)
        found_on_day(scrub, FINDING_date_after_service, "claim.onset_date", claim->onset_date);
    if (claim->accident_date != DATE_NONE && claim->accident_date > claim->service_to)
        found_on_day(
            scrub, FINDING_date_after_service, "claim.accident_date", claim->accident_date);
}

// ---- Amounts

static void found_amount(
    struct scrub *scrub, enum finding_code code, const char *place, int64_t cents)
{
    char dollars[MONEY_ROOM];
    money_format(cents, dollars);
    scrub_found(scrub, code, 0, place, text_of(dollars));
}

static void check_amounts(struct scrub *scrub)
{
    const struct claim *claim = scrub->claim;
    int64_t sum;
    if (claim->line_count == 0)
        return; // there is nothing to compare with; the lines have a finding
    if (claim->total > TOTAL_MAX || !claim_lines_total(claim, &sum))
        found_amount(scrub, FINDING_total_out_of_range, "claim.total", claim->total);
    else if (sum != claim->total)
        found_amount(scrub, FINDING_total_differs, "claim.total", claim->total);
    if (claim->patient_paid < 0 || (claim->patient_paid > 0 && claim->patient_paid > claim->total))
        found_amount(
            scrub, FINDING_patient_paid_out_of_range, "claim.patient_paid", claim->patient_paid);
}

void scrub_service(struct scrub *scrub)
{
    check_diagnoses(scrub);
    check_codes(scrub);
    check_attachment(scrub);
    check_accident(scrub);
    check_history(scrub);
    check_amounts(scrub);
}
