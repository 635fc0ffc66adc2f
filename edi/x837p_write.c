#include "edi/x837p_write.h"

#include <stdio.h>

#include "claims/base/err.h"
#include "edi/x837p_piece.h"

#define VERSION "005010X222A1"

// ---- Envelope, ST, BHT, 1000A, 1000B

int x837p_write_head(
    struct buf *out, const struct x837p_envelope *envelope, struct finding_list *findings)
{
    struct x837p_piece piece;
    x837p_piece_begin(&piece, out, envelope, findings);
    return x12_write_head(out, &envelope->settings, "HC", VERSION, x837p_piece_refusals(&piece));
}

int x837p_write_tail(struct buf *out, const struct x837p_envelope *envelope, int64_t sets)
{
    return x12_write_tail(out, &envelope->settings, sets);
}

static void write_submitter(struct x837p_piece *piece, const struct x837p_envelope *envelope)
{
    struct x12_writer *writer = &piece->writer;
    x12_segment_begin(writer, "NM1");
    x12_put_z(writer, "41");
    x12_put_z(writer, "2");
    x12_put_required(writer, "envelope.submitter_name", envelope->submitter_name, 60);
    x12_skip(writer, 4);
    x12_put_z(writer, "46");
    x12_put_required(writer, "envelope.submitter_id", envelope->submitter_id, 80);
    x12_segment_end(writer);
    bool has_phone = text_trim(envelope->contact_phone).size > 0;
    bool has_email = text_trim(envelope->contact_email).size > 0;
    x12_segment_begin(writer, "PER");
    x12_put_z(writer, "IC");
    x12_put(writer, "envelope.contact_name", envelope->contact_name, 60);
    if (has_phone || !has_email) {
        x12_put_z(writer, "TE");
        x12_put_required(writer, "envelope.contact_phone", envelope->contact_phone, 256);
    }
    if (has_email) {
        x12_put_z(writer, "EM");
        x12_put_required(writer, "envelope.contact_email", envelope->contact_email, 256);
    }
    x12_segment_end(writer);
    x12_segment_begin(writer, "NM1");
    x12_put_z(writer, "40");
    x12_put_z(writer, "2");
    x12_put_required(writer, "envelope.receiver_name", envelope->receiver_name, 60);
    x12_skip(writer, 4);
    x12_put_z(writer, "46");
    x12_put_required(writer, "envelope.receiver_id", envelope->receiver_id, 80);
    x12_segment_end(writer);
}

int x837p_write_set_head(struct buf *out, const struct x837p_envelope *envelope,
    struct text set_control, struct text batch_reference, struct finding_list *findings)
{
    struct x837p_piece piece;
    x837p_piece_begin(&piece, out, envelope, findings);
    struct x12_writer *writer = &piece.writer;
    x12_segment_begin(writer, "ST");
    x12_put_z(writer, "837");
    x837p_piece_reference(&piece, "envelope.set_control", set_control, 9);
    x12_put_z(writer, VERSION);
    x12_segment_end(writer);
    if (set_control.size < 4)
        x12_refuse(writer, X12_REFUSED_RANGE, "envelope.set_control", set_control);
    x12_segment_begin(writer, "BHT");
    x12_put_z(writer, "0019");
    x12_put_z(writer, "00"); // original
    x837p_piece_reference(&piece, "envelope.batch_reference", batch_reference, 30);
    x12_put_d8(writer, "BHT04", envelope->settings.at.day);
    x12_put_hhmm(writer, envelope->settings.at.second);
    x12_put_z(writer, "CH"); // chargeable
    x12_segment_end(writer);
    write_submitter(&piece, envelope);
    return x837p_piece_end(&piece);
}

int x837p_write_set_tail(struct buf *out, const struct x837p_envelope *envelope,
    struct text set_control, int64_t segments)
{
    return x12_write_se(out, &envelope->settings, set_control, segments + 1);
}

// ---- Segments of providers

