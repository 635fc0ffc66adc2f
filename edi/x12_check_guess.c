// What a segment is that fits nowhere: the one that has to come next with a wrong code, one of an
// earlier place, one of a loop whose first segment is missing, any of its id.
#include "edi/x12_check_walk.h"

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

bool x12_check_guess_contradicts(
    const struct grammar_segment *spec, const struct x12_segment *segment)
{
    for (uint32_t i = 0; i < spec->element_count; i++) {
        const struct grammar_element *element = &grammar.element[spec->elements + i];
        struct text t = x12_element(segment, i + 1);
        if (i + 1 == spec->qualifier_element || t.size == 0)
            continue;
        if (element->usage == GRAMMAR_NOT_USED ||
            (element->type != GRAMMAR_COMPOSITE && element->codes != 0 && element->repeat <= 1 &&
                !grammar_has(&grammar.codes[element->codes], t)))
            return true;
    }
    return false;
}

bool x12_check_guess_fits(const struct grammar_segment *spec, const struct x12_segment *segment)
{
    for (uint32_t i = 0; i < spec->element_count; i++) {
        if (i + 1 != spec->qualifier_element && x12_element(segment, i + 1).size == 0 &&
            grammar.element[spec->elements + i].usage == GRAMMAR_REQUIRED)
            return false;
    }
    return !x12_check_guess_contradicts(spec, segment);
}

// The step of a loop, from `from` on, of this id that has to be met and was not: the only one of
// this id, or the first of several when they open loops. `kinds` is set to how many there are.
static uint32_t find_required(
    const struct check_frame *frame, uint32_t id, uint32_t from, uint32_t *kinds)
{
    uint32_t first = WALK_NO_STEP, required = WALK_NO_STEP;
    *kinds = 0;
    for (uint32_t i = from; i < frame->loop->step_count; i++) {
        if (x12_check_walk_spec(frame, i)->id != id || frame->counts[i] > 0)
            continue;
        ++*kinds;
        if (first == WALK_NO_STEP)
            first = i;
        if (required == WALK_NO_STEP && x12_check_walk_is_required(frame, i))
            required = i;
    }
    if (*kinds > 1 && required != WALK_NO_STEP &&
        (first != required || x12_check_walk_step(frame, first)->loop == 0))
        return WALK_NO_STEP;
    return required;
}

// The one segment of this id that has to come next in an open loop, but for the code that tells
// what it is: that code is wrong, and is told with the elements.
static bool take_required(struct check_state *state, uint32_t id)
{
    for (size_t depth = state->depth; id != WALK_HL && depth-- > 0;) {
        const struct check_frame *frame = &state->frames[depth];
        uint32_t kinds, found = find_required(frame, id, frame->at, &kinds);
        if (found != WALK_NO_STEP &&
            x12_check_guess_fits(x12_check_walk_spec(frame, found), state->segment)) {
            x12_check_walk_take(state, depth, found);
            return true;
        }
        if (kinds > 0)
            return false;
    }
    return false;
}

// ---- Loops whose first segment is missing

// Loops, from outside in, that lead from an open one to the loop that has the segment.
struct check_way {
    size_t depth, count;
    uint32_t steps[2];
};

// Whether one of the loops inside frame `depth`, which would end, still lacks something: then it is
// rather the segment that stands in the wrong place. One that was guessed for the segment before
// may.
static bool ends_incomplete(const struct check_state *state, size_t depth)
{
    bool is_guess = state->guess != 0 && state->guess == state->last_number;
    for (size_t i = state->depth; --i > depth;) {
        const struct check_frame *frame = &state->frames[i];
        if (!(frame->lacks_opener && is_guess) && x12_check_walk_is_incomplete(frame))
            return true;
    }
    return false;
}

// Whether x12_check_walk_step_of finds one, of some steps only.
static bool has_fitting(const struct check_state *state, const struct grammar_loop *loop,
    uint32_t id, bool needs_qualifier, bool needs_loop, bool has_to_fit)
{
    for (uint32_t k = 0; k < loop->step_count; k++) {
        const struct grammar_step *step = &grammar.step[loop->steps + k];
        const struct grammar_segment *spec = &grammar.segment[step->segment];
        if (x12_check_walk_matches(spec, state->segment, id) && (!needs_loop || step->loop != 0) &&
            (!needs_qualifier || spec->qualifier_element != 0) &&
            (!has_to_fit || x12_check_guess_fits(spec, state->segment)))
            return true;
    }
    return false;
}

