#include "claims/claim_build.h"

#include "claims/base/err.h"
#include "claims/base/ident.h"
#include "claims/base/latin.h"
#include "claims/base/money.h"

#define POINTER_TO_NOTHING 99

struct text claim_text(struct arena *arena, struct text t)
{
    struct text ascii;
    if (!latin_to_ascii(arena, t, &ascii))
        ascii = t;
    ascii = text_trim(ascii);
    char *made = arena_take(arena, ascii.size + 1);
    size_t size = 0;
    for (size_t i = 0; i < ascii.size; i++) {
        char c = ascii.at[i];
        if (c == ' ' && made[size - 1] == ' ')
            continue;
        made[size++] = c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
    }
    return (struct text){made, size};
}

static struct person build_person(struct arena *arena, const struct person *from)
{
    struct person p = *from;
    p.last_name = claim_text(arena, from->last_name);
    p.first_name = claim_text(arena, from->first_name);
    p.middle_name = claim_text(arena, from->middle_name);
    p.suffix = claim_text(arena, from->suffix);
    p.address.line1 = claim_text(arena, from->address.line1);
    p.address.line2 = claim_text(arena, from->address.line2);
    p.address.city = claim_text(arena, from->address.city);
    return p;
}

static struct provider build_provider(struct arena *arena, const struct provider *from)
{
    struct provider p = *from;
    p.last_name = claim_text(arena, from->last_name);
    p.first_name = claim_text(arena, from->first_name);
    p.middle_name = claim_text(arena, from->middle_name);
    p.suffix = claim_text(arena, from->suffix);
    p.address.line1 = claim_text(arena, from->address.line1);
    p.address.line2 = claim_text(arena, from->address.line2);
    p.address.city = claim_text(arena, from->address.city);
    p.contact_name = claim_text(arena, from->contact_name);
    return p;
}

static bool address_equal(const struct address *a, const struct address *b)
{
    return text_equal(a->line1, b->line1) && text_equal(a->line2, b->line2) &&
           text_equal(a->city, b->city) && text_equal(a->state, b->state) &&
           text_equal(a->zip, b->zip);
}

// Loops that the guide forbids when they repeat the billing provider: 2010AB with the same address,
// 2310B and 2310C of the same provider or place.
static void build_providers(const struct encounter *e, struct arena *arena, struct claim *c)
{
    for (int role = 0; role < PROVIDER_ROLES; role++)
        c->providers[role] = build_provider(arena, &e->providers[role]);
    const struct provider *billing = &c->providers[PROVIDER_BILLING];
    struct provider *pay_to = &c->providers[PROVIDER_PAY_TO];
    if (text_is_empty(pay_to->address.line1) || address_equal(&pay_to->address, &billing->address))
        pay_to->present = false;
    struct provider *rendering = &c->providers[PROVIDER_RENDERING];
    if (rendering->present && !text_is_empty(rendering->npi) &&
        text_equal(rendering->npi, billing->npi))
        rendering->present = false;
    struct provider *facility = &c->providers[PROVIDER_FACILITY];
    if (facility->present && address_equal(&facility->address, &billing->address))
        facility->present = false;
}

static date_t detail_date(const struct encounter *e, const char *name)
{
    date_t date = DATE_NONE;
    date_parse_iso(encounter_detail(e, name), &date);
    return date;
}

static void build_details(const struct encounter *e, struct arena *arena, struct claim *c)
{
    c->onset_date = detail_date(e, "onset_date");
    c->accident_date = detail_date(e, "accident_date");
    c->admission_date = detail_date(e, "admission_date");
    c->discharge_date = detail_date(e, "discharge_date");
    c->accident_state = encounter_detail(e, "accident_state");
    c->delay_reason = encounter_detail(e, "delay_reason");
    c->prior_authorization = encounter_detail(e, "prior_authorization");
    c->referral_number = encounter_detail(e, "referral_number");
    c->clia = encounter_detail(e, "clia");
    c->property_casualty_number = encounter_detail(e, "property_casualty_number");
    c->attachment_type = encounter_detail(e, "attachment_type");
    c->attachment_transmission = encounter_detail(e, "attachment_transmission");
    c->attachment_control = encounter_detail(e, "attachment_control");
    c->note = claim_text(arena, encounter_detail(e, "note"));
    text_to_i64(encounter_detail(e, "patient_paid"), &c->patient_paid);

    struct text causes = encounter_detail(e, "accident_cause");
    struct text cause;
    bool more = true;
    for (int n = 0; n < 3 && text_split(&causes, ' ', &more, &cause);)
        if (!text_is_empty(cause))
            c->related_causes[n++] = cause;
}

// The place on the claim of the diagnosis that the source calls by this ordinal. One that the
// encounter does not have becomes a pointer to nothing, which the rules refuse.
static int pointer_place(const struct encounter *e, struct text ordinal)
{
    int64_t number;
    if (text_to_i64(ordinal, &number))
        for (size_t i = 0; i < e->diagnosis_count; i++)
            if (e->diagnoses[i].ordinal == number)
                return (int)i + 1;
    return POINTER_TO_NOTHING;
}

