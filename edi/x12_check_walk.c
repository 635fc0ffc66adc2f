// The guide's tree of loops, walked segment by segment. A segment belongs to the innermost open
// loop that can take it at its present place or a later one; an outer loop closes the inner ones.
// What fits nowhere that way is looked for at earlier places (it stands in the wrong order), then
// by its id alone (its code is wrong); after that it is passed over where it is, so that the
// segments behind it are still met where they belong.
#include <stdio.h>

#include "edi/x12_check_state.h"

static const struct grammar_step *step_of(const struct check_frame *frame, uint32_t step)
{
    return &grammar.step[frame->loop->steps + step];
}

static const struct grammar_segment *segment_of(const struct check_frame *frame, uint32_t step)
{
    return &grammar.segment[step_of(frame, step)->segment];
}

// How often a step must and may be met.
static bool is_required(const struct check_frame *frame, uint32_t step)
{
    const struct grammar_step *s = step_of(frame, step);
    return (s->loop ? grammar.loop[s->loop].usage : grammar.segment[s->segment].usage) ==
           GRAMMAR_REQUIRED;
}

static uint16_t max_of(const struct check_frame *frame, uint32_t step)
{
    const struct grammar_step *s = step_of(frame, step);
    return s->loop ? grammar.loop[s->loop].max : grammar.segment[s->segment].max;
}

bool x12_check_walk_matches(
    const struct grammar_segment *spec, const struct x12_segment *segment, uint32_t id)
{
    if (spec->id != id)
        return false;
    if (spec->qualifier_element == 0)
        return true;
    struct text code = spec->qualifier_component ? x12_component(segment, spec->qualifier_element,
                                                       spec->qualifier_component)
                                                 : x12_element(segment, spec->qualifier_element);
    return grammar_has(&grammar.codes[spec->qualifier_codes], code);
}

// ---- Loops open and close

static void open_loop(struct check_state *state, const struct grammar_loop *loop)
{
    struct check_frame *above = state->depth ? &state->frames[state->depth - 1] : NULL;
    struct check_frame *frame = &state->frames[state->depth++];
    *frame = (struct check_frame){.loop = loop,
        .counts = above ? above->counts + above->loop->step_count : state->counts,
        .segment = state->segment ? state->segment->number : 0,
        .offset = state->segment ? state->segment->offset : 0};
    memset(frame->counts, 0, loop->step_count * sizeof(*frame->counts));
}

// What is missing of a step that was passed.
static void tell_missing(struct check_state *state, const struct check_missed *missed)
{
    const struct check_frame *frame = &state->frames[missed->depth];
    const struct grammar_step *step = step_of(frame, missed->step);
    const struct grammar_segment *segment = &grammar.segment[step->segment];
    struct x12_place place = missed->place;
    const char *loop = step->loop           ? grammar.loop[step->loop].id
                       : missed->depth == 0 ? ""
                                            : frame->loop->id;
    text_copy_z(place.loop, sizeof(place.loop), text_of(loop));
    memcpy(place.segment_id, &segment->id, 3);
    place.segment_id[3] = '\0';
    if (step->loop)
        x12_check_tell_at(state, X12_CHECK_loop_missing, &place, segment->name,
            grammar.loop[step->loop].name, NULL, (struct text){0});
    else
        x12_check_tell_at(state, X12_CHECK_segment_missing, &place, segment->name, segment->name,
            NULL, (struct text){0});
}

// Notes the steps up to `until` that have to be met and were not.
static void look_for_missing(struct check_state *state, size_t depth, uint32_t until)
{
    struct check_frame *frame = &state->frames[depth];
    for (; frame->proven < until; frame->proven++) {
        if (frame->counts[frame->proven] > 0 || !is_required(frame, frame->proven))
            continue;
        struct check_missed missed = {depth, frame->proven, x12_check_place(state, 0, 0)};
        if (state->missed_count < CHECK_MISSED_MAX)
            state->missed[state->missed_count++] = missed;
        else
            tell_missing(state, &missed);
    }
}

