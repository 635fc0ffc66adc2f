#include "edi/x835_read.h"

#include <limits.h>
#include <stdlib.h>

#include "claims/base/buf.h"
#include "claims/base/err.h"
#include "claims/base/money.h"

// Header and provider adjustments of one payment; one claim with its lines.
#define PAYMENT_BYTES_MAX ((size_t)8 << 20)
#define CLAIM_BYTES_MAX   ((size_t)32 << 20)
#define REMARKS_BYTES_MAX ((size_t)64 << 10)
// Kept free in an arena: one more segment, and the remarks of the last line and of the claim.
#define SPARE             (2 * READING_SEGMENT_ROOM + 2 * REMARKS_BYTES_MAX)
// Beyond a thousand times the largest amount a sum of payments is nonsense, and sums with it stay
// exact.
#define SUM_LIMIT         (MONEY_LIMIT * 1000)

#define CAS_TRIPLETS    6
#define PLB_PAIRS       6
// The guide has 99 CAS segments for a line or claim, and no limit for PLB: nobody sends as many.
#define ADJUSTMENTS_MAX 10000

enum level { LEVEL_HEADER, LEVEL_PAYER, LEVEL_PAYEE, LEVEL_CLAIM, LEVEL_LINE, LEVEL_TRAILER };

static const char *const loops[] = {"", "1000A", "1000B", "2100", "2110", ""};

struct x835_reader {
    struct x835_handler handler;
    struct reading_report *report;
    enum level level;
    bool started; // handler.start was called
    bool has_bpr, has_trn;
    bool claim_full; // the claim's arena is: the rest of the claim is passed over
    struct arena *payment_arena, *claim_arena;
    struct buf claim_remarks, line_remarks;
    struct remittance payment;
    size_t provider_adjustment_room;
    struct remittance_claim claim;
    size_t line_room;
    size_t adjustment_room; // of the line, or of the claim while it has none
    struct x12_place set_place, payment_place, claim_place, line_place;
    int64_t claim_rejects, line_rejects; // findings that reject before the claim, the line began
    bool cut;                            // the set ended unsound: what is last may be half
    struct x835_proof proof;
    // Sums over claims and provider adjustments of the digests of each, as 256-bit numbers: a sum
    // does not depend on their order.
    unsigned char claims_sum[DIGEST_SIZE], provider_sum[DIGEST_SIZE];
    struct buf canonical;
};

struct x835_reader *x835_read_new(struct x835_handler handler)
{
    struct x835_reader *reader = calloc(1, sizeof(*reader));
    CHECK(reader != NULL);
    reader->handler = handler;
    reader->payment_arena = arena_new(PAYMENT_BYTES_MAX);
    reader->claim_arena = arena_new(CLAIM_BYTES_MAX);
    buf_init(&reader->claim_remarks, REMARKS_BYTES_MAX);
    buf_init(&reader->line_remarks, REMARKS_BYTES_MAX);
    buf_init(&reader->canonical, 2 * CLAIM_BYTES_MAX);
    return reader;
}

void x835_read_free(struct x835_reader *reader)
{
    if (reader == NULL)
        return;
    arena_free(reader->payment_arena);
    arena_free(reader->claim_arena);
    buf_free(&reader->claim_remarks);
    buf_free(&reader->line_remarks);
    buf_free(&reader->canonical);
    free(reader);
}

static const char *loop_of(const struct x835_reader *reader)
{
    return loops[reader->level];
}

static int segment_number(const struct x12_segment *segment)
{
    return segment->number > INT_MAX ? INT_MAX : (int)segment->number;
}

// ---- Digests of the money content

static void canonical_text(struct buf *out, struct text t)
{
    buf_text(out, text_trim(t));
    buf_char(out, '\x1F');
}

static void canonical_number(struct buf *out, int64_t n)
{
    buf_i64(out, n);
    buf_char(out, '\x1F');
}

static void canonical_adjustments(
    struct buf *out, const struct remittance_adjustment *items, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        canonical_text(out, items[i].group);
        canonical_text(out, items[i].reason);
        canonical_number(out, items[i].amount);
        canonical_number(out, items[i].quantity);
    }
    buf_char(out, '\x1E');
}

