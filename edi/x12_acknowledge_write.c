// The answer to one interchange: TA1, and a 999 for each group.
#include <stdio.h>

#include "claims/base/err.h"
#include "edi/x12_acknowledge_state.h"

#define VERSION "005010X231A1"

// ---- Values

static void put_z(struct x12_emit *emit, const char *value)
{
    x12_emit_element(emit, text_of(value));
}

static void put_number(struct x12_emit *emit, int64_t number)
{
    char digits[24];
    snprintf(digits, sizeof(digits), "%lld", (long long)number);
    put_z(emit, digits);
}

static void put_codes(struct x12_emit *emit, const struct ack_codes *codes)
{
    for (size_t i = 0; i < codes->count; i++)
        put_z(emit, codes->code[i]);
}

// Makes of a name that was read one that can be written: no character that an answer cannot hold,
// at least `least` long.
static void make_plain(const struct x12_separators *s, char *name, size_t room, size_t least)
{
    size_t size = 0;
    for (; name[size] != '\0'; size++) {
        char c = name[size];
        if (!x12_is_character(c) || c == s->element || c == s->component || c == s->repetition ||
            c == s->terminator || (size == 0 && c == ' '))
            name[size] = '?';
    }
    CHECK(least < room);
    while (size < least)
        name[size++] = '?';
    name[size] = '\0';
}

// A control number of type AN 4/9 that was read shorter: zeros before it.
static void fill_control(char control[10])
{
    size_t size = strlen(control);
    if (size >= 4)
        return;
    memmove(control + 4 - size, control, size + 1);
    memset(control, '0', 4 - size);
}

static void plain_qualifier(char qualifier[3])
{
    const struct grammar_segment *isa = &grammar.segment[grammar_envelope[0]];
    const struct grammar_codes *codes = &grammar.codes[grammar.element[isa->elements + 4].codes];
    if (!grammar_has(codes, text_of(qualifier)))
        memcpy(qualifier, "ZZ", 3);
}

// ---- 999

static bool same_ik3(const struct ack_error *a, const struct ack_error *b)
{
    return a->position == b->position && strcmp(a->segment, b->segment) == 0 &&
           strcmp(a->loop, b->loop) == 0 && strcmp(a->unit, b->unit) == 0 &&
           strcmp(a->ik304, b->ik304) == 0 && (a->element > 0 || a->trigger_count == 0) &&
           (b->element > 0 || b->trigger_count == 0);
}

// CTX06 of a composite C023:1325, else 1325.
static void put_reference(struct x12_emit *emit, const struct ack_trigger *trigger)
{
    char number[12];
    if (trigger->number == 0)
        return;
    snprintf(number, sizeof(number), trigger->is_composite ? "C%03u" : "%u", trigger->number);
    put_z(emit, number);
    if (trigger->component_number == 0)
        return;
    snprintf(number, sizeof(number), "%u", trigger->component_number);
    x12_emit_component(emit, text_of(number));
}

static void put_trigger(struct x12_emit *emit, const struct ack_trigger *trigger)
{
    char number[12];
    x12_emit_segment(emit, "CTX");
    put_z(emit, "SITUATIONAL TRIGGER");
    put_z(emit, trigger->segment);
    put_number(emit, trigger->position);
    put_z(emit, trigger->loop);
    if (trigger->element > 0) {
        put_number(emit, trigger->element);
        if (trigger->component > 0) {
            snprintf(number, sizeof(number), "%d", trigger->component);
            x12_emit_component(emit, text_of(number));
        }
        put_reference(emit, trigger);
    }
    x12_emit_segment_end(emit);
}

static void put_triggers(
    const struct x12_acknowledge *a, struct x12_emit *emit, const struct ack_error *error)
{
    const struct ack_trigger *triggers = (const struct ack_trigger *)a->triggers.at;
    for (size_t i = 0; i < error->trigger_count; i++)
        put_trigger(emit, &triggers[error->first_trigger + i]);
}

