// The guide's tree of loops, walked segment by segment. A segment belongs to the innermost open
// loop that can take it at its present place or a later one; an outer loop closes the inner ones.
// What fits nowhere that way is taken for what it most likely is: the segment that has to come
// next, with a wrong code; one of an earlier place, in the wrong order; one of a loop whose first
// segment is missing; any of its id, with a wrong code. After that it is passed over where it is,
// so that the segments behind it are still met where they belong. Of one fault one thing is told:
// what follows from a guess is not.
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

// How often a step was met. In counts a bit more says that something that was told stands for it (a
// misspelt id, a wrong code): it is not missing, and may still come.
enum { STOOD_IN = 0x8000, COUNT_MAX = 0x7FFF };

static uint16_t count_of(const struct check_frame *frame, uint32_t step)
{
    return frame->counts[step] & COUNT_MAX;
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

// The code that tells what the segment is; of an element that is repeated, that of the first.
static struct text code_of(const struct grammar_segment *spec, const struct x12_segment *segment)
{
    struct text code = x12_element(segment, spec->qualifier_element);
    struct x12_pieces pieces = x12_pieces_of(code, segment->separators->repetition);
    if (segment->separators->repetition != '\0' && x12_next(&pieces))
        code = pieces.piece;
    if (spec->qualifier_component == 0)
        return code;
    pieces = x12_pieces_of(code, segment->separators->component);
    for (uint8_t i = 0; i < spec->qualifier_component; i++) {
        if (!x12_next(&pieces))
            return (struct text){0};
    }
    return pieces.piece;
}

bool x12_check_walk_matches(
    const struct grammar_segment *spec, const struct x12_segment *segment, uint32_t id)
{
    if (spec->id != id)
        return false;
    if (spec->qualifier_element == 0)
        return true;
    return grammar_has(&grammar.codes[spec->qualifier_codes], code_of(spec, segment));
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
    x12_check_situation_open(state);
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
    x12_check_balance_doubt(state, segment->id);
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
        if (!level->is_silent && level->says_child != level->has_child)
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
        x12_check_situation_close(state);
        state->depth = inner;
    }
}

// ---- Hierarchical levels

// A level whose HL is missing: its number is not known, only that it is one.
static void lose_level(struct check_state *state)
{
    struct check_level level = {.depth = state->depth - 1,
        .number = state->level_next++,
        .is_lost = true,
        .is_silent = true};
    state->levels_lost++;
    if (state->level_count > 0)
        state->levels[state->level_count - 1].has_child = true;
    if (state->level_count < CHECK_DEPTH_MAX)
        state->levels[state->level_count++] = level;
}

static void check_number(struct check_state *state, struct check_level *level, struct text number)
{
    char expected[24];
    bool is_next = text_to_i64(number, &level->number) && level->number <= state->level_next &&
                   level->number >= state->level_next - state->levels_lost;
    // A missing HL01 is told with the elements.
    if (!is_next && number.size > 0) {
        snprintf(expected, sizeof(expected), "%lld", (long long)state->level_next);
        x12_check_tell(
            state, X12_CHECK_hl_number, 1, 0, "Hierarchical ID Number", expected, number);
    }
    if (!is_next && level->number <= 0)
        level->number = state->level_next;
    state->level_next = level->number + 1;
    state->levels_lost = 0;
}

static void take_level(struct check_state *state)
{
    const struct x12_segment *segment = state->segment;
    struct check_level level = {.depth = state->depth - 1};
    struct text parent = x12_element(segment, 2), child = x12_element(segment, 4);
    char expected[24];
    check_number(state, &level, x12_element(segment, 1));
    struct check_level *above =
        state->level_count > 0 ? &state->levels[state->level_count - 1] : NULL;
    int64_t says = 0;
    // A missing or a superfluous HL02 is told with the elements.
    if (parent.size > 0 && above != NULL && !above->is_lost &&
        (!text_to_i64(parent, &says) || says != above->number)) {
        snprintf(expected, sizeof(expected), "%lld", (long long)above->number);
        x12_check_tell(
            state, X12_CHECK_hl_parent, 2, 0, "Hierarchical Parent ID Number", expected, parent);
    }
    if (above != NULL)
        above->has_child = true;
    level.says_child = text_equal_z(child, "1");
    level.place = x12_check_place(state, 4, 0);
    // Where the guide has no HL04, or says one code only, there is nothing to compare.
    if (child.size == 0)
        level.is_silent = true;
    if (state->level_count < CHECK_DEPTH_MAX)
        state->levels[state->level_count++] = level;
}

