// What is found in a file becomes what a TA1 and a 999 say of it. TA105, AK905 and IK502 by the
// faults of the framing: X12.5, X12.6, 005010X231A1.
#include "edi/x12_acknowledge.h"

#include <stdlib.h>

#include "claims/base/err.h"
#include "edi/x12_acknowledge_state.h"

// With room, so that its place can be reckoned from; without memory `at` is NULL.
static struct ack_list list_of(size_t each)
{
    return (struct ack_list){.at = malloc(64 * each), .room = 64, .each = each};
}

void *x12_acknowledge_add(struct ack_list *list)
{
    if (list->count == list->room) {
        void *more = realloc(list->at, 2 * list->room * list->each);
        if (more == NULL)
            return NULL;
        list->at = more;
        list->room *= 2;
    }
    char *added = (char *)list->at + list->count++ * list->each;
    memset(added, 0, list->each);
    return added;
}

static void add_code(struct ack_codes *codes, const char *code)
{
    for (size_t i = 0; i < codes->count; i++) {
        if (strcmp(codes->code[i], code) == 0)
            return;
    }
    if (codes->count < ACK_CODES_MAX)
        text_copy_z(codes->code[codes->count++], sizeof(codes->code[0]), text_of(code));
}

static struct ack_group *group_at_hand(struct x12_acknowledge *a)
{
    return (struct ack_group *)a->groups.at + a->groups.count - 1;
}

static struct ack_set *set_at_hand(struct x12_acknowledge *a)
{
    return (struct ack_set *)a->sets.at + a->sets.count - 1;
}

// There is no memory for what is found: until its end, the interchange is passed over.
static void lose(struct x12_acknowledge *a)
{
    a->lost = true;
    a->in_group = a->in_set = false;
}

// ---- The interchange

// What is wrong with it: the first fault is told.
static void note_interchange(struct x12_acknowledge *a, const char *note)
{
    if (a->interchange.note[0] == '\0')
        text_copy_z(a->interchange.note, sizeof(a->interchange.note), text_of(note));
}

static void note_next_isa(struct x12_acknowledge *a, const char *note)
{
    if (a->next_isa[0] == '\0')
        text_copy_z(a->next_isa, sizeof(a->next_isa), text_of(note));
}

// Elements of an ISA that are not as the tables have them.
static const char *const isa_notes[] = {"010", "011", "012", "013", "005", "006", "007", "008",
    "014", "015", "016", "017", "018", "019", "020"};

// Separators that are the same.
static const char *note_of_separators(const struct x12_separators *s)
{
    if (s->component == s->element || s->component == s->terminator)
        return "027";
    return s->element == s->terminator ? "004" : "016"; // ISA11
}

static const char *note_of_version(struct text version)
{
    // A version that there is, but not here.
    bool is_one = version.size == 5 && text_is_digits(version) && text_starts(version, TEXT("00"));
    return is_one ? "003" : "017";
}

static void on_interchange_begin(void *context, const struct x12_interchange *interchange)
{
    struct x12_acknowledge *a = context;
    struct ack_interchange *mine = &a->interchange;
    *mine = (struct ack_interchange){.usage = interchange->usage == 'T' ? 'T' : 'P',
        .ta1_wanted = interchange->acknowledgement_requested == '1'};
    text_copy_z(mine->control, sizeof(mine->control), interchange->control);
    text_copy_z(mine->date, sizeof(mine->date), interchange->date);
    text_copy_z(mine->time, sizeof(mine->time), interchange->time);
    text_copy_z(
        mine->sender_qualifier, sizeof(mine->sender_qualifier), interchange->sender_qualifier);
    text_copy_z(mine->sender, sizeof(mine->sender), interchange->sender);
    text_copy_z(mine->receiver_qualifier, sizeof(mine->receiver_qualifier),
        interchange->receiver_qualifier);
    text_copy_z(mine->receiver, sizeof(mine->receiver), interchange->receiver);
    memcpy(mine->note, a->next_isa, sizeof(mine->note));
    a->next_isa[0] = '\0';
    a->in_interchange = true;
    a->totals.interchanges++;
    a->groups.count = a->sets.count = a->errors.count = a->triggers.count = 0;
    a->lost = false;
}