static void write_hl(
    struct x837p_piece *piece, int64_t id, int64_t parent, const char *level, bool has_children)
{
    struct x12_writer *writer = &piece->writer;
    CHECK(id >= 1);
    x12_segment_begin(writer, "HL");
    x12_put_number(writer, id);
    if (parent > 0)
        x12_put_number(writer, parent);
    else
        x12_skip(writer, 1);
    x12_put_z(writer, level);
    x12_put_z(writer, has_children ? "1" : "0");
    x12_segment_end(writer);
}

// NM1 of a provider with its NPI, when it has one.
static void write_provider_name(
    struct x837p_piece *piece, const char *entity, const struct provider *provider, bool is_person)
{
    struct x12_writer *writer = &piece->writer;
    x12_segment_begin(writer, "NM1");
    x12_put_z(writer, entity);
    x837p_piece_name(piece, provider->last_name, provider->first_name, provider->middle_name,
        provider->suffix, is_person);
    if (text_trim(provider->npi).size > 0) {
        x12_put_z(writer, "XX");
        x12_put(writer, "npi", provider->npi, 80);
    }
    x12_segment_end(writer);
}

static void write_taxonomy(
    struct x837p_piece *piece, const char *role, const struct provider *provider)
{
    if (text_trim(provider->taxonomy).size == 0)
        return;
    x12_segment_begin(&piece->writer, "PRV");
    x12_put_z(&piece->writer, role);
    x12_put_z(&piece->writer, "PXC");
    x12_put(&piece->writer, "taxonomy", provider->taxonomy, 50);
    x12_segment_end(&piece->writer);
}

// ---- 2000A, 2010AA, 2010AB

static bool same_address(const struct address *a, const struct address *b)
{
    return text_equal_nocase(a->line1, b->line1) && text_equal_nocase(a->line2, b->line2) &&
           text_equal_nocase(a->city, b->city) && text_equal_nocase(a->state, b->state) &&
           text_equal(a->zip, b->zip);
}

int x837p_write_provider(struct buf *out, const struct x837p_envelope *envelope,
    const struct claim *claim, int64_t hl, struct finding_list *findings)
{
    const struct provider *billing = &claim->providers[PROVIDER_BILLING];
    const struct provider *pay_to = &claim->providers[PROVIDER_PAY_TO];
    struct x837p_piece piece;
    x837p_piece_begin(&piece, out, envelope, findings);
    struct x12_writer *writer = &piece.writer;
    write_hl(&piece, hl, 0, "20", true);
    piece.prefix = "prov.billing.";
    // Situational: when the payer's adjudication depends on it, for claims whose rendering provider
    // is the billing provider. Both kinds of claims stand under one 2000A, and what depends on it
    // is known to the payer alone (Medicaid plans ask for it beside 2310B), so it is sent whenever
    // the office keeps a taxonomy code: the guide lets a sender do so, and an empty field leaves it
    // out.
    write_taxonomy(&piece, "BI", billing);
    write_provider_name(&piece, "85", billing, billing->is_person);
    x837p_piece_address(&piece, &billing->address);
    x12_segment_begin(writer, "REF");
    x12_put_z(writer, billing->tax_id_is_ssn ? "SY" : "EI");
    x837p_piece_reference(&piece, "tax_id", billing->tax_id, 50);
    x12_segment_end(writer);
    // Situational: when it is not the contact of 1000A.
    bool is_submitter = text_equal(billing->contact_name, envelope->contact_name) &&
                        text_equal(billing->contact_phone, envelope->contact_phone);
    if (text_trim(billing->contact_phone).size > 0 && !is_submitter) {
        x12_segment_begin(writer, "PER");
        x12_put_z(writer, "IC");
        x12_put(writer, "contact_name", billing->contact_name, 60);
        x12_put_z(writer, "TE");
        x12_put(writer, "contact_phone", billing->contact_phone, 256);
        x12_segment_end(writer);
    }
    // Only the address is sent, and only when it is another one.
    if (pay_to->present && !same_address(&pay_to->address, &billing->address)) {
        piece.prefix = "prov.pay_to.";
        x12_segment_begin(writer, "NM1");
        x12_put_z(writer, "87");
        x12_put_z(writer, pay_to->is_person ? "1" : "2");
        x12_segment_end(writer);
        x837p_piece_address(&piece, &pay_to->address);
    }
    return x837p_piece_end(&piece);
}

