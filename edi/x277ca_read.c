#include "edi/x277ca_read.h"

#include <limits.h>
#include <stdlib.h>

#include "claims/base/arena.h"
#include "claims/base/buf.h"
#include "claims/base/err.h"

#define NAME_BYTES_MAX    X12_SEGMENT_BYTES_MAX
#define VERDICT_BYTES_MAX ((size_t)4 << 20)
#define STATUSES_MAX      64 // of one verdict that are listed
#define CODE_BYTES_MAX    30 // of category, status and entity
#define MORE_BYTES        (3 * CODE_BYTES_MAX + 3)

// The levels of the HL tree.
enum level { LEVEL_NONE, LEVEL_SOURCE, LEVEL_RECEIVER, LEVEL_PROVIDER, LEVEL_CLAIM, LEVELS };

static const char *const loops[LEVELS] = {"", "2200A", "2200B", "2200C", "2200D"};

struct status {
    struct text category, code, entity;
};

struct x277ca_reader {
    void *context;
    void (*on_verdict)(void *context, const struct verdict *verdict);
    struct reading_report *report;
    enum level level;
    int64_t hl[LEVELS]; // HL01 of the open levels
    enum evidence_level source;
    date_t received;            // DTP*050 of 2200A
    struct buf batch, provider; // TRN02 of 2200B; NM109 of 2100C
    struct buf more;            // category_more of the verdict that is given
    // The 2200 loop that is being read.
    bool open;
    struct x12_place place; // of its first segment
    struct arena *arena;
    struct verdict verdict;
    struct status statuses[STATUSES_MAX];
    size_t status_count;
    enum verdict_outcome outcome; // over all statuses
    size_t decisive;              // the status that decides
};

struct x277ca_reader *x277ca_read_new(
    void *context, void (*on_verdict)(void *context, const struct verdict *verdict))
{
    struct x277ca_reader *reader = calloc(1, sizeof(*reader));
    CHECK(reader != NULL);
    reader->context = context;
    reader->on_verdict = on_verdict;
    buf_init(&reader->batch, NAME_BYTES_MAX);
    buf_init(&reader->provider, NAME_BYTES_MAX);
    buf_init(&reader->more, STATUSES_MAX * MORE_BYTES);
    reader->arena = arena_new(VERDICT_BYTES_MAX);
    return reader;
}

void x277ca_read_free(struct x277ca_reader *reader)
{
    if (reader == NULL)
        return;
    buf_free(&reader->batch);
    buf_free(&reader->provider);
    buf_free(&reader->more);
    arena_free(reader->arena);
    free(reader);
}

static enum verdict_outcome outcome_of(struct text category)
{
    if (reading_is_one_of(category, " A0 A1 A2 A5 "))
        return VERDICT_ACCEPTED;
    if (reading_is_one_of(category, " A3 A6 A7 A8 "))
        return VERDICT_REJECTED;
    return VERDICT_NOTHING;
}

static struct text keep(struct x277ca_reader *reader, struct text t)
{
    return t.size == 0 ? (struct text){0} : arena_copy(reader->arena, t);
}

static void set_buf(struct buf *buf, struct text t)
{
    buf_clear(buf);
    buf_text(buf, text_trim(t));
}

// ---- The verdict of a 2200 loop

static void open_verdict(struct x277ca_reader *reader, const struct x12_segment *segment)
{
    arena_reset(reader->arena);
    reader->open = true;
    reader->place = reading_place(reader->report, segment, 0, loops[reader->level]);
    reader->status_count = 0;
    reader->outcome = VERDICT_NOTHING;
    reader->decisive = 0;
    reader->verdict = (struct verdict){.stated_date = DATE_NONE,
        .amount = -1,
        .received_date = DATE_NONE,
        .offset = segment->offset,
        .segment = segment->number > INT_MAX ? INT_MAX : (int)segment->number};
}

