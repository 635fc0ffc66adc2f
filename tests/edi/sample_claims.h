// Made-up claims for the tests of the 837P, and a claim as text, to compare two.
#ifndef TESTS_EDI_SAMPLE_CLAIMS_H
#define TESTS_EDI_SAMPLE_CLAIMS_H

#include "claims/base/buf.h"
#include "claims/claim.h"
#include "edi/x837p_write.h"

#define T(literal) TEXT(literal)

static inline date_t sample_day(int year, int month, int day)
{
    date_t date = DATE_NONE;
    assert_true(date_from_parts(year, month, day, &date));
    return date;
}

static inline struct x837p_envelope sample_envelope(void)
{
    return (struct x837p_envelope){
        .settings = {.separators = X12_SEPARATORS_USUAL,
            .line_break = X12_LINE_LF,
            .sender_qualifier = T("ZZ"),
            .sender = T("GOODCLINIC"),
            .receiver_qualifier = T("30"),
            .receiver = T("123456789"),
            .acknowledgement_requested = '1',
            .usage = 'T',
            .group_sender = T("GOODCLINIC"),
            .group_receiver = T("PAYER"),
            .interchange_control = 42,
            .group_control = 7,
            .at = {.day = sample_day(2026, 1, 15), .second = 13 * 3600 + 5 * 60}},
        .submitter_name = T("GOOD CLINIC"),
        .submitter_id = T("GC01"),
        .contact_name = T("BILLING OFFICE"),
        .contact_phone = T("5185550100"),
        .contact_email = T("BILLING@GOOD.EXAMPLE"),
        .receiver_name = T("ACME HEALTH"),
        .receiver_id = T("PAYER")};
}

// The patient is the subscriber; twelve diagnoses, all roles, all that a claim may hold once.
static inline void sample_subscriber_claim(struct claim *claim, struct service_line lines[2])
{
    static const char *const diagnoses[12] = {"E119", "I10", "J45909", "M545", "R0602", "Z7984",
        "E785", "K219", "N183", "F329", "G4733", "Z6835"};
    *claim = (struct claim){.control_number = T("00000A1B2013"),
        .total = 25050,
        .place_of_service = T("11"),
        .frequency = '7',
        .provider_signature = true,
        .assignment = 'A',
        .benefits_assigned = 'Y',
        .release_of_information = 'I',
        .related_causes = {T("AA"), T("OA")},
        .accident_state = T("NY"),
        .delay_reason = T("11"),
        .service_from = sample_day(2026, 1, 5),
        .service_to = sample_day(2026, 1, 7),
        .onset_date = sample_day(2025, 12, 30),
        .accident_date = sample_day(2025, 12, 31),
        .admission_date = sample_day(2026, 1, 4),
        .discharge_date = sample_day(2026, 1, 8),
        .patient_paid = 2500,
        .prior_authorization = T("AUTH 77"),
        .referral_number = T("REF-9"),
        .clia = T("33D1234567"),
        .payer_claim_number = T("ICN000123"),
        .attachment_type = T("OZ"),
        .attachment_transmission = T("EL"),
        .attachment_control = T("ATT-1"),
        .note = T("SEEN AFTER FALL, SEE REPORT"),
        .diagnosis_count = 12,
        .payer = {.name = T("ACME HEALTH"),
            .identifier = T("PAYERX"),
            .address =
                {.line1 = T("PO BOX 1"), .city = T("ALBANY"), .state = T("NY"), .zip = T("12207")},
            .filing_indicator = T("CI"),
            .sequence = 'P',
            .group_number = T("GRP 1"),
            .provider_g2 = T("G2BILL")},
        .subscriber = {.is_person = true,
            .person = {.last_name = T("Doe"),
                .first_name = T("Jane"),
                .middle_name = T("Q"),
                .suffix = T("Jr"),
                .birth_date = sample_day(1980, 2, 29),
                .sex = 'F',
                .address = {.line1 = T("1 OAK ST"),
                    .line2 = T("APT 2"),
                    .city = T("ALBANY"),
                    .state = T("NY"),
                    .zip = T("12207")}},
            .member_id = T("M 12-3")},
        .patient_is_subscriber = true,
        .patient.birth_date = DATE_NONE,
        .property_casualty_number = T("PC-55"),
        .lines = lines,
        .line_count = 2};
    for (size_t i = 0; i < 12; i++)
        claim->diagnoses[i] = text_of(diagnoses[i]);
    claim->providers[PROVIDER_BILLING] = (struct provider){.present = true,
        .last_name = T("GOOD CLINIC PLLC"),
        .npi = T("1234567893"),
        .taxonomy = T("261QP2300X"),
        .tax_id = T("123456789"),
        .address = {.line1 = T("9 MAIN ST"),
            .city = T("ALBANY"),
            .state = T("NY"),
            .zip = T("122071234")},
        .contact_name = T("ANN POE"),
        .contact_phone = T("5185550101")};
    claim->providers[PROVIDER_PAY_TO] = (struct provider){.present = true,
        .address = {
            .line1 = T("PO BOX 99"), .city = T("ALBANY"), .state = T("NY"), .zip = T("122080099")}};
    claim->providers[PROVIDER_REFERRING] = (struct provider){.present = true,
        .is_person = true,
        .last_name = T("RAY"),
        .first_name = T("ROSA"),
        .npi = T("1999999984"),
        .g2 = T("REFG2")};
    claim->providers[PROVIDER_RENDERING] = (struct provider){.present = true,
        .is_person = true,
        .last_name = T("REED"),
        .first_name = T("RUTH"),
        .middle_name = T("M"),
        .suffix = T("III"),
        .npi = T("1888888882"),
        .taxonomy = T("207Q00000X"),
        .g2 = T("RENG2")};
    claim->providers[PROVIDER_FACILITY] = (struct provider){.present = true,
        .last_name = T("GOOD SURGERY"),
        .npi = T("1777777771"),
        .address = {
            .line1 = T("10 MAIN ST"), .city = T("TROY"), .state = T("NY"), .zip = T("121801234")}};
    claim->providers[PROVIDER_SUPERVISING] = (struct provider){.present = true,
        .is_person = true,
        .last_name = T("SHAW"),
        .first_name = T("SAM"),
        .npi = T("1666666669")};
    claim->providers[PROVIDER_ORDERING] = (struct provider){.present = true,
        .is_person = true,
        .last_name = T("ODELL"),
        .first_name = T("OLA"),
        .npi = T("1555555558")};
    lines[0] = (struct service_line){.number = 1,
        .control_number = T("L00000A1B201X"),
        .procedure = T("99213"),
        .modifiers = {T("25"), T("59")},
        .description = T("OFFICE VISIT, LONG"),
        .charge = 15050,
        .unit_basis = T("UN"),
        .units = 1000,
        .pointers = {1, 12, 3, 4},
        .emergency = true,
        .from = sample_day(2026, 1, 5),
        .to = sample_day(2026, 1, 5),
        .note = T("CAME BY AMBULANCE")};
    lines[1] = (struct service_line){.number = 2,
        .control_number = T("L00000A1B202Y"),
        .procedure = T("J3301"),
        .charge = 10000,
        .unit_basis = T("UN"),
        .units = 2500,
        .place_of_service = T("12"),
        .pointers = {2},
        .from = sample_day(2026, 1, 6),
        .to = sample_day(2026, 1, 7),
        .ndc = T("00004196501"),
        .ndc_quantity = 1250,
        .ndc_unit = T("ML")};
}