static void close_levels(struct check_state *state, size_t depth)
{
    while (state->level_count > 0 && state->levels[state->level_count - 1].depth >= depth) {
        struct check_level *level = &state->levels[--state->level_count];
        if (level->says_child != level->has_child)
            x12_check_tell_at(state, X12_CHECK_hl_child, &level->place, "Hierarchical Level",
                "Hierarchical Child Code",
                level->says_child ? "that others stand below it, but none does"
                                  : "that none stands below it, but one does",
                (struct text){0});
    }
}

// Closes the loops inside frame `depth` - 1.
static void close_loops(struct check_state *state, size_t depth)
{
    while (state->depth > depth) {
        size_t inner = state->depth - 1;
        look_for_missing(state, inner, state->frames[inner].loop->step_count);
        while (state->missed_count > 0 && state->missed[state->missed_count - 1].depth >= inner)
            tell_missing(state, &state->missed[--state->missed_count]);
        close_levels(state, inner);
        state->depth = inner;
    }
}

// ---- Hierarchical levels

static void take_level(struct check_state *state)
{
    const struct x12_segment *segment = state->segment;
    struct check_level level = {.depth = state->depth - 1};
    struct text number = x12_element(segment, 1), parent = x12_element(segment, 2),
                child = x12_element(segment, 4);
    char expected[24];
    if (!text_to_i64(number, &level.number) || level.number != state->level_next) {
        snprintf(expected, sizeof(expected), "%lld", (long long)state->level_next);
        x12_check_tell(
            state, X12_CHECK_hl_number, 1, 0, "Hierarchical ID Number", expected, number);
        if (level.number <= 0)
            level.number = state->level_next;
    }
    state->level_next = level.number + 1;
    struct check_level *above =
        state->level_count > 0 ? &state->levels[state->level_count - 1] : NULL;
    int64_t says = 0;
    bool has_parent = parent.size > 0;
    if (has_parent != (above != NULL) ||
        (above != NULL && (!text_to_i64(parent, &says) || says != above->number))) {
        // A missing or a superfluous HL02 is told with the elements.
        if (has_parent && above != NULL) {
            snprintf(expected, sizeof(expected), "%lld", (long long)above->number);
            x12_check_tell(state, X12_CHECK_hl_parent, 2, 0, "Hierarchical Parent ID Number",
                expected, parent);
        }
    }
    if (above != NULL)
        above->has_child = true;
    level.says_child = text_equal_z(child, "1");
    level.place = x12_check_place(state, 4, 0);
    // Where the guide has no HL04, or says one code only, there is nothing to compare.
    if (child.size == 0)
        level.has_child = level.says_child;
    if (state->level_count < CHECK_DEPTH_MAX)
        state->levels[state->level_count++] = level;
}

// ---- The walk

static const uint32_t id_hl = 'H' | 'L' << 8;

// The segment is a step of frame `depth`: inner loops close, what was passed is looked at, its own
// loop opens.
static void take_step(struct check_state *state, size_t depth, uint32_t step)
{
    struct check_frame *frame = &state->frames[depth];
    close_loops(state, depth + 1);
    const struct grammar_step *s = step_of(frame, step);
    const struct grammar_segment *spec = &grammar.segment[s->segment];
    uint32_t first = step;
    while (first > 0 && segment_of(frame, first - 1)->position == spec->position)
        first--;
    if (first > frame->proven)
        look_for_missing(state, depth, first);
    // A repetition of the loop before it, or what may stand in any order, is no step back.
    frame->at = first;
    state->spec = spec;
    uint16_t max = max_of(frame, step);
    if (frame->counts[step] < UINT16_MAX)
        frame->counts[step]++;
    if (s->loop)
        open_loop(state, &grammar.loop[s->loop]);
    if (max > 0 && frame->counts[step] == max + 1) {
        char expected[24];
        snprintf(expected, sizeof(expected), "%u", (unsigned)max);
        x12_check_tell(state, s->loop ? X12_CHECK_loop_repeats : X12_CHECK_segment_repeats, 0, 0,
            s->loop ? grammar.loop[s->loop].name : spec->name, expected, (struct text){0});
    }
    if (s->loop && spec->id == id_hl)
        take_level(state);
}

