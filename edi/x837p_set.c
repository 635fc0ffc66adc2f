#include "edi/x837p_set.h"

#include <stdlib.h>

#include "claims/base/buf.h"
#include "claims/base/err.h"

#define SCOPE_BYTES_MAX ((size_t)1 << 20) // provider, subscriber, patient
#define CLAIM_BYTES_MAX ((size_t)16 << 20)

// Where in the guide the reader is.
enum loop {
    LOOP_HEADER,
    LOOP_PROVIDER,     // 2000A, 2010AA, 2010AB
    LOOP_SUBSCRIBER,   // 2000B, 2010BA, 2010BB
    LOOP_PATIENT,      // 2000C, 2010CA
    LOOP_CLAIM,        // 2300, 2310
    LOOP_OTHER_PAYER,  // 2320, 2330
    LOOP_LINE,         // 2400, 2410, 2420
    LOOP_ADJUDICATION, // 2430
    LOOP_NONE,         // a level that is not of the guide
};

static const char *const loops[] = {
    "", "2000A", "2000B", "2000C", "2300", "2320", "2400", "2430", ""};

struct x837p_set {
    void *context;
    x837p_claim_function on_claim;
    struct reading_report *report;
    enum loop loop;
    // What the segments behind an NM1 are about; NULL when nothing here has a place for it.
    struct provider *provider;
    struct address *address;
    bool is_claim_open;
    bool is_full; // the arena of the level or claim is: the rest of it is passed over

    struct buf batch_reference;
    struct arena *provider_arena, *subscriber_arena, *patient_arena, *claim_arena;
    struct provider billing, pay_to;
    struct claim_payer payer;
    struct subscriber subscriber;
    bool patient_is_subscriber;
    struct text relationship, property_casualty_number;
    struct person patient;
    struct claim claim;
    struct x837p_position position;
    size_t line_room, adjudication_room, adjustment_room;
};

static struct arena *arena_of(const struct x837p_set *reader)
{
    switch (reader->loop) {
    case LOOP_PROVIDER:
        return reader->provider_arena;
    case LOOP_SUBSCRIBER:
        return reader->subscriber_arena;
    case LOOP_PATIENT:
        return reader->patient_arena;
    default:
        return reader->claim_arena;
    }
}

static struct text keep(const struct x837p_set *reader, struct text t)
{
    t = text_trim(t);
    return t.size == 0 ? (struct text){0} : arena_copy(arena_of(reader), t);
}

static struct text keep_element(
    const struct x837p_set *reader, const struct x12_segment *segment, size_t number)
{
    return keep(reader, x12_element(segment, number));
}

static char character(const struct x12_segment *segment, size_t number)
{
    struct text element = x12_element(segment, number);
    return element.size == 0 ? '\0' : *element.at;
}

static bool has_qualifier(const struct x12_segment *segment, const char *id, const char *qualifier)
{
    return x12_is(segment, id) && text_equal_z(x12_element(segment, 1), qualifier);
}

static void unknown(struct x837p_set *reader, const struct x12_segment *segment)
{
    reading_unknown(reader->report, segment, loops[reader->loop]);
}

static int64_t amount(struct x837p_set *reader, const struct x12_segment *segment, size_t number)
{
    int64_t cents = 0;
    reading_amount(reader->report, segment, number, loops[reader->loop], READING_REQUIRED, &cents);
    return cents;
}

static date_t day(struct x837p_set *reader, const struct x12_segment *segment)
{
    date_t from = DATE_NONE, to;
    reading_dtp(reader->report, segment, loops[reader->loop], &from, &to);
    return from;
}

// ---- Claims begin and end