// A dependent's claim to the second payer, after the first has paid line by line.
static inline void sample_secondary_claim(struct claim *claim, struct service_line lines[1],
    struct line_adjudication adjudications[1], struct claim_adjustment adjustments[9])
{
    *claim = (struct claim){.control_number = T("00000A1B3017"),
        .total = 12000,
        .place_of_service = T("11"),
        .frequency = '1',
        .assignment = 'C',
        .benefits_assigned = 'N',
        .release_of_information = 'Y',
        .service_from = sample_day(2026, 1, 5),
        .service_to = sample_day(2026, 1, 5),
        .onset_date = DATE_NONE,
        .accident_date = DATE_NONE,
        .admission_date = DATE_NONE,
        .discharge_date = DATE_NONE,
        .diagnoses = {T("J029")},
        .diagnosis_count = 1,
        .payer = {.name = T("SECOND MUTUAL"),
            .identifier = T("SEC02"),
            .filing_indicator = T("CI"),
            .sequence = 'S',
            .group_name = T("UNION 5")},
        .subscriber = {.is_person = true,
            .person = {.last_name = T("ROE"), .first_name = T("RICHARD"), .birth_date = DATE_NONE},
            .member_id = T("S99")},
        .relationship = T("19"),
        .patient = {.last_name = T("ROE"),
            .first_name = T("RITA"),
            .birth_date = sample_day(2015, 6, 1),
            .sex = 'F',
            .address = {.line1 = T("2 ELM ST"),
                .city = T("TROY"),
                .state = T("NY"),
                .zip = T("121801234")}},
        .property_casualty_number = T("PC 7"),
        .lines = lines,
        .line_count = 1,
        .other_payer_count = 1};
    claim->providers[PROVIDER_BILLING] = (struct provider){.present = true,
        .is_person = true,
        .last_name = T("SOLO"),
        .first_name = T("SUE"),
        .npi = T("1234567893"),
        .tax_id = T("987654321"),
        .tax_id_is_ssn = true,
        .address = {
            .line1 = T("9 MAIN ST"), .city = T("ALBANY"), .state = T("NY"), .zip = T("122071234")}};
    for (size_t i = 0; i < 7; i++)
        adjustments[i] =
            (struct claim_adjustment){.group = T("CO"), .reason = T("45"), .amount = 100};
    adjustments[2].quantity = 1000;
    adjustments[7] = (struct claim_adjustment){.group = T("PR"), .reason = T("1"), .amount = 1300};
    adjustments[8] = (struct claim_adjustment){.group = T("OA"), .reason = T("94"), .amount = -200};
    claim->other_payers[0] = (struct other_payer){.payer = {.name = T("ACME HEALTH"),
                                                      .identifier = T("PAYERX"),
                                                      .filing_indicator = T("12"),
                                                      .sequence = 'P',
                                                      .group_number = T("G1")},
        .subscriber = {.is_person = true,
            .person = {.last_name = T("ROE"),
                .first_name = T("MARY"),
                .birth_date = DATE_NONE,
                .address = {.line1 = T("3 ASH ST"),
                    .city = T("TROY"),
                    .state = T("NY"),
                    .zip = T("12180")}},
            .member_id = T("A77")},
        .relationship = T("01"),
        .adjudicated = true,
        .paid = 10000,
        .patient_responsibility = 1300,
        .adjudication_date = DATE_NONE,
        .claim_control_number = T("ICN777"),
        .adjustments = &adjustments[8],
        .adjustment_count = 1};
    adjudications[0] = (struct line_adjudication){.payer = 0,
        .paid = 10200,
        .procedure = T("99214"),
        .modifiers = {T("25")},
        .units = 1000,
        .date = sample_day(2026, 1, 12),
        .adjustments = adjustments,
        .adjustment_count = 8};
    lines[0] = (struct service_line){.number = 1,
        .control_number = T("L00000A1B301Z"),
        .procedure = T("99214"),
        .charge = 12000,
        .unit_basis = T("UN"),
        .units = 1000,
        .pointers = {1},
        .from = sample_day(2026, 1, 5),
        .to = sample_day(2026, 1, 5),
        .adjudications = adjudications,
        .adjudication_count = 1};
}

