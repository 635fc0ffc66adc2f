#include "edi/x837p_piece.h"

// Coordination of benefits: what other payers are, and how they adjudicated the claim before this
// one.

#define CAS_SEGMENTS_MAX  5 // in 2320 and in 2430
#define CAS_TRIPLETS      6
#define ADJUDICATIONS_MAX 15 // 2430 of a line

// CAS segments: one for each group code, in the order in which the codes first come, six reasons in
// each.
static void write_adjustments(
    struct x837p_piece *piece, const struct claim_adjustment *adjustments, size_t count)
{
    struct x12_writer *writer = &piece->writer;
    int segments = 0;
    for (size_t first = 0; first < count; first++) {
        struct text group = adjustments[first].group;
        bool is_known = false;
        for (size_t i = 0; i < first && !is_known; i++)
            is_known = text_equal(adjustments[i].group, group);
        if (is_known)
            continue;
        int triplets = CAS_TRIPLETS;
        for (size_t i = first; i < count; i++) {
            const struct claim_adjustment *adjustment = &adjustments[i];
            if (!text_equal(adjustment->group, group))
                continue;
            if (triplets == CAS_TRIPLETS) {
                if (i > first)
                    x12_segment_end(writer);
                if (++segments > CAS_SEGMENTS_MAX) {
                    x12_refuse(writer, X12_REFUSED_RANGE, "adjustments", (struct text){0});
                    return;
                }
                x12_segment_begin(writer, "CAS");
                x12_put_required(writer, "adjustments", group, 2);
                triplets = 0;
            }
            triplets++;
            x12_put_required(writer, "adjustments", adjustment->reason, 5);
            x12_put_money(writer, adjustment->amount);
            if (adjustment->quantity != 0)
                x12_put_quantity(writer, adjustment->quantity);
            else
                x12_skip(writer, 1);
        }
        x12_segment_end(writer);
    }
}

static void write_amount(struct x837p_piece *piece, const char *qualifier, int64_t cents)
{
    x12_segment_begin(&piece->writer, "AMT");
    x12_put_z(&piece->writer, qualifier);
    x12_put_money(&piece->writer, cents);
    x12_segment_end(&piece->writer);
}

// Whether a line says when this payer adjudicated it: then 2330B may not.
static bool has_line_adjudication(const struct claim *claim, int payer)
{
    for (size_t i = 0; i < claim->line_count; i++) {
        for (size_t k = 0; k < claim->lines[i].adjudication_count; k++) {
            if (claim->lines[i].adjudications[k].payer == payer)
                return true;
        }
    }
    return false;
}

static void write_2320(
    struct x837p_piece *piece, const struct claim *claim, const struct other_payer *other)
{
    struct x12_writer *writer = &piece->writer;
    const struct claim_payer *payer = &other->payer;
    x12_segment_begin(writer, "SBR");
    x12_put_char(writer, "payer_seq", payer->sequence);
    x12_put_required(writer, "relationship", other->relationship, 2);
    x12_put(writer, "group_no", payer->group_number, 50);
    x12_put(writer, "group_name",
        text_trim(payer->group_number).size > 0 ? (struct text){0} : payer->group_name, 60);
    x12_put(writer, "msp_type", payer->insurance_type, 3);
    x12_skip(writer, 3);
    x12_put_required(writer, "filing_ind", payer->filing_indicator, 2);
    x12_segment_end(writer);
    write_adjustments(piece, other->adjustments, other->adjustment_count);
    if (other->adjudicated)
        write_amount(piece, "D", other->paid);
    if (other->patient_responsibility != 0)
        write_amount(piece, "EAF", other->patient_responsibility);
    x12_segment_begin(writer, "OI");
    x12_skip(writer, 2);
    x12_put_char(writer, "benefits_assigned", claim->benefits_assigned);
    x12_skip(writer, 2);
    x12_put_char(writer, "release", claim->release_of_information);
    x12_segment_end(writer);
}

static void write_2330(
    struct x837p_piece *piece, const struct other_payer *other, bool has_line_dates)
{
    struct x12_writer *writer = &piece->writer;
    const struct person *person = &other->subscriber.person;
    x12_segment_begin(writer, "NM1");
    x12_put_z(writer, "IL");
    x837p_piece_name(piece, person->last_name, person->first_name, person->middle_name,
        person->suffix, other->subscriber.is_person);
    x12_put_z(writer, "MI");
    x12_put_required(writer, "member_id", other->subscriber.member_id, 80);
    x12_segment_end(writer);
    if (text_trim(person->address.line1).size > 0)
        x837p_piece_address(piece, &person->address);
    x12_segment_begin(writer, "NM1");
    x12_put_z(writer, "PR");
    x12_put_z(writer, "2");
    x12_put_required(writer, "payer_name", other->payer.name, 60);
    x12_skip(writer, 4);
    x12_put_z(writer, "PI");
    x12_put_required(writer, "payer_id", other->payer.identifier, 80);
    x12_segment_end(writer);
    if (text_trim(other->payer.address.line1).size > 0)
        x837p_piece_address(piece, &other->payer.address);
    bool has_date = other->adjudication_date != DATE_NONE && other->adjudication_date != 0;
    if (other->adjudicated && !has_line_dates) {
        if (has_date)
            x837p_piece_dtp(piece, "573", "adjudication_date", other->adjudication_date,
                other->adjudication_date);
        else
            x12_refuse(writer, X12_REFUSED_EMPTY, "adjudication_date", (struct text){0});
    }
    x837p_piece_ref(piece, "F8", "control_no", other->claim_control_number);
}

void x837p_cob_claim(struct x837p_piece *piece, const struct claim *claim)
{
    piece->prefix = "cob.";
    for (size_t i = 0; i < claim->other_payer_count; i++) {
        write_2320(piece, claim, &claim->other_payers[i]);
        write_2330(piece, &claim->other_payers[i], has_line_adjudication(claim, (int)i));
    }
    piece->prefix = "";
}

void x837p_cob_line(
    struct x837p_piece *piece, const struct claim *claim, const struct service_line *line)
{
    struct x12_writer *writer = &piece->writer;
    piece->prefix = "cob.";
    if (line->adjudication_count > ADJUDICATIONS_MAX)
        x12_refuse(writer, X12_REFUSED_RANGE, "adjudications", (struct text){0});
    for (size_t i = 0; i < line->adjudication_count && i < ADJUDICATIONS_MAX; i++) {
        const struct line_adjudication *adjudication = &line->adjudications[i];
        if (adjudication->payer < 0 || (size_t)adjudication->payer >= claim->other_payer_count) {
            x12_refuse(writer, X12_REFUSED_RANGE, "adjudications", (struct text){0});
            continue;
        }
        x12_segment_begin(writer, "SVD");
        x12_put_required(
            writer, "payer_id", claim->other_payers[adjudication->payer].payer.identifier, 80);
        x12_put_money(writer, adjudication->paid);
        x12_composite_begin(writer);
        x12_put_z(writer, "HC");
        x12_put_required(writer, "procedure", adjudication->procedure, 48);
        for (size_t k = 0; k < CLAIM_MODIFIERS_MAX; k++)
            x12_put(writer, "modifiers", adjudication->modifiers[k], 2);
        x12_composite_end(writer);
        x12_skip(writer, 1);
        x12_put_quantity(writer, adjudication->units);
        x12_segment_end(writer);
        write_adjustments(piece, adjudication->adjustments, adjudication->adjustment_count);
        x837p_piece_dtp(piece, "573", "adjudication_date", adjudication->date, adjudication->date);
    }
    piece->prefix = "";
}