enum { NO_STEP = UINT32_MAX };

// The step from `from` to `until` that the segment is; one that may still come before one that came
// often enough.
static uint32_t find_step(
    const struct check_state *state, size_t depth, uint32_t id, uint32_t from, uint32_t until)
{
    const struct check_frame *frame = &state->frames[depth];
    uint32_t full = NO_STEP;
    for (uint32_t i = from; i < until; i++) {
        const struct grammar_segment *spec = segment_of(frame, i);
        if (spec->id != id || !x12_check_walk_matches(spec, state->segment, id))
            continue;
        uint16_t max = max_of(frame, i);
        if (max == 0 || frame->counts[i] < max)
            return i;
        if (full == NO_STEP)
            full = i;
    }
    return full;
}

// Something that was missed has come after all, too late.
static void forget_missed(struct check_state *state, size_t depth, uint32_t step)
{
    for (size_t i = 0; i < state->missed_count; i++) {
        if (state->missed[i].depth == depth && state->missed[i].step == step) {
            memmove(&state->missed[i], &state->missed[i + 1],
                (--state->missed_count - i) * sizeof(state->missed[0]));
            return;
        }
    }
}

// The one segment of this id that has to come next in an open loop, but for the code that tells
// what it is: that code is wrong, and is told with the elements.
static bool take_required(struct check_state *state, uint32_t id)
{
    for (size_t depth = state->depth; depth-- > 0;) {
        const struct check_frame *frame = &state->frames[depth];
        uint32_t found = NO_STEP, kinds = 0;
        for (uint32_t i = frame->at; i < frame->loop->step_count; i++) {
            if (segment_of(frame, i)->id != id || frame->counts[i] > 0)
                continue;
            kinds++;
            if (is_required(frame, i))
                found = i;
        }
        if (kinds == 1 && found != NO_STEP && id != id_hl) {
            take_step(state, depth, found);
            return true;
        }
        if (kinds > 0)
            return false;
    }
    return false;
}

// At an earlier place of an open loop: it stands in the wrong order.
static bool take_out_of_order(struct check_state *state, uint32_t id)
{
    for (size_t depth = state->depth; depth-- > 0;) {
        struct check_frame *frame = &state->frames[depth];
        uint32_t step = find_step(state, depth, id, 0, frame->at);
        if (step == NO_STEP)
            continue;
        uint32_t at = frame->at;
        forget_missed(state, depth, step);
        take_step(state, depth, step);
        if (frame->at < at)
            frame->at = at;
        x12_check_tell(
            state, X12_CHECK_segment_order, 0, 0, state->spec->name, NULL, (struct text){0});
        return true;
    }
    return false;
}

// By its id alone, in the innermost loops first: the code that tells what it is is wrong. Told with
// the codes that would do; the segment is held against the first of them.
static bool take_wrong_qualifier(struct check_state *state, uint32_t id)
{
    for (size_t depth = state->depth; depth-- > 0;) {
        struct check_frame *frame = &state->frames[depth];
        const struct grammar_segment *first = NULL;
        uint32_t first_step = 0, kinds = 0;
        for (uint32_t i = 0; i < frame->loop->step_count; i++) {
            const struct grammar_segment *spec = segment_of(frame, i);
            if (spec->id != id || spec->qualifier_element == 0)
                continue;
            kinds++;
            if (first == NULL || (first_step < frame->at && i >= frame->at)) {
                first = spec;
                first_step = i;
            }
        }
        if (first == NULL)
            continue;
        // Only where the guide has one kind of it can it be known which one was meant.
        bool is_meant =
            kinds == 1 && step_of(frame, first_step)->loop == 0 && frame->counts[first_step] == 0;
        if (is_meant) {
            forget_missed(state, depth, first_step);
            frame->counts[first_step]++;
        }
        x12_check_tell(state, X12_CHECK_segment_qualifier, first->qualifier_element,
            first->qualifier_component, first->name, NULL,
            first->qualifier_component ? x12_component(state->segment, first->qualifier_element,
                                             first->qualifier_component)
                                       : x12_element(state->segment, first->qualifier_element));
        return true;
    }
    return false;
}