static void canonical_line(struct buf *out, const struct remittance_line *line)
{
    canonical_text(out, line->control_number);
    canonical_text(out, line->qualifier);
    canonical_text(out, line->procedure);
    for (size_t i = 0; i < 4; i++)
        canonical_text(out, line->modifiers[i]);
    canonical_text(out, line->submitted_procedure);
    canonical_number(out, line->charge);
    canonical_number(out, line->paid);
    canonical_number(out, line->units);
    canonical_number(out, line->from);
    canonical_number(out, line->to);
    canonical_adjustments(out, line->adjustments, line->adjustment_count);
}

static void canonical_claim(struct buf *out, const struct remittance_claim *claim)
{
    canonical_text(out, claim->control_number);
    canonical_text(out, claim->status);
    canonical_number(out, claim->charge);
    canonical_number(out, claim->paid);
    canonical_number(out, claim->patient_responsibility);
    canonical_text(out, claim->payer_claim_number);
    canonical_number(out, claim->from);
    canonical_number(out, claim->to);
    canonical_adjustments(out, claim->adjustments, claim->adjustment_count);
    for (size_t i = 0; i < claim->line_count; i++)
        canonical_line(out, &claim->lines[i]);
}

static void canonical_provider_adjustment(struct buf *out, const struct provider_adjustment *item)
{
    canonical_text(out, item->provider);
    canonical_number(out, item->fiscal_period);
    canonical_text(out, item->reason);
    canonical_text(out, item->reference);
    canonical_number(out, item->amount);
}

// Adds the digest of reader->canonical to a 256-bit sum and empties it.
static void add_to_sum(struct x835_reader *reader, unsigned char sum[DIGEST_SIZE])
{
    unsigned char digest[DIGEST_SIZE];
    digest_of(buf_slice(&reader->canonical), digest);
    buf_clear(&reader->canonical);
    unsigned carry = 0;
    for (size_t i = DIGEST_SIZE; i-- > 0;) {
        carry += (unsigned)sum[i] + digest[i];
        sum[i] = (unsigned char)carry;
        carry >>= 8;
    }
}

static void make_digests(struct x835_reader *reader)
{
    struct buf *out = &reader->canonical;
    buf_clear(out);
    buf_bytes(out, reader->claims_sum, DIGEST_SIZE);
    canonical_number(out, reader->proof.claims);
    digest_of(buf_slice(out), reader->proof.claims_digest);
    buf_bytes(out, reader->provider_sum, DIGEST_SIZE);
    canonical_number(out, reader->proof.provider_adjustments);
    digest_of(buf_slice(out), reader->proof.digest);
    buf_clear(out);
}

// ---- Findings

// By how much two sums differ, for a finding's value.
static void tell_difference(struct x835_reader *reader, enum finding_code code,
    const struct x12_place *place, int line, int64_t difference)
{
    char dollars[MONEY_ROOM];
    size_t size = money_format(difference, dollars);
    // Balance is another question than form: it does not make the payment unreadable.
    int64_t rejects = reader->report->rejects;
    reading_tell_at(
        reader->report, code, SEVERITY_REJECT, place, line, (struct text){dollars, size});
    reader->report->rejects = rejects;
}

static void tell_limit(struct x835_reader *reader, const struct x12_segment *segment)
{
    reading_tell(reader->report, FINDING_x12_limit, SEVERITY_REJECT, segment, 0, 0, loop_of(reader),
        (struct text){0});
}

// ---- Growing arrays and copies

// The array with room for `more` items. False, with a finding, when the arena is full.
static bool grow(struct x835_reader *reader, struct arena *arena, const struct x12_segment *segment,
    void **items, size_t count, size_t more, size_t *room, size_t each)
{
    if (reading_grow(arena, items, count, more, room, each, SPARE))
        return true;
    tell_limit(reader, segment);
    return false;
}

static struct text keep(struct arena *arena, struct text t)
{
    t = text_trim(t);
    return t.size == 0 ? (struct text){0} : arena_copy(arena, t);
}

static struct text keep_element(
    struct arena *arena, const struct x12_segment *segment, size_t number)
{
    return keep(arena, x12_element(segment, number));
}

static char first_character(struct text t)
{
    return t.size == 0 ? '\0' : *t.at;
}

// ---- Ends of line, claim and header