// ---- 2000B, 2010BA, 2010BB, 2000C, 2010CA

static void write_demographics(struct x837p_piece *piece, const struct person *person)
{
    struct x12_writer *writer = &piece->writer;
    x837p_piece_address(piece, &person->address);
    x12_segment_begin(writer, "DMG");
    x12_put_z(writer, "D8");
    x12_put_d8(writer, "birth_date", person->birth_date);
    x12_put_char(writer, "sex", person->sex);
    x12_segment_end(writer);
}

static void write_subscriber(
    struct x837p_piece *piece, const struct claim *claim, int64_t hl, int64_t provider_hl)
{
    struct x12_writer *writer = &piece->writer;
    const struct claim_payer *payer = &claim->payer;
    const struct subscriber *subscriber = &claim->subscriber;
    const struct person *person = &subscriber->person;
    bool is_patient = claim->patient_is_subscriber;
    write_hl(piece, hl, provider_hl, "22", !is_patient);
    x12_segment_begin(writer, "SBR");
    x12_put_char(writer, "claim.payer_seq", payer->sequence);
    x12_put_z(writer, is_patient ? "18" : "");
    x12_put(writer, "claim.group_no", payer->group_number, 50);
    // The name is for groups without a number.
    x12_put(writer, "claim.group_name",
        text_trim(payer->group_number).size > 0 ? (struct text){0} : payer->group_name, 60);
    x12_put(writer, "claim.msp_type", payer->insurance_type, 3);
    x12_skip(writer, 3);
    x12_put_required(writer, "claim.filing_ind", payer->filing_indicator, 2);
    x12_segment_end(writer);

    piece->prefix = is_patient ? "patient." : "subs.";
    x12_segment_begin(writer, "NM1");
    x12_put_z(writer, "IL");
    x837p_piece_name(piece, person->last_name, person->first_name, person->middle_name,
        person->suffix, subscriber->is_person);
    piece->prefix = "subs.";
    if (text_trim(subscriber->member_id).size > 0) {
        x12_put_z(writer, "MI");
        x12_put(writer, "member_id", subscriber->member_id, 80);
    }
    x12_segment_end(writer);
    // Address and birth date of the subscriber are sent only when the subscriber is the patient.
    if (is_patient) {
        piece->prefix = "patient.";
        write_demographics(piece, person);
        piece->prefix = "";
        x837p_piece_ref(piece, "Y4", "patient.pc_claim_no", claim->property_casualty_number);
    }

    piece->prefix = "claim.payer_";
    x12_segment_begin(writer, "NM1");
    x12_put_z(writer, "PR");
    x12_put_z(writer, "2");
    x12_put_required(writer, "name", payer->name, 60);
    x12_skip(writer, 4);
    x12_put_z(writer, "PI");
    x12_put_required(writer, "id", payer->identifier, 80);
    x12_segment_end(writer);
    if (text_trim(payer->address.line1).size > 0)
        x837p_piece_address(piece, &payer->address);
    // An atypical billing provider has no NPI and is known by the payer's number.
    const struct provider *billing = &claim->providers[PROVIDER_BILLING];
    x837p_piece_ref(piece, "G2", "g2",
        text_trim(payer->provider_g2).size > 0 ? payer->provider_g2 : billing->g2);
    piece->prefix = "";
}

static void write_dependent(
    struct x837p_piece *piece, const struct claim *claim, int64_t hl, int64_t subscriber_hl)
{
    struct x12_writer *writer = &piece->writer;
    const struct person *patient = &claim->patient;
    write_hl(piece, hl, subscriber_hl, "23", false);
    piece->prefix = "patient.";
    x12_segment_begin(writer, "PAT");
    x12_put_required(writer, "relationship", claim->relationship, 2);
    x12_segment_end(writer);
    x12_segment_begin(writer, "NM1");
    x12_put_z(writer, "QC");
    x837p_piece_name(piece, patient->last_name, patient->first_name, patient->middle_name,
        patient->suffix, true);
    x12_segment_end(writer);
    write_demographics(piece, patient);
    piece->prefix = "";
    x837p_piece_ref(piece, "Y4", "patient.pc_claim_no", claim->property_casualty_number);
}

