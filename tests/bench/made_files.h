// Made-up X12 files of any size, written by our own writers: what a billing office sends (837P) and
// gets back (835). The same arguments give the same bytes. A file is a head, transaction sets of
// about a megabyte, and a tail.
#ifndef TESTS_BENCH_MADE_FILES_H
#define TESTS_BENCH_MADE_FILES_H

#include <stdio.h>

#include "claims/base/err.h"
#include "edi/x835_write.h"
#include "edi/x837p_write.h"

#define MADE_SET_BYTES ((size_t)1 << 20)

// The next number of a sequence, below `limit` (as tests/edi/files.h has it: SplitMix64).
static inline unsigned made_pick(uint64_t *seed, unsigned limit)
{
    uint64_t z = (*seed += UINT64_C(0x9E3779B97F4A7C15));
    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return (unsigned)((z ^ (z >> 31)) % limit);
}

#define MADE_ONE_OF(seed, list) text_of((list)[made_pick(seed, sizeof(list) / sizeof(*(list)))])

static const char *const made_last[] = {
    "SMITH", "JOHNSON", "WILLIAMS", "BROWN", "GARCIA", "RODRIGUEZ", "LEE", "NGUYEN"};
static const char *const made_first[] = {"MARY", "JAMES", "PATRICIA", "ROBERT", "LINDA", "LI"};
static const char *const made_street[] = {"1 OAK ST", "205 ELM STREET", "77 WASHINGTON AVE APT 4"};
static const char *const made_codes[] = {"99213", "99214", "36415", "85025", "80053", "G0103"};
static const char *const made_diagnoses[] = {"E119", "I10", "J029", "M5450", "R519", "Z0000"};

static inline date_t made_day(int month, int day)
{
    date_t date = DATE_NONE;
    CHECK(date_from_parts(2026, month, day, &date));
    return date;
}

static inline struct x837p_envelope made_envelope(void)
{
    return (struct x837p_envelope){.settings = {.separators = X12_SEPARATORS_USUAL,
                                       .line_break = X12_LINE_NONE,
                                       .sender_qualifier = TEXT("ZZ"),
                                       .sender = TEXT("GOODCLINIC"),
                                       .receiver_qualifier = TEXT("ZZ"),
                                       .receiver = TEXT("PAYER"),
                                       .acknowledgement_requested = '0',
                                       .usage = 'P',
                                       .group_sender = TEXT("GOODCLINIC"),
                                       .group_receiver = TEXT("PAYER"),
                                       .interchange_control = 42,
                                       .group_control = 7,
                                       .at = {.day = made_day(12, 15), .second = 13 * 3600}},
        .submitter_name = TEXT("GOOD CLINIC"),
        .submitter_id = TEXT("GC01"),
        .contact_name = TEXT("BILLING OFFICE"),
        .contact_phone = TEXT("5185550100"),
        .receiver_name = TEXT("ACME HEALTH"),
        .receiver_id = TEXT("PAYER")};
}

static inline void made_refused(
    void *context, enum x12_refusal refusal, const char *field, struct text value)
{
    (void)context;
    (void)refusal;
    (void)field;
    (void)value;
    CHECK(false);
}

// ---- 837P: claims of one to four lines, one diagnosis for each