static void finish_claim(struct x837p_set *reader)
{
    if (!reader->is_claim_open)
        return;
    reader->is_claim_open = false;
    reader->position.batch_reference = buf_slice(&reader->batch_reference);
    struct claim *claim = &reader->claim;
    for (size_t i = 0; i < claim->line_count; i++) {
        const struct service_line *line = &claim->lines[i];
        if (line->from != DATE_NONE &&
            (claim->service_from == DATE_NONE || line->from < claim->service_from))
            claim->service_from = line->from;
        if (line->to != DATE_NONE &&
            (claim->service_to == DATE_NONE || line->to > claim->service_to))
            claim->service_to = line->to;
    }
    reader->on_claim(reader->context, claim, &reader->position);
}

static void read_clm(struct x837p_set *reader, const struct x12_segment *segment)
{
    finish_claim(reader);
    arena_reset(reader->claim_arena);
    reader->loop = LOOP_CLAIM;
    reader->is_claim_open = true;
    reader->is_full = false;
    reader->line_room = 0;
    reader->adjustment_room = 0;
    reader->provider = NULL;
    reader->address = NULL;
    reader->position.ordinal++;
    reader->position.segment = segment->number;
    reader->position.offset = segment->offset;
    struct claim *claim = &reader->claim;
    *claim = (struct claim){.control_number = keep_element(reader, segment, 1),
        .total = amount(reader, segment, 2),
        .place_of_service = keep(reader, x12_component(segment, 5, 1)),
        .provider_signature = character(segment, 6) == 'Y',
        .assignment = character(segment, 7),
        .benefits_assigned = character(segment, 8),
        .release_of_information = character(segment, 9),
        .accident_state = keep(reader, x12_component(segment, 11, 4)),
        .delay_reason = keep_element(reader, segment, 20),
        .service_from = DATE_NONE,
        .service_to = DATE_NONE,
        .onset_date = DATE_NONE,
        .accident_date = DATE_NONE,
        .admission_date = DATE_NONE,
        .discharge_date = DATE_NONE,
        .payer = reader->payer,
        .subscriber = reader->subscriber,
        .patient_is_subscriber = reader->patient_is_subscriber,
        .relationship = reader->relationship,
        .patient = reader->patient,
        .property_casualty_number = reader->property_casualty_number};
    claim->providers[PROVIDER_BILLING] = reader->billing;
    claim->providers[PROVIDER_PAY_TO] = reader->pay_to;
    struct text frequency = x12_component(segment, 5, 3);
    claim->frequency = frequency.size == 0 ? '\0' : *frequency.at;
    for (size_t i = 0; i < 3; i++)
        claim->related_causes[i] = keep(reader, x12_component(segment, 11, 1 + i));
}

static const struct person nobody = {.birth_date = DATE_NONE};

static void read_hl(struct x837p_set *reader, const struct x12_segment *segment)
{
    struct text level = x12_element(segment, 3);
    finish_claim(reader);
    reader->is_full = false;
    reader->provider = NULL;
    reader->address = NULL;
    if (text_equal_z(level, "20")) {
        reader->loop = LOOP_PROVIDER;
        arena_reset(reader->provider_arena);
        reader->billing = (struct provider){0};
        reader->pay_to = (struct provider){0};
    } else if (text_equal_z(level, "22")) {
        reader->loop = LOOP_SUBSCRIBER;
        arena_reset(reader->subscriber_arena);
        reader->payer = (struct claim_payer){0};
        reader->subscriber = (struct subscriber){.person = nobody};
        reader->patient_is_subscriber = true;
        reader->relationship = (struct text){0};
        reader->property_casualty_number = (struct text){0};
        reader->patient = nobody;
    } else if (text_equal_z(level, "23")) {
        reader->loop = LOOP_PATIENT;
        arena_reset(reader->patient_arena);
        reader->patient_is_subscriber = false;
        reader->relationship = (struct text){0};
        reader->property_casualty_number = (struct text){0};
        reader->patient = nobody;
    } else {
        reader->loop = LOOP_NONE;
        unknown(reader, segment);
    }
}

// ---- Names

