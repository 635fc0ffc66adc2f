// What edi/inbound says of a file, written down as lines of text, for the tests of its readers.
#ifndef TESTS_EDI_INBOUND_LOG_H
#define TESTS_EDI_INBOUND_LOG_H

#include <stdio.h>

#include "claims/base/buf.h"
#include "claims/base/money.h"
#include "edi/inbound.h"

struct inbound_log {
    struct buf sets;     // "835 0001 sound\n"
    struct buf verdicts; // one line each
    struct buf payments; // header, claims, lines, adjustments
    struct buf findings; // "reject x12_count 5 SE SE01 2100 000000001/7/0001 value\n"
    char proven[64];     // "110"
    int64_t proven_count;
    struct x835_proof proof; // of the last remittance
    int remittances;
    int64_t not_listed;
    struct inbound_result result;
};

static inline void inbound_log_start(struct inbound_log *log)
{
    *log = (struct inbound_log){0};
    buf_init(&log->sets, 64 << 20);
    buf_init(&log->verdicts, 64 << 20);
    buf_init(&log->payments, 64 << 20);
    buf_init(&log->findings, 64 << 20);
}

static inline void inbound_log_free(struct inbound_log *log)
{
    buf_free(&log->sets);
    buf_free(&log->verdicts);
    buf_free(&log->payments);
    buf_free(&log->findings);
}

static inline void inbound_log_text(struct buf *out, const char *name, struct text t)
{
    if (t.size > 0)
        buf_format(out, " %s=%.*s", name, TEXT_ARG(t));
}

static inline void inbound_log_money(struct buf *out, const char *name, int64_t cents)
{
    char dollars[MONEY_ROOM];
    money_format(cents, dollars);
    buf_format(out, " %s=%s", name, dollars);
}

static inline void inbound_log_date(struct buf *out, const char *name, date_t date)
{
    char day[DATE_ROOM];
    if (date == DATE_NONE)
        return;
    date_format_iso(date, day);
    buf_format(out, " %s=%s", name, day);
}

static inline void inbound_log_number(struct buf *out, const char *name, int64_t n)
{
    if (n != 0)
        buf_format(out, " %s=%lld", name, (long long)n);
}

static inline void inbound_log_set_end(
    void *context, const struct inbound_set *set, const struct inbound_set_end *end)
{
    struct inbound_log *log = context;
    buf_format(&log->sets, "%.*s %.*s %s\n", TEXT_ARG(set->id), TEXT_ARG(set->control),
        end->sound ? "sound" : "unsound");
    log->not_listed += end->findings_not_listed;
}

static inline void inbound_log_verdict(
    void *context, const struct inbound_set *set, const struct verdict *verdict)
{
    static const char *const levels[] = {
        "published", "receipt", "TA1", "999", "intermediary", "payer", "835"};
    static const char *const outcomes[] = {"accepted", "rejected", "nothing"};
    struct inbound_log *log = context;
    struct buf *out = &log->verdicts;
    assert_int_equal(set == NULL, verdict->level == EVIDENCE_TA1);
    buf_format(out, "%s %s %.*s", levels[verdict->level], outcomes[verdict->outcome],
        TEXT_ARG(verdict->code));
    inbound_log_text(out, "status", verdict->status);
    inbound_log_text(out, "entity", verdict->entity);
    inbound_log_text(out, "more", verdict->category_more);
    inbound_log_number(out, "interchange", verdict->interchange_control);
    inbound_log_number(out, "group", verdict->group_control);
    inbound_log_text(out, "set", verdict->set_control);
    inbound_log_text(out, "claim", verdict->claim_control_number);
    inbound_log_text(out, "batch", verdict->batch_reference);
    inbound_log_text(out, "provider", verdict->provider_npi);
    inbound_log_date(out, "stated", verdict->stated_date);
    if (verdict->amount != -1)
        inbound_log_money(out, "amount", verdict->amount);
    inbound_log_text(out, "icn", verdict->payer_claim_number);
    inbound_log_date(out, "received", verdict->received_date);
    inbound_log_text(out, "error", verdict->error_place);
    buf_format(out, " @%d\n", verdict->segment);
}

static inline void inbound_log_start_payment(void *context, const struct remittance *payment)
{
    struct inbound_log *log = context;
    struct buf *out = &log->payments;
    log->remittances++;
    buf_format(out, "payment %.*s %c %c", TEXT_ARG(payment->st_control), payment->handling,
        payment->credit_debit);
    inbound_log_money(out, "amount", payment->amount);
    inbound_log_text(out, "method", payment->method);
    inbound_log_date(out, "effective", payment->effective_date);
    inbound_log_text(out, "trace", payment->trace_number);
    inbound_log_text(out, "originator", payment->originator);
    inbound_log_text(out, "receiver", payment->receiver_id);
    inbound_log_date(out, "production", payment->production_date);
    inbound_log_text(out, "payer", payment->payer_name);
    inbound_log_text(out, "payer_id", payment->payer_id);
    inbound_log_text(out, "payee", payment->payee_name);
    inbound_log_text(out, "npi", payment->payee_npi);
    inbound_log_text(out, "tax_id", payment->payee_tax_id);
    buf_format(out, " @%d\n", payment->segment);
}

static inline void inbound_log_adjustments(
    struct buf *out, const struct remittance_adjustment *adjustments, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const struct remittance_adjustment *a = &adjustments[i];
        buf_format(out, "  cas %d %.*s %.*s", a->ordinal, TEXT_ARG(a->group), TEXT_ARG(a->reason));
        inbound_log_money(out, "amount", a->amount);
        inbound_log_number(out, "quantity", a->quantity);
        buf_format(out, " @%d\n", a->segment);
    }
}

