#include "jobs/receive_stage.h"

#include "claims/base/err.h"
#include "claims/base/ident.h"
#include "claims/base/latin.h"
#include "claims/base/money.h"
#include "sql_statements.h"

#include <stdlib.h>

#define TABLE(table_name, ...) \
    static const struct copy_column columns_of_##table_name[] = {__VA_ARGS__}; \
    static const struct copy_table stage_##table_name = {"stage_" #table_name, \
        columns_of_##table_name, sizeof columns_of_##table_name / sizeof(struct copy_column)};

// clang-format off
TABLE(interchange,
    {"ordinal", COPY_I32}, {"sender_id", COPY_TEXT}, {"receiver_id", COPY_TEXT},
    {"control_number", COPY_I64},
    {"usage", COPY_TEXT}, {"file_date", COPY_DATE}, {"byte_offset", COPY_I64}, {"sound", COPY_BOOL})
TABLE(inbound_set,
    {"ordinal", COPY_I32}, {"interchange_ordinal", COPY_I32}, {"kind", COPY_TEXT},
    {"set_id", COPY_TEXT},
    {"group_control", COPY_TEXT}, {"set_control", COPY_TEXT}, {"group_receiver", COPY_TEXT},
    {"byte_offset", COPY_I64}, {"findings_not_listed", COPY_I64})
TABLE(proof, {"set_ordinal", COPY_I32}, {"proven", COPY_BOOL})
TABLE(verdict,
    {"set_ordinal", COPY_I32}, {"interchange_ordinal", COPY_I32}, {"level", COPY_I16},
    {"outcome", COPY_TEXT},
    {"interchange_control", COPY_I64}, {"group_control", COPY_I64}, {"set_control", COPY_TEXT},
    {"control_number", COPY_TEXT}, {"batch_reference", COPY_TEXT}, {"provider_npi", COPY_TEXT},
    {"code", COPY_TEXT}, {"status", COPY_TEXT}, {"entity", COPY_TEXT}, {"more", COPY_TEXT},
    {"error_place", COPY_TEXT}, {"stated_date", COPY_DATE}, {"amount", COPY_I64},
    {"payer_claim_number", COPY_TEXT}, {"received_date", COPY_DATE}, {"byte_offset", COPY_I64},
    {"segment", COPY_I32})
TABLE(payment,
    {"pay_no", COPY_I32}, {"readable", COPY_BOOL}, {"balanced", COPY_BOOL}, {"lines_out", COPY_I64},
    {"claims_out", COPY_I64}, {"amount", COPY_I64}, {"debit", COPY_BOOL}, {"method", COPY_TEXT},
    {"effective_date", COPY_DATE}, {"production_date", COPY_DATE}, {"originator", COPY_TEXT},
    {"trace_number", COPY_TEXT}, {"payer_name", COPY_TEXT}, {"payer_identifier", COPY_TEXT},
    {"payee_npi", COPY_TEXT}, {"payee_tax_id", COPY_TEXT}, {"digest", COPY_BYTES},
    {"claims_digest", COPY_BYTES}, {"claims", COPY_I32}, {"lines", COPY_I64},
    {"adjustments", COPY_I64},
    {"claims_paid", COPY_I64}, {"plb_total", COPY_I64}, {"byte_offset", COPY_I64},
    {"segment", COPY_I32})
TABLE(remit_claim,
    {"pay_no", COPY_I32}, {"claim_ordinal", COPY_I32}, {"control_number", COPY_TEXT},
    {"number_kind", COPY_TEXT}, {"status", COPY_TEXT}, {"charge", COPY_I64}, {"paid", COPY_I64},
    {"patient_responsibility", COPY_I64}, {"filing_indicator", COPY_TEXT},
    {"payer_claim_number", COPY_TEXT},
    {"crossover_name", COPY_TEXT}, {"crossover_id", COPY_TEXT}, {"original_reference", COPY_TEXT},
    {"patient_corrected", COPY_BOOL}, {"service_from", COPY_DATE}, {"service_to", COPY_DATE},
    {"received_date", COPY_DATE}, {"interest", COPY_I64}, {"remarks", COPY_TEXT},
    {"byte_offset", COPY_I64},
    {"segment", COPY_I32})