static void finish_line(struct x835_reader *reader)
{
    if (reader->level != LEVEL_LINE)
        return;
    struct remittance_line *line = &reader->claim.lines[reader->claim.line_count - 1];
    line->remarks = keep(reader->claim_arena, buf_slice(&reader->line_remarks));
    // Of a line that could not be read the sums mean nothing.
    if (reader->report->rejects > reader->line_rejects || reader->cut)
        return;
    int64_t difference = remittance_line_difference(line);
    if (difference != 0) {
        reader->proof.lines_out_of_balance++;
        tell_difference(
            reader, FINDING_line_out_of_balance, &reader->line_place, line->ordinal, difference);
    }
}

static void finish_claim(struct x835_reader *reader)
{
    finish_line(reader);
    if (reader->level != LEVEL_CLAIM && reader->level != LEVEL_LINE)
        return;
    struct remittance_claim *claim = &reader->claim;
    claim->remarks = keep(reader->claim_arena, buf_slice(&reader->claim_remarks));
    bool is_sound = reader->report->rejects == reader->claim_rejects && !reader->cut;
    int64_t difference = remittance_claim_difference(claim);
    if (difference != 0 && is_sound) {
        reader->proof.claims_out_of_balance++;
        tell_difference(reader, FINDING_claim_out_of_balance, &reader->claim_place, 0, difference);
    }
    int64_t sum = money_sum(reader->proof.claims_paid, claim->paid);
    if (sum <= SUM_LIMIT && sum >= -SUM_LIMIT)
        reader->proof.claims_paid = sum;
    else
        reading_tell_at(reader->report, FINDING_x12_limit, SEVERITY_REJECT, &reader->claim_place, 0,
            (struct text){0});
    canonical_claim(&reader->canonical, claim);
    add_to_sum(reader, reader->claims_sum);
    if (reader->handler.claim != NULL)
        reader->handler.claim(reader->handler.context, claim);
    reader->level = LEVEL_HEADER;
}

// A segment or element that the header lacks.
static void tell_missing(struct x835_reader *reader, const char *segment_id, const char *element)
{
    struct x12_place place = reader->set_place;
    text_copy_z(place.segment_id, sizeof(place.segment_id), text_of(segment_id));
    text_copy_z(place.element, sizeof(place.element), text_of(element));
    reading_tell_at(
        reader->report, FINDING_x12_element_missing, SEVERITY_REJECT, &place, 0, (struct text){0});
}

static void start_payment(struct x835_reader *reader)
{
    if (reader->started)
        return;
    reader->started = true;
    if (!reader->has_bpr)
        tell_missing(reader, "BPR", "BPR02");
    if (!reader->has_trn)
        tell_missing(reader, "TRN", "TRN02");
    if (reader->handler.start != NULL)
        reader->handler.start(reader->handler.context, &reader->payment);
}

// ---- Header: BPR to 1000B

static void read_bpr(struct x835_reader *reader, const struct x12_segment *segment)
{
    struct reading_report *report = reader->report;
    struct remittance *payment = &reader->payment;
    if (reader->has_bpr || reader->started) {
        reading_misplaced(report, segment, "");
        return;
    }
    reader->has_bpr = true;
    reader->payment_place = reading_place(report, segment, 2, "");
    payment->handling = first_character(x12_element(segment, 1));
    reading_amount(report, segment, 2, "", READING_REQUIRED, &payment->amount);
    payment->credit_debit = first_character(reading_text(report, segment, 3, "", READING_REQUIRED));
    payment->method =
        keep(reader->payment_arena, reading_text(report, segment, 4, "", READING_REQUIRED));
    reading_date(report, segment, 16, "", READING_REQUIRED, &payment->effective_date);
}

static void read_trn(struct x835_reader *reader, const struct x12_segment *segment)
{
    struct arena *arena = reader->payment_arena;
    if (reader->has_trn || reader->started) {
        reading_misplaced(reader->report, segment, "");
        return;
    }
    reader->has_trn = true;
    reader->payment.trace_number =
        keep(arena, reading_text(reader->report, segment, 2, "", READING_REQUIRED));
    reader->payment.originator =
        keep(arena, reading_text(reader->report, segment, 3, "", READING_REQUIRED));
}