static void on_interchange_end(void *context, const struct x12_interchange *interchange, bool sound)
{
    struct x12_acknowledge *a = context;
    (void)interchange;
    if (!sound)
        note_interchange(a, "022");
    a->totals.interchanges_rejected += a->interchange.note[0] != '\0';
    a->in_interchange = false;
    if (a->lost)
        a->totals.unanswered++;
    else
        x12_acknowledge_write(a);
    a->lost = false;
}

// ---- Groups

static bool has_code(const char *element, struct text code)
{
    // GS01 and ST01 in the tables: any of the standard.
    const struct grammar_segment *gs = &grammar.segment[grammar_envelope[1]];
    uint32_t codes = strcmp(element, "GS01") == 0 ? grammar.element[gs->elements].codes : 0;
    if (codes == 0) { // AK201, which repeats ST01
        const struct grammar_set *set = grammar_named(TEXT("999"));
        for (uint32_t i = 1; set != NULL && i <= grammar.segment_count; i++) {
            if (grammar.segment[i].id == X12_ID('A', 'K', '2'))
                codes = grammar.element[grammar.segment[i].elements].codes;
        }
    }
    return codes == 0 || grammar_has(&grammar.codes[codes], code);
}

static void on_group_begin(void *context, const struct x12_group *group)
{
    struct x12_acknowledge *a = context;
    a->totals.groups++;
    struct ack_group *mine = a->lost ? NULL : x12_acknowledge_add(&a->groups);
    if (mine == NULL) {
        lose(a);
        return;
    }
    text_copy_z(mine->functional_id, sizeof(mine->functional_id), group->functional_id);
    text_copy_z(mine->control, sizeof(mine->control), group->control);
    text_copy_z(mine->version, sizeof(mine->version), group->version);
    text_copy_z(mine->sender, sizeof(mine->sender), group->sender);
    text_copy_z(mine->receiver, sizeof(mine->receiver), group->receiver);
    mine->codes = a->next_gs;
    mine->first_set = a->sets.count;
    mine->answered = !text_equal_z(group->functional_id, "FA");
    // An AK1 could not name it.
    if (a->next_gs_unnamed || !has_code("GS01", group->functional_id))
        note_interchange(a, "024");
    a->next_gs = (struct ack_codes){0};
    a->next_gs_unnamed = false;
    a->ge_count = -1;
    a->in_group = true;
}

static void on_group_end(void *context, const struct x12_group *group, bool sound)
{
    struct x12_acknowledge *a = context;
    if (a->lost)
        return;
    struct ack_group *mine = group_at_hand(a);
    if (!sound && mine->codes.count == 0)
        add_code(&mine->codes, "3");
    mine->set_count = a->sets.count - mine->first_set;
    mine->received = group->sets;
    mine->included = a->ge_count >= 0 && a->ge_count <= 999999 ? a->ge_count : group->sets;
    for (size_t i = 0; i < mine->set_count; i++)
        mine->accepted += ((struct ack_set *)a->sets.at)[mine->first_set + i].verdict != 'R';
    a->totals.groups_rejected += mine->codes.count > 0;
    a->in_group = false;
}

// ---- Sets