static void read_person(
    struct x837p_set *reader, const struct x12_segment *segment, struct person *person)
{
    person->last_name = keep_element(reader, segment, 3);
    person->first_name = keep_element(reader, segment, 4);
    person->middle_name = keep_element(reader, segment, 5);
    person->suffix = keep_element(reader, segment, 7);
    reader->address = &person->address;
}

static void read_subscriber(
    struct x837p_set *reader, const struct x12_segment *segment, struct subscriber *subscriber)
{
    subscriber->is_person = character(segment, 2) == '1';
    subscriber->member_id = keep_element(reader, segment, 9);
    subscriber->person.birth_date = DATE_NONE;
    read_person(reader, segment, &subscriber->person);
}

static void read_payer(
    struct x837p_set *reader, const struct x12_segment *segment, struct claim_payer *payer)
{
    payer->name = keep_element(reader, segment, 3);
    payer->identifier = keep_element(reader, segment, 9);
    reader->address = &payer->address;
}

static void read_provider(
    struct x837p_set *reader, const struct x12_segment *segment, struct provider *provider)
{
    provider->present = true;
    provider->is_person = character(segment, 2) == '1';
    provider->last_name = keep_element(reader, segment, 3);
    provider->first_name = keep_element(reader, segment, 4);
    provider->middle_name = keep_element(reader, segment, 5);
    provider->suffix = keep_element(reader, segment, 7);
    if (text_equal_z(x12_element(segment, 8), "XX"))
        provider->npi = keep_element(reader, segment, 9);
    reader->provider = provider;
    reader->address = &provider->address;
}

static struct other_payer *last_other_payer(struct x837p_set *reader)
{
    return &reader->claim.other_payers[reader->claim.other_payer_count - 1];
}

static void read_claim_nm1(
    struct x837p_set *reader, const struct x12_segment *segment, struct text entity)
{
    static const struct {
        const char *entity;
        enum provider_role role;
    } roles[] = {{"DN", PROVIDER_REFERRING}, {"82", PROVIDER_RENDERING}, {"77", PROVIDER_FACILITY},
        {"DQ", PROVIDER_SUPERVISING}};
    for (size_t i = 0; i < sizeof(roles) / sizeof(roles[0]); i++) {
        if (text_equal_z(entity, roles[i].entity)) {
            read_provider(reader, segment, &reader->claim.providers[roles[i].role]);
            return;
        }
    }
    if (!reading_is_one_of(entity, " P3 PW 45 "))
        unknown(reader, segment);
}

static void read_nm1(struct x837p_set *reader, const struct x12_segment *segment)
{
    struct text entity = x12_element(segment, 1);
    // What follows is about this name, or about one that has no place.
    reader->provider = NULL;
    reader->address = NULL;
    switch (reader->loop) {
    case LOOP_PROVIDER:
        if (text_equal_z(entity, "85")) {
            read_provider(reader, segment, &reader->billing);
        } else if (text_equal_z(entity, "87")) {
            read_provider(reader, segment, &reader->pay_to);
        } else if (!text_equal_z(entity, "PE")) {
            unknown(reader, segment);
        }
        break;
    case LOOP_SUBSCRIBER:
        if (text_equal_z(entity, "IL"))
            read_subscriber(reader, segment, &reader->subscriber);
        else if (text_equal_z(entity, "PR"))
            read_payer(reader, segment, &reader->payer);
        else
            unknown(reader, segment);
        break;
    case LOOP_PATIENT:
        if (text_equal_z(entity, "QC"))
            read_person(reader, segment, &reader->patient);
        else
            unknown(reader, segment);
        break;
    case LOOP_CLAIM:
        read_claim_nm1(reader, segment, entity);
        break;
    case LOOP_OTHER_PAYER:
        if (text_equal_z(entity, "IL"))
            read_subscriber(reader, segment, &last_other_payer(reader)->subscriber);
        else if (text_equal_z(entity, "PR"))
            read_payer(reader, segment, &last_other_payer(reader)->payer);
        break; // 2330C to 2330G have no place
    case LOOP_LINE:
    case LOOP_ADJUDICATION:
        if (text_equal_z(entity, "DK") && !reader->claim.providers[PROVIDER_ORDERING].present)
            read_provider(reader, segment, &reader->claim.providers[PROVIDER_ORDERING]);
        break; // the other loops of 2420 have no place
    case LOOP_HEADER:
    case LOOP_NONE:
        break;
    }
}