// The statuses beside the decisive one: "A7:562:85 A7:500".
static struct text make_more(struct x277ca_reader *reader)
{
    struct buf *more = &reader->more;
    buf_clear(more);
    for (size_t i = 0; i < reader->status_count; i++) {
        const struct status *s = &reader->statuses[i];
        if (i == reader->decisive)
            continue;
        if (more->size > 0)
            buf_char(more, ' ');
        buf_text(more, s->category);
        buf_char(more, ':');
        buf_text(more, s->code);
        if (s->entity.size > 0)
            buf_char(more, ':');
        buf_text(more, s->entity);
    }
    return buf_slice(more);
}

static void close_verdict(struct x277ca_reader *reader)
{
    if (!reader->open)
        return;
    reader->open = false;
    // 2200C may do without; elsewhere the guide demands one.
    if (reader->status_count == 0 && reader->level == LEVEL_PROVIDER)
        return;
    if (reader->status_count == 0) {
        text_copy_z(reader->place.segment_id, sizeof(reader->place.segment_id), TEXT("STC"));
        text_copy_z(reader->place.element, sizeof(reader->place.element), TEXT("STC01"));
        reading_tell_at(reader->report, FINDING_x12_element_missing, SEVERITY_WARN, &reader->place,
            0, (struct text){0});
        return;
    }
    if (reader->level == LEVEL_PROVIDER && reader->provider.size == 0) {
        // Without the provider it would look like one about the whole transmission.
        text_copy_z(reader->place.segment_id, sizeof(reader->place.segment_id), TEXT("NM1"));
        text_copy_z(reader->place.element, sizeof(reader->place.element), TEXT("NM109"));
        reading_tell_at(reader->report, FINDING_x12_element_missing, SEVERITY_WARN, &reader->place,
            0, (struct text){0});
        return;
    }
    struct verdict *verdict = &reader->verdict;
    const struct status *decisive = &reader->statuses[reader->decisive];
    verdict->level = reader->source;
    verdict->outcome = reader->outcome;
    verdict->code = decisive->category;
    verdict->status = decisive->code;
    verdict->entity = decisive->entity;
    verdict->category_more = make_more(reader);
    verdict->batch_reference = buf_slice(&reader->batch);
    if (reader->level >= LEVEL_PROVIDER)
        verdict->provider_npi = buf_slice(&reader->provider);
    verdict->received_date = reader->received;
    reader->on_verdict(reader->context, verdict);
}

static void add_status(
    struct x277ca_reader *reader, const struct x12_segment *segment, size_t number)
{
    // Codes have at most 30 characters; whatever is longer is cut and known to nobody.
    struct text category = text_part(x12_component(segment, number, 1), 0, CODE_BYTES_MAX);
    if (category.size == 0)
        return;
    enum verdict_outcome outcome = outcome_of(category);
    bool decides = reader->status_count == 0 ||
                   (outcome == VERDICT_REJECTED && reader->outcome != VERDICT_REJECTED) ||
                   (outcome == VERDICT_ACCEPTED && reader->outcome == VERDICT_NOTHING);
    size_t at = reader->status_count;
    if (at == STATUSES_MAX) {
        reading_tell(reader->report, FINDING_x12_limit, SEVERITY_WARN, segment, number, 0,
            loops[reader->level], (struct text){0});
        if (!decides)
            return;
        at = STATUSES_MAX - 1; // the decisive one must be known
    } else {
        reader->status_count++;
    }
    reader->statuses[at] = (struct status){.category = keep(reader, category),
        .code = keep(reader, text_part(x12_component(segment, number, 2), 0, CODE_BYTES_MAX)),
        .entity = keep(reader, text_part(x12_component(segment, number, 3), 0, CODE_BYTES_MAX))};
    if (decides) {
        reader->outcome = outcome;
        reader->decisive = at;
    }
}

