#include "edi/cleanclaim_edi.h"

#include <stdlib.h>

#include "edi/x12_check.h"

struct cleanclaim_edi {
    struct cleanclaim_edi_handler handler;
    struct x12_check *check;
    struct cleanclaim_edi_set set; // the one that is open
};

static struct cleanclaim_edi_text outward(struct text t)
{
    return (struct cleanclaim_edi_text){t.at, t.size};
}

// ---- What is told

static void on_finding(void *context, const struct x12_finding *f)
{
    static const enum cleanclaim_edi_severity severities[] = {[X12_INFO] = CLEANCLAIM_EDI_INFO,
        [X12_WARN] = CLEANCLAIM_EDI_WARN,
        [X12_REJECT] = CLEANCLAIM_EDI_REJECT};
    const struct cleanclaim_edi *edi = context;
    struct cleanclaim_edi_finding finding = {.code = f->word,
        .severity = severities[f->severity],
        .snip = f->snip,
        .place = {.interchange = f->place.interchange,
            .group = f->place.group,
            .set = f->place.set,
            .segment = f->place.segment,
            .offset = f->place.offset,
            .segment_id = f->place.segment_id,
            .element = f->place.element,
            .loop = f->place.loop},
        .name = f->name,
        .value = outward(f->value),
        .message = f->message,
        .remedy = f->remedy,
        .ik304 = f->ik304,
        .ik403 = f->ik403};
    if (edi->handler.finding != NULL)
        edi->handler.finding(edi->handler.context, &finding);
}

static void on_set_begin(void *context, const struct x12_set *set)
{
    struct cleanclaim_edi *edi = context;
    bool base;
    const struct grammar_set *guide = grammar_find(set->id, set->version, &base);
    edi->set = (struct cleanclaim_edi_set){.ordinal = set->ordinal,
        .id = outward(set->id),
        .control = outward(set->control),
        .version = outward(set->version),
        .sender = outward(set->interchange->sender),
        .receiver = outward(set->interchange->receiver),
        .usage = set->interchange->usage,
        .guide = guide ? guide->name : "",
        .title = guide ? guide->title : ""};
    if (edi->handler.set_begin != NULL)
        edi->handler.set_begin(edi->handler.context, &edi->set);
}

static void on_segment(void *context, const struct x12_met *met)
{
    const struct cleanclaim_edi *edi = context;
    bool in_loop = met->loop != NULL && met->depth > 0;
    struct cleanclaim_edi_segment segment = {.id = outward(met->segment->id),
        .raw = outward(met->segment->raw),
        .number = met->segment->number,
        .offset = met->segment->offset,
        .elements = met->segment->count,
        .name = met->spec ? met->spec->name : "",
        .loop = in_loop ? met->loop->id : "",
        .loop_name = in_loop ? met->loop->name : "",
        .depth = met->depth,
        .opens = met->opens,
        .internal = met};
    if (edi->handler.segment != NULL)
        edi->handler.segment(edi->handler.context, &segment);
}

static void on_set_end(void *context, const struct x12_set *set, bool rejected)
{
    const struct cleanclaim_edi *edi = context;
    (void)set;
    if (edi->handler.set_end != NULL)
        edi->handler.set_end(edi->handler.context, &edi->set, rejected);
}

static void on_set_proven(void *context, int64_t ordinal, bool proven)
{
    const struct cleanclaim_edi *edi = context;
    if (edi->handler.set_proven != NULL)
        edi->handler.set_proven(edi->handler.context, ordinal, proven);
}

// ---- The reader

struct cleanclaim_edi *cleanclaim_edi_new(const struct cleanclaim_edi_handler *handler)
{
    struct cleanclaim_edi *edi = calloc(1, sizeof(*edi));
    if (edi == NULL)
        return NULL;
    if (handler != NULL)
        edi->handler = *handler;
    edi->check = x12_check_new_or_null((struct x12_check_handler){
        .context = edi,
        .finding = on_finding,
        .segment = on_segment,
        .set_begin = on_set_begin,
        .set_end = on_set_end,
        .set_proven = on_set_proven,
    });
    if (edi->check == NULL) {
        free(edi);
        return NULL;
    }
    return edi;
}