static void read_n1(struct x835_reader *reader, const struct x12_segment *segment)
{
    struct arena *arena = reader->payment_arena;
    struct remittance *payment = &reader->payment;
    struct text entity = x12_element(segment, 1), qualifier = x12_element(segment, 3);
    struct text name = keep_element(arena, segment, 2), id = keep_element(arena, segment, 4);
    if (text_equal_z(entity, "PR")) {
        reader->level = LEVEL_PAYER;
        payment->payer_name = name;
        if (text_equal_z(qualifier, "XV"))
            payment->payer_id = id;
    } else if (text_equal_z(entity, "PE")) {
        reader->level = LEVEL_PAYEE;
        payment->payee_name = name;
        if (text_equal_z(qualifier, "XX"))
            payment->payee_npi = id;
        else if (text_equal_z(qualifier, "FI"))
            payment->payee_tax_id = id;
    } else {
        reading_unknown(reader->report, segment, loop_of(reader));
    }
}

static void read_header_ref(struct x835_reader *reader, const struct x12_segment *segment)
{
    struct remittance *payment = &reader->payment;
    struct text qualifier = x12_element(segment, 1);
    struct text value = keep_element(reader->payment_arena, segment, 2);
    if (reader->level == LEVEL_HEADER && text_equal_z(qualifier, "EV"))
        payment->receiver_id = value;
    else if (reader->level == LEVEL_PAYER && text_equal_z(qualifier, "2U")) {
        if (payment->payer_id.size == 0)
            payment->payer_id = value;
    } else if (reader->level == LEVEL_PAYEE && text_equal_z(qualifier, "TJ"))
        payment->payee_tax_id = value;
    else if (!reading_is_one_of(qualifier, reader->level == LEVEL_HEADER  ? " F2 "
                                           : reader->level == LEVEL_PAYER ? " EO HI NF "
                                                                          : " 0B D3 PQ "))
        reading_unknown(reader->report, segment, loop_of(reader));
}

static void read_header(struct x835_reader *reader, const struct x12_segment *segment)
{
    if (!arena_has_room(reader->payment_arena, READING_SEGMENT_ROOM)) {
        tell_limit(reader, segment);
        return;
    }
    bool is_party = reader->level == LEVEL_PAYER || reader->level == LEVEL_PAYEE;
    if (x12_is(segment, "BPR"))
        read_bpr(reader, segment);
    else if (x12_is(segment, "TRN"))
        read_trn(reader, segment);
    else if (x12_is(segment, "REF"))
        read_header_ref(reader, segment);
    else if (x12_is(segment, "DTM") && text_equal_z(x12_element(segment, 1), "405"))
        reading_date(
            reader->report, segment, 2, "", READING_ADVISORY, &reader->payment.production_date);
    else if (x12_is(segment, "N1"))
        read_n1(reader, segment);
    else if (x12_is(segment, "CAS") || x12_is(segment, "SVC"))
        reading_misplaced(reader->report, segment, loop_of(reader));
    else if (!x12_is(segment, "CUR") &&
             !(is_party && reading_is_one_of(segment->id, " N3 N4 PER RDM ")))
        reading_unknown(reader->report, segment, loop_of(reader));
}

// ---- 2100: claims

static void read_clp(struct x835_reader *reader, const struct x12_segment *segment)
{
    struct reading_report *report = reader->report;
    finish_claim(reader);
    start_payment(reader);
    arena_reset(reader->claim_arena);
    buf_clear(&reader->claim_remarks);
    reader->level = LEVEL_CLAIM;
    reader->claim_full = false;
    reader->line_room = 0;
    reader->adjustment_room = 0;
    reader->claim_place = reading_place(report, segment, 0, "2100");
    reader->claim_rejects = report->rejects;
    int64_t ordinal = ++reader->proof.claims;

    struct arena *arena = reader->claim_arena;
    struct remittance_claim *claim = &reader->claim;
    *claim = (struct remittance_claim){.ordinal = ordinal > INT_MAX ? INT_MAX : (int)ordinal,
        .filing_indicator = keep_element(arena, segment, 6),
        .payer_claim_number = keep_element(arena, segment, 7),
        .facility_type = keep(arena, x12_component(segment, 8, 1)),
        .frequency = keep_element(arena, segment, 9),
        .from = DATE_NONE,
        .to = DATE_NONE,
        .received = DATE_NONE,
        .offset = segment->offset,
        .segment = segment_number(segment)};
    // Without a claim number the money still is what it is; the claim will be unmatched.
    claim->control_number = keep(arena, reading_text(report, segment, 1, "2100", READING_ADVISORY));
    claim->status = keep(arena, reading_text(report, segment, 2, "2100", READING_REQUIRED));
    reading_amount(report, segment, 3, "2100", READING_REQUIRED, &claim->charge);
    reading_amount(report, segment, 4, "2100", READING_REQUIRED, &claim->paid);
    reading_amount(report, segment, 5, "2100", READING_OPTIONAL, &claim->patient_responsibility);
}