static void on_set_begin(void *context, const struct x12_set *set)
{
    struct x12_acknowledge *a = context;
    a->totals.sets++;
    if (a->lost)
        return;
    a->in_set = true;
    if (!group_at_hand(a)->answered)
        return;
    struct ack_set *mine = x12_acknowledge_add(&a->sets);
    if (mine == NULL) {
        lose(a);
        return;
    }
    text_copy_z(mine->id, sizeof(mine->id), set->id);
    text_copy_z(mine->control, sizeof(mine->control), set->control);
    if (a->st_has_version)
        text_copy_z(mine->version, sizeof(mine->version), set->version);
    mine->codes = a->next_st;
    a->next_st = (struct ack_codes){0};
    mine->first_error = a->errors.count;
    a->met_from = a->errors.count;
    a->set_segment = set->segment;
    a->met = set->segment;
    a->unit_kind[0] = a->unit[0] = '\0';
    a->unit_at = 0;
    a->set_rejected = a->set_noted = a->by_standard = a->by_guide = false;
    if (set->control.size < 4 || set->control.size > 9)
        add_code(&mine->codes, "7");
    bool base;
    const struct grammar_set *guide = grammar_find(set->id, set->version, &base);
    a->guide = guide;
    if (guide != NULL)
        a->loop_begin[guide->root] = set->segment;
    if (guide != NULL && !text_equal_z(set->group->functional_id, guide->functional_id))
        add_code(&mine->codes, "18");
    if (!has_code("ST01", set->id)) {
        add_code(&mine->codes, "6");
        add_code(&group_at_hand(a)->codes, "1"); // no AK2 could name it
    }
}

static int compare(const void *left, const void *right)
{
    const struct ack_error *a = left, *b = right;
    if (a->position != b->position)
        return a->position < b->position ? -1 : 1;
    int order = strcmp(a->segment, b->segment);
    order = order ? order : strcmp(a->loop, b->loop);
    order = order ? order : strcmp(a->unit, b->unit);
    order = order ? order : strcmp(a->ik304, b->ik304);
    if (order != 0)
        return order;
    return a->order < b->order ? -1 : a->order > b->order;
}

// IK502 names the errors as their own codes do: I5 what only the guide forbids (I6, I10), 5 all
// others; so does the guide's example.
static void note_kind(struct x12_acknowledge *a, const struct ack_error *error)
{
    bool is_of_guide = *(*error->ik403 != '\0' ? error->ik403 : error->ik304) == 'I';
    a->by_guide = a->by_guide || is_of_guide;
    a->by_standard = a->by_standard || !is_of_guide;
}

static void on_set_end(void *context, const struct x12_set *set, bool rejected)
{
    struct x12_acknowledge *a = context;
    (void)set;
    (void)rejected; // by a balance too
    if (a->lost)
        return;
    a->in_set = false;
    if (!group_at_hand(a)->answered)
        return;
    struct ack_set *mine = set_at_hand(a);
    mine->error_count = a->errors.count - mine->first_error;
    qsort((struct ack_error *)a->errors.at + mine->first_error, mine->error_count,
        sizeof(struct ack_error), compare);
    for (size_t i = 0; i < mine->error_count; i++) {
        struct ack_error *error = (struct ack_error *)a->errors.at + mine->first_error + i;
        x12_acknowledge_element_number(error);
        note_kind(a, error);
    }
    if (a->set_rejected && a->by_standard)
        add_code(&mine->codes, "5");
    if (a->set_rejected && a->by_guide)
        add_code(&mine->codes, "I5");
    mine->verdict = mine->codes.count > 0 ? 'R' : a->set_noted ? 'E' : 'A';
    a->totals.sets_rejected += mine->verdict == 'R';
}

// ---- Findings of the validator

static void say_unsaid(struct x12_acknowledge *a, const struct x12_finding *finding)
{
    a->totals.unsaid++;
    if (a->handler.unsaid != NULL)
        a->handler.unsaid(a->handler.context, finding);
}

// "CLM05-3" behind its id: 5 and 3.
static void read_element(const struct x12_place *place, int *element, int *component)
{
    struct text rest = text_part(text_of(place->element), strlen(place->segment_id), 16), piece;
    bool more = true;
    int64_t number;
    *element = *component = 0;
    if (text_split(&rest, '-', &more, &piece) && text_to_i64(piece, &number) && number < 100)
        *element = (int)number;
    if (more && text_to_i64(rest, &number) && number < 100)
        *component = (int)number;
}

