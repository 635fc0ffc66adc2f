#include "edi/x835_write.h"

#define CAS_TRIPLETS 6
#define PLB_PAIRS    6
#define REMARKS_MAX  5 // MOA03 to MOA07

static void put_address(struct x12_writer *writer, const char *field, const struct address *address)
{
    x12_segment_begin(writer, "N3");
    x12_put_required(writer, field, address->line1, 55);
    x12_put(writer, field, address->line2, 55);
    x12_segment_end(writer);
    x12_segment_begin(writer, "N4");
    x12_put_required(writer, field, address->city, 30);
    x12_put(writer, field, address->state, 2);
    x12_put(writer, field, address->zip, 15);
    x12_segment_end(writer);
}

static void put_ref(
    struct x12_writer *writer, const char *qualifier, const char *field, struct text value)
{
    if (text_trim(value).size == 0)
        return;
    x12_segment_begin(writer, "REF");
    x12_put_z(writer, qualifier);
    x12_put(writer, field, value, 50);
    x12_segment_end(writer);
}

static void put_dtm(struct x12_writer *writer, const char *qualifier, date_t date)
{
    if (date == DATE_NONE)
        return;
    x12_segment_begin(writer, "DTM");
    x12_put_z(writer, qualifier);
    x12_put_d8(writer, qualifier, date);
    x12_segment_end(writer);
}

static void put_amt(struct x12_writer *writer, const char *qualifier, int64_t cents)
{
    if (cents == 0)
        return;
    x12_segment_begin(writer, "AMT");
    x12_put_z(writer, qualifier);
    x12_put_money(writer, cents);
    x12_segment_end(writer);
}

// ---- Header

static void put_account(struct x12_writer *writer, struct text routing, struct text account)
{
    x12_put_z(writer, "01"); // ABA routing number
    x12_put_required(writer, "bank.routing", routing, 12);
    x12_put_z(writer, "DA"); // demand deposit
    x12_put_required(writer, "bank.account", account, 35);
}

static void put_bpr(
    struct x12_writer *writer, const struct remittance *payment, const struct x835_parties *parties)
{
    bool is_electronic = text_equal_z(payment->method, "ACH") ||
                         text_equal_z(payment->method, "BOP") ||
                         text_equal_z(payment->method, "FWT");
    x12_segment_begin(writer, "BPR");
    x12_put_char(writer, "payment.handling", payment->handling);
    x12_put_money(writer, payment->amount);
    x12_put_char(writer, "payment.credit_debit", payment->credit_debit);
    x12_put_required(writer, "payment.method", payment->method, 3);
    if (is_electronic) {
        if (text_equal_z(payment->method, "ACH"))
            x12_put_z(writer, "CCP");
        else
            x12_skip(writer, 1);
        put_account(writer, parties->payer_routing, parties->payer_account);
        x12_put_required(writer, "payment.originator", payment->originator, 10);
        x12_skip(writer, 1);
        put_account(writer, parties->payee_routing, parties->payee_account);
    } else {
        x12_skip(writer, 11);
    }
    x12_put_d8(writer, "payment.effective_date", payment->effective_date);
    x12_segment_end(writer);
}

static void put_payer(
    struct x12_writer *writer, const struct remittance *payment, const struct x835_parties *parties)
{
    x12_segment_begin(writer, "N1");
    x12_put_z(writer, "PR");
    x12_put_required(writer, "payer.name", payment->payer_name, 60);
    if (text_trim(payment->payer_id).size > 0) {
        x12_put_z(writer, "XV");
        x12_put(writer, "payer.id", payment->payer_id, 80);
    }
    x12_segment_end(writer);
    put_address(writer, "payer.address", &parties->payer_address);
    x12_segment_begin(writer, "PER");
    x12_put_z(writer, "BL");
    x12_put(writer, "payer.contact_name", parties->contact_name, 60);
    x12_put_z(writer, "TE");
    x12_put_required(writer, "payer.contact_phone", parties->contact_phone, 256);
    x12_segment_end(writer);
}

static void put_payee(
    struct x12_writer *writer, const struct remittance *payment, const struct x835_parties *parties)
{
    bool has_npi = text_trim(payment->payee_npi).size > 0;
    x12_segment_begin(writer, "N1");
    x12_put_z(writer, "PE");
    x12_put_required(writer, "payee.name", payment->payee_name, 60);
    x12_put_z(writer, has_npi ? "XX" : "FI");
    x12_put_required(writer, "payee.id", has_npi ? payment->payee_npi : payment->payee_tax_id, 80);
    x12_segment_end(writer);
    if (text_trim(parties->payee_address.line1).size > 0)
        put_address(writer, "payee.address", &parties->payee_address);
    if (has_npi)
        put_ref(writer, "TJ", "payee.tax_id", payment->payee_tax_id);
}

