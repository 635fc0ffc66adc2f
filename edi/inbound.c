#include "edi/inbound.h"

#include <stdlib.h>

#include "claims/base/err.h"
#include "edi/ta1_read.h"
#include "edi/x277ca_read.h"
#include "edi/x999_read.h"

struct inbound {
    struct inbound_handler handler;
    struct x12_envelope *envelope;
    struct reading_report framing; // of faults and TA1
    struct reading_report report;  // of the open set
    struct inbound_interchange interchange;
    struct inbound_set set;
    struct x835_reader *x835;
    struct x999_reader *x999;
    struct x277ca_reader *x277ca;
};

// The sets that are read. A version that begins with `guide` but is not `version` is another
// edition of the guide; `release` alone, without a guide, is taken where no other guide has the
// set.
static const struct {
    const char *id;
    const char *guide, *version;
    bool release_suffices;
    enum inbound_kind kind;
} sets[] = {
    {"835", "005010X221", "005010X221A1", true, INBOUND_REMITTANCE},
    {"999", "005010X231", "005010X231A1", true, INBOUND_999},
    {"277", "005010X214", "005010X214", false, INBOUND_277CA},
};

#define RELEASE "005010"

// ---- Framing

static const enum finding_code fault_findings[X12_FAULT_COUNT] = {
    [X12_NO_ISA] = FINDING_x12_no_isa,
    [X12_ISA_LENGTH] = FINDING_x12_isa_length,
    [X12_SEPARATORS] = FINDING_x12_separators,
    [X12_TRUNCATED] = FINDING_x12_truncated,
    [X12_TRAILING] = FINDING_x12_trailing,
    [X12_LAST_TERMINATOR] = FINDING_x12_last_terminator,
    [X12_SEGMENT_LENGTH] = FINDING_x12_segment_length,
    [X12_COUNT] = FINDING_x12_count,
    [X12_CONTROL_NUMBER] = FINDING_x12_control_number,
    [X12_ENVELOPE] = FINDING_x12_envelope,
    [X12_ELEMENT_MISSING] = FINDING_x12_element_missing,
    [X12_ELEMENT_INVALID] = FINDING_x12_element_invalid,
    [X12_VERSION] = FINDING_x12_version,
    [X12_LIMIT] = FINDING_x12_limit,
};

static void on_fault(void *context, const struct x12_fault *fault)
{
    struct inbound *inbound = context;
    enum finding_code code = fault_findings[fault->code];
    reading_tell_at(
        &inbound->framing, code, finding_severity(code), &fault->place, 0, (struct text){0});
}

static void on_finding(void *context, const struct finding *finding, const struct x12_place *place)
{
    struct inbound *inbound = context;
    if (inbound->handler.finding != NULL)
        inbound->handler.finding(inbound->handler.context, finding, place);
}

static int64_t number_of(struct text control)
{
    int64_t number = 0;
    return text_is_digits(control) && text_to_i64(control, &number) ? number : 0;
}

static void on_interchange_begin(void *context, const struct x12_interchange *interchange)
{
    struct inbound *inbound = context;
    inbound->interchange = (struct inbound_interchange){.ordinal = interchange->ordinal,
        .sender = interchange->sender,
        .receiver = interchange->receiver,
        .control = interchange->control,
        .control_number = number_of(interchange->control),
        .usage = interchange->usage,
        .date = DATE_NONE,
        .offset = interchange->offset,
        .segment = interchange->segment};
    date_parse_d6(interchange->date, &inbound->interchange.date);
    if (inbound->handler.interchange != NULL)
        inbound->handler.interchange(inbound->handler.context, &inbound->interchange);
}

static void on_interchange_end(void *context, const struct x12_interchange *interchange, bool sound)
{
    struct inbound *inbound = context;
    (void)interchange;
    if (inbound->handler.interchange_end != NULL)
        inbound->handler.interchange_end(inbound->handler.context, &inbound->interchange, sound);
}