// Adds a CAS triplet to the line or claim.
static bool add_adjustment(struct x835_reader *reader, const struct x12_segment *segment,
    struct remittance_adjustment adjustment)
{
    struct remittance_claim *claim = &reader->claim;
    bool is_line = reader->level == LEVEL_LINE;
    struct remittance_line *line = is_line ? &claim->lines[claim->line_count - 1] : NULL;
    void *items = is_line ? line->adjustments : claim->adjustments;
    size_t *count = is_line ? &line->adjustment_count : &claim->adjustment_count;
    if (*count == ADJUSTMENTS_MAX) {
        tell_limit(reader, segment);
        return false;
    }
    if (!grow(reader, reader->claim_arena, segment, &items, *count, 1, &reader->adjustment_room,
            sizeof(adjustment)))
        return false;
    if (is_line)
        line->adjustments = items;
    else
        claim->adjustments = items;
    adjustment.ordinal = (int)*count + 1;
    ((struct remittance_adjustment *)items)[(*count)++] = adjustment;
    reader->proof.adjustments++;
    return true;
}

// CAS: a group code and up to six triplets of reason, amount and quantity.
static void read_cas(struct x835_reader *reader, const struct x12_segment *segment)
{
    const char *loop = loop_of(reader);
    struct reading_report *report = reader->report;
    struct text group =
        keep(reader->claim_arena, reading_text(report, segment, 1, loop, READING_REQUIRED));
    if (segment->count > 1 + 3 * CAS_TRIPLETS || segment->count < 3)
        reading_tell(report, FINDING_x12_element_invalid, SEVERITY_REJECT, segment, 0, 0, loop,
            (struct text){0});
    for (size_t i = 0; i < CAS_TRIPLETS; i++) {
        size_t at = 2 + 3 * i;
        struct text reason = keep_element(reader->claim_arena, segment, at);
        if (reason.size == 0 && x12_element(segment, at + 1).size == 0)
            continue;
        struct remittance_adjustment adjustment = {.group = group,
            .reason = reason,
            .offset = segment->offset,
            .segment = segment_number(segment)};
        reading_text(report, segment, at, loop, READING_REQUIRED);
        reading_amount(report, segment, at + 1, loop, READING_REQUIRED, &adjustment.amount);
        reading_quantity(report, segment, at + 2, loop, READING_ADVISORY, &adjustment.quantity);
        if (!add_adjustment(reader, segment, adjustment)) {
            reader->claim_full = true;
            return;
        }
    }
}

static void add_remark(struct x835_reader *reader, struct buf *remarks,
    const struct x12_segment *segment, size_t number)
{
    struct text code = text_trim(x12_element(segment, number));
    if (code.size == 0)
        return;
    if (buf_left(remarks) <= code.size) {
        reading_tell(reader->report, FINDING_x12_limit, SEVERITY_WARN, segment, number, 0,
            loop_of(reader), (struct text){0});
        return;
    }
    if (remarks->size > 0)
        buf_char(remarks, ' ');
    buf_text(remarks, code);
}

static void read_claim_nm1(struct x835_reader *reader, const struct x12_segment *segment)
{
    struct text entity = x12_element(segment, 1);
    if (text_equal_z(entity, "74")) {
        reader->claim.patient_corrected = true;
    } else if (text_equal_z(entity, "TT")) {
        reader->claim.crossover_name = keep_element(reader->claim_arena, segment, 3);
        reader->claim.crossover_id = keep_element(reader->claim_arena, segment, 9);
    } else if (!reading_is_one_of(entity, " QC IL 82 PR GB ")) {
        reading_unknown(reader->report, segment, "2100");
    }
}