TABLE(remit_line,
    {"pay_no", COPY_I32}, {"claim_ordinal", COPY_I32}, {"line_ordinal", COPY_I32},
    {"control_number", COPY_TEXT}, {"procedure", COPY_TEXT}, {"modifiers", COPY_TEXT},
    {"submitted_procedure", COPY_TEXT}, {"submitted_modifiers", COPY_TEXT}, {"charge", COPY_I64},
    {"paid", COPY_I64}, {"units", COPY_I64}, {"service_from", COPY_DATE}, {"service_to", COPY_DATE},
    {"allowed", COPY_I64}, {"remarks", COPY_TEXT}, {"byte_offset", COPY_I64}, {"segment", COPY_I32})
TABLE(remit_adjustment,
    {"pay_no", COPY_I32}, {"claim_ordinal", COPY_I32}, {"line_ordinal", COPY_I32},
    {"ordinal", COPY_I16},
    {"group_code", COPY_TEXT}, {"reason_code", COPY_TEXT}, {"amount", COPY_I64},
    {"quantity", COPY_I64},
    {"byte_offset", COPY_I64}, {"segment", COPY_I32})
TABLE(plb,
    {"pay_no", COPY_I32}, {"ordinal", COPY_I16}, {"provider", COPY_TEXT},
    {"fiscal_period", COPY_DATE},
    {"reason", COPY_TEXT}, {"reference", COPY_TEXT}, {"amount", COPY_I64},
    {"byte_offset", COPY_I64},
    {"segment", COPY_I32})
TABLE(receive_finding,
    {"code", COPY_TEXT}, {"severity", COPY_TEXT}, {"interchange", COPY_TEXT}, {"grp", COPY_TEXT},
    {"transaction", COPY_TEXT}, {"segment", COPY_I32}, {"segment_id", COPY_TEXT},
    {"element", COPY_TEXT},
    {"loop", COPY_TEXT}, {"byte_offset", COPY_I64}, {"value", COPY_TEXT})
// clang-format on

enum { INTERCHANGE, SET, PROOF, VERDICT, PAYMENT, CLAIM, LINE, ADJUSTMENT, PLB, FINDING, TABLES };

static const struct copy_table *const tables[TABLES] = {
    [INTERCHANGE] = &stage_interchange,
    [SET] = &stage_inbound_set,
    [PROOF] = &stage_proof,
    [VERDICT] = &stage_verdict,
    [PAYMENT] = &stage_payment,
    [CLAIM] = &stage_remit_claim,
    [LINE] = &stage_remit_line,
    [ADJUSTMENT] = &stage_remit_adjustment,
    [PLB] = &stage_plb,
    [FINDING] = &stage_receive_finding,
};

// No text of a segment, and no list of codes that is gathered, is longer.
#define TEXT_BYTES_MAX ((size_t)128 * 1024)

struct receive_stage {
    struct copy *copies[TABLES];
    bool truncated;
    int32_t pay_no;    // ordinal of the open set
    char joined[64];   // modifiers of a line, as they are stored
    struct buf utf8;   // a text, when it was none
    int64_t odd_texts; // of the open set: texts that were none
};

struct receive_stage *receive_stage_new(void)
{
    struct receive_stage *stage = calloc(1, sizeof *stage);
    CHECK(stage);
    for (int i = 0; i < TABLES; i++)
        stage->copies[i] = copy_new(tables[i]);
    buf_init(&stage->utf8, TEXT_BYTES_MAX * LATIN_UTF8_BYTES);
    return stage;
}

void receive_stage_free(struct receive_stage *stage)
{
    if (!stage)
        return;
    for (int i = 0; i < TABLES; i++)
        copy_free(stage->copies[i]);
    buf_free(&stage->utf8);
    free(stage);
}

bool receive_stage_make(struct db *db, struct err *err)
{
    struct buf ddl;
    buf_init(&ddl, 64 * 1024);
    for (int i = 0; i < TABLES; i++)
        copy_table_ddl(tables[i], &ddl);
    buf_z(&ddl, sql_receive_stage.text);
    buf_char(&ddl, '\0');
    bool ok = db_script(db, "receive/stage", ddl.at, err);
    buf_free(&ddl);
    return ok;
}

