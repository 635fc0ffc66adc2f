#include "edi/x837p_read.h"

#include <stdlib.h>

#include "claims/base/err.h"

struct x837p_reader {
    struct x837p_handler handler;
    struct x12_envelope *envelope;
    struct x837p_set *set;
    struct reading_report report; // of the open set
    bool is_read;                 // the open set is an 837P
};

static void on_claim(
    void *context, const struct claim *claim, const struct x837p_position *position)
{
    struct x837p_reader *reader = context;
    if (reader->handler.claim != NULL)
        reader->handler.claim(reader->handler.context, claim, position);
}

static void on_segment(void *context, const struct x12_set *set, const struct x12_segment *segment)
{
    struct x837p_reader *reader = context;
    (void)set;
    if (reader->is_read)
        x837p_set_segment(reader->set, segment);
}

static void on_set_begin(void *context, const struct x12_set *set)
{
    struct x837p_reader *reader = context;
    reading_start(&reader->report, set);
    reader->is_read = text_equal_z(set->id, "837") && text_starts(set->version, TEXT("005010X222"));
    x837p_set_begin(reader->set, set, &reader->report);
    if (!reader->is_read) {
        struct x12_place place = reader->report.place;
        place.segment = set->segment;
        place.offset = set->offset;
        reading_tell_at(
            &reader->report, FINDING_x12_set_unknown, SEVERITY_WARN, &place, 0, (struct text){0});
    }
    if (reader->handler.set_start != NULL)
        reader->handler.set_start(reader->handler.context, set);
}

static void on_set_end(void *context, const struct x12_set *set, bool sound, int64_t end)
{
    struct x837p_reader *reader = context;
    (void)end;
    if (reader->is_read)
        x837p_set_end(reader->set);
    if (reader->report.rejects > 0) {
        sound = false;
        x12_envelope_refuse_set(reader->envelope);
    }
    if (reader->handler.set_end != NULL)
        reader->handler.set_end(reader->handler.context, set, sound);
}

static void on_finding(void *context, const struct finding *finding, const struct x12_place *place)
{
    struct x837p_reader *reader = context;
    if (reader->handler.finding != NULL)
        reader->handler.finding(reader->handler.context, finding, place);
}

static void on_fault(void *context, const struct x12_fault *fault)
{
    struct x837p_reader *reader = context;
    enum finding_code code = finding_by_word(text_of(x12_fault_word(fault->code)));
    CHECK(code != FINDING_COUNT);
    struct finding finding = {
        .code = code, .severity = finding_severity(code), .place = text_of(fault->place.element)};
    on_finding(reader, &finding, &fault->place);
}

static void on_interchange_begin(void *context, const struct x12_interchange *interchange)
{
    struct x837p_reader *reader = context;
    if (reader->handler.interchange != NULL)
        reader->handler.interchange(reader->handler.context, interchange);
}

static void on_interchange_end(void *context, const struct x12_interchange *interchange, bool sound)
{
    struct x837p_reader *reader = context;
    if (reader->handler.interchange_end != NULL)
        reader->handler.interchange_end(reader->handler.context, interchange, sound);
}

static void on_set_proven(void *context, int64_t set_ordinal, bool proven)
{
    struct x837p_reader *reader = context;
    if (reader->handler.set_proven != NULL)
        reader->handler.set_proven(reader->handler.context, set_ordinal, proven);
}

// ---- The object

struct x837p_reader *x837p_read_new(struct x837p_handler handler)
{
    struct x837p_reader *reader = calloc(1, sizeof(*reader));
    CHECK(reader != NULL);
    reader->handler = handler;
    reader->report.context = reader;
    reader->report.finding = on_finding;
    reader->envelope = x12_envelope_new((struct x12_envelope_handler){.context = reader,
        .interchange_begin = on_interchange_begin,
        .set_begin = on_set_begin,
        .segment = on_segment,
        .set_end = on_set_end,
        .interchange_end = on_interchange_end,
        .set_proven = on_set_proven,
        .fault = on_fault});
    reader->set = x837p_set_new(reader, on_claim);
    return reader;
}

void x837p_read_free(struct x837p_reader *reader)
{
    if (reader == NULL)
        return;
    x12_envelope_free(reader->envelope);
    x837p_set_free(reader->set);
    free(reader);
}

void x837p_read_feed(struct x837p_reader *reader, struct text bytes)
{
    x12_envelope_feed(reader->envelope, bytes);
}

bool x837p_read_end(struct x837p_reader *reader)
{
    return x12_envelope_end(reader->envelope).whole;
}