static bool is_at(const struct x12_place *place, const char *id)
{
    return strcmp(place->segment_id, id) == 0;
}

static void set_code(struct x12_acknowledge *a, const char *code)
{
    if (a->in_set && group_at_hand(a)->answered)
        add_code(&set_at_hand(a)->codes, code);
}

// What the tables and the other headers say against a header. False: it is none.
static bool take_header(struct x12_acknowledge *a, const struct x12_finding *finding)
{
    int element, component;
    bool is_again = strcmp(finding->word, "control_number_repeated") == 0;
    read_element(&finding->place, &element, &component);
    if (is_at(&finding->place, "ISA")) {
        if (element >= 1 && element <= 15)
            note_next_isa(a, isa_notes[element - 1]);
    } else if (is_at(&finding->place, "GS")) {
        if (is_again)
            add_code(&a->next_gs, "19");
        else if (strcmp(finding->word, "set_group") != 0) // on_set_begin has seen it
            a->next_gs_unnamed = true;
    } else if (is_at(&finding->place, "ST")) {
        set_code(a, is_again                                    ? "23"
                    : strcmp(finding->word, "set_version") == 0 ? "18"
                    : element == 1                              ? "6"
                    : element == 2                              ? "7"
                                                                : "I6");
    } else {
        return false;
    }
    return true;
}

// A set that we do not know at all, or not by this guide, or that stands in no such group.
static void take_unknown(struct x12_acknowledge *a)
{
    bool is_known = false, is_of_group = false;
    for (uint32_t i = 1; i <= grammar.set_count; i++) {
        const struct grammar_set *set = &grammar.set[i];
        if (strcmp(set->id, set_at_hand(a)->id) != 0)
            continue;
        is_known = true;
        is_of_group =
            is_of_group || strcmp(set->functional_id, group_at_hand(a)->functional_id) == 0;
    }
    set_code(a, is_of_group ? "I6" : is_known ? "18" : "1");
}

static bool take_fault(struct x12_acknowledge *a, const struct x12_finding *finding);

// Where in the set: the ST is 1.
static int64_t position_of(const struct x12_acknowledge *a, int64_t segment)
{
    int64_t position = segment - a->set_segment + 1;
    return position < 1 ? 1 : position;
}

// The number of the segment behind which what is missing would stand: of what its loop has, or,
// when that loop did not come, the one that was judged, the last that the guide puts before it.
static int64_t stands_behind(const struct x12_acknowledge *a, const struct x12_finding *finding)
{
    const struct grammar_segment *missing = finding->missing;
    const struct grammar_loop *own = &grammar.loop[missing->loop], *home = finding->missing_in;
    int64_t begin = a->loop_begin[home - grammar.loop];
    bool came = a->loop_begin[own - grammar.loop] >= begin;
    if (came)
        home = own;
    begin = a->loop_begin[home - grammar.loop];
    int64_t behind = begin;
    for (uint32_t i = home->steps; i < home->steps + home->step_count; i++) {
        const struct grammar_step *step = &grammar.step[i];
        if (came ? &grammar.segment[step->segment] == missing : &grammar.loop[step->loop] == own)
            break;
        int64_t met = step->loop > 0 ? a->loop_met[step->loop] : a->segment_met[step->segment];
        bool counts = met >= begin && met > behind && (step->loop == 0 || !came);
        behind = counts ? met : behind;
    }
    return behind;
}