static void read_stc(struct x277ca_reader *reader, const struct x12_segment *segment)
{
    const char *loop = loops[reader->level];
    bool is_claim = reader->level == LEVEL_CLAIM;
    if (reader->level < LEVEL_RECEIVER || (is_claim && !reader->open)) {
        // A status of nothing that is named.
        reading_tell(reader->report, FINDING_x12_segment_unknown, SEVERITY_WARN, segment, 0, 0,
            loop, (struct text){0});
        return;
    }
    if (!reader->open)
        open_verdict(reader, segment);
    if (!arena_has_room(reader->arena, READING_SEGMENT_ROOM))
        return; // thousands of statuses: the limit was told long ago
    reading_text(reader->report, segment, 1, loop, READING_ADVISORY);
    add_status(reader, segment, 1);
    add_status(reader, segment, 10);
    add_status(reader, segment, 11);
    struct verdict *verdict = &reader->verdict;
    if (verdict->stated_date == DATE_NONE)
        reading_date(reader->report, segment, 2, loop, READING_ADVISORY, &verdict->stated_date);
    if (verdict->amount == -1)
        reading_amount(reader->report, segment, 4, loop, READING_ADVISORY, &verdict->amount);
}

// ---- Segments

static enum level level_of(struct text code)
{
    if (text_equal_z(code, "20"))
        return LEVEL_SOURCE;
    if (text_equal_z(code, "21"))
        return LEVEL_RECEIVER;
    if (text_equal_z(code, "19"))
        return LEVEL_PROVIDER;
    return reading_is_one_of(code, " PT 22 23 ") ? LEVEL_CLAIM : LEVEL_NONE;
}

static void tell_variant(
    struct x277ca_reader *reader, const struct x12_segment *segment, size_t number)
{
    reading_tell(reader->report, FINDING_x12_segment_variant, SEVERITY_WARN, segment, number, 0,
        loops[reader->level],
        x12_element(segment, number).size <= 3 ? x12_element(segment, number) : (struct text){0});
}

static void read_hl(struct x277ca_reader *reader, const struct x12_segment *segment)
{
    struct text code = x12_element(segment, 3);
    enum level level = level_of(code);
    close_verdict(reader);
    reader->level = level;
    if (level == LEVEL_NONE) {
        reading_unknown(reader->report, segment, "");
        return;
    }
    if (reading_is_one_of(code, " 22 23 "))
        tell_variant(reader, segment, 3);
    int64_t parent = 0;
    if (level > LEVEL_SOURCE &&
        (!text_to_i64(x12_element(segment, 2), &parent) || parent != reader->hl[level - 1]))
        reading_tell(reader->report, FINDING_x12_element_invalid, SEVERITY_WARN, segment, 2, 0,
            loops[level], (struct text){0});
    if (!text_to_i64(x12_element(segment, 1), &reader->hl[level]))
        reader->hl[level] = -1;
    // What the levels below said was of another branch.
    for (int below = (int)level + 1; below < LEVELS; below++)
        reader->hl[below] = -1;
    if (level <= LEVEL_RECEIVER)
        buf_clear(&reader->batch);
    if (level <= LEVEL_PROVIDER)
        buf_clear(&reader->provider);
    if (level == LEVEL_SOURCE) {
        reader->source = EVIDENCE_INTERMEDIARY;
        reader->received = DATE_NONE;
    }
}

static void read_nm1(struct x277ca_reader *reader, const struct x12_segment *segment)
{
    struct text entity = x12_element(segment, 1);
    if (reader->level == LEVEL_SOURCE && reading_is_one_of(entity, " AY PR "))
        reader->source = text_equal_z(entity, "PR") ? EVIDENCE_PAYER : EVIDENCE_INTERMEDIARY;
    else if (reader->level == LEVEL_PROVIDER && reading_is_one_of(entity, " 85 1P ")) {
        set_buf(&reader->provider, x12_element(segment, 9));
        if (text_equal_z(entity, "1P"))
            tell_variant(reader, segment, 1);
    } else if (reader->level == LEVEL_CLAIM
                   ? !reading_is_one_of(entity, " QC IL ")
                   : !(reader->level == LEVEL_RECEIVER && text_equal_z(entity, "41")))
        reading_unknown(reader->report, segment, loops[reader->level]);
}