// ---- A claim as text: every member that is sent

static inline void sample_say(struct buf *out, const char *name, struct text t)
{
    buf_format(out, "%s=%.*s|", name, TEXT_ARG(t));
}

static inline void sample_say_address(struct buf *out, const struct address *a)
{
    sample_say(out, "line1", a->line1);
    sample_say(out, "line2", a->line2);
    sample_say(out, "city", a->city);
    sample_say(out, "state", a->state);
    sample_say(out, "zip", a->zip);
}

static inline void sample_say_person(struct buf *out, const char *name, const struct person *p)
{
    buf_format(out, "\n%s ", name);
    sample_say(out, "last", p->last_name);
    sample_say(out, "first", p->first_name);
    sample_say(out, "middle", p->middle_name);
    sample_say(out, "suffix", p->suffix);
    buf_format(out, "%d %c ", p->birth_date, p->sex == '\0' ? '-' : p->sex);
    sample_say_address(out, &p->address);
}

static inline void sample_say_payer(struct buf *out, const struct claim_payer *p)
{
    buf_format(out, "\npayer %c ", p->sequence);
    sample_say(out, "name", p->name);
    sample_say(out, "id", p->identifier);
    sample_say(out, "filing", p->filing_indicator);
    sample_say(out, "group", p->group_number);
    sample_say(out, "group_name", p->group_name);
    sample_say(out, "msp", p->insurance_type);
    sample_say(out, "g2", p->provider_g2);
    sample_say_address(out, &p->address);
}

static inline void sample_say_adjustments(
    struct buf *out, const struct claim_adjustment *a, size_t count)
{
    for (size_t i = 0; i < count; i++)
        buf_format(out, "\n  cas %.*s %.*s %lld %lld", TEXT_ARG(a[i].group), TEXT_ARG(a[i].reason),
            (long long)a[i].amount, (long long)a[i].quantity);
}

static inline void sample_say_provider(
    struct buf *out, enum provider_role role, const struct provider *p)
{
    if (!p->present)
        return;
    buf_format(out, "\n%s %s ", provider_role_word(role), p->is_person ? "person" : "organisation");
    sample_say(out, "last", p->last_name);
    sample_say(out, "first", p->first_name);
    sample_say(out, "middle", p->middle_name);
    sample_say(out, "suffix", p->suffix);
    sample_say(out, "npi", p->npi);
    sample_say(out, "taxonomy", p->taxonomy);
    sample_say(out, p->tax_id_is_ssn ? "ssn" : "ein", p->tax_id);
    sample_say(out, "g2", p->g2);
    sample_say(out, "contact", p->contact_name);
    sample_say(out, "phone", p->contact_phone);
    sample_say_address(out, &p->address);
}