static void take_missing(
    struct x12_acknowledge *a, const struct x12_finding *finding, struct ack_error *error)
{
    const struct grammar_loop *loop = &grammar.loop[finding->missing->loop];
    char id[4] = "";
    memcpy(id, &finding->missing->id, 3);
    text_copy_z(error->segment, sizeof(error->segment), text_of(id));
    bool is_outer = loop->opens == 0; // between ST and SE
    text_copy_z(error->loop, sizeof(error->loop), text_of(is_outer ? "" : loop->id));
    // The segment at hand asks for what should have come: there.
    if (finding->place.segment <= a->met)
        error->position = position_of(a, stands_behind(a, finding)) + 1;
}

static void take_triggers(
    struct x12_acknowledge *a, const struct x12_finding *finding, struct ack_error *error)
{
    error->first_trigger = a->triggers.count;
    for (size_t i = 0; i < finding->trigger_count; i++) {
        const struct x12_trigger *said = &finding->triggers[i];
        struct ack_trigger *mine = x12_acknowledge_add(&a->triggers);
        if (mine == NULL) {
            a->totals.left_out++;
            return;
        }
        error->trigger_count++;
        mine->position = position_of(a, said->place.segment);
        text_copy_z(mine->segment, sizeof(mine->segment), text_of(said->place.segment_id));
        text_copy_z(mine->loop, sizeof(mine->loop), text_of(said->place.loop));
        if (said->element == NULL)
            continue;
        read_element(&said->place, &mine->element, &mine->component);
        mine->number = said->element->number;
        mine->is_composite = said->element->type == GRAMMAR_COMPOSITE;
        mine->component_number = said->component != NULL ? said->component->number : 0;
    }
}

// A segment that may not stand there: I4 when another guide of the same set has it.
static void name_unexpected(struct x12_acknowledge *a, struct ack_error *error)
{
    if (strcmp(error->ik304, "2") != 0 || a->guide == NULL)
        return;
    uint32_t id = x12_pack(text_of(error->segment));
    if (grammar_has_segment(&grammar.loop[a->guide->root], id))
        return;
    bool is_of_set = false;
    for (uint32_t i = 1; i <= grammar.set_count; i++) {
        const struct grammar_set *other = &grammar.set[i];
        is_of_set = is_of_set || (strcmp(other->id, a->guide->id) == 0 &&
                                     grammar_has_segment(&grammar.loop[other->root], id));
    }
    if (is_of_set)
        text_copy_z(error->ik304, sizeof(error->ik304), TEXT("I4"));
}

static void on_finding(void *context, const struct x12_finding *finding)
{
    struct x12_acknowledge *a = context;
    bool is_unknown = strcmp(finding->word, "set_unknown") == 0;
    // A header of the next interchange comes before that.
    if (a->lost && !is_at(&finding->place, "ISA"))
        return;
    bool is_of_set = a->in_set && group_at_hand(a)->answered;
    if (take_fault(a, finding))
        return;
    if (finding->severity == X12_REJECT && !is_unknown && take_header(a, finding))
        return;
    if (is_unknown && is_of_set) {
        take_unknown(a);
        return;
    }
    if (!is_of_set || *finding->ik304 == '\0') {
        say_unsaid(a, finding);
        return;
    }
    a->set_noted = true;
    a->set_rejected = a->set_rejected || finding->severity == X12_REJECT;
    struct ack_error *error =
        a->errors.count < X12_ACKNOWLEDGE_ERRORS_MAX ? x12_acknowledge_add(&a->errors) : NULL;
    if (error == NULL) {
        a->totals.left_out++;
        return;
    }
    const struct x12_place *place = &finding->place;
    error->order = (int64_t)a->errors.count;
    error->position = error->at = position_of(a, place->segment);
    text_copy_z(error->segment, sizeof(error->segment), text_of(place->segment_id));
    text_copy_z(error->loop, sizeof(error->loop), text_of(place->loop));
    text_copy_z(error->ik304, sizeof(error->ik304), text_of(finding->ik304));
    text_copy_z(error->ik403, sizeof(error->ik403), text_of(finding->ik403));
    if (*finding->ik403 != '\0')
        read_element(place, &error->element, &error->component);
    if (x12_acknowledge_element_can_be_said(a, finding->value))
        text_copy_z(error->value, sizeof(error->value), finding->value);
    name_unexpected(a, error);
    if (strcmp(finding->ik304, "I6") == 0)
        take_missing(a, finding, error);
    take_triggers(a, finding, error);
    // The claim that is open, unless it came later, or behind what is missing; of the segment that
    // opens another one, that one (on_met).
    bool is_before = error->position == a->unit_at && strcmp(error->ik304, "3") == 0;
    if (error->position < a->unit_at || is_before)
        return;
    memcpy(error->unit_kind, a->unit_kind, sizeof(error->unit_kind));
    memcpy(error->unit, a->unit, sizeof(error->unit));
}