int x835_write_start(struct buf *out, const struct x12_settings *settings,
    const struct remittance *payment, const struct x835_parties *parties,
    struct x12_refusals refusals)
{
    struct x12_writer writer;
    x12_write_begin(&writer, out, settings, refusals);
    x12_segment_begin(&writer, "ST");
    x12_put_z(&writer, "835");
    x12_put_required(&writer, "set_control", payment->st_control, 9);
    x12_segment_end(&writer);
    put_bpr(&writer, payment, parties);
    x12_segment_begin(&writer, "TRN");
    x12_put_z(&writer, "1");
    x12_put_required(&writer, "payment.trace_number", payment->trace_number, 50);
    x12_put_required(&writer, "payment.originator", payment->originator, 10);
    x12_segment_end(&writer);
    put_ref(&writer, "EV", "payment.receiver_id", payment->receiver_id);
    put_dtm(&writer, "405", payment->production_date);
    put_payer(&writer, payment, parties);
    put_payee(&writer, payment, parties);
    x12_segment_begin(&writer, "LX");
    x12_put_number(&writer, 1);
    x12_segment_end(&writer);
    return x12_write_end(&writer);
}

// ---- 2100, 2110

static void put_adjustments(
    struct x12_writer *writer, const struct remittance_adjustment *adjustments, size_t count)
{
    for (size_t first = 0; first < count; first++) {
        struct text group = adjustments[first].group;
        bool is_known = false;
        for (size_t i = 0; i < first && !is_known; i++)
            is_known = text_equal(adjustments[i].group, group);
        if (is_known)
            continue;
        int triplets = CAS_TRIPLETS;
        for (size_t i = first; i < count; i++) {
            if (!text_equal(adjustments[i].group, group))
                continue;
            if (triplets == CAS_TRIPLETS) {
                if (i > first)
                    x12_segment_end(writer);
                x12_segment_begin(writer, "CAS");
                x12_put_required(writer, "adjustment.group", group, 2);
                triplets = 0;
            }
            triplets++;
            x12_put_required(writer, "adjustment.reason", adjustments[i].reason, 5);
            x12_put_money(writer, adjustments[i].amount);
            if (adjustments[i].quantity != 0)
                x12_put_quantity(writer, adjustments[i].quantity);
            else
                x12_skip(writer, 1);
        }
        x12_segment_end(writer);
    }
}

static void put_patient(struct x12_writer *writer, const struct remittance_claim *claim,
    const struct x835_patient *patient)
{
    x12_segment_begin(writer, "NM1");
    x12_put_z(writer, "QC");
    x12_put_z(writer, "1");
    x12_put(writer, "patient.last_name", patient->last_name, 60);
    x12_put(writer, "patient.first_name", patient->first_name, 35);
    x12_put(writer, "patient.middle_name", patient->middle_name, 25);
    x12_skip(writer, 1);
    x12_put(writer, "patient.suffix", patient->suffix, 10);
    if (text_trim(patient->member_id).size > 0) {
        x12_put_z(writer, "MI");
        x12_put(writer, "patient.member_id", patient->member_id, 80);
    }
    x12_segment_end(writer);
    if (claim->patient_corrected) {
        x12_segment_begin(writer, "NM1");
        x12_put_z(writer, "74");
        x12_put_z(writer, "1");
        x12_put(writer, "patient.corrected_last_name", patient->corrected_last_name, 60);
        x12_put(writer, "patient.corrected_first_name", patient->corrected_first_name, 35);
        x12_skip(writer, 3);
        if (text_trim(patient->corrected_member_id).size > 0) {
            x12_put_z(writer, "C");
            x12_put(writer, "patient.corrected_member_id", patient->corrected_member_id, 80);
        }
        x12_segment_end(writer);
    }
    if (text_trim(claim->crossover_name).size > 0) {
        x12_segment_begin(writer, "NM1");
        x12_put_z(writer, "TT");
        x12_put_z(writer, "2");
        x12_put(writer, "crossover.name", claim->crossover_name, 60);
        x12_skip(writer, 4);
        x12_put_z(writer, "PI");
        x12_put_required(writer, "crossover.id", claim->crossover_id, 80);
        x12_segment_end(writer);
    }
}

static void put_claim_remarks(struct x12_writer *writer, struct text remarks)
{
    struct text rest = text_trim(remarks), code;
    bool more = rest.size > 0;
    if (!more)
        return;
    x12_segment_begin(writer, "MOA");
    x12_skip(writer, 2);
    for (int i = 0; text_split(&rest, ' ', &more, &code); i++) {
        if (i == REMARKS_MAX) {
            x12_refuse(writer, X12_REFUSED_RANGE, "claim.remarks", remarks);
            break;
        }
        x12_put(writer, "claim.remarks", code, 50);
    }
    x12_segment_end(writer);
}

static void put_procedure(struct x12_writer *writer, struct text qualifier, struct text procedure,
    const struct text modifiers[4])
{
    x12_composite_begin(writer);
    x12_put_required(writer, "line.qualifier", qualifier, 2);
    x12_put_required(writer, "line.procedure", procedure, 48);
    for (size_t i = 0; i < 4; i++)
        x12_put(writer, "line.modifiers", modifiers[i], 2);
    x12_composite_end(writer);
}