// ---- 2300

static void write_clm(struct x837p_piece *piece, const struct claim *claim)
{
    struct x12_writer *writer = &piece->writer;
    x12_segment_begin(writer, "CLM");
    x837p_piece_reference(piece, "claim.control_no", claim->control_number, 20);
    x12_put_money(writer, claim->total);
    x12_skip(writer, 2);
    x12_composite_begin(writer);
    x12_put_required(writer, "claim.pos", claim->place_of_service, 2);
    x12_put_z(writer, "B");
    x12_put_char(writer, "claim.freq", claim->frequency);
    x12_composite_end(writer);
    x12_put_z(writer, claim->provider_signature ? "Y" : "N");
    x12_put_char(writer, "claim.assignment", claim->assignment);
    x12_put_char(writer, "claim.benefits_assigned", claim->benefits_assigned);
    x12_put_char(writer, "claim.release", claim->release_of_information);
    x12_skip(writer, 1);
    x12_composite_begin(writer);
    x12_put(writer, "claim.related_cause", claim->related_causes[0], 3);
    x12_put(writer, "claim.related_cause", claim->related_causes[1], 3);
    x12_skip(writer, 1);
    x12_put(writer, "claim.accident_state", claim->accident_state, 2);
    x12_composite_end(writer);
    if (claim->related_causes[2].size > 0) // the guide does not use CLM11-3
        x12_refuse(writer, X12_REFUSED_RANGE, "claim.related_cause", (struct text){0});
    x12_skip(writer, 8);
    x12_put(writer, "claim.delay_reason", claim->delay_reason, 2);
    x12_segment_end(writer);
}

static void write_claim_date(
    struct x837p_piece *piece, const char *qualifier, const char *field, date_t date)
{
    if (date != DATE_NONE)
        x837p_piece_dtp(piece, qualifier, field, date, date);
}

static void write_attachment(struct x837p_piece *piece, const struct claim *claim)
{
    struct x12_writer *writer = &piece->writer;
    if (text_trim(claim->attachment_type).size == 0)
        return;
    x12_segment_begin(writer, "PWK");
    x12_put(writer, "claim.pwk.type", claim->attachment_type, 2);
    x12_put_required(writer, "claim.pwk.transmission", claim->attachment_transmission, 2);
    // AA: available on request, so there is no control number yet.
    if (!text_equal_z(claim->attachment_transmission, "AA")) {
        x12_skip(writer, 2);
        x12_put_z(writer, "AC");
        x837p_piece_reference(piece, "claim.pwk.control_no", claim->attachment_control, 50);
    }
    x12_segment_end(writer);
}

static void write_note(struct x837p_piece *piece, const char *field, struct text note)
{
    if (text_trim(note).size == 0)
        return;
    x12_segment_begin(&piece->writer, "NTE");
    x12_put_z(&piece->writer, "ADD");
    x12_put(&piece->writer, field, note, 80);
    x12_segment_end(&piece->writer);
}

static void write_diagnoses(struct x837p_piece *piece, const struct claim *claim)
{
    struct x12_writer *writer = &piece->writer;
    if (claim->diagnosis_count == 0 || claim->diagnosis_count > CLAIM_DIAGNOSES_MAX) {
        x12_refuse(writer, claim->diagnosis_count == 0 ? X12_REFUSED_EMPTY : X12_REFUSED_RANGE,
            "claim.dx", (struct text){0});
        return;
    }
    x12_segment_begin(writer, "HI");
    for (size_t i = 0; i < claim->diagnosis_count; i++) {
        x12_composite_begin(writer);
        x12_put_z(writer, i == 0 ? "ABK" : "ABF");
        x12_put_required(writer, "claim.dx", claim->diagnoses[i], 30);
        x12_composite_end(writer);
    }
    x12_segment_end(writer);
}