// ---- What the segment at hand says of its errors

// Claims (837), traces (276, 277, 270, 271, 835), else the subscriber or patient (270, 271) are
// business units: an error in one of them says in which.
static void open_unit(struct x12_acknowledge *a, const char *kind, struct text value)
{
    value = text_part(value, 0, sizeof(a->unit) - 1);
    bool is_there = *kind != '\0' && x12_acknowledge_element_can_be_said(a, value);
    text_copy_z(a->unit_kind, sizeof(a->unit_kind), text_of(is_there ? kind : ""));
    text_copy_z(a->unit, sizeof(a->unit), is_there ? value : (struct text){0});
}

static bool is_inquiry(const struct grammar_set *guide)
{
    return guide != NULL && (strcmp(guide->id, "270") == 0 || strcmp(guide->id, "271") == 0);
}

static void on_met(void *context, const struct x12_met *met)
{
    struct x12_acknowledge *a = context;
    const struct x12_segment *segment = met->segment;
    int64_t position = position_of(a, segment->number), unit_at = a->unit_at;
    uint32_t id = segment->packed;
    a->unit_at = position;
    bool is_claim = id == X12_ID('C', 'L', 'M'), is_trace = id == X12_ID('T', 'R', 'N');
    bool is_level = id == X12_ID('H', 'L', 0);
    if (is_level)
        open_unit(a, "", (struct text){0});
    else if (is_claim)
        open_unit(a, "CLM01", x12_element(segment, 1));
    else if (is_trace)
        open_unit(a, "TRN02", x12_element(segment, 2));
    else if (id == X12_ID('N', 'M', '1') && a->unit[0] == '\0' && met->loop != NULL)
        open_unit(a,
            strcmp(met->loop->id, "2100C") == 0   ? "SUBSCRIBER NAME NM109"
            : strcmp(met->loop->id, "2100D") == 0 ? "PATIENT NAME NM109"
                                                  : "",
            is_inquiry(met->guide) ? x12_element(segment, 9) : (struct text){0});
    else
        a->unit_at = unit_at;
    a->met = segment->number;
    if (met->loop != NULL && met->spec != NULL) {
        a->segment_met[met->spec - grammar.segment] = segment->number;
        a->loop_met[met->loop - grammar.loop] = segment->number;
        if (met->opens)
            a->loop_begin[met->loop - grammar.loop] = segment->number;
    }
    for (size_t i = a->met_from; i < a->errors.count; i++) {
        struct ack_error *error = (struct ack_error *)a->errors.at + i;
        // What is missing before this segment belongs to what was open before it.
        bool is_of_it = error->at == position && strcmp(error->ik304, "3") != 0 &&
                        (strcmp(error->ik304, "I6") == 0 || x12_is(segment, error->segment));
        if (!is_of_it)
            continue;
        memcpy(error->unit_kind, a->unit_kind, sizeof(error->unit_kind));
        memcpy(error->unit, a->unit, sizeof(error->unit));
        if (error->element == 0)
            continue;
        x12_acknowledge_element_name(a, error, met);
    }
    a->met_from = a->errors.count;
}

// ---- Faults of the framing