bool receive_stage_send(struct receive_stage *stage, struct db *db, bool all, struct err *err)
{
    for (int i = 0; i < TABLES; i++)
        if ((all || copy_is_full(stage->copies[i])) && !copy_send(stage->copies[i], db, err))
            return false;
    return true;
}

struct receive_counts receive_stage_counts(const struct receive_stage *stage)
{
    return (struct receive_counts){.sets = copy_rows(stage->copies[SET]),
        .verdicts = copy_rows(stage->copies[VERDICT]),
        .payments = copy_rows(stage->copies[PAYMENT]),
        .findings = copy_rows(stage->copies[FINDING]),
        .truncated = stage->truncated};
}

// A text of the file. Bytes that are no UTF-8 are those of an old system: the database gets
// characters, and the set a finding.
static void put_text(struct receive_stage *stage, struct copy *c, struct text t)
{
    if (text_is_utf8(t)) {
        copy_text(c, t);
        return;
    }
    stage->odd_texts++;
    buf_clear(&stage->utf8);
    latin_to_utf8(&stage->utf8, t);
    copy_text(c, buf_slice(&stage->utf8));
}

// A date that may be missing.
static void put_date(struct copy *c, date_t date)
{
    copy_date(c, date);
}

// ---- Framing.

static void on_interchange_end(void *context, const struct inbound_interchange *i, bool sound)
{
    struct receive_stage *stage = context;
    struct copy *c = stage->copies[INTERCHANGE];
    char usage[2] = {i->usage ? i->usage : ' ', '\0'};
    copy_i32(c, i->ordinal);
    put_text(stage, c, i->sender);
    put_text(stage, c, i->receiver);
    copy_i64(c, i->control_number);
    put_text(stage, c, text_of(usage));
    put_date(c, i->date);
    copy_i64(c, i->offset);
    copy_bool(c, sound);
    copy_row(c);
}

static void on_finding(void *context, const struct finding *finding, const struct x12_place *place)
{
    struct receive_stage *stage = context;
    struct copy *c = stage->copies[FINDING];
    stage->truncated = stage->truncated || finding->code == FINDING_x12_truncated;
    copy_text(c, text_of(finding_word(finding->code)));
    copy_text(c, text_of(severity_word(finding->severity)));
    put_text(stage, c, text_of(place->interchange));
    put_text(stage, c, text_of(place->group));
    put_text(stage, c, text_of(place->set));
    copy_i32(c, place->segment);
    put_text(stage, c, text_of(place->segment_id));
    put_text(stage, c, text_of(place->element));
    put_text(stage, c, text_of(place->loop));
    copy_i64(c, place->offset);
    put_text(stage, c, text_part(finding->value, 0, 100));
    copy_row(c);
}

// The set has texts that are none in UTF-8.
static void tell_odd_texts(struct receive_stage *stage, const struct inbound_set *set)
{
    struct x12_place place = {.segment = set->segment, .offset = set->offset};
    text_copy_z(place.interchange, sizeof place.interchange, set->interchange->control);
    text_copy_z(place.group, sizeof place.group, set->group_control);
    text_copy_z(place.set, sizeof place.set, set->control);
    struct finding finding = {
        .code = FINDING_x12_characters, .severity = finding_severity(FINDING_x12_characters)};
    on_finding(stage, &finding, &place);
}

static void on_set_start(void *context, const struct inbound_set *set)
{
    struct receive_stage *stage = context;
    stage->pay_no = (int32_t)set->ordinal;
    stage->odd_texts = 0;
}

static void on_set_end(
    void *context, const struct inbound_set *set, const struct inbound_set_end *end)
{
    static const char *const kinds[] = {[INBOUND_REMITTANCE] = "remittance",
        [INBOUND_999] = "999",
        [INBOUND_277CA] = "277CA",
        [INBOUND_NOT_READ] = "not_read"};
    struct receive_stage *stage = context;
    struct copy *c = stage->copies[SET];
    copy_i32(c, set->ordinal);
    copy_i32(c, set->interchange->ordinal);
    copy_text(c, text_of(kinds[set->kind]));
    put_text(stage, c, set->id);
    put_text(stage, c, set->group_control);
    put_text(stage, c, set->control);
    put_text(stage, c, set->group_receiver);
    copy_i64(c, set->offset);
    copy_i64(c, end->findings_not_listed);
    copy_row(c);
    if (stage->odd_texts > 0)
        tell_odd_texts(stage, set);
}

