#include "edi/x277ca_write.h"

struct totals {
    int64_t accepted, rejected;               // claims
    int64_t accepted_amount, rejected_amount; // cents
};

static bool rejects(const struct x277ca_status *status)
{
    return text_equal_z(status->category, "A3") || text_equal_z(status->category, "A6") ||
           text_equal_z(status->category, "A7") || text_equal_z(status->category, "A8");
}

static void count_claims(struct totals *totals, const struct x277ca_provider *provider)
{
    for (size_t i = 0; i < provider->claim_count; i++) {
        const struct x277ca_claim *claim = &provider->claims[i];
        if (rejects(&claim->status)) {
            totals->rejected++;
            totals->rejected_amount += claim->amount;
        } else {
            totals->accepted++;
            totals->accepted_amount += claim->amount;
        }
    }
}

static void put_hl(
    struct x12_writer *writer, int64_t id, int64_t parent, const char *level, const char *children)
{
    x12_segment_begin(writer, "HL");
    x12_put_number(writer, id);
    if (parent > 0)
        x12_put_number(writer, parent);
    else
        x12_skip(writer, 1);
    x12_put_z(writer, level);
    x12_put_z(writer, children);
    x12_segment_end(writer);
}

static void put_trn(
    struct x12_writer *writer, const char *type, const char *field, struct text trace)
{
    x12_segment_begin(writer, "TRN");
    x12_put_z(writer, type);
    x12_put_required(writer, field, trace, 50);
    x12_segment_end(writer);
}

static void put_dtp(struct x12_writer *writer, const char *qualifier, date_t from, date_t to)
{
    x12_segment_begin(writer, "DTP");
    x12_put_z(writer, qualifier);
    if (from == to || from == DATE_NONE || to == DATE_NONE) {
        x12_put_z(writer, "D8");
        x12_put_d8(writer, qualifier, from);
    } else {
        char days[2 * DATE_ROOM];
        size_t size = date_format_d8(from, days);
        days[size++] = '-';
        size += date_format_d8(to, days + size);
        x12_put_z(writer, "RD8");
        x12_put(writer, qualifier, (struct text){days, size}, 17);
    }
    x12_segment_end(writer);
}

static void put_status(struct x12_writer *writer, const struct x277ca_status *status)
{
    x12_composite_begin(writer);
    x12_put_required(writer, "status.category", status->category, 30);
    x12_put_required(writer, "status.code", status->code, 30);
    x12_put(writer, "status.entity", status->entity, 3);
    x12_composite_end(writer);
}

// `date` DATE_NONE: STC02 is not used.
static void put_stc(struct x12_writer *writer, const struct x277ca_status *status,
    const struct x277ca_status *more, date_t date, int64_t amount)
{
    x12_segment_begin(writer, "STC");
    put_status(writer, status);
    if (date == DATE_NONE)
        x12_skip(writer, 1);
    else
        x12_put_d8(writer, "STC02", date);
    x12_put_z(writer, rejects(status) ? "U" : "WQ");
    x12_put_money(writer, amount);
    if (more != NULL && more->category.size > 0) {
        x12_skip(writer, 5);
        put_status(writer, more);
    }
    x12_segment_end(writer);
}

static void put_total(
    struct x12_writer *writer, const char *id, const char *qualifier, int64_t count, int64_t cents)
{
    x12_segment_begin(writer, id);
    x12_put_z(writer, qualifier);
    if (text_equal_z(TEXT("QTY"), id))
        x12_put_number(writer, count);
    else
        x12_put_money(writer, cents);
    x12_segment_end(writer);
}

// QTY and AMT, those that are not zero.
static void put_totals(struct x12_writer *writer, const struct totals *totals, const char *accepted,
    const char *rejected)
{
    if (totals->accepted > 0)
        put_total(writer, "QTY", accepted, totals->accepted, 0);
    if (totals->rejected > 0)
        put_total(writer, "QTY", rejected, totals->rejected, 0);
    if (totals->accepted > 0)
        put_total(writer, "AMT", "YU", 0, totals->accepted_amount);
    if (totals->rejected > 0)
        put_total(writer, "AMT", "YY", 0, totals->rejected_amount);
}