// Whether an open loop has a segment of this id as its own.
static bool is_known_here(const struct check_state *state, uint32_t id)
{
    for (size_t depth = state->depth; depth-- > 0;) {
        const struct check_frame *frame = &state->frames[depth];
        for (uint32_t i = 0; i < frame->loop->step_count; i++) {
            if (segment_of(frame, i)->id == id)
                return true;
        }
    }
    return false;
}

// In a loop inside an open one, whose first segment is missing: that is told, and the loop opens
// without it.
static bool take_without_opener(struct check_state *state, uint32_t id)
{
    if (is_known_here(state, id) || state->depth == CHECK_DEPTH_MAX)
        return false;
    for (size_t depth = state->depth; depth-- > 0;) {
        struct check_frame *frame = &state->frames[depth];
        for (uint32_t i = frame->at; i < frame->loop->step_count; i++) {
            const struct grammar_step *step = step_of(frame, i);
            const struct grammar_loop *loop = &grammar.loop[step->loop];
            bool has_it = false;
            for (uint32_t k = 0; step->loop != 0 && k < loop->step_count && !has_it; k++)
                has_it = x12_check_walk_matches(
                    &grammar.segment[grammar.step[loop->steps + k].segment], state->segment, id);
            if (!has_it)
                continue;
            close_loops(state, depth + 1);
            look_for_missing(state, depth, i);
            frame->at = i;
            frame->counts[i]++;
            open_loop(state, loop);
            struct x12_place place = x12_check_place(state, 0, 0);
            const struct grammar_segment *opener = &grammar.segment[loop->opens];
            memcpy(place.segment_id, &opener->id, 3);
            x12_check_tell_at(state, X12_CHECK_segment_missing, &place, opener->name, opener->name,
                NULL, (struct text){0});
            take_step(state, state->depth - 1,
                find_step(state, state->depth - 1, id, 0, loop->step_count));
            return true;
        }
    }
    return false;
}

// Whether any guide has a segment of this id.
static bool is_of_the_standard(uint32_t id)
{
    for (uint32_t i = 1; i <= grammar.segment_count; i++) {
        if (grammar.segment[i].id == id)
            return true;
    }
    return false;
}

void x12_check_walk_begin(struct check_state *state)
{
    state->depth = 0;
    state->missed_count = 0;
    state->level_count = 0;
    state->level_next = 1;
    state->segment = NULL;
    state->spec = NULL;
    open_loop(state, &grammar.loop[state->set->root]);
    // ST and SE are the envelope's (edi/x12_envelope.h): the first and the last step are met.
    struct check_frame *root = &state->frames[0];
    root->counts[0] = 1;
    root->counts[root->loop->step_count - 1] = 1;
}

void x12_check_walk_segment(struct check_state *state)
{
    uint32_t id = grammar_pack(state->segment->id);
    state->spec = NULL;
    for (size_t depth = state->depth; id != 0 && depth-- > 0;) {
        const struct check_frame *frame = &state->frames[depth];
        uint32_t step = find_step(state, depth, id, frame->at, frame->loop->step_count);
        if (step != NO_STEP) {
            take_step(state, depth, step);
            return;
        }
    }
    if (id != 0 && (take_required(state, id) || take_out_of_order(state, id) ||
                       take_without_opener(state, id) || take_wrong_qualifier(state, id)))
        return;
    x12_check_tell(state,
        id != 0 && is_of_the_standard(id) ? X12_CHECK_segment_misplaced : X12_CHECK_segment_unknown,
        0, 0, NULL, NULL, (struct text){0});
}

void x12_check_walk_end(struct check_state *state)
{
    close_loops(state, 0);
}