// Segments that may follow any name.
static bool read_of_name(struct x837p_set *reader, const struct x12_segment *segment)
{
    if (x12_is(segment, "N3")) {
        if (reader->address != NULL) {
            reader->address->line1 = keep_element(reader, segment, 1);
            reader->address->line2 = keep_element(reader, segment, 2);
        }
        return true;
    }
    if (x12_is(segment, "N4")) {
        if (reader->address != NULL) {
            reader->address->city = keep_element(reader, segment, 1);
            reader->address->state = keep_element(reader, segment, 2);
            reader->address->zip = keep_element(reader, segment, 3);
        }
        return true;
    }
    if (x12_is(segment, "PRV")) {
        struct provider *provider =
            reader->loop == LOOP_PROVIDER ? &reader->billing : reader->provider;
        if (provider != NULL)
            provider->taxonomy = keep_element(reader, segment, 3);
        return true;
    }
    if (has_qualifier(segment, "REF", "G2") && reader->provider != NULL) {
        reader->provider->g2 = keep_element(reader, segment, 2);
        return true;
    }
    return false;
}

// ---- 2000A to 2010CA

static void read_contact(struct x837p_set *reader, const struct x12_segment *segment)
{
    reader->provider->contact_name = keep_element(reader, segment, 2);
    for (size_t i = 3; i <= 7; i += 2) {
        if (text_equal_z(x12_element(segment, i), "TE"))
            reader->provider->contact_phone = keep_element(reader, segment, i + 1);
    }
}

static void read_provider_segment(struct x837p_set *reader, const struct x12_segment *segment)
{
    struct provider *provider = reader->provider;
    bool is_tax_id = has_qualifier(segment, "REF", "EI") || has_qualifier(segment, "REF", "SY");
    if (is_tax_id && provider == &reader->billing) {
        provider->tax_id = keep_element(reader, segment, 2);
        provider->tax_id_is_ssn = has_qualifier(segment, "REF", "SY");
    } else if (x12_is(segment, "PER") && provider != NULL) {
        read_contact(reader, segment);
    } else if (!x12_is(segment, "CUR") && !x12_is(segment, "REF")) {
        unknown(reader, segment);
    }
}

static void read_demographics(
    struct x837p_set *reader, const struct x12_segment *segment, struct person *person)
{
    reading_date(
        reader->report, segment, 2, loops[reader->loop], READING_ADVISORY, &person->birth_date);
    person->sex = character(segment, 3);
}

static void read_sbr(
    struct x837p_set *reader, const struct x12_segment *segment, struct claim_payer *payer)
{
    payer->sequence = character(segment, 1);
    payer->group_number = keep_element(reader, segment, 3);
    payer->group_name = keep_element(reader, segment, 4);
    payer->insurance_type = keep_element(reader, segment, 5);
    payer->filing_indicator = keep_element(reader, segment, 9);
}

static void read_subscriber_segment(struct x837p_set *reader, const struct x12_segment *segment)
{
    if (x12_is(segment, "SBR"))
        read_sbr(reader, segment, &reader->payer);
    else if (x12_is(segment, "DMG"))
        read_demographics(reader, segment, &reader->subscriber.person);
    else if (has_qualifier(segment, "REF", "Y4"))
        reader->property_casualty_number = keep_element(reader, segment, 2);
    else if (has_qualifier(segment, "REF", "G2") || has_qualifier(segment, "REF", "LU"))
        reader->payer.provider_g2 = keep_element(reader, segment, 2);
    else if (!reading_is_one_of(segment->id, " PAT REF PER "))
        unknown(reader, segment);
}