static void on_set_proven(void *context, int64_t set_ordinal, bool proven)
{
    struct receive_stage *stage = context;
    copy_i32(stage->copies[PROOF], set_ordinal);
    copy_bool(stage->copies[PROOF], proven);
    copy_row(stage->copies[PROOF]);
}

// ---- Acknowledgements.

static void on_verdict(void *context, const struct inbound_set *set, const struct verdict *v)
{
    static const char *const outcomes[] = {[VERDICT_ACCEPTED] = "accepted",
        [VERDICT_REJECTED] = "rejected",
        [VERDICT_NOTHING] = "nothing"};
    struct receive_stage *stage = context;
    struct copy *c = stage->copies[VERDICT];
    copy_i32(c, set ? set->ordinal : 0);
    // A TA1 belongs to the interchange whose row comes next.
    copy_i32(c, set ? set->interchange->ordinal : copy_rows(stage->copies[INTERCHANGE]) + 1);
    copy_i16(c, v->level);
    copy_text(c, text_of(outcomes[v->outcome]));
    copy_i64(c, v->interchange_control);
    copy_i64(c, v->group_control);
    put_text(stage, c, v->set_control);
    put_text(stage, c, text_trim(v->claim_control_number));
    put_text(stage, c, v->batch_reference);
    put_text(stage, c, v->provider_npi);
    put_text(stage, c, v->code);
    put_text(stage, c, v->status);
    put_text(stage, c, v->entity);
    put_text(stage, c, v->category_more);
    put_text(stage, c, v->error_place);
    put_date(c, v->stated_date);
    if (v->amount < 0)
        copy_null(c);
    else
        copy_i64(c, v->amount);
    put_text(stage, c, v->payer_claim_number);
    put_date(c, v->received_date);
    copy_i64(c, v->offset);
    copy_i32(c, v->segment);
    copy_row(c);
}

// ---- Remittances.

static struct text joined(struct receive_stage *stage, const struct text modifiers[4])
{
    size_t size = 0;
    for (int i = 0; i < 4; i++) {
        struct text m = modifiers[i];
        if (text_is_empty(m) || size + m.size + 1 > sizeof stage->joined)
            continue;
        if (size > 0)
            stage->joined[size++] = ' ';
        memcpy(stage->joined + size, m.at, m.size);
        size += m.size;
    }
    return (struct text){stage->joined, size};
}

static void put_adjustments(struct receive_stage *stage, int claim, int line,
    const struct remittance_adjustment *adjustments, size_t count)
{
    struct copy *c = stage->copies[ADJUSTMENT];
    for (size_t i = 0; i < count; i++) {
        const struct remittance_adjustment *a = &adjustments[i];
        copy_i32(c, stage->pay_no);
        copy_i32(c, claim);
        copy_i32(c, line);
        copy_i16(c, a->ordinal);
        put_text(stage, c, a->group);
        put_text(stage, c, a->reason);
        copy_i64(c, a->amount);
        copy_i64(c, a->quantity);
        copy_i64(c, a->offset);
        copy_i32(c, a->segment);
        copy_row(c);
    }
}

static void put_line(struct receive_stage *stage, int claim, const struct remittance_line *l)
{
    struct copy *c = stage->copies[LINE];
    copy_i32(c, stage->pay_no);
    copy_i32(c, claim);
    copy_i32(c, l->ordinal);
    put_text(stage, c, l->control_number);
    put_text(stage, c, l->procedure);
    put_text(stage, c, joined(stage, l->modifiers));
    put_text(stage, c, l->submitted_procedure);
    put_text(stage, c, joined(stage, l->submitted_modifiers));
    copy_i64(c, l->charge);
    copy_i64(c, l->paid);
    copy_i64(c, l->units);
    put_date(c, l->from);
    put_date(c, l->to);
    copy_i64(c, l->allowed);
    put_text(stage, c, l->remarks);
    copy_i64(c, l->offset);
    copy_i32(c, l->segment);
    copy_row(c);
    put_adjustments(stage, claim, l->ordinal, l->adjustments, l->adjustment_count);
}