static inline void made_claim(struct claim *claim, struct service_line lines[4], char room[5][24],
    int64_t number, uint64_t *seed)
{
    snprintf(room[0], sizeof(room[0]), "%08llX", (long long)number);
    *claim = (struct claim){.control_number = text_of(room[0]),
        .place_of_service = TEXT("11"),
        .frequency = '1',
        .provider_signature = true,
        .assignment = 'A',
        .benefits_assigned = 'Y',
        .release_of_information = 'Y',
        .onset_date = DATE_NONE,
        .accident_date = DATE_NONE,
        .admission_date = DATE_NONE,
        .discharge_date = DATE_NONE,
        .service_from = made_day(1 + (int)made_pick(seed, 9), 1 + (int)made_pick(seed, 28)),
        .payer = {.name = TEXT("ACME HEALTH"),
            .identifier = TEXT("PAYERX"),
            .filing_indicator = TEXT("CI"),
            .sequence = 'P'},
        .subscriber = {.is_person = true,
            .person = {.last_name = MADE_ONE_OF(seed, made_last),
                .first_name = MADE_ONE_OF(seed, made_first),
                .birth_date = made_day(1 + (int)made_pick(seed, 12), 1 + (int)made_pick(seed, 28)) -
                              400 - (int)made_pick(seed, 30000),
                .sex = made_pick(seed, 2) == 0 ? 'F' : 'M',
                .address = {.line1 = MADE_ONE_OF(seed, made_street),
                    .city = TEXT("ALBANY"),
                    .state = TEXT("NY"),
                    .zip = TEXT("12207")}},
            .member_id = text_of(room[0])},
        .patient_is_subscriber = true,
        .patient.birth_date = DATE_NONE,
        .lines = lines,
        .line_count = 1 + made_pick(seed, 4)};
    claim->service_to = claim->service_from;
    claim->providers[PROVIDER_BILLING] = (struct provider){.present = true,
        .last_name = TEXT("GOOD CLINIC PLLC"),
        .npi = TEXT("1234567893"),
        .taxonomy = TEXT("261QP2300X"),
        .tax_id = TEXT("123456789"),
        .address = {.line1 = TEXT("9 MAIN ST"),
            .city = TEXT("ALBANY"),
            .state = TEXT("NY"),
            .zip = TEXT("122071234")}};
    claim->providers[PROVIDER_RENDERING] = (struct provider){.present = true,
        .is_person = true,
        .last_name = TEXT("REED"),
        .first_name = TEXT("RUTH"),
        .npi = TEXT("1888888884"),
        .taxonomy = TEXT("207Q00000X")};
    claim->diagnosis_count = claim->line_count;
    for (size_t i = 0; i < claim->line_count; i++) {
        unsigned which = made_pick(seed, 6);
        snprintf(room[i + 1], sizeof(room[i + 1]), "L%08llX%zu", (long long)number, i);
        // No diagnosis twice.
        claim->diagnoses[i] = text_of(made_diagnoses[(number + (int64_t)i) % 6]);
        lines[i] = (struct service_line){.number = (int)i + 1,
            .control_number = text_of(room[i + 1]),
            .procedure = text_of(made_codes[which]),
            .charge = 1000 + made_pick(seed, 40000),
            .unit_basis = TEXT("UN"),
            .units = 1000,
            .pointers = {(int)i + 1},
            .from = claim->service_from,
            .to = claim->service_from};
        if (which == 0)
            lines[i].modifiers[0] = TEXT("25");
        claim->total += lines[i].charge;
    }
}

static inline void made_837p_head(struct buf *out)
{
    struct x837p_envelope envelope = made_envelope();
    CHECK(x837p_write_head(out, &envelope, NULL) != 0);
}

static inline void made_837p_set(struct buf *out, int64_t number)
{
    struct x837p_envelope envelope = made_envelope();
    uint64_t seed = (uint64_t)number;
    char control[10], room[5][24];
    struct claim claim;
    struct service_line lines[4];
    size_t start = out->size;
    snprintf(control, sizeof(control), "%04lld", (long long)number);
    int64_t segments = x837p_write_set_head(out, &envelope, text_of(control), TEXT("B1"), NULL);
    for (int64_t n = 0; out->size - start < MADE_SET_BYTES; n++) {
        made_claim(&claim, lines, room, number * 10000 + n, &seed);
        if (n == 0)
            segments += x837p_write_provider(out, &envelope, &claim, 1, NULL);
        int written = x837p_write_claim(out, &envelope, &claim, n + 2, 1, NULL);
        CHECK(written != 0);
        segments += written;
    }
    CHECK(x837p_write_set_tail(out, &envelope, text_of(control), segments) != 0);
}

static inline void made_837p_tail(struct buf *out, int64_t sets)
{
    struct x837p_envelope envelope = made_envelope();
    CHECK(x837p_write_tail(out, &envelope, sets) != 0);
}

// ---- 835: a payment in each set; claims of one to four lines, each line with two adjustments

static inline void made_835_head(struct buf *out)
{
    struct x837p_envelope envelope = made_envelope();
    struct x12_refusals refusals = {.refuse = made_refused};
    CHECK(x12_write_head(out, &envelope.settings, "HP", X835_VERSION, refusals) != 0);
}