static void read_patient_segment(struct x837p_set *reader, const struct x12_segment *segment)
{
    if (x12_is(segment, "PAT"))
        reader->relationship = keep_element(reader, segment, 1);
    else if (x12_is(segment, "DMG"))
        read_demographics(reader, segment, &reader->patient);
    else if (has_qualifier(segment, "REF", "Y4"))
        reader->property_casualty_number = keep_element(reader, segment, 2);
    else if (!reading_is_one_of(segment->id, " REF PER "))
        unknown(reader, segment);
}

// ---- 2300

static void read_diagnoses(struct x837p_set *reader, const struct x12_segment *segment)
{
    struct claim *claim = &reader->claim;
    for (size_t i = 1; i <= segment->count && claim->diagnosis_count <= CLAIM_DIAGNOSES_MAX; i++) {
        if (reading_is_one_of(x12_component(segment, i, 1), " ABK ABF BK BF "))
            claim->diagnoses[claim->diagnosis_count++] = keep(reader, x12_component(segment, i, 2));
    }
}

static void read_claim_segment(struct x837p_set *reader, const struct x12_segment *segment)
{
    struct claim *claim = &reader->claim;
    if (x12_is(segment, "HI"))
        read_diagnoses(reader, segment);
    else if (has_qualifier(segment, "DTP", "431"))
        claim->onset_date = day(reader, segment);
    else if (has_qualifier(segment, "DTP", "439"))
        claim->accident_date = day(reader, segment);
    else if (has_qualifier(segment, "DTP", "435"))
        claim->admission_date = day(reader, segment);
    else if (has_qualifier(segment, "DTP", "096"))
        claim->discharge_date = day(reader, segment);
    else if (x12_is(segment, "PWK")) {
        claim->attachment_type = keep_element(reader, segment, 1);
        claim->attachment_transmission = keep_element(reader, segment, 2);
        claim->attachment_control = keep_element(reader, segment, 6);
    } else if (has_qualifier(segment, "AMT", "F5"))
        claim->patient_paid = amount(reader, segment, 2);
    else if (has_qualifier(segment, "REF", "9F"))
        claim->referral_number = keep_element(reader, segment, 2);
    else if (has_qualifier(segment, "REF", "G1"))
        claim->prior_authorization = keep_element(reader, segment, 2);
    else if (has_qualifier(segment, "REF", "F8"))
        claim->payer_claim_number = keep_element(reader, segment, 2);
    else if (has_qualifier(segment, "REF", "X4"))
        claim->clia = keep_element(reader, segment, 2);
    else if (has_qualifier(segment, "NTE", "ADD"))
        claim->note = keep_element(reader, segment, 2);
    else if (!reading_is_one_of(segment->id, " DTP CN1 AMT REF K3 NTE CR1 CR2 CRC HCP PER "))
        unknown(reader, segment);
}

// ---- 2320, 2330, 2430

static void tell_limit(struct x837p_set *reader, const struct x12_segment *segment)
{
    reading_tell(reader->report, FINDING_x12_limit, SEVERITY_WARN, segment, 0, 0,
        loops[reader->loop], (struct text){0});
}

static void read_other_payer(struct x837p_set *reader, const struct x12_segment *segment)
{
    struct claim *claim = &reader->claim;
    if (claim->other_payer_count == CLAIM_PAYERS_MAX) {
        tell_limit(reader, segment);
        reader->loop = LOOP_NONE;
        return;
    }
    reader->loop = LOOP_OTHER_PAYER;
    reader->provider = NULL;
    reader->address = NULL;
    reader->adjustment_room = 0;
    struct other_payer *other = &claim->other_payers[claim->other_payer_count++];
    *other = (struct other_payer){.adjudication_date = DATE_NONE, .subscriber.person = nobody};
    read_sbr(reader, segment, &other->payer);
    other->relationship = keep_element(reader, segment, 2);
}