static void put_ik3(
    const struct x12_acknowledge *a, struct x12_emit *emit, const struct ack_error *error)
{
    x12_emit_segment(emit, "IK3");
    put_z(emit, error->segment);
    put_number(emit, error->position);
    put_z(emit, error->loop);
    put_z(emit, error->ik304);
    x12_emit_segment_end(emit);
    if (error->element == 0)
        put_triggers(a, emit, error);
    if (error->unit[0] == '\0')
        return;
    x12_emit_segment(emit, "CTX");
    put_z(emit, error->unit_kind);
    x12_emit_component(emit, text_of(error->unit));
    x12_emit_segment_end(emit);
}

static void put_ik4(
    const struct x12_acknowledge *a, struct x12_emit *emit, const struct ack_error *error)
{
    char component[12];
    x12_emit_segment(emit, "IK4");
    put_number(emit, error->element);
    if (error->component > 0 || error->repetition > 0) {
        snprintf(component, sizeof(component), "%d", error->component);
        x12_emit_component(emit, error->component > 0 ? text_of(component) : (struct text){0});
    }
    if (error->repetition > 0) {
        snprintf(component, sizeof(component), "%d", error->repetition);
        x12_emit_component(emit, text_of(component));
    }
    put_z(emit, error->number);
    put_z(emit, error->ik403);
    put_z(emit, error->value);
    x12_emit_segment_end(emit);
    put_triggers(a, emit, error);
}

static void put_set(const struct x12_acknowledge *a, struct x12_emit *emit, struct ack_set *set)
{
    const struct x12_separators *s = &a->settings.separators;
    fill_control(set->control);
    make_plain(s, set->control, sizeof(set->control), 4);
    make_plain(s, set->version, sizeof(set->version), 0);
    x12_emit_segment(emit, "AK2");
    put_z(emit, set->id);
    put_z(emit, set->control);
    put_z(emit, set->version);
    x12_emit_segment_end(emit);
    struct ack_error *errors = (struct ack_error *)a->errors.at + set->first_error;
    for (size_t i = 0; i < set->error_count; i++) {
        make_plain(s, errors[i].segment, sizeof(errors[i].segment), 2);
        if (i == 0 || !same_ik3(&errors[i - 1], &errors[i]))
            put_ik3(a, emit, &errors[i]);
        if (errors[i].element > 0)
            put_ik4(a, emit, &errors[i]);
    }
    x12_emit_segment(emit, "IK5");
    x12_emit_element(emit, (struct text){&set->verdict, 1});
    put_codes(emit, &set->codes);
    x12_emit_segment_end(emit);
}

static char group_verdict(const struct x12_acknowledge *a, const struct ack_group *group)
{
    const struct ack_set *sets = (const struct ack_set *)a->sets.at + group->first_set;
    if (group->codes.count > 0 || (group->received > 0 && group->accepted == 0))
        return 'R';
    if (group->accepted < group->received)
        return 'P';
    for (size_t i = 0; i < group->set_count; i++) {
        if (sets[i].verdict == 'E')
            return 'E';
    }
    return 'A';
}

static bool put_group(
    const struct x12_acknowledge *a, struct x12_emit *emit, struct ack_group *group)
{
    bool is_refused = group->codes.count > 0;
    make_plain(&a->settings.separators, group->version, sizeof(group->version), 1);
    x12_emit_set(emit, "999", VERSION);
    x12_emit_segment(emit, "AK1");
    put_z(emit, group->functional_id);
    put_z(emit, group->control);
    put_z(emit, group->version);
    x12_emit_segment_end(emit);
    for (size_t i = 0; i < group->set_count && !is_refused; i++)
        put_set(a, emit, (struct ack_set *)a->sets.at + group->first_set + i);
    char verdict = group_verdict(a, group);
    x12_emit_segment(emit, "AK9");
    x12_emit_element(emit, (struct text){&verdict, 1});
    put_number(emit, group->included);
    put_number(emit, group->received <= 999999 ? group->received : 999999);
    put_number(emit, is_refused ? 0 : group->accepted);
    put_codes(emit, &group->codes);
    x12_emit_segment_end(emit);
    return x12_emit_set_end(emit);
}

// ---- TA1