// An envelope segment is missing, which the one at hand shows, or stands at a wrong place.
static void take_misplaced(struct x12_acknowledge *a, const struct x12_fault *fault)
{
    bool is_outer = is_at(&fault->place, "GS") || is_at(&fault->place, "IEA");
    if (is_at(&fault->place, "ISA") && a->in_interchange) {
        note_interchange(a, "023");
    } else if (is_outer && a->in_group) {
        set_code(a, "2");
        add_code(&group_at_hand(a)->codes, "3");
    } else if ((is_at(&fault->place, "ST") || is_at(&fault->place, "GE")) && a->in_set) {
        set_code(a, "2");
    } else if (a->in_interchange) {
        note_interchange(a, "022");
    }
}

static void take_element(struct x12_acknowledge *a, const struct x12_fault *fault)
{
    const char *element = fault->place.element;
    if (strcmp(element, "ISA13") == 0)
        note_next_isa(a, "018");
    else if (strcmp(element, "ST01") == 0)
        add_code(&a->next_st, "6");
    else if (strcmp(element, "ST02") == 0)
        add_code(&a->next_st, "7");
    else if (is_at(&fault->place, "GS"))
        a->next_gs_unnamed = true;
}

// Whether it is said by what was taken of it.
static bool take_code(struct x12_acknowledge *a, const struct x12_fault *fault)
{
    switch (fault->code) {
    case X12_ISA_LENGTH:
        if (fault->place.segment > 0) {
            note_next_isa(a, "022");
            return true;
        }
        break; // no ISA, hence nobody to answer
    case X12_SEPARATORS:
        note_next_isa(a, "016"); // which one: on_outer
        return true;
    case X12_VERSION:
        return true; // on_outer
    case X12_TRUNCATED:
        if (a->in_interchange) {
            note_interchange(a, "023");
            return true;
        }
        break;
    case X12_SEGMENT_LENGTH:
        if (a->in_set && group_at_hand(a)->answered)
            set_code(a, "5");
        else if (a->in_interchange)
            note_interchange(a, "022");
        return true;
    case X12_COUNT:
        if (is_at(&fault->place, "SE"))
            set_code(a, "4");
        else if (is_at(&fault->place, "GE"))
            add_code(&group_at_hand(a)->codes, "5");
        else
            note_interchange(a, "021");
        return true;
    case X12_CONTROL_NUMBER:
        if (is_at(&fault->place, "SE"))
            set_code(a, "3");
        else if (is_at(&fault->place, "GE"))
            add_code(&group_at_hand(a)->codes, "4");
        else
            note_interchange(a, "001");
        return true;
    case X12_ENVELOPE:
        if (a->in_interchange) {
            take_misplaced(a, fault);
            return true;
        }
        break;
    case X12_ELEMENT_MISSING:
    case X12_ELEMENT_INVALID:
        take_element(a, fault);
        return true;
    case X12_LIMIT:
        // Of no segment: there is no memory, which is not the sender's fault.
        if (fault->place.segment_id[0] == '\0')
            lose(a);
        else
            note_interchange(a, "024");
        return true;
    default:
        break;
    }
    return false;
}

// The finding of a fault of the framing; false: it is none, or is not said.
static bool take_fault(struct x12_acknowledge *a, const struct x12_finding *finding)
{
    for (int code = 0; code < X12_FAULT_COUNT; code++) {
        if (strcmp(finding->word, x12_fault_word((enum x12_fault_code)code)) == 0) {
            struct x12_fault fault = {(enum x12_fault_code)code, finding->place};
            return take_code(a, &fault);
        }
    }
    return false;
}