void cleanclaim_edi_free(struct cleanclaim_edi *edi)
{
    if (edi == NULL)
        return;
    x12_check_free(edi->check);
    free(edi);
}

enum cleanclaim_edi_result cleanclaim_edi_feed(
    struct cleanclaim_edi *edi, const void *bytes, size_t size)
{
    if (edi == NULL)
        return CLEANCLAIM_EDI_MEMORY;
    if (bytes != NULL && size > 0)
        x12_check_feed(edi->check, (struct text){bytes, size});
    return CLEANCLAIM_EDI_OK;
}

enum cleanclaim_edi_result cleanclaim_edi_end(
    struct cleanclaim_edi *edi, struct cleanclaim_edi_totals *totals)
{
    if (edi == NULL)
        return CLEANCLAIM_EDI_MEMORY;
    struct x12_check_totals t = x12_check_end(edi->check);
    if (totals != NULL)
        *totals = (struct cleanclaim_edi_totals){.whole = t.envelope.whole,
            .interchanges = t.envelope.interchanges,
            .groups = t.envelope.groups,
            .sets = t.envelope.sets,
            .segments = t.envelope.segments,
            .bytes = t.envelope.bytes,
            .rejects = t.rejects,
            .warnings = t.warnings,
            .sets_rejected = t.sets_rejected};
    return CLEANCLAIM_EDI_OK;
}

// ---- Elements

struct cleanclaim_edi_text cleanclaim_edi_element(
    const struct cleanclaim_edi_segment *segment, size_t number, size_t component)
{
    const struct x12_met *met = segment->internal;
    return outward(component == 0 ? x12_element(met->segment, number)
                                  : x12_component(met->segment, number, component));
}

// How the guide uses the element; NULL.
static const struct grammar_element *spec_of(
    const struct cleanclaim_edi_segment *segment, size_t number, size_t component)
{
    const struct x12_met *met = segment->internal;
    if (met->spec == NULL || number == 0 || number > met->spec->element_count)
        return NULL;
    const struct grammar_element *spec = &grammar.element[met->spec->elements + number - 1];
    if (component == 0)
        return spec;
    return component <= spec->component_count ? &grammar.element[spec->components + component - 1]
                                              : NULL;
}

const char *cleanclaim_edi_name(
    const struct cleanclaim_edi_segment *segment, size_t number, size_t component)
{
    const struct grammar_element *spec = spec_of(segment, number, component);
    return spec == NULL ? "" : spec->name;
}

const char *cleanclaim_edi_meaning(
    const struct cleanclaim_edi_segment *segment, size_t number, size_t component)
{
    const struct grammar_element *spec = spec_of(segment, number, component);
    struct cleanclaim_edi_text value = cleanclaim_edi_element(segment, number, component);
    const uint32_t lists[] = {spec ? spec->codes : 0, spec ? spec->list : 0};
    for (size_t i = 0; i < 2; i++) {
        const char *meaning = lists[i] == 0 ? NULL
                                            : grammar_meaning(&grammar.codes[lists[i]],
                                                  (struct text){value.at, value.size});
        if (meaning != NULL && *meaning != '\0')
            return meaning;
    }
    return "";
}

bool cleanclaim_edi_is_patient(
    const struct cleanclaim_edi_segment *segment, size_t number, size_t component)
{
    const struct grammar_element *spec = spec_of(segment, number, component);
    if (spec == NULL)
        return true;
    bool is_patient = spec->patient;
    // A whole composite holds what each of its components does.
    for (uint32_t i = 0; component == 0 && i < spec->component_count; i++)
        is_patient = is_patient || grammar.element[spec->components + i].patient;
    return is_patient;
}

int cleanclaim_edi_version(void)
{
    return CLEANCLAIM_EDI_VERSION;
}