// CAS: adds its triplets to an array.
static void read_cas(struct x837p_set *reader, const struct x12_segment *segment,
    struct claim_adjustment **items, size_t *count)
{
    struct text group = keep_element(reader, segment, 1);
    for (size_t at = 2; at <= segment->count && at <= 17; at += 3) {
        if (x12_element(segment, at).size == 0 && x12_element(segment, at + 1).size == 0)
            continue;
        void *grown = *items;
        if (!reading_grow(reader->claim_arena, &grown, *count, 1, &reader->adjustment_room,
                sizeof(struct claim_adjustment), READING_SEGMENT_ROOM)) {
            tell_limit(reader, segment);
            return;
        }
        *items = grown;
        struct claim_adjustment *adjustment = &(*items)[(*count)++];
        *adjustment = (struct claim_adjustment){.group = group,
            .reason = keep_element(reader, segment, at),
            .amount = amount(reader, segment, at + 1)};
        reading_quantity(reader->report, segment, at + 2, loops[reader->loop], READING_ADVISORY,
            &adjustment->quantity);
    }
}

static void read_other_payer_segment(struct x837p_set *reader, const struct x12_segment *segment)
{
    struct other_payer *other = last_other_payer(reader);
    if (x12_is(segment, "CAS"))
        read_cas(reader, segment, &other->adjustments, &other->adjustment_count);
    else if (has_qualifier(segment, "AMT", "D")) {
        other->adjudicated = true;
        other->paid = amount(reader, segment, 2);
    } else if (has_qualifier(segment, "AMT", "EAF"))
        other->patient_responsibility = amount(reader, segment, 2);
    else if (has_qualifier(segment, "DTP", "573"))
        other->adjudication_date = day(reader, segment);
    else if (has_qualifier(segment, "REF", "F8"))
        other->claim_control_number = keep_element(reader, segment, 2);
    else if (!reading_is_one_of(segment->id, " AMT OI MOA REF "))
        unknown(reader, segment);
}

static struct service_line *last_line(struct x837p_set *reader)
{
    return &reader->claim.lines[reader->claim.line_count - 1];
}

static int find_other_payer(const struct claim *claim, struct text identifier)
{
    for (size_t i = 0; i < claim->other_payer_count; i++) {
        if (text_equal(claim->other_payers[i].payer.identifier, text_trim(identifier)))
            return (int)i;
    }
    return -1;
}

static void read_svd(struct x837p_set *reader, const struct x12_segment *segment)
{
    struct service_line *line = last_line(reader);
    int payer = find_other_payer(&reader->claim, x12_element(segment, 1));
    void *items = line->adjudications;
    if (payer < 0) {
        reading_tell(reader->report, FINDING_x12_element_invalid, SEVERITY_WARN, segment, 1, 0,
            "2430", (struct text){0});
        reader->loop = LOOP_NONE;
        return;
    }
    if (!reading_grow(reader->claim_arena, &items, line->adjudication_count, 1,
            &reader->adjudication_room, sizeof(*line->adjudications), READING_SEGMENT_ROOM)) {
        tell_limit(reader, segment);
        reader->loop = LOOP_NONE;
        return;
    }
    reader->loop = LOOP_ADJUDICATION;
    reader->adjustment_room = 0;
    line->adjudications = items;
    struct line_adjudication *adjudication = &line->adjudications[line->adjudication_count++];
    *adjudication = (struct line_adjudication){.payer = payer,
        .paid = amount(reader, segment, 2),
        .procedure = keep(reader, x12_component(segment, 3, 2)),
        .units = 1000,
        .date = DATE_NONE};
    for (size_t i = 0; i < CLAIM_MODIFIERS_MAX; i++)
        adjudication->modifiers[i] = keep(reader, x12_component(segment, 3, 3 + i));
    reading_quantity(reader->report, segment, 5, "2430", READING_ADVISORY, &adjudication->units);
}