static inline int made_835_claim(struct buf *out, const struct x12_settings *settings,
    int64_t number, uint64_t *seed, int64_t *paid)
{
    struct x12_refusals refusals = {.refuse = made_refused};
    struct remittance_adjustment adjustments[4][2];
    struct remittance_line lines[4];
    char room[5][24];
    snprintf(room[0], sizeof(room[0]), "%08llX", (long long)number);
    date_t day = made_day(1 + (int)made_pick(seed, 9), 1 + (int)made_pick(seed, 28));
    struct remittance_claim claim = {.ordinal = 1,
        .control_number = text_of(room[0]),
        .status = TEXT("1"),
        .filing_indicator = TEXT("12"),
        .payer_claim_number = text_of(room[0]),
        .facility_type = TEXT("11"),
        .frequency = TEXT("1"),
        .from = day,
        .to = day,
        .received = day + 3,
        .lines = lines,
        .line_count = 1 + made_pick(seed, 4)};
    for (size_t i = 0; i < claim.line_count; i++) {
        int64_t contractual = 100 + made_pick(seed, 5000), copay = 100 + made_pick(seed, 3000);
        snprintf(room[i + 1], sizeof(room[i + 1]), "L%08llX%zu", (long long)number, i);
        adjustments[i][0] = (struct remittance_adjustment){
            .group = TEXT("CO"), .reason = TEXT("45"), .amount = contractual};
        adjustments[i][1] = (struct remittance_adjustment){
            .group = TEXT("PR"), .reason = TEXT("3"), .amount = copay};
        lines[i] = (struct remittance_line){.ordinal = (int)i + 1,
            .control_number = text_of(room[i + 1]),
            .procedure = MADE_ONE_OF(seed, made_codes),
            .qualifier = TEXT("HC"),
            .paid = 500 + made_pick(seed, 40000),
            .units = 1000,
            .from = day,
            .to = day,
            .adjustments = adjustments[i],
            .adjustment_count = 2};
        lines[i].charge = lines[i].paid + contractual + copay;
        lines[i].allowed = lines[i].paid + copay;
        claim.charge += lines[i].charge;
        claim.paid += lines[i].paid;
        claim.patient_responsibility += copay;
    }
    struct x835_patient patient = {.last_name = MADE_ONE_OF(seed, made_last),
        .first_name = MADE_ONE_OF(seed, made_first),
        .member_id = text_of(room[0])};
    *paid += claim.paid;
    return x835_write_claim(out, settings, &claim, &patient, refusals);
}

static inline void made_835_set(struct buf *out, int64_t number)
{
    struct x837p_envelope envelope = made_envelope();
    struct x12_refusals refusals = {.refuse = made_refused};
    uint64_t seed = (uint64_t)number;
    char control[10], trace[24];
    snprintf(control, sizeof(control), "%04lld", (long long)number);
    snprintf(trace, sizeof(trace), "EFT%06lld", (long long)number);
    struct x835_parties parties = {.payer_address = {.line1 = TEXT("1 MAIN ST"),
                                       .city = TEXT("ALBANY"),
                                       .state = TEXT("NY"),
                                       .zip = TEXT("12207")},
        .contact_name = TEXT("HELP"),
        .contact_phone = TEXT("8005550100")};
    struct remittance payment = {.st_control = text_of(control),
        .handling = 'I',
        .credit_debit = 'C',
        .method = TEXT("CHK"),
        .effective_date = made_day(10, 16),
        .trace_number = text_of(trace),
        .originator = TEXT("1512345678"),
        .production_date = made_day(10, 14),
        .payer_name = TEXT("ACME HEALTH"),
        .payer_id = TEXT("PAYERX"),
        .payee_name = TEXT("GOOD CLINIC"),
        .payee_npi = TEXT("1234567893"),
        .payee_tax_id = TEXT("123456789")};
    // The amount of the payment is in its first segments.
    struct buf claims;
    buf_init(&claims, 2 * MADE_SET_BYTES);
    int64_t segments = 0;
    for (int64_t n = 0; claims.size < MADE_SET_BYTES; n++)
        segments +=
            made_835_claim(&claims, &envelope.settings, number * 10000 + n, &seed, &payment.amount);
    segments += x835_write_start(out, &envelope.settings, &payment, &parties, refusals);
    buf_text(out, buf_slice(&claims));
    CHECK(x835_write_end(out, &envelope.settings, &payment, segments, refusals) != 0);
    buf_free(&claims);
}

static inline void made_835_tail(struct buf *out, int64_t sets)
{
    struct x837p_envelope envelope = made_envelope();
    CHECK(x12_write_tail(out, &envelope.settings, sets) != 0);
}

// ---- Both

struct made_kind {
    const char *name;
    void (*head)(struct buf *out);
    void (*set)(struct buf *out, int64_t number); // about MADE_SET_BYTES
    void (*tail)(struct buf *out, int64_t sets);
};

static const struct made_kind made_kinds[] = {
    {"837P", made_837p_head, made_837p_set, made_837p_tail},
    {"835", made_835_head, made_835_set, made_835_tail},
};

#define MADE_KINDS (sizeof(made_kinds) / sizeof(*made_kinds))

#endif