// The shortest way. Over more than one loop only for a segment that itself opens one, and with its
// code: else it is rather the segment that is wrong.
static bool find_way(const struct check_state *state, uint32_t id, bool needs_qualifier,
    bool has_to_fit, struct check_way *way)
{
    size_t most = state->depth + 2 < GRAMMAR_DEPTH_MAX ? 2 : 0;
    for (way->count = 1; way->count <= most; way->count++) {
        for (way->depth = state->depth; way->depth-- > 0;) {
            const struct check_frame *frame = &state->frames[way->depth];
            for (uint32_t i = frame->at; i < frame->loop->step_count; i++) {
                const struct grammar_step *outer = x12_check_walk_step(frame, i);
                const struct grammar_loop *loop = &grammar.loop[outer->loop];
                way->steps[0] = i;
                if (outer->loop == 0 || x12_check_walk_is_full(frame, i))
                    continue;
                if (way->count == 1 &&
                    has_fitting(state, loop, id, needs_qualifier, false, has_to_fit))
                    return true;
                for (uint32_t k = 0; way->count == 2 && k < loop->step_count; k++) {
                    const struct grammar_step *step = &grammar.step[loop->steps + k];
                    way->steps[1] = k;
                    if (step->loop != 0 && has_fitting(state, &grammar.loop[step->loop], id,
                                               needs_qualifier, true, has_to_fit))
                        return true;
                }
            }
        }
    }
    return false;
}

void x12_check_guess_settle(struct check_state *state, bool misplaced)
{
    struct x12_place place = state->stray.place;
    const struct grammar_loop *loop = state->frames[state->stray.frame].loop;
    const struct grammar_segment *opener = &grammar.segment[loop->opens];
    state->stray.frame = 0;
    if (misplaced) {
        x12_check_tell_at(
            state, X12_CHECK_segment_misplaced, &place, "", NULL, NULL, (struct text){0});
        return;
    }
    text_copy_z(place.loop, sizeof(place.loop), text_of(loop->id));
    memcpy(place.segment_id, &opener->id, 3);
    x12_check_tell_at(state, X12_CHECK_segment_missing, &place, opener->name, opener->name, NULL,
        (struct text){0});
}

static void tell_order(struct check_state *state, const struct x12_place *place,
    const struct grammar_segment *spec, const char *where, const struct grammar_segment *other)
{
    char room[CHECK_ORDER_BYTES];
    x12_check_tell_at(state, X12_CHECK_segment_order, place, spec->name, spec->name,
        x12_check_say_order(room, sizeof(room), where, other), (struct text){0});
}

void x12_check_guess_settle_block(struct check_state *state)
{
    struct check_block *block = &state->block;
    bool is_one = block->count > 1 && block->early != NULL && !block->is_told;
    // Several in a row: rather the one before them came too early.
    if (is_one)
        tell_order(
            state, &block->early_place, block->early, "behind", block->specs[block->count - 1]);
    for (size_t i = 0; i < block->count && !block->is_told && !is_one; i++)
        tell_order(state, &block->places[i], block->specs[i], "before", block->jumped[i]);
    block->last = 0;
    block->count = 0;
}

// The segment before the block, where the loop of frame `depth` stands since.
static void note_early(struct check_state *state, size_t depth)
{
    const struct check_frame *frame = &state->frames[depth];
    const struct grammar_segment *spec = state->last_spec;
    const struct grammar_step *step = x12_check_walk_step(frame, frame->at);
    if (depth + 1 != state->depth || spec == NULL || step->loop != 0 ||
        spec->position != step->position || spec->loop != state->spec->loop)
        return;
    char id[4] = "";
    memcpy(id, &spec->id, 3);
    struct x12_place place = x12_check_place(state, 0, 0);
    place.segment = state->last_number;
    place.offset = state->last_offset;
    text_copy_z(place.segment_id, sizeof(place.segment_id), text_of(id));
    state->block.early = spec;
    state->block.early_place = place;
}