// ---- The walk

static const uint32_t id_hl = 'H' | 'L' << 8;

// Whether a loop that opened without its first segment still lacks something: then that segment,
// when it comes after all, is its own, and not that of the next one.
static bool is_incomplete(const struct check_frame *frame)
{
    for (uint32_t i = 0; i < frame->loop->step_count; i++) {
        if (is_required(frame, i) && frame->counts[i] == 0)
            return true;
    }
    return false;
}

// The first segment of the loop that opened without it.
static bool take_late_opener(struct check_state *state, size_t depth, const struct grammar_step *s)
{
    struct check_frame *inner = depth + 1 < state->depth ? &state->frames[depth + 1] : NULL;
    if (s->loop == 0 || inner == NULL || !inner->lacks_opener ||
        inner->loop != &grammar.loop[s->loop] ||
        !(is_incomplete(inner) || (state->guess != 0 && state->guess == state->last_number)))
        return false;
    close_loops(state, depth + 2);
    inner->lacks_opener = false;
    // What has to come once and did, too early, does not have to come again.
    for (uint32_t i = 0; i < inner->loop->step_count; i++) {
        if (!is_required(inner, i))
            inner->counts[i] = 0;
    }
    inner->at = inner->proven = 0;
    state->spec = &grammar.segment[s->segment];
    if (state->spec->id == id_hl && state->level_count > 0) {
        state->level_count--;
        state->level_next--;
        state->levels_lost = 0;
        take_level(state);
    }
    return true;
}

static void tell_repeated(struct check_state *state, size_t depth, uint32_t step)
{
    const struct check_frame *frame = &state->frames[depth];
    const struct grammar_step *s = step_of(frame, step);
    char expected[24];
    snprintf(expected, sizeof(expected), "%u", (unsigned)max_of(frame, step));
    x12_check_tell(state, s->loop ? X12_CHECK_loop_repeats : X12_CHECK_segment_repeats, 0, 0,
        s->loop ? grammar.loop[s->loop].name : state->spec->name, expected, (struct text){0});
    if (s->loop == 0)
        x12_check_balance_doubt(state, state->spec->id);
}

static bool is_full(const struct check_frame *frame, uint32_t step)
{
    uint16_t max = max_of(frame, step);
    return max > 0 && count_of(frame, step) >= max;
}