static void read_claim_segment(struct x835_reader *reader, const struct x12_segment *segment)
{
    static const char references[] =
        " 1L 1W 28 6P 9A 9C BB CE EA G1 G3 IG SY 0B 1A 1B 1C 1D 1G 1H 1J D3 G2 LU ";
    static const char amounts[] = " AU D8 DY F5 NL T T2 ZK ZL ZM ZN ZO ";
    static const char quantities[] = " CA CD LA LE NE NR OU PS VS ZK ZL ZM ZN ZO ";
    struct remittance_claim *claim = &reader->claim;
    struct reading_report *report = reader->report;
    struct text qualifier = x12_element(segment, 1);
    if (x12_is(segment, "CAS"))
        read_cas(reader, segment);
    else if (x12_is(segment, "NM1"))
        read_claim_nm1(reader, segment);
    else if (x12_is(segment, "MOA")) {
        for (size_t i = 3; i <= 7; i++)
            add_remark(reader, &reader->claim_remarks, segment, i);
    } else if (x12_is(segment, "MIA")) {
        add_remark(reader, &reader->claim_remarks, segment, 5);
        for (size_t i = 20; i <= 23; i++)
            add_remark(reader, &reader->claim_remarks, segment, i);
    } else if (x12_is(segment, "REF") && text_equal_z(qualifier, "F8"))
        claim->original_reference = keep_element(reader->claim_arena, segment, 2);
    else if (x12_is(segment, "DTM") && text_equal_z(qualifier, "232"))
        reading_date(report, segment, 2, "2100", READING_ADVISORY, &claim->from);
    else if (x12_is(segment, "DTM") && text_equal_z(qualifier, "233"))
        reading_date(report, segment, 2, "2100", READING_ADVISORY, &claim->to);
    else if (x12_is(segment, "DTM") && text_equal_z(qualifier, "050"))
        reading_date(report, segment, 2, "2100", READING_ADVISORY, &claim->received);
    else if (x12_is(segment, "AMT") && text_equal_z(qualifier, "I"))
        reading_amount(report, segment, 2, "2100", READING_ADVISORY, &claim->interest);
    else if (!(x12_is(segment, "REF") && reading_is_one_of(qualifier, references)) &&
             !(x12_is(segment, "DTM") && text_equal_z(qualifier, "036")) &&
             !x12_is(segment, "PER") &&
             !(x12_is(segment, "AMT") && reading_is_one_of(qualifier, amounts)) &&
             !(x12_is(segment, "QTY") && reading_is_one_of(qualifier, quantities)))
        reading_unknown(report, segment, "2100");
}

// ---- 2110: service lines

static void read_svc(struct x835_reader *reader, const struct x12_segment *segment)
{
    struct reading_report *report = reader->report;
    struct arena *arena = reader->claim_arena;
    struct remittance_claim *claim = &reader->claim;
    finish_line(reader);
    reader->level = LEVEL_LINE;
    void *items = claim->lines;
    if (!grow(reader, arena, segment, &items, claim->line_count, 1, &reader->line_room,
            sizeof(*claim->lines))) {
        reader->claim_full = true;
        reader->level = LEVEL_CLAIM; // the line before is finished
        return;
    }
    claim->lines = items;
    buf_clear(&reader->line_remarks);
    reader->adjustment_room = 0;
    reader->line_place = reading_place(report, segment, 0, "2110");
    reader->line_rejects = report->rejects;
    reader->proof.lines++;

    struct remittance_line *line = &claim->lines[claim->line_count++];
    *line = (struct remittance_line){.ordinal = (int)claim->line_count,
        .qualifier = keep(arena, x12_component(segment, 1, 1)),
        .procedure = keep(arena, x12_component(segment, 1, 2)),
        .submitted_procedure = keep(arena, x12_component(segment, 6, 2)),
        .units = 1000,
        .from = DATE_NONE,
        .to = DATE_NONE,
        .offset = segment->offset,
        .segment = segment_number(segment)};
    for (size_t i = 0; i < 4; i++) {
        line->modifiers[i] = keep(arena, x12_component(segment, 1, 3 + i));
        line->submitted_modifiers[i] = keep(arena, x12_component(segment, 6, 3 + i));
    }
    if (line->procedure.size == 0)
        reading_tell(report, FINDING_x12_element_missing, SEVERITY_WARN, segment, 1, 2, "2110",
            (struct text){0});
    reading_amount(report, segment, 2, "2110", READING_REQUIRED, &line->charge);
    reading_amount(report, segment, 3, "2110", READING_REQUIRED, &line->paid);
    reading_quantity(report, segment, 5, "2110", READING_ADVISORY, &line->units);
}