// The segment at hand stands behind where it belongs in frame `depth`, as `step` of its loop.
static void add_to_block(struct check_state *state, size_t depth, uint32_t step)
{
    struct check_block *block = &state->block;
    bool is_told = x12_check_walk_may_have_begun(state, &state->frames[depth]);
    x12_check_situation_fault(state, 0);
    if (is_told)
        state->strange = state->segment->number;
    if (block->count > 0 && (block->last != state->last_number || block->is_told != is_told ||
                                block->count == CHECK_BLOCK_MAX))
        x12_check_guess_settle_block(state);
    if (block->count == 0) {
        *block = (struct check_block){.frame = depth, .is_told = is_told};
        note_early(state, depth);
    }
    block->places[block->count] = x12_check_place(state, 0, 0);
    block->jumped[block->count] = x12_check_jumped_by(state, depth, step);
    block->specs[block->count++] = state->spec;
    block->last = state->segment->number;
}

// Whether the segments before may be the first ones of the loop that opens as a step of frame
// `depth`.
static bool takes_block(
    const struct check_state *state, size_t depth, const struct grammar_loop *loop)
{
    const struct check_block *block = &state->block;
    bool fit = block->last != 0 && block->last == state->last_number && block->frame >= depth;
    for (size_t i = 0; i < block->count && fit; i++)
        fit = x12_check_has_id(loop, block->specs[i]->id);
    return fit;
}

// Whether a segment of a loop that comes once, and need not have it, may as well stand in the loop
// beside it that is open.
static bool may_be_stray(const struct check_state *state, size_t depth, uint32_t step)
{
    const struct check_frame *frame = &state->frames[depth];
    const struct grammar_loop *loop = &grammar.loop[x12_check_walk_step(frame, step)->loop];
    if (state->depth <= depth + 1 || x12_check_walk_max(frame, step) != 1 ||
        state->stray.frame != 0)
        return false;
    for (uint32_t i = 0; i < loop->step_count; i++) {
        const struct grammar_step *own = &grammar.step[loop->steps + i];
        if (own->loop == 0 && own->usage != GRAMMAR_REQUIRED &&
            x12_check_walk_matches(
                &grammar.segment[own->segment], state->segment, state->segment->packed))
            return true;
    }
    return false;
}

// Whether the first segment that a loop lacks which opens as a step of frame `depth` was told as
// that of one beside it, which was the wrong guess; of levels, for the segment before.
static bool is_told_before(
    const struct check_state *state, size_t depth, const struct grammar_loop *loop)
{
    for (size_t i = depth + 1; i < state->depth; i++) {
        const struct check_frame *frame = &state->frames[i];
        uint32_t id = grammar.segment[frame->loop->opens].id;
        if (frame->lacks_opener && frame->loop != loop && id == grammar.segment[loop->opens].id &&
            (id == WALK_HL ? state->guess == state->last_number : i == depth + 1))
            return true;
    }
    return false;
}

// The segments of the block stood in the loop that has just opened.
static void take_block(struct check_state *state)
{
    struct check_frame *frame = &state->frames[state->depth - 1];
    for (size_t i = 0; i < state->block.count; i++) {
        for (uint32_t k = 0; k < frame->loop->step_count; k++) {
            if (x12_check_walk_step(frame, k)->id == state->block.specs[i]->id &&
                frame->counts[k] == 0)
                frame->counts[k] |= WALK_STOOD_IN;
        }
    }
    state->block.last = 0;
    state->block.count = 0;
}