static void read_adjudication_segment(struct x837p_set *reader, const struct x12_segment *segment)
{
    struct service_line *line = last_line(reader);
    struct line_adjudication *adjudication = &line->adjudications[line->adjudication_count - 1];
    if (x12_is(segment, "CAS"))
        read_cas(reader, segment, &adjudication->adjustments, &adjudication->adjustment_count);
    else if (has_qualifier(segment, "DTP", "573"))
        adjudication->date = day(reader, segment);
    else if (!reading_is_one_of(segment->id, " AMT LQ FRM "))
        unknown(reader, segment);
}

// ---- 2400, 2410

static void read_lx(struct x837p_set *reader, const struct x12_segment *segment)
{
    struct claim *claim = &reader->claim;
    void *items = claim->lines;
    reader->loop = LOOP_LINE;
    reader->provider = NULL;
    reader->address = NULL;
    if (!reading_grow(reader->claim_arena, &items, claim->line_count, 1, &reader->line_room,
            sizeof(*claim->lines), READING_SEGMENT_ROOM)) {
        tell_limit(reader, segment);
        reader->is_full = true;
        return;
    }
    claim->lines = items;
    reader->adjudication_room = 0;
    struct service_line *line = &claim->lines[claim->line_count++];
    *line =
        (struct service_line){.number = (int)claim->line_count, .from = DATE_NONE, .to = DATE_NONE};
    int64_t number;
    if (text_to_i64(x12_element(segment, 1), &number) && number >= 1 && number <= 999999)
        line->number = (int)number;
}

static void read_sv1(struct x837p_set *reader, const struct x12_segment *segment)
{
    struct service_line *line = last_line(reader);
    line->procedure = keep(reader, x12_component(segment, 1, 2));
    for (size_t i = 0; i < CLAIM_MODIFIERS_MAX; i++)
        line->modifiers[i] = keep(reader, x12_component(segment, 1, 3 + i));
    line->description = keep(reader, x12_component(segment, 1, 7));
    line->charge = amount(reader, segment, 2);
    line->unit_basis = keep_element(reader, segment, 3);
    reading_quantity(reader->report, segment, 4, "2400", READING_ADVISORY, &line->units);
    line->place_of_service = keep_element(reader, segment, 5);
    for (size_t i = 0; i < CLAIM_POINTERS_MAX; i++) {
        int64_t pointer;
        if (text_to_i64(x12_component(segment, 7, 1 + i), &pointer) && pointer >= 1 &&
            pointer <= CLAIM_DIAGNOSES_MAX)
            line->pointers[i] = (int)pointer;
    }
    line->emergency = character(segment, 9) == 'Y';
}

static void read_line_segment(struct x837p_set *reader, const struct x12_segment *segment)
{
    struct service_line *line = last_line(reader);
    if (x12_is(segment, "SV1"))
        read_sv1(reader, segment);
    else if (has_qualifier(segment, "DTP", "472"))
        reading_dtp(reader->report, segment, "2400", &line->from, &line->to);
    else if (has_qualifier(segment, "REF", "6R"))
        line->control_number = keep_element(reader, segment, 2);
    else if (has_qualifier(segment, "NTE", "ADD"))
        line->note = keep_element(reader, segment, 2);
    else if (has_qualifier(segment, "LIN", "") && text_equal_z(x12_element(segment, 2), "N4"))
        line->ndc = keep_element(reader, segment, 3);
    else if (x12_is(segment, "CTP")) {
        reading_quantity(reader->report, segment, 4, "2410", READING_ADVISORY, &line->ndc_quantity);
        line->ndc_unit = keep(reader, x12_component(segment, 5, 1));
    } else if (!reading_is_one_of(segment->id,
                   " SV5 PWK CR1 CR3 CRC DTP QTY MEA CN1 REF AMT K3 NTE PS1 HCP LIN PER LQ FRM "))
        unknown(reader, segment);
}