// 2310A, 2310B, 2310C, 2310D.
static void write_claim_providers(struct x837p_piece *piece, const struct claim *claim)
{
    static const struct {
        enum provider_role role;
        const char *entity, *prefix;
        enum { PERSON, EITHER, ORGANISATION } kind; // what NM102 may say
        bool has_taxonomy, has_address;
    } loops[] = {
        {PROVIDER_REFERRING, "DN", "prov.referring.", PERSON, false, false},
        {PROVIDER_RENDERING, "82", "prov.rendering.", EITHER, true, false},
        {PROVIDER_FACILITY, "77", "prov.facility.", ORGANISATION, false, true},
        {PROVIDER_SUPERVISING, "DQ", "prov.supervising.", PERSON, false, false},
    };
    for (size_t i = 0; i < sizeof(loops) / sizeof(loops[0]); i++) {
        const struct provider *provider = &claim->providers[loops[i].role];
        if (!provider->present)
            continue;
        piece->prefix = loops[i].prefix;
        bool is_person = provider->is_person && loops[i].kind != ORGANISATION;
        if (loops[i].kind == PERSON && !provider->is_person)
            x12_refuse(&piece->writer, X12_REFUSED_RANGE, "is_group", TEXT("Y"));
        write_provider_name(piece, loops[i].entity, provider, is_person);
        if (loops[i].has_taxonomy)
            write_taxonomy(piece, "PE", provider);
        if (loops[i].has_address)
            x837p_piece_address(piece, &provider->address);
        x837p_piece_ref(piece, "G2", "g2", provider->g2);
    }
    piece->prefix = "";
}

static void write_2300(struct x837p_piece *piece, const struct claim *claim)
{
    struct x12_writer *writer = &piece->writer;
    write_clm(piece, claim);
    write_claim_date(piece, "431", "claim.onset_date", claim->onset_date);
    write_claim_date(piece, "439", "claim.accident_date", claim->accident_date);
    write_claim_date(piece, "435", "claim.admission_date", claim->admission_date);
    write_claim_date(piece, "096", "claim.discharge_date", claim->discharge_date);
    write_attachment(piece, claim);
    if (claim->patient_paid != 0) {
        x12_segment_begin(writer, "AMT");
        x12_put_z(writer, "F5");
        x12_put_money(writer, claim->patient_paid);
        x12_segment_end(writer);
    }
    x837p_piece_ref(piece, "9F", "claim.referral", claim->referral_number);
    x837p_piece_ref(piece, "G1", "claim.auth", claim->prior_authorization);
    x837p_piece_ref(piece, "F8", "claim.prior_ref", claim->payer_claim_number);
    x837p_piece_ref(piece, "X4", "claim.clia", claim->clia);
    write_note(piece, "claim.note", claim->note);
    write_diagnoses(piece, claim);
    write_claim_providers(piece, claim);
    x837p_cob_claim(piece, claim);
}

// ---- 2400, 2410, 2420E