static void on_set_proven(void *context, int64_t set_ordinal, bool proven)
{
    struct inbound *inbound = context;
    if (inbound->handler.set_proven != NULL)
        inbound->handler.set_proven(inbound->handler.context, set_ordinal, proven);
}

// ---- What the readers give

static void on_verdict(void *context, const struct verdict *verdict)
{
    struct inbound *inbound = context;
    if (inbound->handler.verdict != NULL)
        inbound->handler.verdict(inbound->handler.context, &inbound->set, verdict);
}

static void on_ta1(
    void *context, const struct x12_interchange *interchange, const struct x12_segment *segment)
{
    struct inbound *inbound = context;
    struct verdict verdict;
    x12_envelope_place(&inbound->framing.place, interchange, NULL);
    if (ta1_read(&inbound->framing, segment, &verdict) && inbound->handler.verdict != NULL)
        inbound->handler.verdict(inbound->handler.context, NULL, &verdict);
}

static void on_remittance_start(void *context, const struct remittance *payment)
{
    struct inbound *inbound = context;
    if (inbound->handler.remittance_start != NULL)
        inbound->handler.remittance_start(inbound->handler.context, payment);
}

static void on_remittance_claim(void *context, const struct remittance_claim *claim)
{
    struct inbound *inbound = context;
    if (inbound->handler.remittance_claim != NULL)
        inbound->handler.remittance_claim(inbound->handler.context, claim);
}

static void on_remittance_end(
    void *context, const struct remittance *payment, const struct x835_proof *proof)
{
    struct inbound *inbound = context;
    if (inbound->handler.remittance_end != NULL)
        inbound->handler.remittance_end(inbound->handler.context, payment, proof);
}

// ---- Sets

// What the set is read as; a finding when it is not read, or is another edition of the guide.
static enum inbound_kind kind_of(struct inbound *inbound, const struct x12_set *set)
{
    struct x12_place place = inbound->report.place;
    place.segment = set->segment;
    place.offset = set->offset;
    text_copy_z(place.segment_id, sizeof(place.segment_id), TEXT("ST"));
    text_copy_z(place.element, sizeof(place.element), TEXT("ST01"));
    enum finding_code code = FINDING_x12_set_unknown;
    // Only what looks like a code is shown.
    struct text value =
        set->id.size <= 3 && text_is_alphanumeric(set->id) ? set->id : (struct text){0};
    for (size_t i = 0; i < sizeof(sets) / sizeof(sets[0]); i++) {
        if (!text_equal_z(set->id, sets[i].id))
            continue;
        if (text_equal_z(set->version, sets[i].version))
            return sets[i].kind;
        text_copy_z(place.element, sizeof(place.element), TEXT("ST03"));
        value = set->version.size <= 12 && text_is_alphanumeric(set->version) ? set->version
                                                                              : (struct text){0};
        if (text_starts(set->version, text_of(sets[i].guide)) ||
            (sets[i].release_suffices && text_equal_z(set->version, RELEASE))) {
            reading_tell_at(
                &inbound->report, FINDING_x12_version_base, SEVERITY_WARN, &place, 0, value);
            return sets[i].kind;
        }
        if (!text_starts(set->version, TEXT(RELEASE)))
            code = FINDING_x12_version;
    }
    reading_tell_at(&inbound->report, code, finding_severity(code), &place, 0, value);
    return INBOUND_NOT_READ;
}

static void on_set_begin(void *context, const struct x12_set *set)
{
    struct inbound *inbound = context;
    reading_start(&inbound->report, set);
    inbound->set = (struct inbound_set){.ordinal = set->ordinal,
        .interchange = &inbound->interchange,
        .group_ordinal = set->group->ordinal,
        .id = set->id,
        .version = set->version,
        .control = set->control,
        .group_control = set->group->control,
        .group_control_number = number_of(set->group->control),
        .group_sender = set->group->sender,
        .group_receiver = set->group->receiver,
        .offset = set->offset,
        .segment = set->segment};
    inbound->set.kind = kind_of(inbound, set);
    if (inbound->handler.set_start != NULL)
        inbound->handler.set_start(inbound->handler.context, &inbound->set);
    switch (inbound->set.kind) {
    case INBOUND_REMITTANCE:
        x835_read_begin(inbound->x835, set, &inbound->report);
        break;
    case INBOUND_999:
        x999_read_begin(inbound->x999, &inbound->report);
        break;
    case INBOUND_277CA:
        x277ca_read_begin(inbound->x277ca, &inbound->report);
        break;
    case INBOUND_NOT_READ:
        break;
    }
}

