#include "edi/x12_check.h"

#include <stdio.h>
#include <stdlib.h>

#include "claims/base/err.h"
#include "edi/x12_check_state.h"

#define MESSAGE_BYTES 512

struct x12_check {
    struct check_state state;
    struct check_parts parts;
    struct x12_envelope *envelope;
};

static const struct {
    const char *word, *ik304, *ik403, *message, *remedy;
    enum x12_severity severity;
    int snip;
} codes[X12_CHECK_CODES] = {
#define INFO   X12_INFO
#define WARN   X12_WARN
#define REJECT X12_REJECT
#define CHECK_CODE(word, severity, snip, ik304, ik403, message, remedy) \
    [X12_CHECK_##word] = {#word, ik304, ik403, message, remedy, severity, snip},
#include "edi/x12_check_codes.def"
#undef INFO
#undef WARN
#undef REJECT
};

static const struct {
    const char *message, *remedy;
} faults[X12_FAULT_COUNT] = {
#define FAULT_CODE(code, message, remedy) [code] = {message, remedy},
#include "edi/x12_check_codes.def"
};

// ---- Telling

// The sentence with {name} and {expected} filled in; without them, what hangs on them by a colon
// goes too.
static const char *fill(
    const char *sentence, const char *name, const char *expected, char *room, size_t size)
{
    size_t at = 0;
    for (const char *c = sentence; *c != '\0' && at + 1 < size;) {
        const char *value = NULL;
        size_t skip = 0;
        if (*c == '{' && strncmp(c, "{name}", 6) == 0) {
            value = name;
            skip = 6;
        } else if (*c == '{' && strncmp(c, "{expected}", 10) == 0) {
            value = expected;
            skip = 10;
        }
        if (skip == 0) {
            room[at++] = *c++;
            continue;
        }
        c += skip;
        if (value == NULL || *value == '\0') {
            if (at >= 2 && room[at - 2] == ':')
                at -= 2;
            else
                value = "it";
        }
        for (; value != NULL && *value != '\0' && at + 1 < size; value++)
            room[at++] = *value;
    }
    room[at] = '\0';
    return room;
}

struct x12_place x12_check_place(const struct check_state *state, size_t number, size_t component)
{
    struct x12_place place = {0};
    if (state->open != NULL) {
        x12_envelope_place(&place, state->open->interchange, state->open);
    } else if (state->interchange != NULL) {
        x12_envelope_place(&place, state->interchange, NULL);
        if (state->group != NULL)
            text_copy_z(place.group, sizeof(place.group), state->group->control);
    }
    if (state->segment != NULL) {
        x12_place_segment(&place, state->segment, number, component);
    } else if (state->last_number > 0) {
        char id[4];
        for (size_t i = 0; i < sizeof(id); i++)
            id[i] = (char)(state->last_id >> 8 * i);
        struct x12_segment last = {.id = {id, strnlen(id, sizeof(id))},
            .number = state->last_number,
            .offset = state->last_offset};
        x12_place_segment(&place, &last, 0, 0);
    }
    if (state->depth > 1 && state->own != 1) // between ST and the first loop there is none
        text_copy_z(place.loop, sizeof(place.loop), text_of(x12_check_loop(state)->id));
    return place;
}

static void count(struct check_state *state, enum x12_severity severity)
{
    if (severity == X12_REJECT) {
        state->totals.rejects++;
        state->set_rejected = true;
    } else if (severity == X12_WARN) {
        state->totals.warnings++;
    }
}

void x12_check_tell_at(struct check_state *state, enum x12_check_code code,
    const struct x12_place *place, const char *segment_name, const char *name, const char *expected,
    struct text value)
{
    char message[MESSAGE_BYTES];
    count(state, codes[code].severity);
    struct x12_finding finding = {.word = codes[code].word,
        .severity = codes[code].severity,
        .snip = codes[code].snip,
        .place = *place,
        .segment_name = segment_name ? segment_name : "",
        .name = name ? name : "",
        .value = value,
        .message = fill(codes[code].message, name, expected, message, sizeof(message)),
        .remedy = codes[code].remedy,
        .ik304 = codes[code].ik304,
        .ik403 = codes[code].ik403};
    if (state->handler.finding != NULL)
        state->handler.finding(state->handler.context, &finding);
}

void x12_check_tell_rule(
    struct check_state *state, const struct grammar_rule *rule, struct x12_finding finding)
{
    count(state, (enum x12_severity)rule->severity);
    finding.word = rule->name;
    finding.severity = (enum x12_severity)rule->severity;
    finding.snip = rule->snip;
    finding.message = rule->message;
    finding.remedy = rule->remedy;
    if (state->handler.finding != NULL)
        state->handler.finding(state->handler.context, &finding);
}

// Whether what is missing may stand one place too early: there is a value that need not be there.
static bool is_early(const struct check_state *state, size_t number)
{
    return state->spec != NULL && number > 1 && number <= state->spec->element_count &&
           grammar.element[state->spec->elements + number - 2].usage == GRAMMAR_SITUATIONAL &&
           x12_element(state->segment, number - 1).size > 0;
}

// What follows from it is not told besides.
static void cast_doubt(
    struct check_state *state, enum x12_check_code code, size_t number, size_t component)
{
    x12_check_situation_fault(state, code == X12_CHECK_element_extra ? 0 : number);
    // With a value where none belongs, others may have moved from their places, if one of them is
    // wrong too.
    x12_check_situation_moved(state, code == X12_CHECK_element_not_used);
    if (code == X12_CHECK_element_missing && is_early(state, number))
        x12_check_situation_fault(state, number - 1);
    if (state->spec != NULL && codes[code].ik304[0] == '8')
        x12_check_situation_doubt_element(state, state->spec, number, component);
    if (code == X12_CHECK_segment_unknown || code == X12_CHECK_segment_misplaced ||
        code == X12_CHECK_loop_repeats)
        x12_check_situation_doubt(state);
}

void x12_check_tell(struct check_state *state, enum x12_check_code code, size_t number,
    size_t component, const char *name, const char *expected, struct text value)
{
    struct x12_place place = x12_check_place(state, number, component);
    x12_check_tell_at(
        state, code, &place, state->spec ? state->spec->name : "", name, expected, value);
    if (codes[code].severity == X12_REJECT && codes[code].snip < 3)
        cast_doubt(state, code, number, component);
}

// What is wrong with the framing.
static void on_fault(void *context, const struct x12_fault *fault)
{
    struct check_state *state = context;
    enum x12_severity severity = x12_fault_rejects(fault->code) ? X12_REJECT : X12_WARN;
    count(state, severity);
    if (fault->code == X12_ISA_LENGTH || fault->code == X12_SEPARATORS)
        state->isa_fault = fault->place.segment;
    struct x12_finding finding = {.word = x12_fault_word(fault->code),
        .severity = severity,
        .snip = 1,
        .place = fault->place,
        .segment_name = "",
        .name = "",
        .message = faults[fault->code].message,
        .remedy = faults[fault->code].remedy,
        .ik304 = "",
        .ik403 = ""};
    if (state->handler.finding != NULL)
        state->handler.finding(state->handler.context, &finding);
}

// ---- The framing, handed on

static void take_held(
    struct check_state *state, const struct x12_set *set, const struct x12_segment *next);

static void on_outer(void *context, const struct x12_segment *segment)
{
    struct check_state *state = context;
    if (state->ahead->count > 0)
        take_held(state, state->open, NULL);
    state->header = segment;
    if (state->handler.outer != NULL)
        state->handler.outer(state->handler.context, segment);
}

static void on_interchange_begin(void *context, const struct x12_interchange *interchange)
{
    struct check_state *state = context;
    x12_check_interchange(state, interchange);
    if (state->handler.interchange_begin != NULL)
        state->handler.interchange_begin(state->handler.context, interchange);
}

static void on_ta1(
    void *context, const struct x12_interchange *interchange, const struct x12_segment *segment)
{
    struct check_state *state = context;
    x12_check_ta1(state);
    if (state->handler.ta1 != NULL)
        state->handler.ta1(state->handler.context, interchange, segment);
}

static void on_group_begin(void *context, const struct x12_group *group)
{
    struct check_state *state = context;
    x12_check_group(state, group);
    if (state->handler.group_begin != NULL)
        state->handler.group_begin(state->handler.context, group);
}

static void on_group_end(void *context, const struct x12_group *group, bool sound)
{
    struct check_state *state = context;
    x12_check_group_end(state, group, sound);
    state->group = NULL;
    if (state->handler.group_end != NULL)
        state->handler.group_end(state->handler.context, group, sound);
}

static void on_interchange_end(void *context, const struct x12_interchange *interchange, bool sound)
{
    struct check_state *state = context;
    x12_check_interchange_end(state, interchange, sound);
    state->interchange = NULL;
    if (state->handler.interchange_end != NULL)
        state->handler.interchange_end(state->handler.context, interchange, sound);
}

static void on_set_proven(void *context, int64_t set_ordinal, bool proven)
{
    struct check_state *state = context;
    if (state->handler.set_proven != NULL)
        state->handler.set_proven(state->handler.context, set_ordinal, proven);
}

// ---- Sets

static void on_set_begin(void *context, const struct x12_set *set)
{
    struct check_state *state = context;
    bool base = false;
    state->open = set;
    state->set_rejected = false;
    state->depth = 0;
    state->level_due = 0;
    state->segment = NULL;
    // A set without a segment ends where it begins.
    state->last_number = set->segment;
    state->last_offset = set->offset;
    state->last_id = X12_ID('S', 'T', 0);
    state->spec = state->last_spec = NULL;
    state->set = grammar_find(set->id, set->version, &base);
    if (state->handler.set_begin != NULL)
        state->handler.set_begin(state->handler.context, set);
    if (state->set != NULL) {
        x12_check_walk_begin(state);
        x12_check_balance_begin(state);
    }
    x12_check_set(state, set, base);
}

static void tell_met(struct check_state *state, const struct x12_set *set)
{
    const struct check_frame *frame = state->depth ? &state->frames[state->depth - 1] : NULL;
    struct x12_met met = {.set = set,
        .segment = state->segment,
        .guide = state->set,
        .spec = state->spec,
        .loop = frame ? frame->loop : NULL,
        .depth = frame ? state->depth - 1 : 0,
        .opens = frame != NULL && frame->segment == state->segment->number};
    state->handler.segment(state->handler.context, &met);
}

// The code that tells the segment at hand, packed; 0: there is none.
static uint32_t read_code(const struct check_state *state)
{
    const struct grammar_segment *spec = state->spec;
    if (spec->qualifier_element == 0)
        return 0;
    return grammar_pack(
        spec->qualifier_component == 0
            ? x12_element(state->segment, spec->qualifier_element)
            : x12_component(state->segment, spec->qualifier_element, spec->qualifier_component));
}

// Its elements are held against the guide. Returns what follows from its codes.
static const struct check_memo *check_elements(struct check_state *state)
{
    bool known;
    state->look = state->looks(state->segment);
    state->parts->element = 0;
    state->parts->read.at = NULL;
    struct check_memo *memo = x12_check_memo(state, &known);
    if (known) {
        state->code = memo->code;
        if (!x12_check_plain_but_codes(state))
            x12_check_elements(state);
        return memo;
    }
    state->code = memo->code = read_code(state);
    bool is_plain = x12_check_elements(state);
    x12_check_situation_note(state, memo);
    // What is to be said of it is said each time.
    if (!is_plain)
        memo->spec = NULL;
    return memo;
}

// The segment at hand has its place, unless there is no guide.
static void finish_segment(struct check_state *state, const struct x12_set *set)
{
    const struct x12_segment *segment = state->segment;
    if (state->set != NULL && state->spec != NULL) {
        const struct check_memo *memo = check_elements(state);
        x12_check_balance_segment(state);
        x12_check_situation_segment(state, memo);
        if (state->handler.code != NULL)
            x12_check_code_segment(state);
        if (state->has_late_opener)
            x12_check_balance_doubt(state, state->spec->id);
    }
    if (state->handler.segment != NULL)
        tell_met(state, set);
    state->last_number = segment->number;
    state->last_offset = segment->offset;
    state->last_id = segment->packed;
    state->last_spec = state->spec;
    state->segment = NULL;
}

static void take_segment(
    struct check_state *state, const struct x12_set *set, const struct x12_segment *segment)
{
    state->segment = segment;
    if (state->set != NULL && !x12_check_walk_segment(state)) {
        x12_check_ahead_hold(state, segment);
        state->segment = NULL;
        return;
    }
    finish_segment(state, set);
}

// The segments that wait are taken, now that the next one is known, and then that one; NULL: the
// end of the set.
static void take_held(
    struct check_state *state, const struct x12_set *set, const struct x12_segment *next)
{
    struct check_ahead *ahead = state->ahead;
    enum check_verdict verdict = x12_check_ahead_judge(state, next);
    if (verdict == CHECK_WAIT) {
        x12_check_ahead_hold(state, next);
        return;
    }
    size_t count = ahead->count;
    ahead->count = 0;
    state->segment = &ahead->held[0].segment;
    x12_check_walk_held(state, verdict);
    finish_segment(state, set);
    if (count > 1)
        take_segment(state, set, &ahead->held[1].segment);
    if (ahead->count > 0)
        take_held(state, set, next);
    else if (next != NULL)
        take_segment(state, set, next);
}

static void on_segment(void *context, const struct x12_set *set, const struct x12_segment *segment)
{
    struct check_state *state = context;
    if (state->ahead->count > 0)
        take_held(state, set, segment);
    else
        take_segment(state, set, segment);
}

static void on_set_end(void *context, const struct x12_set *set, bool sound, int64_t end)
{
    struct check_state *state = context;
    (void)end;
    if (state->ahead->count > 0)
        take_held(state, set, NULL);
    if (state->set != NULL) {
        x12_check_walk_end(state);
        x12_check_balance_end(state);
    }
    bool rejected = !sound || state->set_rejected;
    state->totals.sets_rejected += rejected;
    if (state->handler.set_end != NULL)
        state->handler.set_end(state->handler.context, set, rejected);
    state->open = NULL;
    state->set = NULL;
    state->segment = NULL;
}

// ---- The validator

struct x12_check *x12_check_new_or_null(struct x12_check_handler handler)
{
    struct x12_check *check = calloc(1, sizeof(*check));
    if (check == NULL)
        return NULL;
    check->state.handler = handler;
    check->state.parts = &check->parts;
    check->state.looks = x12_look_of(X12_SCAN_BEST);
    check->state.memos = x12_check_memos_new();
    check->state.ahead = calloc(1, sizeof(*check->state.ahead));
    check->state.situation.values =
        malloc(GRAMMAR_KEPT_MAX * sizeof(*check->state.situation.values));
    check->envelope = x12_envelope_new_or_null((struct x12_envelope_handler){
        .context = &check->state,
        .outer = on_outer,
        .interchange_begin = on_interchange_begin,
        .ta1 = on_ta1,
        .group_begin = on_group_begin,
        .group_end = on_group_end,
        .interchange_end = on_interchange_end,
        .set_begin = on_set_begin,
        .segment = on_segment,
        .set_end = on_set_end,
        .set_proven = on_set_proven,
        .fault = on_fault,
    });
    if (check->envelope == NULL || check->state.memos == NULL || check->state.ahead == NULL ||
        check->state.situation.values == NULL) {
        x12_check_free(check);
        return NULL;
    }
    return check;
}

struct x12_check *x12_check_new(struct x12_check_handler handler)
{
    struct x12_check *check = x12_check_new_or_null(handler);
    CHECK(check != NULL);
    return check;
}

void x12_check_in_full(struct x12_check *check)
{
    check->state.in_full = true;
}

void x12_check_free(struct x12_check *check)
{
    if (check == NULL)
        return;
    x12_envelope_free(check->envelope);
    free(check->state.memos);
    free(check->state.ahead);
    free(check->state.situation.values);
    free(check);
}

void x12_check_feed(struct x12_check *check, struct text bytes)
{
    check->state.looks_ahead = true;
    x12_envelope_feed(check->envelope, bytes);
}

struct x12_check_totals x12_check_end(struct x12_check *check)
{
    check->state.totals.envelope = x12_envelope_end(check->envelope);
    struct x12_check_totals totals = check->state.totals;
    check->state.totals = (struct x12_check_totals){0};
    check->state.header = NULL;
    check->state.interchange = NULL;
    check->state.group = NULL;
    check->state.group_told = check->state.isa_fault = 0;
    memset(check->state.seen, 0, sizeof(check->state.seen));
    memset(check->state.interchanges_seen, 0, sizeof(check->state.interchanges_seen));
    return totals;
}

// ---- Segment by segment

void x12_check_set_begin(struct x12_check *check, const struct x12_set *set)
{
    // Who gives segment after segment hears of each at once.
    check->state.looks_ahead = false;
    on_set_begin(&check->state, set);
}

void x12_check_segment(
    struct x12_check *check, const struct x12_set *set, const struct x12_segment *segment)
{
    on_segment(&check->state, set, segment);
}

bool x12_check_set_end(struct x12_check *check, const struct x12_set *set, bool sound)
{
    int64_t before = check->state.totals.sets_rejected;
    on_set_end(&check->state, set, sound, 0);
    return check->state.totals.sets_rejected > before;
}

void x12_check_envelope_segment(struct x12_check *check, const struct x12_segment *segment)
{
    x12_check_envelope_elements(&check->state, segment);
}

void x12_check_control_number(
    struct x12_check *check, const struct x12_segment *header, int64_t within)
{
    x12_check_control_number_of(&check->state, header, within);
}

void x12_check_fault(struct x12_check *check, const struct x12_fault *fault)
{
    on_fault(&check->state, fault);
}

void x12_check_character(struct x12_check *check, const struct x12_segment *segment, size_t number,
    size_t component, const char *expected)
{
    struct check_state *state = &check->state;
    const struct grammar_segment *spec = state->spec;
    const char *name = NULL;
    if (spec != NULL && number > 0 && number <= spec->element_count) {
        const struct grammar_element *element = &grammar.element[spec->elements + number - 1];
        if (element->type != GRAMMAR_COMPOSITE)
            component = 0;
        else if (component > 0 && component <= element->component_count)
            element = &grammar.element[element->components + component - 1];
        name = element->name;
    }
    if (spec == NULL)
        component = 0;
    state->segment = segment;
    x12_check_tell(
        state, X12_CHECK_element_characters, number, component, name, expected, (struct text){0});
    state->segment = NULL;
}

// ---- What may be said

bool x12_check_saying_at(size_t index, char *message, size_t size, struct x12_saying *out)
{
    *out = (struct x12_saying){.message = message};
    if (index < X12_CHECK_CODES) {
        fill(codes[index].message, NULL, NULL, message, size);
        out->word = codes[index].word;
        out->remedy = codes[index].remedy;
        out->severity = codes[index].severity;
        out->snip = codes[index].snip;
        return true;
    }
    index -= X12_CHECK_CODES;
    if (index < X12_FAULT_COUNT) {
        enum x12_fault_code code = (enum x12_fault_code)index;
        fill(faults[code].message, NULL, NULL, message, size);
        out->word = x12_fault_word(code);
        out->remedy = faults[code].remedy;
        out->severity = x12_fault_rejects(code) ? X12_REJECT : X12_WARN;
        out->snip = 1;
        return true;
    }
    index -= X12_FAULT_COUNT;
    if (index >= grammar.rule_count)
        return false;
    const struct grammar_rule *rule = &grammar.rule[index + 1];
    fill(rule->message, NULL, NULL, message, size);
    out->word = rule->name;
    out->remedy = rule->remedy;
    out->severity = (enum x12_severity)rule->severity;
    out->snip = rule->snip;
    for (size_t i = 1; i <= index && !out->is_again; i++)
        out->is_again = strcmp(grammar.rule[i].name, rule->name) == 0;
    return true;
}