// A segment of the envelope, before what begins or ends with it.
static void on_outer(void *context, const struct x12_segment *segment)
{
    struct x12_acknowledge *a = context;
    if (segment->packed == X12_ID_ISA) {
        if (strcmp(a->next_isa, "016") == 0)
            text_copy_z(
                a->next_isa, sizeof(a->next_isa), text_of(note_of_separators(segment->separators)));
        if (!text_equal_z(x12_element(segment, 12), "00501"))
            note_next_isa(a, note_of_version(x12_element(segment, 12)));
    } else if (segment->packed == X12_ID_ST) {
        a->st_has_version = text_trim(x12_element(segment, 3)).size > 0;
    } else if (segment->packed == X12_ID_GE && a->in_group) {
        int64_t count;
        a->ge_count = text_to_i64(x12_element(segment, 1), &count) && count >= 0 ? count : -1;
    }
}

// ---- The object

#define SEGMENTS (grammar.segment_count + 1)
#define LOOPS    (grammar.loop_count + 1)

// The numbers of another file begin anew.
static void forget_places(struct x12_acknowledge *a)
{
    memset(a->segment_met, 0, SEGMENTS * sizeof(int64_t));
    memset(a->loop_met, 0, LOOPS * sizeof(int64_t));
    memset(a->loop_begin, 0, LOOPS * sizeof(int64_t));
}

struct x12_acknowledge *x12_acknowledge_new_or_null(
    const struct x12_acknowledge_settings *settings, struct x12_acknowledge_handler handler)
{
    struct x12_acknowledge *a = calloc(1, sizeof(*a));
    if (a == NULL)
        return NULL;
    a->settings = *settings;
    a->handler = handler;
    a->totals.control = settings->control;
    a->groups = list_of(sizeof(struct ack_group));
    a->sets = list_of(sizeof(struct ack_set));
    a->errors = list_of(sizeof(struct ack_error));
    a->triggers = list_of(sizeof(struct ack_trigger));
    a->segment_met = calloc(SEGMENTS, sizeof(int64_t));
    a->loop_met = calloc(LOOPS, sizeof(int64_t));
    a->loop_begin = calloc(LOOPS, sizeof(int64_t));
    a->emit = x12_acknowledge_emit_new(a);
    a->check = x12_check_new_or_null((struct x12_check_handler){
        .context = a,
        .finding = on_finding,
        .segment = on_met,
        .interchange_begin = on_interchange_begin,
        .group_begin = on_group_begin,
        .set_begin = on_set_begin,
        .outer = on_outer,
        .set_end = on_set_end,
        .group_end = on_group_end,
        .interchange_end = on_interchange_end,
    });
    if (a->groups.at == NULL || a->sets.at == NULL || a->errors.at == NULL ||
        a->triggers.at == NULL || a->segment_met == NULL || a->loop_met == NULL ||
        a->loop_begin == NULL || a->emit == NULL || a->check == NULL) {
        x12_acknowledge_free(a);
        return NULL;
    }
    return a;
}

struct x12_acknowledge *x12_acknowledge_new(
    const struct x12_acknowledge_settings *settings, struct x12_acknowledge_handler handler)
{
    struct x12_acknowledge *a = x12_acknowledge_new_or_null(settings, handler);
    CHECK(a != NULL);
    return a;
}

void x12_acknowledge_free(struct x12_acknowledge *a)
{
    if (a == NULL)
        return;
    x12_check_free(a->check);
    x12_emit_free(a->emit);
    free(a->groups.at);
    free(a->sets.at);
    free(a->errors.at);
    free(a->triggers.at);
    free(a->segment_met);
    free(a->loop_met);
    free(a->loop_begin);
    free(a);
}

void x12_acknowledge_feed(struct x12_acknowledge *a, struct text bytes)
{
    x12_check_feed(a->check, bytes);
}

struct x12_acknowledge_totals x12_acknowledge_end(struct x12_acknowledge *a)
{
    x12_check_end(a->check);
    forget_places(a);
    struct x12_acknowledge_totals totals = a->totals;
    a->totals = (struct x12_acknowledge_totals){.control = totals.control};
    return totals;
}