static void read_line_segment(struct x835_reader *reader, const struct x12_segment *segment)
{
    static const char references[] =
        " 1S APC BB E9 G1 G3 LU RB 0B 1A 1B 1C 1D 1G 1H 1J D3 G2 HPI SY TJ 0K ";
    static const char amounts[] = " KH T T2 ZK ZL ZM ZN ZO ";
    struct remittance_line *line = &reader->claim.lines[reader->claim.line_count - 1];
    struct reading_report *report = reader->report;
    struct text qualifier = x12_element(segment, 1);
    if (x12_is(segment, "CAS")) {
        read_cas(reader, segment);
    } else if (x12_is(segment, "DTM") && text_equal_z(qualifier, "472")) {
        if (reading_date(report, segment, 2, "2110", READING_ADVISORY, &line->from))
            line->to = line->from;
    } else if (x12_is(segment, "DTM") && text_equal_z(qualifier, "150")) {
        reading_date(report, segment, 2, "2110", READING_ADVISORY, &line->from);
    } else if (x12_is(segment, "DTM") && text_equal_z(qualifier, "151")) {
        reading_date(report, segment, 2, "2110", READING_ADVISORY, &line->to);
    } else if (x12_is(segment, "REF") && text_equal_z(qualifier, "6R")) {
        line->control_number = keep_element(reader->claim_arena, segment, 2);
    } else if (x12_is(segment, "AMT") && text_equal_z(qualifier, "B6")) {
        reading_amount(report, segment, 2, "2110", READING_ADVISORY, &line->allowed);
    } else if (x12_is(segment, "LQ") && text_equal_z(qualifier, "HE")) {
        add_remark(reader, &reader->line_remarks, segment, 2);
    } else if (!(x12_is(segment, "REF") && reading_is_one_of(qualifier, references)) &&
               !(x12_is(segment, "AMT") && reading_is_one_of(qualifier, amounts)) &&
               !(x12_is(segment, "QTY") && reading_is_one_of(qualifier, " ZK ZL ZM ZN ZO ")) &&
               !(x12_is(segment, "LQ") && text_equal_z(qualifier, "RX"))) {
        reading_unknown(report, segment, "2110");
    }
}

// ---- PLB: provider adjustments

static void read_plb(struct x835_reader *reader, const struct x12_segment *segment)
{
    struct reading_report *report = reader->report;
    struct arena *arena = reader->payment_arena;
    struct remittance *payment = &reader->payment;
    finish_claim(reader);
    start_payment(reader);
    reader->level = LEVEL_TRAILER;
    void *items = payment->provider_adjustments;
    if (!arena_has_room(arena, SPARE) ||
        payment->provider_adjustment_count + PLB_PAIRS > ADJUSTMENTS_MAX) {
        tell_limit(reader, segment);
        return;
    }
    if (!grow(reader, arena, segment, &items, payment->provider_adjustment_count, PLB_PAIRS,
            &reader->provider_adjustment_room, sizeof(*payment->provider_adjustments)))
        return;
    payment->provider_adjustments = items;
    struct text provider = keep(arena, reading_text(report, segment, 1, "", READING_ADVISORY));
    date_t period = DATE_NONE;
    reading_date(report, segment, 2, "", READING_ADVISORY, &period);
    if (segment->count > 2 + 2 * PLB_PAIRS || segment->count < 4)
        reading_tell(report, FINDING_x12_element_invalid, SEVERITY_REJECT, segment, 0, 0, "",
            (struct text){0});
    for (size_t i = 0; i < PLB_PAIRS; i++) {
        size_t at = 3 + 2 * i;
        if (x12_element(segment, at).size == 0 && x12_element(segment, at + 1).size == 0)
            continue;
        struct provider_adjustment *item =
            &payment->provider_adjustments[payment->provider_adjustment_count++];
        *item = (struct provider_adjustment){.ordinal = (int)payment->provider_adjustment_count,
            .provider = provider,
            .fiscal_period = period,
            .reason = keep(arena, x12_component(segment, at, 1)),
            .reference = keep(arena, x12_component(segment, at, 2)),
            .offset = segment->offset,
            .segment = segment_number(segment)};
        // An adjustment whose reason is not known still moves the payment.
        if (item->reason.size == 0)
            reading_tell(report, FINDING_x12_element_missing, SEVERITY_WARN, segment, at, 1, "",
                (struct text){0});
        reading_amount(report, segment, at + 1, "", READING_REQUIRED, &item->amount);
        canonical_provider_adjustment(&reader->canonical, item);
        add_to_sum(reader, reader->provider_sum);
        reader->proof.provider_adjustments++;
    }
}