static void put_claim(struct x12_writer *writer, const struct x277ca_claim *claim, int64_t hl,
    int64_t parent, date_t date)
{
    put_hl(writer, hl, parent, "PT", "");
    x12_segment_begin(writer, "NM1");
    x12_put_z(writer, "QC");
    x12_put_z(writer, "1");
    x12_put_required(writer, "patient.last_name", claim->last_name, 60);
    x12_put(writer, "patient.first_name", claim->first_name, 35);
    x12_put(writer, "patient.middle_name", claim->middle_name, 25);
    x12_skip(writer, 2);
    x12_put_z(writer, "MI");
    x12_put_required(writer, "patient.member_id", claim->member_id, 80);
    x12_segment_end(writer);
    put_trn(writer, "2", "claim.control_number", claim->control_number);
    put_stc(writer, &claim->status, &claim->more, date, claim->amount);
    if (claim->payer_claim_number.size > 0) {
        x12_segment_begin(writer, "REF");
        x12_put_z(writer, "1K");
        x12_put(writer, "claim.payer_claim_number", claim->payer_claim_number, 50);
        x12_segment_end(writer);
    }
    put_dtp(writer, "472", claim->service_from, claim->service_to);
}

static void put_provider(struct x12_writer *writer, const struct x277ca_provider *provider,
    int64_t *hl, int64_t parent, date_t date)
{
    int64_t own = ++*hl;
    put_hl(writer, own, parent, "19", provider->claim_count > 0 ? "1" : "0");
    x12_segment_begin(writer, "NM1");
    x12_put_z(writer, "85");
    x12_put_z(writer, provider->is_person ? "1" : "2");
    x12_put_required(writer, "provider.last_name", provider->last_name, 60);
    x12_put(writer, "provider.first_name", provider->first_name, 35);
    x12_skip(writer, 3);
    x12_put_z(writer, "XX");
    x12_put_required(writer, "provider.npi", provider->npi, 80);
    x12_segment_end(writer);
    struct totals totals = {0};
    count_claims(&totals, provider);
    put_trn(writer, "1", "provider.trace", provider->trace);
    if (provider->status.category.size > 0)
        put_stc(writer, &provider->status, NULL, DATE_NONE, provider->rejected_amount);
    put_totals(writer, &totals, "QA", "QC");
    for (size_t i = 0; i < provider->claim_count; i++)
        put_claim(writer, &provider->claims[i], ++*hl, own, date);
}

int x277ca_write(struct buf *out, const struct x12_settings *settings,
    const struct x277ca_batch *batch, struct x12_refusals refusals)
{
    struct x12_writer writer;
    x12_write_begin(&writer, out, settings, refusals);
    x12_segment_begin(&writer, "ST");
    x12_put_z(&writer, "277");
    x12_put_required(&writer, "set_control", batch->set_control, 9);
    x12_put_z(&writer, X277CA_VERSION);
    x12_segment_end(&writer);
    x12_segment_begin(&writer, "BHT");
    x12_put_z(&writer, "0085");
    x12_put_z(&writer, "08");
    x12_put_required(&writer, "reference", batch->reference, 30);
    x12_put_d8(&writer, "BHT04", settings->at.day);
    x12_put_hhmm(&writer, settings->at.second);
    x12_put_z(&writer, "TH");
    x12_segment_end(&writer);

    int64_t hl = 1;
    put_hl(&writer, hl, 0, "20", "1");
    x12_segment_begin(&writer, "NM1");
    x12_put_z(&writer, batch->is_payer ? "PR" : "AY");
    x12_put_z(&writer, "2");
    x12_put_required(&writer, "source.name", batch->source_name, 60);
    x12_skip(&writer, 4);
    x12_put_z(&writer, batch->is_payer ? "PI" : "46");
    x12_put_required(&writer, "source.id", batch->source_id, 80);
    x12_segment_end(&writer);
    put_trn(&writer, "1", "source.trace", batch->source_trace);
    put_dtp(&writer, "050", batch->received, batch->received);
    put_dtp(&writer, "009", batch->processed, batch->processed);

    int64_t receiver = ++hl;
    put_hl(&writer, receiver, 1, "21", batch->provider_count > 0 ? "1" : "0");
    x12_segment_begin(&writer, "NM1");
    x12_put_z(&writer, "41");
    x12_put_z(&writer, "2");
    x12_put_required(&writer, "receiver.name", batch->receiver_name, 60);
    x12_skip(&writer, 4);
    x12_put_z(&writer, "46");
    x12_put_required(&writer, "receiver.id", batch->receiver_id, 80);
    x12_segment_end(&writer);
    put_trn(&writer, "2", "batch_reference", batch->batch_reference);
    put_stc(&writer, &batch->status, NULL, batch->processed, batch->amount);
    struct totals totals = {0};
    for (size_t i = 0; i < batch->provider_count; i++)
        count_claims(&totals, &batch->providers[i]);
    put_totals(&writer, &totals, "90", "AA");
    for (size_t i = 0; i < batch->provider_count; i++)
        put_provider(&writer, &batch->providers[i], &hl, receiver, batch->processed);

    x12_segment_begin(&writer, "SE");
    x12_put_number(&writer, writer.segments + 1);
    x12_put_required(&writer, "set_control", batch->set_control, 9);
    x12_segment_end(&writer);
    return x12_write_end(&writer);
}
