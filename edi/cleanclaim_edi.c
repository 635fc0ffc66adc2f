#include "edi/cleanclaim_edi.h"

#include <stdlib.h>

#include "edi/x12_acknowledge.h"
#include "edi/x12_check.h"
#include "edi/x12_emit.h"

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

static struct cleanclaim_edi_finding outward_finding(const struct x12_finding *f)
{
    static const enum cleanclaim_edi_severity severities[] = {[X12_INFO] = CLEANCLAIM_EDI_INFO,
        [X12_WARN] = CLEANCLAIM_EDI_WARN,
        [X12_REJECT] = CLEANCLAIM_EDI_REJECT};
    return (struct cleanclaim_edi_finding){.code = f->word,
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
}

static void on_finding(void *context, const struct x12_finding *f)
{
    const struct cleanclaim_edi *edi = context;
    struct cleanclaim_edi_finding finding = outward_finding(f);
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
    const struct x12_met *met = segment->internal;
    struct cleanclaim_edi_text value = cleanclaim_edi_element(segment, number, component);
    bool is_patient =
        spec->patient || grammar_is_astray(met->spec, spec, (struct text){value.at, value.size});
    // A whole composite holds what each of its components does.
    for (uint32_t i = 0; component == 0 && i < spec->component_count; i++)
        is_patient = is_patient || grammar.element[spec->components + i].patient;
    return is_patient;
}

int cleanclaim_edi_version(void)
{
    return CLEANCLAIM_EDI_VERSION;
}

// ---- The writer

#define SETTING_BYTES 80 // of a string of the envelope: one too long stays so

// What was begun and not ended.
enum writer_turn { AT_START, IN_INTERCHANGE, IN_GROUP, IN_SET };

struct cleanclaim_edi_writer {
    struct cleanclaim_edi_writer_handler handler;
    struct x12_emit *emit;
    enum writer_turn turn;
    bool in_segment, in_element;
    struct x12_settings settings; // its texts stand in `kept`
    char kept[6][SETTING_BYTES];
};

static enum cleanclaim_edi_result result_of(bool written)
{
    return written ? CLEANCLAIM_EDI_OK : CLEANCLAIM_EDI_REFUSED;
}

static const char *string(const char *z)
{
    return z != NULL ? z : "";
}

static void on_written(void *context, struct text bytes)
{
    const struct cleanclaim_edi_writer *w = context;
    w->handler.bytes(w->handler.context, bytes.at, bytes.size);
}

static void on_refusal(void *context, const struct x12_finding *f)
{
    const struct cleanclaim_edi_writer *w = context;
    struct cleanclaim_edi_finding finding = outward_finding(f);
    if (w->handler.finding != NULL)
        w->handler.finding(w->handler.context, &finding);
}

struct cleanclaim_edi_writer *cleanclaim_edi_writer_new(
    const struct cleanclaim_edi_writer_handler *handler)
{
    if (handler == NULL || handler->bytes == NULL)
        return NULL;
    struct cleanclaim_edi_writer *w = calloc(1, sizeof(*w));
    if (w == NULL)
        return NULL;
    w->handler = *handler;
    w->emit = x12_emit_new_or_null(
        (struct x12_emit_handler){.context = w, .bytes = on_written, .finding = on_refusal});
    if (w->emit == NULL) {
        free(w);
        return NULL;
    }
    return w;
}

void cleanclaim_edi_writer_free(struct cleanclaim_edi_writer *writer)
{
    if (writer == NULL)
        return;
    x12_emit_free(writer->emit);
    free(writer);
}

// Whether it is the writer's turn for that; else says what to return.
static bool is_turn(const struct cleanclaim_edi_writer *writer, enum writer_turn turn,
    enum cleanclaim_edi_result *out)
{
    *out = writer == NULL ? CLEANCLAIM_EDI_MEMORY : CLEANCLAIM_EDI_TURN;
    return writer != NULL && writer->turn == turn && !writer->in_segment;
}

static struct text keep(struct cleanclaim_edi_writer *writer, size_t place, const char *z)
{
    struct text t = text_part(text_of(string(z)), 0, SETTING_BYTES - 1);
    return text_of(text_copy_z(writer->kept[place], SETTING_BYTES, t));
}

// Not the interchange's day, or not its time.
static bool refuse_moment(const struct cleanclaim_edi_writer *writer, const char *element)
{
    const struct cleanclaim_edi_finding finding = {.code = x12_fault_word(X12_ELEMENT_INVALID),
        .severity = CLEANCLAIM_EDI_REJECT,
        .snip = 1,
        .place = {.interchange = "",
            .group = "",
            .set = "",
            .segment_id = "ISA",
            .element = element,
            .loop = ""},
        .name = "",
        .message = "the day or time of the interchange is none",
        .remedy = "give year, month, day, hour and minute as the calendar and the clock have them",
        .ik304 = "",
        .ik403 = ""};
    if (writer->handler.finding != NULL)
        writer->handler.finding(writer->handler.context, &finding);
    return false;
}

static bool read_moment(const struct cleanclaim_edi_writer *writer,
    const struct cleanclaim_edi_envelope *e, struct moment *out)
{
    if (!date_from_parts(e->year, e->month, e->day, &out->day))
        return refuse_moment(writer, "ISA09");
    if (e->hour < 0 || e->hour > 23 || e->minute < 0 || e->minute > 59)
        return refuse_moment(writer, "ISA10");
    out->second = e->hour * 3600 + e->minute * 60;
    return true;
}

static enum x12_line_break inward_break(enum cleanclaim_edi_line_break line_break)
{
    return line_break == CLEANCLAIM_EDI_LF     ? X12_LINE_LF
           : line_break == CLEANCLAIM_EDI_CRLF ? X12_LINE_CRLF
                                               : X12_LINE_NONE;
}

// Those that are not four are none, which the writer refuses.
static struct x12_separators inward_separators(const char *four)
{
    four = four != NULL ? four : "*:^~";
    if (strlen(four) != 4)
        return (struct x12_separators){0};
    return (struct x12_separators){
        .element = four[0], .component = four[1], .repetition = four[2], .terminator = four[3]};
}

enum cleanclaim_edi_result cleanclaim_edi_write_interchange(
    struct cleanclaim_edi_writer *writer, const struct cleanclaim_edi_envelope *envelope)
{
    enum cleanclaim_edi_result out;
    if (!is_turn(writer, AT_START, &out) || envelope == NULL)
        return out;
    struct x12_settings *s = &writer->settings;
    *s = (struct x12_settings){.sender_qualifier = keep(writer, 0, envelope->sender_qualifier),
        .sender = keep(writer, 1, envelope->sender),
        .receiver_qualifier = keep(writer, 2, envelope->receiver_qualifier),
        .receiver = keep(writer, 3, envelope->receiver),
        .group_sender = keep(writer, 4, envelope->group_sender),
        .group_receiver = keep(writer, 5, envelope->group_receiver),
        .acknowledgement_requested = envelope->acknowledgement_requested ? '1' : '0',
        .usage = envelope->test ? 'T' : 'P',
        .interchange_control = envelope->interchange_control,
        .group_control = envelope->group_control,
        .separators = inward_separators(envelope->separators),
        .line_break = inward_break(envelope->line_break)};
    if (!read_moment(writer, envelope, &s->at))
        s->interchange_control = 0; // refuses it, and tells that too
    writer->turn = IN_INTERCHANGE;
    return result_of(x12_emit_interchange(writer->emit, s));
}

enum cleanclaim_edi_result cleanclaim_edi_write_group(
    struct cleanclaim_edi_writer *writer, const char *functional_id, const char *version)
{
    enum cleanclaim_edi_result out;
    if (!is_turn(writer, IN_INTERCHANGE, &out))
        return out;
    writer->turn = IN_GROUP;
    return result_of(x12_emit_group(writer->emit, string(functional_id), string(version)));
}

enum cleanclaim_edi_result cleanclaim_edi_write_set(
    struct cleanclaim_edi_writer *writer, const char *id, const char *version)
{
    enum cleanclaim_edi_result out;
    if (!is_turn(writer, IN_GROUP, &out))
        return out;
    writer->turn = IN_SET;
    return result_of(x12_emit_set(writer->emit, string(id), string(version)));
}

enum cleanclaim_edi_result cleanclaim_edi_write_segment(
    struct cleanclaim_edi_writer *writer, const char *id)
{
    enum cleanclaim_edi_result out;
    if (!is_turn(writer, IN_SET, &out) && !is_turn(writer, IN_INTERCHANGE, &out))
        return out;
    writer->in_segment = true;
    writer->in_element = false;
    x12_emit_segment(writer->emit, string(id));
    return CLEANCLAIM_EDI_OK;
}

// One value more of the segment that is open.
static enum cleanclaim_edi_result put(struct cleanclaim_edi_writer *writer, bool begins,
    void (*emit)(struct x12_emit *emit, struct text value), const void *bytes, size_t size)
{
    if (writer == NULL)
        return CLEANCLAIM_EDI_MEMORY;
    if (!writer->in_segment || (!begins && !writer->in_element))
        return CLEANCLAIM_EDI_TURN;
    writer->in_element = true;
    emit(writer->emit, (struct text){bytes, bytes == NULL ? 0 : size});
    return CLEANCLAIM_EDI_OK;
}

enum cleanclaim_edi_result cleanclaim_edi_write_element(
    struct cleanclaim_edi_writer *writer, const void *bytes, size_t size)
{
    return put(writer, true, x12_emit_element, bytes, size);
}

enum cleanclaim_edi_result cleanclaim_edi_write_component(
    struct cleanclaim_edi_writer *writer, const void *bytes, size_t size)
{
    return put(writer, false, x12_emit_component, bytes, size);
}

enum cleanclaim_edi_result cleanclaim_edi_write_repetition(
    struct cleanclaim_edi_writer *writer, const void *bytes, size_t size)
{
    return put(writer, false, x12_emit_repetition, bytes, size);
}

enum cleanclaim_edi_result cleanclaim_edi_write_segment_end(struct cleanclaim_edi_writer *writer)
{
    if (writer == NULL)
        return CLEANCLAIM_EDI_MEMORY;
    if (!writer->in_segment)
        return CLEANCLAIM_EDI_TURN;
    writer->in_segment = false;
    return result_of(x12_emit_segment_end(writer->emit));
}

// Ends what is open, and with it the writer's turn.
static enum cleanclaim_edi_result end(struct cleanclaim_edi_writer *writer, enum writer_turn turn,
    bool (*emit)(struct x12_emit *emit))
{
    enum cleanclaim_edi_result out;
    if (!is_turn(writer, turn, &out))
        return out;
    writer->turn = (enum writer_turn)(turn - 1);
    return result_of(emit(writer->emit));
}

enum cleanclaim_edi_result cleanclaim_edi_write_set_end(struct cleanclaim_edi_writer *writer)
{
    return end(writer, IN_SET, x12_emit_set_end);
}

enum cleanclaim_edi_result cleanclaim_edi_write_group_end(struct cleanclaim_edi_writer *writer)
{
    return end(writer, IN_GROUP, x12_emit_group_end);
}

enum cleanclaim_edi_result cleanclaim_edi_write_interchange_end(
    struct cleanclaim_edi_writer *writer)
{
    return end(writer, IN_INTERCHANGE, x12_emit_interchange_end);
}

// ---- Acknowledging

struct cleanclaim_edi_acknowledge {
    struct cleanclaim_edi_writer_handler handler;
    struct x12_acknowledge *acknowledge;
};

static void on_answer(void *context, struct text bytes)
{
    const struct cleanclaim_edi_acknowledge *a = context;
    a->handler.bytes(a->handler.context, bytes.at, bytes.size);
}

static void on_unsaid(void *context, const struct x12_finding *f)
{
    const struct cleanclaim_edi_acknowledge *a = context;
    struct cleanclaim_edi_finding finding = outward_finding(f);
    if (a->handler.finding != NULL)
        a->handler.finding(a->handler.context, &finding);
}

static void pass_over(void *context, struct text bytes)
{
    (void)context;
    (void)bytes;
}

// Whether an interchange can be written with these settings: the writer is asked.
static bool are_usable(const struct x12_acknowledge_settings *settings)
{
    const struct x12_settings s = {.separators = settings->separators,
        .sender_qualifier = TEXT("ZZ"),
        .sender = TEXT("S"),
        .receiver_qualifier = TEXT("ZZ"),
        .receiver = TEXT("R"),
        .acknowledgement_requested = '0',
        .usage = 'P',
        .interchange_control = settings->control,
        .group_control = settings->control,
        .at = settings->at};
    struct x12_emit *emit = x12_emit_new_or_null((struct x12_emit_handler){.bytes = pass_over});
    bool usable = emit != NULL && x12_emit_interchange(emit, &s);
    x12_emit_free(emit);
    return usable;
}

struct cleanclaim_edi_acknowledge *cleanclaim_edi_acknowledge_new(
    const struct cleanclaim_edi_acknowledge_settings *settings,
    const struct cleanclaim_edi_writer_handler *handler)
{
    if (settings == NULL || handler == NULL || handler->bytes == NULL)
        return NULL;
    struct x12_acknowledge_settings s = {.separators = inward_separators(settings->separators),
        .line_break = inward_break(settings->line_break),
        .control = settings->control};
    if (settings->hour < 0 || settings->hour > 23 || settings->minute < 0 || settings->minute > 59)
        return NULL;
    s.at.second = settings->hour * 3600 + settings->minute * 60;
    if (!date_from_parts(settings->year, settings->month, settings->day, &s.at.day) ||
        !are_usable(&s))
        return NULL;
    struct cleanclaim_edi_acknowledge *a = calloc(1, sizeof(*a));
    if (a == NULL)
        return NULL;
    a->handler = *handler;
    a->acknowledge = x12_acknowledge_new_or_null(&s,
        (struct x12_acknowledge_handler){.context = a, .bytes = on_answer, .unsaid = on_unsaid});
    if (a->acknowledge == NULL) {
        free(a);
        return NULL;
    }
    return a;
}

void cleanclaim_edi_acknowledge_free(struct cleanclaim_edi_acknowledge *acknowledge)
{
    if (acknowledge == NULL)
        return;
    x12_acknowledge_free(acknowledge->acknowledge);
    free(acknowledge);
}

enum cleanclaim_edi_result cleanclaim_edi_acknowledge_feed(
    struct cleanclaim_edi_acknowledge *acknowledge, const void *bytes, size_t size)
{
    if (acknowledge == NULL)
        return CLEANCLAIM_EDI_MEMORY;
    if (bytes != NULL && size > 0)
        x12_acknowledge_feed(acknowledge->acknowledge, (struct text){bytes, size});
    return CLEANCLAIM_EDI_OK;
}

enum cleanclaim_edi_result cleanclaim_edi_acknowledge_end(
    struct cleanclaim_edi_acknowledge *acknowledge,
    struct cleanclaim_edi_acknowledge_totals *totals)
{
    if (acknowledge == NULL)
        return CLEANCLAIM_EDI_MEMORY;
    struct x12_acknowledge_totals t = x12_acknowledge_end(acknowledge->acknowledge);
    if (totals != NULL)
        *totals = (struct cleanclaim_edi_acknowledge_totals){.interchanges = t.interchanges,
            .interchanges_rejected = t.interchanges_rejected,
            .groups = t.groups,
            .groups_rejected = t.groups_rejected,
            .sets = t.sets,
            .sets_rejected = t.sets_rejected,
            .answers = t.answers,
            .control = t.control,
            .unsaid = t.unsaid,
            .left_out = t.left_out,
            .unanswered = t.unanswered};
    return t.unanswered > 0 ? CLEANCLAIM_EDI_MEMORY : CLEANCLAIM_EDI_OK;
}