static void write_sv1(
    struct x837p_piece *piece, const struct claim *claim, const struct service_line *line)
{
    struct x12_writer *writer = &piece->writer;
    x12_segment_begin(writer, "SV1");
    x12_composite_begin(writer);
    x12_put_z(writer, "HC");
    x12_put_required(writer, "line.proc", line->procedure, 48);
    for (size_t i = 0; i < CLAIM_MODIFIERS_MAX; i++)
        x12_put(writer, "line.mods", line->modifiers[i], 2);
    x12_put(writer, "line.desc", line->description, 80);
    x12_composite_end(writer);
    x12_put_money(writer, line->charge);
    x12_put_required(writer, "line.unit_basis", line->unit_basis, 2);
    x12_put_quantity(writer, line->units);
    // Only when it is not the claim's.
    bool is_elsewhere = !text_equal(line->place_of_service, claim->place_of_service);
    x12_put(writer, "line.pos", is_elsewhere ? line->place_of_service : (struct text){0}, 2);
    x12_skip(writer, 1);
    x12_composite_begin(writer);
    int pointers = 0;
    for (size_t i = 0; i < CLAIM_POINTERS_MAX; i++) {
        int pointer = line->pointers[i];
        if (pointer == 0)
            continue;
        // Without diagnoses that is the finding.
        if (pointer < 0 || (claim->diagnosis_count > 0 && (size_t)pointer > claim->diagnosis_count))
            x12_refuse(writer, X12_REFUSED_RANGE, "line.pointers", (struct text){0});
        x12_put_number(writer, pointer);
        pointers++;
    }
    x12_composite_end(writer);
    if (pointers == 0)
        x12_refuse(writer, X12_REFUSED_EMPTY, "line.pointers", (struct text){0});
    x12_skip(writer, 1);
    x12_put_z(writer, line->emergency ? "Y" : "");
    x12_segment_end(writer);
}

static void write_drug(struct x837p_piece *piece, const struct service_line *line)
{
    struct x12_writer *writer = &piece->writer;
    if (text_trim(line->ndc).size == 0)
        return;
    x12_segment_begin(writer, "LIN");
    x12_skip(writer, 1);
    x12_put_z(writer, "N4");
    x12_put(writer, "line.ndc", line->ndc, 48);
    x12_segment_end(writer);
    x12_segment_begin(writer, "CTP");
    x12_skip(writer, 3);
    x12_put_quantity(writer, line->ndc_quantity);
    x12_composite_begin(writer);
    x12_put_required(writer, "line.ndc_unit", line->ndc_unit, 2);
    x12_composite_end(writer);
    x12_segment_end(writer);
}

static void write_line(
    struct x837p_piece *piece, const struct claim *claim, const struct service_line *line)
{
    struct x12_writer *writer = &piece->writer;
    const struct provider *ordering = &claim->providers[PROVIDER_ORDERING];
    piece->line = line->number;
    x12_segment_begin(writer, "LX");
    x12_put_number(writer, line->number);
    x12_segment_end(writer);
    write_sv1(piece, claim, line);
    x837p_piece_dtp(piece, "472", "line.dos", line->from, line->to);
    if (text_trim(line->control_number).size > 0) {
        x12_segment_begin(writer, "REF");
        x12_put_z(writer, "6R");
        x837p_piece_reference(piece, "line.control_no", line->control_number, 30);
        x12_segment_end(writer);
    }
    write_note(piece, "line.note", line->note);
    write_drug(piece, line);
    if (ordering->present) {
        piece->prefix = "prov.ordering.";
        if (!ordering->is_person)
            x12_refuse(writer, X12_REFUSED_RANGE, "is_group", TEXT("Y"));
        write_provider_name(piece, "DK", ordering, true);
        x837p_piece_ref(piece, "G2", "g2", ordering->g2);
        piece->prefix = "";
    }
    x837p_cob_line(piece, claim, line);
    piece->line = 0;
}

// ---- The claim

int x837p_levels(const struct claim *claim)
{
    return claim->patient_is_subscriber ? 1 : 2;
}

int x837p_write_claim(struct buf *out, const struct x837p_envelope *envelope,
    const struct claim *claim, int64_t hl, int64_t provider_hl, struct finding_list *findings)
{
    struct x837p_piece piece;
    x837p_piece_begin(&piece, out, envelope, findings);
    write_subscriber(&piece, claim, hl, provider_hl);
    if (!claim->patient_is_subscriber)
        write_dependent(&piece, claim, hl + 1, hl);
    write_2300(&piece, claim);
    if (claim->line_count == 0 || claim->line_count > CLAIM_LINES_MAX)
        x12_refuse(&piece.writer, X12_REFUSED_RANGE, "claim.lines", (struct text){0});
    for (size_t i = 0; i < claim->line_count && i < CLAIM_LINES_MAX; i++)
        write_line(&piece, claim, &claim->lines[i]);
    return x837p_piece_end(&piece);
}