// Opens a loop without its first segment, which is told; not when the segment before was told as
// something unknown, which it will have been.
static void open_without(struct check_state *state, size_t depth, uint32_t step, bool is_last)
{
    bool is_stray = is_last && may_be_stray(state, depth, step);
    struct check_stray stray = {depth + 1, x12_check_place(state, 0, 0)};
    struct check_frame *frame = &state->frames[depth];
    const struct grammar_loop *loop = &grammar.loop[x12_check_walk_step(frame, step)->loop];
    const struct grammar_segment *opener = &grammar.segment[loop->opens];
    uint32_t before = frame->at;
    bool is_known = is_told_before(state, depth, loop),
         is_of_block = takes_block(state, depth, loop);
    x12_check_walk_close(state, depth + 1);
    x12_check_walk_pass(state, depth, step);
    bool stood_in =
        (frame->counts[step] & WALK_STOOD_IN) != 0 && x12_check_walk_count(frame, step) == 0;
    frame->at = step;
    if (x12_check_walk_count(frame, step) < WALK_COUNT_MAX)
        frame->counts[step]++;
    x12_check_walk_open(state, loop);
    state->frames[state->depth - 1].lacks_opener = true;
    state->frames[state->depth - 1].before = before;
    state->frames[state->depth - 1].ordinal = x12_check_walk_count(frame, step);
    bool is_told = !stood_in && !is_known && (state->strange != state->last_number || !is_last);
    if (is_told && is_stray) {
        state->stray = stray;
    } else if (is_told) {
        struct x12_place place = x12_check_place(state, 0, 0);
        if (is_of_block) {
            place.segment = state->block.places[0].segment;
            place.offset = state->block.places[0].offset;
        }
        memcpy(place.segment_id, &opener->id, 3);
        x12_check_tell_at(state, X12_CHECK_segment_missing, &place, opener->name, opener->name,
            NULL, (struct text){0});
    }
    if (is_of_block)
        take_block(state);
    x12_check_situation_doubt(state);
    x12_check_situation_doubt_element(state, opener, 0, 0);
    x12_check_balance_doubt(state, opener->id);
    if (opener->id == WALK_HL)
        x12_check_level_lose(state);
}

// Opens the loops of the way, and takes the segment in the last of them.
static void take_way(struct check_state *state, const struct check_way *way, uint32_t id)
{
    uint32_t step = way->steps[0];
    const struct grammar_loop *loop =
        &grammar.loop[x12_check_walk_step(&state->frames[way->depth], step)->loop];
    for (size_t i = 1; i < way->count; i++)
        loop = &grammar.loop[grammar.step[loop->steps + way->steps[i]].loop];
    if (x12_check_ahead_waits_guessed(
            state, way->depth, step, loop, x12_check_walk_step_of(loop, state->segment)))
        return;
    for (size_t i = 0; i < way->count; i++)
        open_without(state, way->depth + i, way->steps[i], i + 1 == way->count);
    size_t depth = state->depth - 1;
    x12_check_walk_take(state, depth,
        x12_check_walk_find(state, depth, id, 0, state->frames[depth].loop->step_count));
    state->guess = way->count == 1 ? state->segment->number : 0;
}

// Whether an open loop has a segment of this id as its own. `fitting` is set when this could be it;
// `meant` when it could be one that has to come and did not, or the only one of the innermost loop.
static bool is_known_here(const struct check_state *state, uint32_t id, bool *fitting, bool *meant)
{
    bool known = false;
    uint32_t kinds = 0, next = 0;
    *fitting = *meant = false;
    for (size_t depth = state->depth; depth-- > 0;) {
        const struct check_frame *frame = &state->frames[depth];
        for (uint32_t i = 0; i < frame->loop->step_count; i++) {
            const struct grammar_segment *spec = x12_check_walk_spec(frame, i);
            if (spec->id != id)
                continue;
            known = true;
            kinds += depth + 1 == state->depth;
            if (!x12_check_guess_fits(spec, state->segment))
                continue;
            *fitting = true;
            if (i < frame->at || frame->counts[i] > 0)
                continue;
            next += depth + 1 == state->depth;
            *meant = *meant || x12_check_walk_is_required(frame, i);
        }
    }
    *meant = *meant || (kinds == 1 && next == 1);
    return known;
}