// The segment is a step of frame `depth`: inner loops close, what was passed is looked at, its own
// loop opens.
static void take_step(struct check_state *state, size_t depth, uint32_t step)
{
    struct check_frame *frame = &state->frames[depth];
    const struct grammar_step *s = step_of(frame, step);
    if (take_late_opener(state, depth, s))
        return;
    close_loops(state, depth + 1);
    const struct grammar_segment *spec = &grammar.segment[s->segment];
    uint32_t first = step;
    while (first > 0 && segment_of(frame, first - 1)->position == spec->position)
        first--;
    if (first > frame->proven)
        look_for_missing(state, depth, first);
    // A repetition of the loop before it, or what may stand in any order, is no step back.
    frame->at = first;
    state->spec = spec;
    bool full = is_full(frame, step) && count_of(frame, step) == max_of(frame, step);
    if (count_of(frame, step) < COUNT_MAX)
        frame->counts[step]++;
    if (s->loop) {
        open_loop(state, &grammar.loop[s->loop]);
        state->frames[state->depth - 1].ordinal = count_of(frame, step);
    }
    if (full)
        tell_repeated(state, depth, step);
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
        if (!is_full(frame, i))
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

// Whether the segment could be this one but for the code that tells what it is: what is required is
// there, what is not used is not, and the other codes are of those that may stand there.
static bool fits(const struct grammar_segment *spec, const struct x12_segment *segment)
{
    for (uint32_t i = 0; i < spec->element_count; i++) {
        const struct grammar_element *element = &grammar.element[spec->elements + i];
        struct text t = x12_element(segment, i + 1);
        if (i + 1 == spec->qualifier_element)
            continue;
        if (t.size == 0 ? element->usage == GRAMMAR_REQUIRED : element->usage == GRAMMAR_NOT_USED)
            return false;
        if (t.size > 0 && element->type != GRAMMAR_COMPOSITE && element->codes != 0 &&
            element->repeat <= 1 && !grammar_has(&grammar.codes[element->codes], t))
            return false;
    }
    return true;
}

// The step of a loop, from `from` on, of this id that has to be met and was not: the only one of
// this id, or the first of several when they open loops. `kinds` is set to how many there are.
static uint32_t find_required(
    const struct check_frame *frame, uint32_t id, uint32_t from, uint32_t *kinds)
{
    uint32_t first = NO_STEP, required = NO_STEP;
    *kinds = 0;
    for (uint32_t i = from; i < frame->loop->step_count; i++) {
        if (segment_of(frame, i)->id != id || frame->counts[i] > 0)
            continue;
        ++*kinds;
        if (first == NO_STEP)
            first = i;
        if (required == NO_STEP && is_required(frame, i))
            required = i;
    }
    if (*kinds > 1 && required != NO_STEP &&
        (first != required || step_of(frame, first)->loop == 0))
        return NO_STEP;
    return required;
}

// The one segment of this id that has to come next in an open loop, but for the code that tells
// what it is: that code is wrong, and is told with the elements.
static bool take_required(struct check_state *state, uint32_t id)
{
    for (size_t depth = state->depth; id != id_hl && depth-- > 0;) {
        const struct check_frame *frame = &state->frames[depth];
        uint32_t kinds, found = find_required(frame, id, frame->at, &kinds);
        if (found != NO_STEP && fits(segment_of(frame, found), state->segment)) {
            take_step(state, depth, found);
            return true;
        }
        if (kinds > 0)
            return false;
    }
    return false;
}

// An HL whose code is wrong: the level below the one that HL02 names or, when it names none that is
// open, below the innermost. Its code is told with the elements.
static bool take_level_by_parent(struct check_state *state, uint32_t id)
{
    int64_t parent = 0;
    if (id != id_hl)
        return false;
    bool has_parent = text_to_i64(x12_element(state->segment, 2), &parent);
    for (int pass = 0; pass < 2; pass++) {
        for (size_t i = state->level_count; i-- > 0;) {
            const struct check_level *level = &state->levels[i];
            if (pass == 0 && (!has_parent || level->number != parent))
                continue;
            const struct check_frame *frame = &state->frames[level->depth];
            for (uint32_t k = 0; k < frame->loop->step_count; k++) {
                if (segment_of(frame, k)->id == id_hl) {
                    take_step(state, level->depth, k);
                    return true;
                }
            }
        }
    }
    return false;
}

// ---- Loops whose first segment is missing

// Loops, from outside in, that lead from an open one to the loop that has the segment.
struct check_way {
    size_t depth, count;
    uint32_t steps[2];
};

// Looks for the segment among the steps of a loop that is a step of frame's loop.
static bool has_segment(const struct grammar_loop *loop, const struct x12_segment *segment,
    uint32_t id, bool needs_qualifier, bool needs_loop, bool has_to_fit)
{
    for (uint32_t k = 0; k < loop->step_count; k++) {
        const struct grammar_step *step = &grammar.step[loop->steps + k];
        const struct grammar_segment *spec = &grammar.segment[step->segment];
        if (x12_check_walk_matches(spec, segment, id) && (!needs_loop || step->loop != 0) &&
            (!needs_qualifier || spec->qualifier_element != 0) &&
            (!has_to_fit || fits(spec, segment)))
            return true;
    }
    return false;
}

// The shortest way. Over more than one loop only for a segment that itself opens one, and with its
// code: else it is rather the segment that is wrong.
static bool find_way(const struct check_state *state, uint32_t id, bool needs_qualifier,
    bool has_to_fit, struct check_way *way)
{
    for (way->count = 1; way->count <= 2; way->count++) {
        for (way->depth = state->depth; way->depth-- > 0;) {
            const struct check_frame *frame = &state->frames[way->depth];
            for (uint32_t i = frame->at; i < frame->loop->step_count; i++) {
                const struct grammar_step *outer = step_of(frame, i);
                const struct grammar_loop *loop = &grammar.loop[outer->loop];
                way->steps[0] = i;
                if (outer->loop == 0)
                    continue;
                if (way->count == 1 &&
                    has_segment(loop, state->segment, id, needs_qualifier, false, has_to_fit))
                    return true;
                for (uint32_t k = 0; way->count == 2 && k < loop->step_count; k++) {
                    const struct grammar_step *step = &grammar.step[loop->steps + k];
                    way->steps[1] = k;
                    if (step->loop != 0 && has_segment(&grammar.loop[step->loop], state->segment,
                                               id, needs_qualifier, true, has_to_fit))
                        return true;
                }
            }
        }
    }
    return false;
}

// Opens a loop without its first segment, which is told; not when the segment before was told as
// something unknown, which it will have been.
static void open_without(struct check_state *state, size_t depth, uint32_t step, bool is_last)
{
    struct check_frame *frame = &state->frames[depth];
    const struct grammar_loop *loop = &grammar.loop[step_of(frame, step)->loop];
    const struct grammar_segment *opener = &grammar.segment[loop->opens];
    uint32_t before = frame->at;
    close_loops(state, depth + 1);
    look_for_missing(state, depth, step);
    bool stood_in = (frame->counts[step] & STOOD_IN) != 0 && count_of(frame, step) == 0;
    frame->at = step;
    if (count_of(frame, step) < COUNT_MAX)
        frame->counts[step]++;
    open_loop(state, loop);
    state->frames[state->depth - 1].lacks_opener = true;
    state->frames[state->depth - 1].before = before;
    if (!stood_in && (state->strange != state->last_number || !is_last)) {
        struct x12_place place = x12_check_place(state, 0, 0);
        memcpy(place.segment_id, &opener->id, 3);
        x12_check_tell_at(state, X12_CHECK_segment_missing, &place, opener->name, opener->name,
            NULL, (struct text){0});
    }
    x12_check_balance_doubt(state, opener->id);
    if (opener->id == id_hl)
        lose_level(state);
}

// Whether an open loop has a segment of this id as its own; `meant` is set when one of them has to
// come and did not, or is the only one of the innermost loop, and this could be it.
static bool is_known_here(const struct check_state *state, uint32_t id, bool *meant)
{
    bool known = false;
    uint32_t kinds = 0, fitting = 0;
    *meant = false;
    for (size_t depth = state->depth; depth-- > 0;) {
        const struct check_frame *frame = &state->frames[depth];
        for (uint32_t i = 0; i < frame->loop->step_count; i++) {
            const struct grammar_segment *spec = segment_of(frame, i);
            if (spec->id != id)
                continue;
            known = true;
            kinds += depth + 1 == state->depth;
            if (i < frame->at || frame->counts[i] > 0 || !fits(spec, state->segment))
                continue;
            fitting += depth + 1 == state->depth;
            *meant = *meant || is_required(frame, i);
        }
    }
    *meant = *meant || (kinds == 1 && fitting == 1);
    return known;
}

// In a loop inside an open one, whose first segment is missing: that is told, and the loop opens
// without it.
static bool take_without_opener(struct check_state *state, uint32_t id)
{
    struct check_way way;
    bool meant, known = is_known_here(state, id, &meant);
    bool is_strange = state->strange != 0 && state->strange == state->last_number;
    if ((known && meant && !is_strange) || id == id_hl)
        return false;
    if (!find_way(state, id, known, true, &way) &&
        (known || !find_way(state, id, known, false, &way)))
        return false;
    if (state->depth + way.count >= CHECK_DEPTH_MAX)
        return false;
    for (size_t i = 0; i < way.count; i++)
        open_without(state, way.depth + i, way.steps[i], i + 1 == way.count);
    take_step(state, state->depth - 1,
        find_step(
            state, state->depth - 1, id, 0, state->frames[state->depth - 1].loop->step_count));
    state->guess = way.count == 1 ? state->segment->number : 0;
    return true;
}

// The loop that opened without its first segment for the segment just before: the guess was wrong
// when the next one goes on in the loop around it. What was told stands.
static bool take_back_guess(struct check_state *state, uint32_t id)
{
    if (state->guess == 0 || state->guess != state->last_number || state->depth < 2)
        return false;
    size_t inner = state->depth - 1;
    while (inner > 1 && !state->frames[inner].lacks_opener)
        inner--;
    struct check_frame *frame = &state->frames[inner - 1];
    uint32_t step = find_step(state, inner - 1, id, state->frames[inner].before, frame->at);
    if (!state->frames[inner].lacks_opener || step == NO_STEP)
        return false;
    for (size_t depth = inner; depth < state->depth; depth++) {
        const struct check_frame *f = &state->frames[depth];
        if (find_step(state, depth, id, f->at, f->loop->step_count) != NO_STEP)
            return false;
    }
    // What was missed of the loop around since then may still come.
    uint32_t before = state->frames[inner].before;
    size_t kept = 0;
    for (size_t i = 0; i < state->missed_count; i++) {
        const struct check_missed *missed = &state->missed[i];
        if (missed->depth < inner && (missed->depth + 1 < inner || missed->step < before))
            state->missed[kept++] = *missed;
    }
    state->missed_count = kept;
    while (state->level_count > 0 && state->levels[state->level_count - 1].depth >= inner)
        state->level_count--;
    state->depth = inner;
    frame->counts[frame->at]--;
    frame->at = before;
    if (frame->proven > frame->at)
        frame->proven = frame->at;
    take_step(state, inner - 1, step);
    return true;
}

// A segment of a loop that may come again, which had it and whatever else it has to have: the next
// one begins without its first segment.
static bool take_next_without_opener(struct check_state *state, size_t depth, uint32_t step)
{
    if (depth == 0 || is_incomplete(&state->frames[depth]) ||
        segment_of(&state->frames[depth], step)->id == id_hl)
        return false;
    const struct check_frame *outer = &state->frames[depth - 1];
    if (is_full(outer, outer->at) || step_of(outer, outer->at)->loop == 0)
        return false;
    uint32_t of = outer->at;
    while (&grammar.loop[step_of(outer, of)->loop] != state->frames[depth].loop) {
        if (++of == outer->loop->step_count)
            return false;
    }
    uint32_t id = state->segment->packed;
    if (is_full(outer, of))
        return false;
    open_without(state, depth - 1, of, true);
    take_step(state, depth, find_step(state, depth, id, 0, state->frames[depth].loop->step_count));
    return true;
}

// ---- Wrong places, wrong codes

// In a loop inside of frame `depth`, the one loop that may come next and begins with this id:
// rather that with a wrong code than something of the outer loop once more.
static bool take_inner_loop(struct check_state *state, size_t depth, uint32_t id)
{
    for (size_t inner = state->depth; --inner > depth;) {
        const struct check_frame *frame = &state->frames[inner];
        uint32_t found = NO_STEP, kinds = 0;
        for (uint32_t i = frame->at; i < frame->loop->step_count; i++) {
            if (segment_of(frame, i)->id != id || frame->counts[i] > 0)
                continue;
            found = i;
            kinds++;
        }
        if (kinds == 1 && step_of(frame, found)->loop != 0 &&
            fits(segment_of(frame, found), state->segment)) {
            take_step(state, inner, found);
            return true;
        }
    }
    return false;
}

// At an earlier place of an open loop: it stands in the wrong order. A segment leaves the loops
// inside open, so that what follows is met in them.
static bool take_out_of_order(struct check_state *state, uint32_t id)
{
    struct check_way way;
    for (size_t depth = state->depth; depth-- > 0;) {
        struct check_frame *frame = &state->frames[depth];
        uint32_t step = find_step(state, depth, id, 0, frame->at);
        if (step == NO_STEP)
            continue;
        const struct grammar_segment *spec = segment_of(frame, step);
        if (!fits(spec, state->segment) && find_way(state, id, false, true, &way))
            return false;
        bool full = is_full(frame, step);
        if (full && take_inner_loop(state, depth, id))
            return true;
        if (full && step_of(frame, step)->loop == 0 && take_next_without_opener(state, depth, step))
            return true;
        forget_missed(state, depth, step);
        if (step_of(frame, step)->loop != 0) {
            uint32_t at = frame->at;
            take_step(state, depth, step);
            if (frame->at < at)
                frame->at = at;
            if (full)
                return true;
        } else {
            state->spec = spec;
            state->own = depth + 1;
            if (count_of(frame, step) < COUNT_MAX)
                frame->counts[step]++;
        }
        if (full)
            tell_repeated(state, depth, step);
        else
            x12_check_tell(
                state, X12_CHECK_segment_order, 0, 0, state->spec->name, NULL, (struct text){0});
        return true;
    }
    return false;
}

// By its id alone, in the innermost loops first: the code that tells what it is is wrong. Told with
// the codes that would do; the segment is held against none of them.
static bool take_wrong_qualifier(struct check_state *state, uint32_t id)
{
    for (size_t depth = state->depth; depth-- > 0;) {
        struct check_frame *frame = &state->frames[depth];
        const struct grammar_segment *first = NULL;
        uint32_t first_step = 0, required = NO_STEP, missing = 0;
        for (uint32_t i = 0; i < frame->loop->step_count; i++) {
            const struct grammar_segment *spec = segment_of(frame, i);
            // Of an outer loop, one that may still come.
            if (spec->id != id || spec->qualifier_element == 0 ||
                (i < frame->at && depth + 1 < state->depth))
                continue;
            if (is_required(frame, i) && frame->counts[i] == 0) {
                required = i;
                missing++;
            }
            if (first == NULL || (first_step < frame->at && i >= frame->at)) {
                first = spec;
                first_step = i;
            }
        }
        if (first == NULL)
            continue;
        struct text code = code_of(first, state->segment);
        // What has to come and did not will have been meant, if it could be that.
        if (missing == 1 && fits(segment_of(frame, required), state->segment)) {
            forget_missed(state, depth, required);
            frame->counts[required] |= STOOD_IN;
        }
        state->strange = state->segment->number;
        if (code.size == 0)
            x12_check_tell(state, X12_CHECK_element_missing, first->qualifier_element,
                first->qualifier_component,
                grammar.element[first->elements + first->qualifier_element - 1].name, NULL, code);
        else
            x12_check_tell(state, X12_CHECK_segment_qualifier, first->qualifier_element,
                first->qualifier_component, first->name, NULL, code);
        x12_check_balance_doubt(state, id);
        return true;
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

// An id that nobody knows is a misspelt one: it stands for what has to come next.
static void take_unknown(struct check_state *state)
{
    state->strange = state->segment->number;
    x12_check_balance_doubt(state, 0);
    for (size_t depth = state->depth; depth-- > 0;) {
        struct check_frame *frame = &state->frames[depth];
        for (uint32_t i = frame->at; i < frame->loop->step_count; i++) {
            if (is_required(frame, i) && frame->counts[i] == 0) {
                frame->counts[i] |= STOOD_IN;
                return;
            }
        }
    }
}

// ---- Begin, segment, end

void x12_check_walk_begin(struct check_state *state)
{
    state->depth = 0;
    state->missed_count = 0;
    state->level_count = 0;
    state->level_next = 1;
    state->levels_lost = 0;
    state->strange = state->guess = 0;
    state->segment = NULL;
    state->spec = NULL;
    x12_check_situation_begin(state);
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
    state->own = 0;
    if (id != 0 && take_back_guess(state, id))
        return;
    for (size_t depth = state->depth; id != 0 && depth-- > 0;) {
        const struct check_frame *frame = &state->frames[depth];
        uint32_t step = find_step(state, depth, id, frame->at, frame->loop->step_count);
        if (step != NO_STEP) {
            take_step(state, depth, step);
            return;
        }
    }
    if (id != 0 && (take_required(state, id) || take_level_by_parent(state, id) ||
                       take_out_of_order(state, id) || take_without_opener(state, id) ||
                       take_wrong_qualifier(state, id)))
        return;
    bool is_known = id != 0 && is_of_the_standard(id);
    x12_check_tell(state, is_known ? X12_CHECK_segment_misplaced : X12_CHECK_segment_unknown, 0, 0,
        NULL, NULL, (struct text){0});
    if (is_known)
        x12_check_balance_doubt(state, id);
    else
        take_unknown(state);
}

void x12_check_walk_end(struct check_state *state)
{
    state->own = 0;
    close_loops(state, 0);
}