static void put_line(struct x12_writer *writer, const struct remittance_line *line)
{
    x12_segment_begin(writer, "SVC");
    put_procedure(writer, line->qualifier, line->procedure, line->modifiers);
    x12_put_money(writer, line->charge);
    x12_put_money(writer, line->paid);
    x12_skip(writer, 1);
    // One unit is what an absent SVC05 means.
    if (line->units != 1000)
        x12_put_quantity(writer, line->units);
    else
        x12_skip(writer, 1);
    if (text_trim(line->submitted_procedure).size > 0)
        put_procedure(
            writer, line->qualifier, line->submitted_procedure, line->submitted_modifiers);
    x12_segment_end(writer);
    if (line->from == line->to) {
        put_dtm(writer, "472", line->from);
    } else {
        put_dtm(writer, "150", line->from);
        put_dtm(writer, "151", line->to);
    }
    put_adjustments(writer, line->adjustments, line->adjustment_count);
    put_ref(writer, "6R", "line.control_number", line->control_number);
    put_amt(writer, "B6", line->allowed);
    struct text rest = text_trim(line->remarks), code;
    bool more = rest.size > 0;
    while (text_split(&rest, ' ', &more, &code)) {
        x12_segment_begin(writer, "LQ");
        x12_put_z(writer, "HE");
        x12_put_required(writer, "line.remarks", code, 30);
        x12_segment_end(writer);
    }
}

int x835_write_claim(struct buf *out, const struct x12_settings *settings,
    const struct remittance_claim *claim, const struct x835_patient *patient,
    struct x12_refusals refusals)
{
    struct x12_writer writer;
    x12_write_begin(&writer, out, settings, refusals);
    x12_segment_begin(&writer, "CLP");
    x12_put_required(&writer, "claim.control_number", claim->control_number, 38);
    x12_put_required(&writer, "claim.status", claim->status, 2);
    x12_put_money(&writer, claim->charge);
    x12_put_money(&writer, claim->paid);
    if (claim->patient_responsibility != 0)
        x12_put_money(&writer, claim->patient_responsibility);
    else
        x12_skip(&writer, 1);
    x12_put_required(&writer, "claim.filing_indicator", claim->filing_indicator, 2);
    x12_put_required(&writer, "claim.payer_claim_number", claim->payer_claim_number, 50);
    x12_put(&writer, "claim.facility_type", claim->facility_type, 2);
    x12_put(&writer, "claim.frequency", claim->frequency, 1);
    x12_segment_end(&writer);
    put_adjustments(&writer, claim->adjustments, claim->adjustment_count);
    put_patient(&writer, claim, patient);
    put_claim_remarks(&writer, claim->remarks);
    put_ref(&writer, "F8", "claim.original_reference", claim->original_reference);
    put_dtm(&writer, "232", claim->from);
    put_dtm(&writer, "233", claim->to);
    put_dtm(&writer, "050", claim->received);
    put_amt(&writer, "I", claim->interest);
    for (size_t i = 0; i < claim->line_count; i++)
        put_line(&writer, &claim->lines[i]);
    return x12_write_end(&writer);
}

// ---- PLB, SE

int x835_write_end(struct buf *out, const struct x12_settings *settings,
    const struct remittance *payment, int64_t segments, struct x12_refusals refusals)
{
    struct x12_writer writer;
    x12_write_begin(&writer, out, settings, refusals);
    const struct provider_adjustment *open = NULL; // the first pair of the open segment
    int pairs = 0;
    for (size_t i = 0; i < payment->provider_adjustment_count; i++) {
        const struct provider_adjustment *item = &payment->provider_adjustments[i];
        bool fits = open != NULL && pairs < PLB_PAIRS &&
                    text_equal(open->provider, item->provider) &&
                    open->fiscal_period == item->fiscal_period;
        if (!fits) {
            if (open != NULL)
                x12_segment_end(&writer);
            x12_segment_begin(&writer, "PLB");
            x12_put_required(&writer, "plb.provider", item->provider, 50);
            x12_put_d8(&writer, "plb.fiscal_period", item->fiscal_period);
            open = item;
            pairs = 0;
        }
        pairs++;
        x12_composite_begin(&writer);
        x12_put_required(&writer, "plb.reason", item->reason, 2);
        x12_put(&writer, "plb.reference", item->reference, 50);
        x12_composite_end(&writer);
        x12_put_money(&writer, item->amount);
    }
    if (open != NULL)
        x12_segment_end(&writer);
    x12_segment_begin(&writer, "SE");
    x12_put_number(&writer, segments + writer.segments + 1);
    x12_put_required(&writer, "set_control", payment->st_control, 9);
    x12_segment_end(&writer);
    return x12_write_end(&writer);
}