// ---- The set

void x835_read_begin(
    struct x835_reader *reader, const struct x12_set *set, struct reading_report *report)
{
    reader->report = report;
    reader->level = LEVEL_HEADER;
    reader->started = false;
    reader->has_bpr = false;
    reader->has_trn = false;
    reader->claim_full = false;
    reader->cut = false;
    reader->provider_adjustment_room = 0;
    reader->proof = (struct x835_proof){0};
    memset(reader->claims_sum, 0, DIGEST_SIZE);
    memset(reader->provider_sum, 0, DIGEST_SIZE);
    arena_reset(reader->payment_arena);
    reader->set_place = report->place;
    reader->set_place.segment = set->segment;
    reader->set_place.offset = set->offset;
    reader->payment_place = reader->set_place;
    reader->payment = (struct remittance){.st_control = keep(reader->payment_arena, set->control),
        .effective_date = DATE_NONE,
        .production_date = DATE_NONE,
        .offset = set->offset,
        .segment = set->segment > INT_MAX ? INT_MAX : (int)set->segment};
}

void x835_read_segment(struct x835_reader *reader, const struct x12_segment *segment)
{
    bool in_claim = reader->level == LEVEL_CLAIM || reader->level == LEVEL_LINE;
    if (x12_is(segment, "CLP")) {
        read_clp(reader, segment);
    } else if (x12_is(segment, "PLB")) {
        read_plb(reader, segment);
    } else if (reading_is_one_of(segment->id, " LX TS3 TS2 ")) {
        finish_claim(reader);
        start_payment(reader);
    } else if (in_claim && reader->claim_full) {
        // The limit was told; the payment is refused.
    } else if (in_claim && !arena_has_room(reader->claim_arena, SPARE)) {
        reader->claim_full = true;
        tell_limit(reader, segment);
    } else if (in_claim && x12_is(segment, "SVC")) {
        read_svc(reader, segment);
    } else if (reader->level == LEVEL_LINE) {
        read_line_segment(reader, segment);
    } else if (reader->level == LEVEL_CLAIM) {
        read_claim_segment(reader, segment);
    } else if (!reader->started) {
        read_header(reader, segment);
    } else if (reading_is_one_of(segment->id, " BPR TRN CAS SVC ")) {
        reading_misplaced(reader->report, segment, loop_of(reader));
    } else {
        reading_unknown(reader->report, segment, loop_of(reader));
    }
}

void x835_read_end(struct x835_reader *reader, bool sound)
{
    reader->cut = !sound;
    finish_claim(reader);
    start_payment(reader);
    struct x835_proof *proof = &reader->proof;
    proof->difference = remittance_payment_difference(&reader->payment, proof->claims_paid);
    proof->readable = reader->report->rejects == 0;
    proof->balanced = proof->difference == 0 && proof->lines_out_of_balance == 0 &&
                      proof->claims_out_of_balance == 0;
    // Of a payment that could not be read whole the sums mean nothing.
    if (proof->difference != 0 && proof->readable && sound)
        tell_difference(
            reader, FINDING_payment_out_of_balance, &reader->payment_place, 0, proof->difference);
    make_digests(reader);
    if (reader->handler.end != NULL)
        reader->handler.end(reader->handler.context, &reader->payment, proof);
}