static void on_segment(void *context, const struct x12_set *set, const struct x12_segment *segment)
{
    struct inbound *inbound = context;
    (void)set;
    switch (inbound->set.kind) {
    case INBOUND_REMITTANCE:
        x835_read_segment(inbound->x835, segment);
        break;
    case INBOUND_999:
        x999_read_segment(inbound->x999, segment);
        break;
    case INBOUND_277CA:
        x277ca_read_segment(inbound->x277ca, segment);
        break;
    case INBOUND_NOT_READ:
        break;
    }
}

static void on_set_end(void *context, const struct x12_set *set, bool sound, int64_t end)
{
    struct inbound *inbound = context;
    (void)set;
    switch (inbound->set.kind) {
    case INBOUND_REMITTANCE:
        x835_read_end(inbound->x835, sound);
        break;
    case INBOUND_999:
        x999_read_end(inbound->x999);
        break;
    case INBOUND_277CA:
        x277ca_read_end(inbound->x277ca);
        break;
    case INBOUND_NOT_READ:
        break;
    }
    if (inbound->report.rejects > 0) {
        sound = false;
        x12_envelope_refuse_set(inbound->envelope);
    }
    struct inbound_set_end told = {
        .sound = sound, .findings_not_listed = inbound->report.not_listed, .end = end};
    if (inbound->handler.set_end != NULL)
        inbound->handler.set_end(inbound->handler.context, &inbound->set, &told);
}

// ---- The object

struct inbound *inbound_new(struct inbound_handler handler)
{
    struct inbound *inbound = calloc(1, sizeof(*inbound));
    CHECK(inbound != NULL);
    inbound->handler = handler;
    inbound->framing.context = inbound;
    inbound->framing.finding = on_finding;
    inbound->report = inbound->framing;
    inbound->envelope = x12_envelope_new((struct x12_envelope_handler){.context = inbound,
        .interchange_begin = on_interchange_begin,
        .ta1 = on_ta1,
        .set_begin = on_set_begin,
        .segment = on_segment,
        .set_end = on_set_end,
        .interchange_end = on_interchange_end,
        .set_proven = on_set_proven,
        .fault = on_fault});
    inbound->x835 = x835_read_new((struct x835_handler){.context = inbound,
        .start = on_remittance_start,
        .claim = on_remittance_claim,
        .end = on_remittance_end});
    inbound->x999 = x999_read_new(inbound, on_verdict);
    inbound->x277ca = x277ca_read_new(inbound, on_verdict);
    return inbound;
}

void inbound_free(struct inbound *inbound)
{
    if (inbound == NULL)
        return;
    x12_envelope_free(inbound->envelope);
    x835_read_free(inbound->x835);
    x999_read_free(inbound->x999);
    x277ca_read_free(inbound->x277ca);
    free(inbound);
}

void inbound_feed(struct inbound *inbound, struct text bytes)
{
    x12_envelope_feed(inbound->envelope, bytes);
}

struct inbound_result inbound_end(struct inbound *inbound)
{
    struct x12_envelope_totals totals = x12_envelope_end(inbound->envelope);
    struct inbound_result result = {.whole = totals.whole,
        .interchanges = totals.interchanges,
        .groups = totals.groups,
        .sets = totals.sets,
        .segments = totals.segments,
        .bytes = totals.bytes,
        .findings_not_listed = inbound->framing.not_listed};
    reading_start(&inbound->framing, NULL);
    return result;
}