// Whether CLP01 is a number of our making, looks like one but fails its check character, or is
// somebody else's.
static const char *number_kind(struct text number)
{
    int64_t claim_id;
    int ordinal;
    if (ident_read_patient_control_number(number, &claim_id, &ordinal))
        return "ours";
    return number.size == 12 && text_is_alphanumeric(number) ? "damaged" : "foreign";
}

static void on_claim(void *context, const struct remittance_claim *r)
{
    struct receive_stage *stage = context;
    struct copy *c = stage->copies[CLAIM];
    struct text number = text_trim(r->control_number);
    copy_i32(c, stage->pay_no);
    copy_i32(c, r->ordinal);
    put_text(stage, c, number);
    copy_text(c, text_of(number_kind(number)));
    put_text(stage, c, r->status);
    copy_i64(c, r->charge);
    copy_i64(c, r->paid);
    copy_i64(c, r->patient_responsibility);
    put_text(stage, c, r->filing_indicator);
    put_text(stage, c, text_trim(r->payer_claim_number));
    put_text(stage, c, r->crossover_name);
    put_text(stage, c, r->crossover_id);
    put_text(stage, c, r->original_reference);
    copy_bool(c, r->patient_corrected);
    put_date(c, r->from);
    put_date(c, r->to);
    put_date(c, r->received);
    copy_i64(c, r->interest);
    put_text(stage, c, r->remarks);
    copy_i64(c, r->offset);
    copy_i32(c, r->segment);
    copy_row(c);
    put_adjustments(stage, r->ordinal, 0, r->adjustments, r->adjustment_count);
    for (size_t i = 0; i < r->line_count; i++)
        put_line(stage, r->ordinal, &r->lines[i]);
}

static int64_t put_provider_adjustments(struct receive_stage *stage, const struct remittance *p)
{
    struct copy *c = stage->copies[PLB];
    int64_t total = 0;
    for (size_t i = 0; i < p->provider_adjustment_count; i++) {
        const struct provider_adjustment *a = &p->provider_adjustments[i];
        copy_i32(c, stage->pay_no);
        copy_i16(c, a->ordinal);
        put_text(stage, c, a->provider);
        put_date(c, a->fiscal_period);
        put_text(stage, c, a->reason);
        put_text(stage, c, a->reference);
        copy_i64(c, a->amount);
        copy_i64(c, a->offset);
        copy_i32(c, a->segment);
        copy_row(c);
        total = money_sum(total, a->amount);
    }
    return total;
}

static void on_payment(void *context, const struct remittance *p, const struct x835_proof *proof)
{
    struct receive_stage *stage = context;
    int64_t plb_total = put_provider_adjustments(stage, p);
    struct copy *c = stage->copies[PAYMENT];
    copy_i32(c, stage->pay_no);
    copy_bool(c, proof->readable);
    copy_bool(c, proof->balanced);
    copy_i64(c, proof->lines_out_of_balance);
    copy_i64(c, proof->claims_out_of_balance);
    copy_i64(c, p->amount);
    copy_bool(c, p->credit_debit == 'D');
    put_text(stage, c, p->method);
    put_date(c, p->effective_date);
    put_date(c, p->production_date);
    put_text(stage, c, text_trim(p->originator));
    put_text(stage, c, text_trim(p->trace_number));
    put_text(stage, c, p->payer_name);
    put_text(stage, c, text_trim(p->payer_id));
    put_text(stage, c, text_trim(p->payee_npi));
    put_text(stage, c, text_trim(p->payee_tax_id));
    copy_bytes(c, (struct text){(const char *)proof->digest, DIGEST_SIZE});
    copy_bytes(c, (struct text){(const char *)proof->claims_digest, DIGEST_SIZE});
    copy_i32(c, proof->claims);
    copy_i64(c, proof->lines);
    copy_i64(c, proof->adjustments);
    copy_i64(c, proof->claims_paid);
    copy_i64(c, plb_total);
    copy_i64(c, p->offset);
    copy_i32(c, p->segment);
    copy_row(c);
}

struct inbound_handler receive_stage_handler(struct receive_stage *stage)
{
    return (struct inbound_handler){.context = stage,
        .set_start = on_set_start,
        .verdict = on_verdict,
        .remittance_claim = on_claim,
        .remittance_end = on_payment,
        .set_end = on_set_end,
        .interchange_end = on_interchange_end,
        .set_proven = on_set_proven,
        .finding = on_finding};
}