static void read_trn(struct x277ca_reader *reader, const struct x12_segment *segment)
{
    close_verdict(reader);
    if (reader->level <= LEVEL_SOURCE)
        return; // 2200A: the source's own number of this acknowledgement
    open_verdict(reader, segment);
    struct text trace =
        reading_text(reader->report, segment, 2, loops[reader->level], READING_ADVISORY);
    if (reader->level == LEVEL_RECEIVER)
        set_buf(&reader->batch, trace);
    if (reader->level == LEVEL_CLAIM) {
        reader->verdict.claim_control_number = keep(reader, trace);
        // A verdict without claim number would look like one about the provider.
        reader->open = trace.size > 0;
    }
}

static void read_ref(struct x277ca_reader *reader, const struct x12_segment *segment)
{
    struct text qualifier = x12_element(segment, 1);
    bool is_claim = reader->level == LEVEL_CLAIM;
    if (is_claim && reader->open && text_equal_z(qualifier, "1K") &&
        arena_has_room(reader->arena, READING_SEGMENT_ROOM))
        reader->verdict.payer_claim_number = keep(reader, text_trim(x12_element(segment, 2)));
    else if (!(is_claim && reading_is_one_of(qualifier, " 1K D9 BLT FJ XZ ")) &&
             !(reader->level == LEVEL_PROVIDER &&
                 reading_is_one_of(qualifier, " 0B 1G G2 LU SY TJ ")))
        reading_unknown(reader->report, segment, loops[reader->level]);
}

static void read_dtp(struct x277ca_reader *reader, const struct x12_segment *segment)
{
    struct text qualifier = x12_element(segment, 1);
    date_t last;
    if (reader->level == LEVEL_SOURCE && text_equal_z(qualifier, "050"))
        reading_dtp(reader->report, segment, "2200A", &reader->received, &last);
    else if (!(reader->level == LEVEL_SOURCE && text_equal_z(qualifier, "009")) &&
             !(reader->level == LEVEL_CLAIM && text_equal_z(qualifier, "472")))
        reading_unknown(reader->report, segment, loops[reader->level]);
}

void x277ca_read_begin(struct x277ca_reader *reader, struct reading_report *report)
{
    reader->report = report;
    reader->level = LEVEL_NONE;
    reader->source = EVIDENCE_INTERMEDIARY;
    reader->received = DATE_NONE;
    reader->open = false;
    for (int i = 0; i < LEVELS; i++)
        reader->hl[i] = -1;
    buf_clear(&reader->batch);
    buf_clear(&reader->provider);
}

void x277ca_read_segment(struct x277ca_reader *reader, const struct x12_segment *segment)
{
    bool has_totals = reader->level == LEVEL_RECEIVER || reader->level == LEVEL_PROVIDER;
    if (x12_is(segment, "HL"))
        read_hl(reader, segment);
    else if (x12_is(segment, "NM1"))
        read_nm1(reader, segment);
    else if (x12_is(segment, "TRN"))
        read_trn(reader, segment);
    else if (x12_is(segment, "STC"))
        read_stc(reader, segment);
    else if (x12_is(segment, "REF"))
        read_ref(reader, segment);
    else if (x12_is(segment, "DTP"))
        read_dtp(reader, segment);
    else if (!(x12_is(segment, "BHT") && reader->level == LEVEL_NONE) &&
             !(has_totals && reading_is_one_of(segment->id, " QTY AMT ")) &&
             !(reader->level == LEVEL_CLAIM && x12_is(segment, "SVC")))
        reading_unknown(reader->report, segment, loops[reader->level]);
}

void x277ca_read_end(struct x277ca_reader *reader)
{
    close_verdict(reader);
}