// Without any pointer the line was done for the first four diagnoses.
static void build_pointers(
    const struct encounter *e, struct text pointers, int out[CLAIM_POINTERS_MAX])
{
    struct text piece;
    bool more = true;
    int n = 0;
    while (n < CLAIM_POINTERS_MAX && text_split(&pointers, ' ', &more, &piece))
        if (!text_is_empty(piece))
            out[n++] = pointer_place(e, piece);
    if (n > 0)
        return;
    for (; n < CLAIM_POINTERS_MAX && (size_t)n < e->diagnosis_count; n++)
        out[n] = n + 1;
}

static void build_modifiers(struct text modifiers, struct text out[CLAIM_MODIFIERS_MAX])
{
    struct text piece;
    bool more = true;
    for (int n = 0; n < CLAIM_MODIFIERS_MAX && text_split(&modifiers, ' ', &more, &piece);)
        if (!text_is_empty(piece))
            out[n++] = piece;
}

static void build_lines(const struct encounter *e, struct arena *arena, struct claim *c)
{
    // A later payer's claim repeats the first one's line numbers: it is the same line of the
    // encounter.
    int64_t first_claim = e->prior_payer_count > 0 ? e->prior_payers[0].claim_id : c->claim_id;
    c->lines = ARENA_ARRAY(arena, struct service_line, e->charge_count);
    c->line_count = e->charge_count;
    c->total = 0;
    for (size_t i = 0; i < e->charge_count; i++) {
        const struct encounter_charge *charge = &e->charges[i];
        struct service_line *line = &c->lines[i];
        char control[IDENT_CONTROL_ROOM];
        line->number = (int)i + 1;
        ident_make_line_control_number(first_claim, line->number, control);
        line->control_number = arena_copy(arena, text_of(control));
        line->procedure = charge->procedure;
        build_modifiers(charge->modifiers, line->modifiers);
        line->description = claim_text(arena, charge->description);
        line->charge = charge->charge;
        line->unit_basis = text_is_empty(charge->unit_basis) ? TEXT("UN") : charge->unit_basis;
        line->units = charge->units;
        if (!text_equal(charge->place_of_service, c->place_of_service))
            line->place_of_service = charge->place_of_service;
        build_pointers(e, charge->pointers, line->pointers);
        line->emergency = charge->emergency;
        line->from = charge->from;
        line->to = charge->to;
        line->note = claim_text(arena, charge->note);
        line->ndc = charge->ndc;
        line->ndc_quantity = charge->ndc_quantity;
        line->ndc_unit = charge->ndc_unit;
        c->total = money_sum(c->total, line->charge);
        if (i == 0 || line->from < c->service_from)
            c->service_from = line->from;
        if (i == 0 || line->to > c->service_to)
            c->service_to = line->to;
    }
}

// SBR02 18 when the patient is the subscriber; else the subscriber stands in 2010BA and the patient
// in 2010CA (guide: 2000B and 2000C).
static void build_subscriber(const struct encounter *e, const struct coverage *coverage,
    struct arena *arena, struct claim *c)
{
    struct person patient = build_person(arena, &e->patient);
    c->patient_is_subscriber = text_equal_z(coverage->relationship, "18");
    c->subscriber.member_id = coverage->subscriber.member_id;
    if (c->patient_is_subscriber) {
        c->subscriber.is_person = true;
        c->subscriber.person = patient;
    } else {
        c->subscriber.is_person = coverage->subscriber.is_person;
        c->subscriber.person = build_person(arena, &coverage->subscriber.person);
        c->patient = patient;
        c->relationship = coverage->relationship;
    }
    c->payer.group_number = coverage->group_number;
    c->payer.group_name = claim_text(arena, coverage->group_name);
    // SBR05 only when Medicare is not the first payer (guide: 2000B SBR05).
    if (c->payer.sequence != 'P')
        c->payer.insurance_type = coverage->insurance_type;
}

void claim_build(const struct encounter *encounter, const struct coverage *coverage,
    struct arena *arena, struct claim *claim)
{
    CHECK(claim->claim_id > 0 && claim->org_id == encounter->org_id);
    claim->encounter_id = encounter->encounter_id;
    claim->encounter_version = encounter->version;
    claim->encounter_key = encounter->key;
    claim->place_of_service = encounter->place_of_service;
    // Signature on file, assignment accepted, benefits assigned, release signed: what an office
    // that bills electronically has from every patient (CLM06 to CLM09).
    claim->provider_signature = true;
    claim->assignment = 'A';
    claim->benefits_assigned = 'Y';
    claim->release_of_information = 'Y';
    claim->service_from = encounter->from;
    claim->service_to = encounter->to;
    for (size_t i = 0; i < encounter->diagnosis_count && i <= CLAIM_DIAGNOSES_MAX; i++)
        claim->diagnoses[claim->diagnosis_count++] = encounter->diagnoses[i].code;
    build_details(encounter, arena, claim);
    build_providers(encounter, arena, claim);
    build_subscriber(encounter, coverage, arena, claim);
    build_lines(encounter, arena, claim);
}