static inline void sample_say_line(struct buf *out, const struct service_line *l)
{
    buf_format(out, "\nline %d %lld %lld %d-%d emergency %d pointers %d %d %d %d ", l->number,
        (long long)l->charge, (long long)l->units, l->from, l->to, l->emergency, l->pointers[0],
        l->pointers[1], l->pointers[2], l->pointers[3]);
    sample_say(out, "6R", l->control_number);
    sample_say(out, "proc", l->procedure);
    for (size_t i = 0; i < CLAIM_MODIFIERS_MAX; i++)
        sample_say(out, "mod", l->modifiers[i]);
    sample_say(out, "desc", l->description);
    sample_say(out, "basis", l->unit_basis);
    sample_say(out, "pos", l->place_of_service);
    sample_say(out, "note", l->note);
    sample_say(out, "ndc", l->ndc);
    sample_say(out, "unit", l->ndc_unit);
    buf_format(out, "%lld", (long long)l->ndc_quantity);
    for (size_t i = 0; i < l->adjudication_count; i++) {
        const struct line_adjudication *a = &l->adjudications[i];
        buf_format(out, "\n svd %d %lld %lld %d ", a->payer, (long long)a->paid,
            (long long)a->units, a->date);
        sample_say(out, "proc", a->procedure);
        for (size_t k = 0; k < CLAIM_MODIFIERS_MAX; k++)
            sample_say(out, "mod", a->modifiers[k]);
        sample_say_adjustments(out, a->adjustments, a->adjustment_count);
    }
}

static inline void sample_say_claim(struct buf *out, const struct claim *c)
{
    sample_say(out, "control", c->control_number);
    buf_format(out, "%lld %c %d %c %c %c %d-%d onset %d accident %d in %d out %d paid %lld ",
        (long long)c->total, c->frequency, c->provider_signature, c->assignment,
        c->benefits_assigned, c->release_of_information, c->service_from, c->service_to,
        c->onset_date, c->accident_date, c->admission_date, c->discharge_date,
        (long long)c->patient_paid);
    sample_say(out, "pos", c->place_of_service);
    for (size_t i = 0; i < 3; i++)
        sample_say(out, "cause", c->related_causes[i]);
    sample_say(out, "state", c->accident_state);
    sample_say(out, "delay", c->delay_reason);
    sample_say(out, "G1", c->prior_authorization);
    sample_say(out, "9F", c->referral_number);
    sample_say(out, "X4", c->clia);
    sample_say(out, "F8", c->payer_claim_number);
    sample_say(out, "pwk", c->attachment_type);
    sample_say(out, "pwk", c->attachment_transmission);
    sample_say(out, "pwk", c->attachment_control);
    sample_say(out, "note", c->note);
    sample_say(out, "Y4", c->property_casualty_number);
    for (size_t i = 0; i < c->diagnosis_count; i++)
        sample_say(out, "dx", c->diagnoses[i]);
    for (int role = 0; role < PROVIDER_ROLES; role++)
        sample_say_provider(out, (enum provider_role)role, &c->providers[role]);
    sample_say_payer(out, &c->payer);
    buf_format(out, "\nsubscriber %d patient_is_subscriber %d ", c->subscriber.is_person,
        c->patient_is_subscriber);
    sample_say(out, "member", c->subscriber.member_id);
    sample_say(out, "relationship", c->relationship);
    sample_say_person(out, "subscriber", &c->subscriber.person);
    sample_say_person(out, "patient", &c->patient);
    for (size_t i = 0; i < c->other_payer_count; i++) {
        const struct other_payer *o = &c->other_payers[i];
        sample_say_payer(out, &o->payer);
        buf_format(out, "\nother %d adjudicated %d %lld %lld %d ", o->subscriber.is_person,
            o->adjudicated, (long long)o->paid, (long long)o->patient_responsibility,
            o->adjudication_date);
        sample_say(out, "relationship", o->relationship);
        sample_say(out, "F8", o->claim_control_number);
        sample_say(out, "member", o->subscriber.member_id);
        sample_say_person(out, "subscriber", &o->subscriber.person);
        sample_say_adjustments(out, o->adjustments, o->adjustment_count);
    }
    for (size_t i = 0; i < c->line_count; i++)
        sample_say_line(out, &c->lines[i]);
    buf_char(out, '\n');
}

#endif