// ---- The set

void x837p_set_segment(struct x837p_set *reader, const struct x12_segment *segment)
{
    bool in_claim = reader->is_claim_open;
    if (x12_is(segment, "HL")) {
        read_hl(reader, segment);
        return;
    }
    if (x12_is(segment, "CLM")) {
        read_clm(reader, segment);
        return;
    }
    if (reader->is_full)
        return;
    if (!arena_has_room(arena_of(reader), READING_SEGMENT_ROOM)) {
        tell_limit(reader, segment);
        reader->is_full = true;
        return;
    }
    if (in_claim && x12_is(segment, "SBR"))
        read_other_payer(reader, segment);
    else if (in_claim && x12_is(segment, "LX"))
        read_lx(reader, segment);
    else if (in_claim && reader->claim.line_count > 0 && x12_is(segment, "SVD"))
        read_svd(reader, segment);
    else if (x12_is(segment, "NM1"))
        read_nm1(reader, segment);
    else if (reader->loop == LOOP_HEADER) {
        if (x12_is(segment, "BHT")) {
            buf_clear(&reader->batch_reference);
            buf_text(&reader->batch_reference, text_trim(x12_element(segment, 3)));
        }
    } else if (reader->loop != LOOP_NONE && !read_of_name(reader, segment)) {
        switch (reader->loop) {
        case LOOP_PROVIDER:
            read_provider_segment(reader, segment);
            break;
        case LOOP_SUBSCRIBER:
            read_subscriber_segment(reader, segment);
            break;
        case LOOP_PATIENT:
            read_patient_segment(reader, segment);
            break;
        case LOOP_CLAIM:
            read_claim_segment(reader, segment);
            break;
        case LOOP_OTHER_PAYER:
            read_other_payer_segment(reader, segment);
            break;
        case LOOP_LINE:
            read_line_segment(reader, segment);
            break;
        case LOOP_ADJUDICATION:
            read_adjudication_segment(reader, segment);
            break;
        case LOOP_HEADER:
        case LOOP_NONE:
            break;
        }
    }
}

void x837p_set_begin(
    struct x837p_set *reader, const struct x12_set *set, struct reading_report *report)
{
    reader->report = report;
    reader->loop = LOOP_HEADER;
    reader->is_claim_open = false;
    reader->is_full = false;
    reader->provider = NULL;
    reader->address = NULL;
    reader->billing = (struct provider){0};
    reader->pay_to = (struct provider){0};
    reader->payer = (struct claim_payer){0};
    reader->subscriber = (struct subscriber){.person = nobody};
    reader->patient = nobody;
    reader->patient_is_subscriber = true;
    reader->relationship = (struct text){0};
    reader->property_casualty_number = (struct text){0};
    buf_clear(&reader->batch_reference);
    reader->position = (struct x837p_position){.set = set};
}

void x837p_set_end(struct x837p_set *reader)
{
    finish_claim(reader);
}

struct x837p_set *x837p_set_new(void *context, x837p_claim_function on_claim)
{
    struct x837p_set *reader = calloc(1, sizeof(*reader));
    CHECK(reader != NULL);
    reader->context = context;
    reader->on_claim = on_claim;
    buf_init(&reader->batch_reference, X12_SEGMENT_BYTES_MAX);
    reader->provider_arena = arena_new(SCOPE_BYTES_MAX);
    reader->subscriber_arena = arena_new(SCOPE_BYTES_MAX);
    reader->patient_arena = arena_new(SCOPE_BYTES_MAX);
    reader->claim_arena = arena_new(CLAIM_BYTES_MAX);
    return reader;
}

void x837p_set_free(struct x837p_set *reader)
{
    if (reader == NULL)
        return;
    buf_free(&reader->batch_reference);
    arena_free(reader->provider_arena);
    arena_free(reader->subscriber_arena);
    arena_free(reader->patient_arena);
    arena_free(reader->claim_arena);
    free(reader);
}