static void put_ta1(const struct x12_acknowledge *a, struct x12_emit *emit)
{
    const struct ack_interchange *i = &a->interchange;
    char own[DATE_ROOM] = "";
    date_t day;
    bool has_date = date_parse_d6(text_of(i->date), &day);
    bool has_control = strlen(i->control) == 9 && text_is_digits(text_of(i->control));
    bool has_time = strlen(i->time) == 4 && text_is_digits(text_of(i->time)) &&
                    memcmp(i->time, "2400", 4) < 0 && i->time[2] < '6';
    date_format_d6(a->settings.at.day, own);
    x12_emit_segment(emit, "TA1");
    put_z(emit, has_control ? i->control : "000000000");
    put_z(emit, has_date ? i->date : own);
    put_z(emit, has_time ? i->time : "0000");
    put_z(emit, i->note[0] != '\0' ? "R" : "A");
    put_z(emit, i->note[0] != '\0' ? i->note : "000");
    x12_emit_segment_end(emit);
}

// ---- The answer

static void on_bytes(void *context, struct text bytes)
{
    const struct x12_acknowledge *a = context;
    a->handler.bytes(a->handler.context, bytes);
}

// An answer that our own validator refuses is our own mistake, want of memory is none.
static void on_finding(void *context, const struct x12_finding *finding)
{
    (void)context;
    CHECK(finding->severity != X12_REJECT || strcmp(finding->word, x12_fault_word(X12_LIMIT)) == 0);
}

struct x12_emit *x12_acknowledge_emit_new(struct x12_acknowledge *a)
{
    return x12_emit_new_or_null(
        (struct x12_emit_handler){.context = a, .bytes = on_bytes, .finding = on_finding});
}

// Of each group a 999, those of one pair of applications in one group of answers.
static void put_groups(struct x12_acknowledge *a, struct x12_settings *settings)
{
    const struct ack_group *before = NULL;
    struct ack_group *groups = a->groups.at;
    for (size_t k = 0; k < a->groups.count; k++) {
        struct ack_group *group = &groups[k];
        if (!group->answered)
            continue;
        make_plain(&a->settings.separators, group->sender, sizeof(group->sender), 2);
        make_plain(&a->settings.separators, group->receiver, sizeof(group->receiver), 2);
        bool is_same = before != NULL && strcmp(before->sender, group->sender) == 0 &&
                       strcmp(before->receiver, group->receiver) == 0;
        if (!is_same) {
            if (before != NULL)
                x12_emit_group_end(a->emit);
            settings->group_sender = text_of(group->receiver);
            settings->group_receiver = text_of(group->sender);
            x12_emit_group(a->emit, "FA", VERSION);
        }
        a->totals.unanswered += !put_group(a, a->emit, group);
        before = group;
    }
    if (before != NULL)
        x12_emit_group_end(a->emit);
}

void x12_acknowledge_write(struct x12_acknowledge *a)
{
    struct ack_interchange *i = &a->interchange;
    const struct ack_group *groups = a->groups.at;
    bool has_ta1 = i->ta1_wanted || i->note[0] != '\0', has_999 = false;
    for (size_t k = 0; k < a->groups.count && i->note[0] == '\0'; k++)
        has_999 = has_999 || groups[k].answered;
    if (!has_ta1 && !has_999)
        return;
    const struct x12_separators *s = &a->settings.separators;
    plain_qualifier(i->sender_qualifier);
    plain_qualifier(i->receiver_qualifier);
    make_plain(s, i->sender, sizeof(i->sender), 1);
    make_plain(s, i->receiver, sizeof(i->receiver), 1);
    struct x12_settings settings = {.separators = *s,
        .line_break = a->settings.line_break,
        .sender_qualifier = text_of(i->receiver_qualifier),
        .sender = text_of(i->receiver),
        .receiver_qualifier = text_of(i->sender_qualifier),
        .receiver = text_of(i->sender),
        .acknowledgement_requested = '0',
        .usage = i->usage,
        .interchange_control = a->totals.control,
        .group_control = a->totals.control,
        .at = a->settings.at};
    int64_t unanswered = a->totals.unanswered;
    CHECK(x12_emit_interchange(a->emit, &settings));
    if (has_ta1)
        put_ta1(a, a->emit);
    if (has_999)
        put_groups(a, &settings);
    if (!x12_emit_interchange_end(a->emit)) { // nothing of it was written
        a->totals.unanswered = unanswered + 1;
        return;
    }
    a->totals.answers++;
    a->totals.control = a->totals.control < INT64_C(999999999) ? a->totals.control + 1 : 1;
}