// In a loop inside an open one, whose first segment is missing: that is told, and the loop opens
// without it.
static bool take_without_opener(struct check_state *state, uint32_t id)
{
    struct check_way way;
    bool fitting, meant, known = is_known_here(state, id, &fitting, &meant);
    bool is_strange = state->strange != 0 && state->strange == state->last_number;
    if ((known && meant && !is_strange) || id == WALK_HL)
        return false;
    if (!find_way(state, id, fitting, true, &way) &&
        (known || !find_way(state, id, known, false, &way)))
        return false;
    take_way(state, &way, id);
    return true;
}

// The HL at hand has the code of a level inside the one that has to come as `step` of frame
// `depth`: that one is missing, and those between, or the code is wrong, as what comes next says.
static bool take_below_missing(struct check_state *state, size_t depth, uint32_t step)
{
    uint32_t steps[GRAMMAR_DEPTH_MAX] = {step};
    size_t count = 1;
    const struct grammar_loop *loop =
        &grammar.loop[x12_check_walk_step(&state->frames[depth], step)->loop];
    uint32_t inner = WALK_NO_STEP;
    while (state->depth + count + 1 < GRAMMAR_DEPTH_MAX) {
        inner = x12_check_walk_step_of(loop, state->segment);
        uint32_t next = loop->step_count;
        while (
            inner == WALK_NO_STEP && next > 0 && grammar.step[loop->steps + next - 1].id != WALK_HL)
            next--;
        if (inner != WALK_NO_STEP || next == 0)
            break;
        steps[count++] = next - 1;
        loop = &grammar.loop[grammar.step[loop->steps + next - 1].loop];
    }
    if (inner == WALK_NO_STEP || x12_check_walk_is_full(&state->frames[depth], step))
        return false;
    if (state->looks_ahead)
        return x12_check_ahead_waits_below(
            state, depth, step, &grammar.loop[grammar.step[loop->steps + inner].loop]);
    for (size_t i = 0; i < count; i++)
        open_without(state, depth + i, steps[i], false);
    x12_check_walk_take(state, state->depth - 1, inner);
    return true;
}

// An HL whose code is wrong: the level below the one that HL02 names or, when it names none that is
// open, below the innermost. Its code is told with the elements.
static bool take_level_by_parent(struct check_state *state, uint32_t id)
{
    int64_t parent = 0;
    if (id != WALK_HL)
        return false;
    bool has_parent = text_to_i64(x12_element(state->segment, 2), &parent);
    for (int pass = 0; pass < 2; pass++) {
        for (size_t i = state->level_count; i-- > 0;) {
            const struct check_level *level = &state->levels[i];
            if (pass == 0 && (!has_parent || level->number != parent))
                continue;
            const struct check_frame *frame = &state->frames[level->depth];
            for (uint32_t k = 0; k < frame->loop->step_count; k++) {
                if (x12_check_walk_spec(frame, k)->id == WALK_HL) {
                    if (!take_below_missing(state, level->depth, k))
                        x12_check_walk_take(state, level->depth, k);
                    return true;
                }
            }
        }
    }
    return false;
}