static inline void inbound_log_modifiers(struct buf *out, const struct text modifiers[4])
{
    for (size_t i = 0; i < 4 && modifiers[i].size > 0; i++)
        buf_format(out, ":%.*s", TEXT_ARG(modifiers[i]));
}

static inline void inbound_log_claim(void *context, const struct remittance_claim *claim)
{
    struct inbound_log *log = context;
    struct buf *out = &log->payments;
    buf_format(out, "claim %d %.*s status=%.*s", claim->ordinal, TEXT_ARG(claim->control_number),
        TEXT_ARG(claim->status));
    inbound_log_money(out, "charge", claim->charge);
    inbound_log_money(out, "paid", claim->paid);
    inbound_log_money(out, "patient", claim->patient_responsibility);
    inbound_log_text(out, "filing", claim->filing_indicator);
    inbound_log_text(out, "icn", claim->payer_claim_number);
    inbound_log_text(out, "facility", claim->facility_type);
    inbound_log_text(out, "frequency", claim->frequency);
    inbound_log_text(out, "crossover", claim->crossover_name);
    inbound_log_text(out, "crossover_id", claim->crossover_id);
    inbound_log_text(out, "original", claim->original_reference);
    inbound_log_number(out, "corrected", claim->patient_corrected);
    inbound_log_date(out, "from", claim->from);
    inbound_log_date(out, "to", claim->to);
    inbound_log_date(out, "received", claim->received);
    inbound_log_number(out, "interest", claim->interest);
    inbound_log_text(out, "remarks", claim->remarks);
    buf_format(out, " @%d\n", claim->segment);
    inbound_log_adjustments(out, claim->adjustments, claim->adjustment_count);
    for (size_t i = 0; i < claim->line_count; i++) {
        const struct remittance_line *line = &claim->lines[i];
        buf_format(out, " line %d %.*s:%.*s", line->ordinal, TEXT_ARG(line->qualifier),
            TEXT_ARG(line->procedure));
        inbound_log_modifiers(out, line->modifiers);
        inbound_log_money(out, "charge", line->charge);
        inbound_log_money(out, "paid", line->paid);
        inbound_log_number(out, "units", line->units);
        inbound_log_text(out, "submitted", line->submitted_procedure);
        inbound_log_modifiers(out, line->submitted_modifiers);
        inbound_log_date(out, "from", line->from);
        inbound_log_date(out, "to", line->to);
        inbound_log_text(out, "6R", line->control_number);
        inbound_log_number(out, "allowed", line->allowed);
        inbound_log_text(out, "remarks", line->remarks);
        buf_format(out, " @%d\n", line->segment);
        inbound_log_adjustments(out, line->adjustments, line->adjustment_count);
    }
}

static inline void inbound_log_end_payment(
    void *context, const struct remittance *payment, const struct x835_proof *proof)
{
    struct inbound_log *log = context;
    log->proof = *proof;
    for (size_t i = 0; i < payment->provider_adjustment_count; i++) {
        const struct provider_adjustment *p = &payment->provider_adjustments[i];
        buf_format(&log->payments, "plb %d %.*s", p->ordinal, TEXT_ARG(p->provider));
        inbound_log_date(&log->payments, "period", p->fiscal_period);
        inbound_log_text(&log->payments, "reason", p->reason);
        inbound_log_text(&log->payments, "reference", p->reference);
        inbound_log_money(&log->payments, "amount", p->amount);
        buf_format(&log->payments, " @%d\n", p->segment);
    }
}

static inline void inbound_log_proven(void *context, int64_t ordinal, bool proven)
{
    struct inbound_log *log = context;
    assert_int_equal(ordinal, ++log->proven_count);
    if (ordinal < (int64_t)sizeof(log->proven))
        log->proven[ordinal - 1] = proven ? '1' : '0';
}

static inline void inbound_log_finding(
    void *context, const struct finding *finding, const struct x12_place *place)
{
    struct inbound_log *log = context;
    assert_true(text_equal_z(finding->place, place->element));
    buf_format(&log->findings, "%s %s %lld %s %s %s", severity_word(finding->severity),
        finding_word(finding->code), (long long)place->segment, place->segment_id, place->element,
        place->loop);
    if (finding->line > 0)
        buf_format(&log->findings, " line %d", finding->line);
    if (finding->value.size > 0)
        buf_format(&log->findings, " '%.*s'", TEXT_ARG(finding->value));
    buf_char(&log->findings, '\n');
}

static inline struct inbound *inbound_log_new(struct inbound_log *log)
{
    return inbound_new((struct inbound_handler){.context = log,
        .verdict = inbound_log_verdict,
        .remittance_start = inbound_log_start_payment,
        .remittance_claim = inbound_log_claim,
        .remittance_end = inbound_log_end_payment,
        .set_end = inbound_log_set_end,
        .set_proven = inbound_log_proven,
        .finding = inbound_log_finding});
}

// Reads a whole file in windows of `window` bytes. The four texts end in a NUL.
static inline void inbound_log_read(struct inbound_log *log, struct text file, size_t window)
{
    inbound_log_start(log);
    struct inbound *inbound = inbound_log_new(log);
    for (size_t at = 0; at < file.size; at += window) {
        // A copy of its own: reading beyond a window is found by the sanitiser.
        struct text bytes = text_part(file, at, window);
        char *copy = malloc(bytes.size);
        assert_non_null(copy);
        memcpy(copy, bytes.at, bytes.size);
        inbound_feed(inbound, (struct text){copy, bytes.size});
        free(copy);
    }
    log->result = inbound_end(inbound);
    inbound_free(inbound);
    buf_char(&log->sets, '\0');
    buf_char(&log->verdicts, '\0');
    buf_char(&log->payments, '\0');
    buf_char(&log->findings, '\0');
}

#endif