bool x12_check_guess_take_back(struct check_state *state, uint32_t id)
{
    if (state->depth < 2)
        return false;
    size_t inner = state->depth - 1;
    while (inner > 1 && !state->frames[inner].lacks_opener)
        inner--;
    struct check_frame *frame = &state->frames[inner - 1];
    uint32_t step =
        x12_check_walk_find(state, inner - 1, id, state->frames[inner].before, frame->at);
    if (!state->frames[inner].lacks_opener || step == WALK_NO_STEP)
        return false;
    for (size_t depth = inner; depth < state->depth; depth++) {
        const struct check_frame *f = &state->frames[depth];
        if (x12_check_walk_find(state, depth, id, f->at, f->loop->step_count) != WALK_NO_STEP)
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
    if (state->stray.frame == inner)
        x12_check_guess_settle(state, true);
    state->depth = inner;
    frame->counts[frame->at]--;
    frame->at = before;
    if (frame->proven > frame->at)
        frame->proven = frame->at;
    x12_check_walk_take(state, inner - 1, step);
    return true;
}

// Whether its last segment has come, which each such loop has.
static bool is_closed(const struct check_frame *frame)
{
    uint32_t last = frame->loop->step_count;
    return last > 0 && x12_check_walk_is_closing(frame, last - 1) && frame->counts[last - 1] > 0;
}

// Whether the level of frame `depth` said that others stand below it, none does yet, and one that
// may has such a segment.
static bool awaits_level(const struct check_state *state, size_t depth)
{
    const struct check_level *level =
        state->level_count > 0 ? &state->levels[state->level_count - 1] : NULL;
    const struct check_frame *frame = &state->frames[depth];
    if (level == NULL || level->depth != depth || !level->says_child || level->has_child)
        return false;
    for (uint32_t i = frame->at; i < frame->loop->step_count; i++) {
        const struct grammar_step *step = x12_check_walk_step(frame, i);
        if (step->id == WALK_HL &&
            x12_check_walk_step_of(&grammar.loop[step->loop], state->segment) != WALK_NO_STEP)
            return true;
    }
    return false;
}

// A segment of a loop that may come again, which had it and whatever else it has to have: the next
// one begins without its first segment.
static bool take_next_without_opener(struct check_state *state, size_t depth, uint32_t step)
{
    const struct check_frame *frame = &state->frames[depth];
    bool is_level = grammar.segment[frame->loop->opens].id == WALK_HL;
    if (depth == 0 || x12_check_walk_is_incomplete(frame) ||
        x12_check_walk_spec(frame, step)->id == WALK_HL)
        return false;
    // A loop inside of it comes again by itself, but not below levels that it already has, nor
    // behind its last segment.
    if (x12_check_walk_step(frame, step)->loop != 0 &&
        !(is_level && x12_check_walk_is_required(frame, step)) && !is_closed(frame))
        return false;
    if (is_level && awaits_level(state, depth))
        return false;
    const struct check_frame *outer = &state->frames[depth - 1];
    if (x12_check_walk_is_full(outer, outer->at) ||
        x12_check_walk_step(outer, outer->at)->loop == 0)
        return false;
    uint32_t of = outer->at;
    while (&grammar.loop[x12_check_walk_step(outer, of)->loop] != frame->loop) {
        if (++of == outer->loop->step_count)
            return false;
    }
    uint32_t id = state->segment->packed;
    if (x12_check_walk_is_full(outer, of))
        return false;
    if (x12_check_ahead_waits_guessed(state, depth - 1, of, frame->loop, step))
        return true;
    open_without(state, depth - 1, of, true);
    x12_check_walk_take(state, depth,
        x12_check_walk_find(state, depth, id, 0, state->frames[depth].loop->step_count));
    state->guess = state->segment->number;
    return true;
}

bool x12_check_guess_begins_next(struct check_state *state, size_t depth, uint32_t step)
{
    uint32_t id = state->segment->packed;
    if ((depth + 1 < state->depth && !x12_check_walk_is_of_level(&state->frames[depth], step)) ||
        text_equal(text_part(state->segment->raw, 0, sizeof(state->latest)),
            (struct text){state->latest, state->latest_size}) ||
        !take_next_without_opener(state, depth, step))
        return false;
    // Nobody knows whether it is not the same line once more.
    x12_check_balance_doubt(state, id);
    return true;
}

// ---- Wrong places, wrong codes

static bool has_required(const struct grammar_loop *loop)
{
    for (uint32_t i = 0; i < loop->step_count; i++) {
        const struct grammar_step *step = &grammar.step[loop->steps + i];
        if ((step->loop ? grammar.loop[step->loop].usage : grammar.segment[step->segment].usage) ==
            GRAMMAR_REQUIRED)
            return true;
    }
    return false;
}

// In a loop inside of frame `depth`, the one loop that may come next and begins with this id:
// rather that with a wrong code than something of the outer loop once more.
static bool take_inner_loop(struct check_state *state, size_t depth, uint32_t id)
{
    for (size_t inner = state->depth; --inner > depth;) {
        const struct check_frame *frame = &state->frames[inner];
        uint32_t found = WALK_NO_STEP, kinds = 0;
        for (uint32_t i = frame->at; i < frame->loop->step_count; i++) {
            if (x12_check_walk_spec(frame, i)->id != id || frame->counts[i] > 0)
                continue;
            found = i;
            kinds++;
        }
        if (kinds == 1 && x12_check_walk_step(frame, found)->loop != 0 &&
            x12_check_guess_fits(x12_check_walk_spec(frame, found), state->segment)) {
            x12_check_walk_take(state, inner, found);
            return true;
        }
    }
    return false;
}

// As the second segment, which each has, of a loop of frame `depth` that may come next: its first
// one is missing.
static bool take_second_of_inner(struct check_state *state, size_t depth, uint32_t id)
{
    const struct check_frame *frame = &state->frames[depth];
    for (uint32_t i = frame->at; depth + 1 == state->depth && i < frame->loop->step_count; i++) {
        const struct grammar_loop *loop = &grammar.loop[x12_check_walk_step(frame, i)->loop];
        const struct grammar_step *second = &grammar.step[loop->steps];
        const struct grammar_segment *spec = &grammar.segment[second->segment];
        if (x12_check_walk_step(frame, i)->loop == 0 || loop->step_count == 0 ||
            second->loop != 0 || second->usage != GRAMMAR_REQUIRED ||
            !x12_check_walk_matches(spec, state->segment, id) ||
            !x12_check_guess_fits(spec, state->segment))
            continue;
        struct check_way way = {.depth = depth, .count = 1, .steps = {i}};
        take_way(state, &way, id);
        return true;
    }
    return false;
}

// At an earlier place of an open loop: it stands in the wrong order. A segment leaves the loops
// inside open, so that what follows is met in them.
static bool take_out_of_order(struct check_state *state, uint32_t id)
{
    struct check_way way;
    char room[CHECK_ORDER_BYTES];
    // What a loop has to have once begins the next one rather than it stands in another too late.
    for (size_t depth = state->depth; depth-- > 0;) {
        struct check_frame *frame = &state->frames[depth];
        uint32_t step = x12_check_walk_find(state, depth, id, 0, frame->at);
        if (step != WALK_NO_STEP && take_second_of_inner(state, depth, id))
            return true;
        if (step != WALK_NO_STEP &&
            ((x12_check_walk_is_required(frame, step) && x12_check_walk_count(frame, step) > 0) ||
                is_closed(frame)) &&
            x12_check_guess_fits(x12_check_walk_spec(frame, step), state->segment) &&
            take_next_without_opener(state, depth, step))
            return true;
    }
    for (size_t depth = state->depth; depth-- > 0;) {
        struct check_frame *frame = &state->frames[depth];
        uint32_t step = x12_check_walk_find(state, depth, id, 0, frame->at);
        if (step == WALK_NO_STEP)
            continue;
        const struct grammar_segment *spec = x12_check_walk_spec(frame, step);
        if (!x12_check_guess_fits(spec, state->segment) && find_way(state, id, false, true, &way))
            return false;
        if (!x12_check_guess_fits(spec, state->segment) && ends_incomplete(state, depth))
            continue;
        // Rather the loop inside that has to come next, and that has such a segment.
        if (find_way(state, id, true, true, &way) && way.count == 1 && way.depth > depth &&
            x12_check_walk_is_required(&state->frames[way.depth], way.steps[0]) &&
            state->frames[way.depth].counts[way.steps[0]] == 0) {
            take_way(state, &way, id);
            return true;
        }
        bool full = x12_check_walk_is_full(frame, step);
        // Rather a loop inside, with a wrong code, than one that would end those that are open.
        bool ends_others = depth + 1 < state->depth && x12_check_walk_step(frame, step)->loop != 0;
        if ((full || ends_others) && take_inner_loop(state, depth, id))
            return true;
        bool is_first =
            spec->position == x12_check_walk_spec(frame, 0)->position && !frame->is_disordered;
        if (x12_check_walk_count(frame, step) > 0 && (full || is_first) &&
            take_next_without_opener(state, depth, step))
            return true;
        if (full && x12_check_walk_step(frame, step)->loop == 0 &&
            find_way(state, id, false, true, &way) && way.count == 1) {
            take_way(state, &way, id);
            return true;
        }
        // Nor is it missing if it waits, and then is told as misplaced.
        forget_missed(state, depth, step);
        if (x12_check_walk_step(frame, step)->loop != 0 &&
            (ends_incomplete(state, depth) ||
                (!full && !has_required(&grammar.loop[x12_check_walk_step(frame, step)->loop])))) {
            // Nothing has to follow it, or something has to that it would end: rather it alone
            // stands there, and the rest goes on.
            if (x12_check_walk_count(frame, step) < WALK_COUNT_MAX)
                frame->counts[step]++;
            state->strange = state->segment->number;
            state->strange_id = id;
            state->spec = spec;
            state->own = depth + 1;
        } else if (x12_check_walk_step(frame, step)->loop != 0) {
            uint32_t at = frame->at;
            const struct grammar_loop *loop = &grammar.loop[x12_check_walk_step(frame, step)->loop];
            if (x12_check_ahead_waits_guessed(state, depth, step, loop, WALK_NO_STEP))
                return true;
            x12_check_walk_take(state, depth, step);
            if (frame->at < at)
                frame->at = at;
            if (full)
                return true;
        } else {
            state->spec = spec;
            state->own = depth + 1;
            frame->is_disordered = true;
            if (x12_check_walk_count(frame, step) < WALK_COUNT_MAX)
                frame->counts[step]++;
        }
        if (full)
            x12_check_walk_repeated(state, depth, step);
        else if (x12_check_walk_step(frame, step)->loop == 0)
            add_to_block(state, depth, step);
        else
            x12_check_tell(state, X12_CHECK_segment_order, 0, 0, state->spec->name,
                x12_check_say_order(
                    room, sizeof(room), "before", x12_check_jumped_by(state, depth, step)),
                (struct text){0});
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
        uint32_t first_step = 0, required = WALK_NO_STEP;
        for (uint32_t i = 0; i < frame->loop->step_count; i++) {
            const struct grammar_segment *spec = x12_check_walk_spec(frame, i);
            // Of an outer loop, one that may still come.
            if (spec->id != id || spec->qualifier_element == 0 ||
                (i < frame->at && depth + 1 < state->depth))
                continue;
            if (x12_check_walk_is_required(frame, i) && frame->counts[i] == 0 &&
                required == WALK_NO_STEP)
                required = i;
            if (first == NULL || (first_step < frame->at && i >= frame->at)) {
                first = spec;
                first_step = i;
            }
        }
        if (first == NULL)
            continue;
        struct text code = x12_check_walk_code(first, state->segment);
        char room[128];
        x12_check_say_kinds(frame, id, first, room, sizeof(room));
        // What has to come and did not will have been meant, if it could be that; of several the
        // first.
        if (required != WALK_NO_STEP &&
            x12_check_guess_fits(x12_check_walk_spec(frame, required), state->segment)) {
            forget_missed(state, depth, required);
            frame->counts[required] |= WALK_STOOD_IN;
        }
        state->strange = state->segment->number;
        state->strange_id = id;
        if (code.size == 0)
            x12_check_tell(state, X12_CHECK_element_missing, first->qualifier_element,
                first->qualifier_component,
                grammar.element[first->elements + first->qualifier_element - 1].name, NULL, code);
        else
            x12_check_tell(state, X12_CHECK_segment_qualifier, first->qualifier_element,
                first->qualifier_component, first->name, room,
                grammar_is_astray(
                    first, &grammar.element[first->elements + first->qualifier_element - 1], code)
                    ? (struct text){0}
                    : code);
        x12_check_balance_doubt(state, id);
        x12_check_situation_doubt_id(state, id);
        return true;
    }
    return false;
}

// ---- One after the other

enum guess x12_check_guess(struct check_state *state, uint32_t id)
{
    state->ahead->may_ask = true;
    state->ahead->asks = false;
    bool taken = take_required(state, id) || take_level_by_parent(state, id) ||
                 take_out_of_order(state, id) || take_without_opener(state, id) ||
                 take_wrong_qualifier(state, id);
    state->ahead->may_ask = false;
    return state->ahead->asks ? GUESS_WAITS : taken ? GUESS_TAKEN : GUESS_NONE;
}
