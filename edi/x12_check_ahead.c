// A segment that begins a loop, or ends some, and the one behind it: together they say where both
// belong. Where what comes next would stand in its place had the first one not been there, and
// lacks things or fits nowhere behind it, the first one stands in the wrong place: it is told, and
// the loops stay open. In a valid file nothing is ever missing, so that no segment is taken for
// misplaced.
#include "edi/x12_check_walk.h"

// What fits nowhere costs more than anything that may be missing.
#define MISFIT 1000

void x12_check_ahead_hold(struct check_state *state, const struct x12_segment *segment)
{
    struct check_ahead *ahead = state->ahead;
    struct check_held *held = &ahead->held[ahead->count++];
    uint32_t begin = (uint32_t)(segment->raw.at - segment->base);
    held->segment = *segment;
    held->separators = *segment->separators;
    memcpy(held->raw, segment->raw.at, segment->raw.size);
    for (size_t i = 0; i <= segment->count; i++)
        held->ends[i] = segment->ends[i] - begin;
    held->segment.raw.at = held->segment.id.at = held->segment.base = held->raw;
    held->segment.ends = held->ends;
    held->segment.separators = &held->separators;
}

// How many steps from `from` to `until` have to be met and were not, `met` apart.
static unsigned missing(
    const struct check_frame *frame, uint32_t from, uint32_t until, uint32_t met)
{
    unsigned count = 0;
    for (uint32_t i = from; i < until; i++) {
        i = x12_check_walk_step(frame, i)->next_required;
        count += i < until && i != met && frame->counts[i] == 0;
    }
    return count;
}

// Where the segment at hand, if there is one, may come next in frame `depth` as it stands from
// `from` on, where `met` was met once more than its counts say. `cost` grows by what would be
// missing, of all of the frame if it may come nowhere.
static struct check_spot comes_in(
    const struct check_state *state, size_t depth, uint32_t from, uint32_t met, unsigned *cost)
{
    const struct check_frame *frame = &state->frames[depth];
    uint32_t count = frame->loop->step_count, step = WALK_NO_STEP;
    if (state->segment != NULL)
        step = x12_check_walk_find(state, depth, state->segment->packed, from, count);
    if (step != WALK_NO_STEP &&
        (x12_check_walk_is_full(frame, step) ||
            (step == met && x12_check_walk_max(frame, step) > 0 &&
                x12_check_walk_count(frame, step) + 1 >= x12_check_walk_max(frame, step))))
        step = WALK_NO_STEP;
    uint32_t until = step == WALK_NO_STEP ? count : x12_check_walk_step(frame, step)->first_there;
    *cost += missing(frame, frame->proven > from ? frame->proven : from, until, met);
    uint16_t loop = step == WALK_NO_STEP ? 0 : x12_check_walk_step(frame, step)->loop;
    return (struct check_spot){.depth = depth,
        .step = step,
        .opened = loop == 0 ? NULL : &grammar.loop[loop],
        .inner = WALK_NO_STEP};
}

// The same in frame `depth` and those around it; at the end of the set in none.
static struct check_spot comes_around(const struct check_state *state, size_t depth, unsigned *cost)
{
    struct check_spot spot = {.step = WALK_NO_STEP};
    for (size_t d = depth + 1; d-- > 0 && spot.step == WALK_NO_STEP;)
        spot = comes_in(state, d, state->frames[d].at, WALK_NO_STEP, cost);
    if (spot.step == WALK_NO_STEP && state->segment != NULL)
        *cost = MISFIT;
    return spot;
}

// Whether it may in a loop behind the open ones, as if that were open: behind its step `inner`, or
// with WALK_NO_STEP behind its first segment.
static bool comes_in_new(
    struct check_state *state, const struct grammar_loop *loop, uint32_t inner, unsigned *cost)
{
    const struct check_frame *last = &state->frames[state->depth - 1];
    struct check_frame *opened = &state->frames[state->depth];
    if (state->depth == GRAMMAR_DEPTH_MAX)
        return false;
    *opened = (struct check_frame){.loop = loop,
        .steps = &grammar.step[loop->steps],
        .counts = last->counts + last->loop->step_count};
    memset(opened->counts, 0, loop->step_count * sizeof(*opened->counts));
    uint32_t from = inner == WALK_NO_STEP ? 0 : x12_check_walk_step(opened, inner)->first_there;
    *cost += missing(opened, 0, from, WALK_NO_STEP);
    return comes_in(state, state->depth, from, inner, cost).step != WALK_NO_STEP;
}

// In the loop that the one at the spot opens, and, where it is the first segment of a loop inside,
// in that.
static bool comes_in_opened(
    struct check_state *state, const struct check_spot *spot, unsigned *cost)
{
    const struct grammar_step *inner =
        spot->inner == WALK_NO_STEP ? NULL : &grammar.step[spot->opened->steps + spot->inner];
    return (inner != NULL && inner->loop != 0 &&
               comes_in_new(state, &grammar.loop[inner->loop], WALK_NO_STEP, cost)) ||
           comes_in_new(state, spot->opened, spot->inner, cost);
}

// What would be missing if the segment at hand came behind one that stands at the spot: what that
// one passes over as well, and the first segment of its loop.
static unsigned cost_behind(struct check_state *state, const struct check_spot *spot)
{
    const struct check_frame *frame = &state->frames[spot->depth];
    uint32_t first = x12_check_walk_step(frame, spot->step)->first_there;
    unsigned cost = spot->is_guess + missing(frame, frame->proven, first, WALK_NO_STEP);
    for (size_t d = state->depth; --d > spot->depth;) {
        const struct check_frame *inner = &state->frames[d];
        cost += missing(inner, inner->proven, inner->loop->step_count, WALK_NO_STEP);
    }
    // The first segment that was missing comes late.
    if (spot->is_guess && spot->inner != WALK_NO_STEP && state->segment != NULL &&
        x12_check_walk_matches(
            &grammar.segment[spot->opened->opens], state->segment, state->segment->packed))
        return cost;
    if (spot->opened != NULL && comes_in_opened(state, spot, &cost))
        return cost;
    if (first < frame->at)
        first = frame->at;
    if (comes_in(state, spot->depth, first, spot->step, &cost).step != WALK_NO_STEP)
        return cost;
    if (spot->depth > 0)
        comes_around(state, spot->depth - 1, &cost);
    else if (state->segment != NULL)
        cost = MISFIT;
    return cost;
}

static void look_at(struct check_state *state, const struct x12_segment *segment)
{
    state->segment = segment;
    if (segment != NULL)
        state->lead = x12_check_walk_lead(segment);
}

// Whether the one that is held is what has to stand at the spot, and what is at hand, at its own
// one, comes behind it: it lacks things, but would itself be missing if it stood elsewhere.
static bool is_needed(
    const struct check_state *state, const struct check_spot *held, const struct check_spot *spot)
{
    const struct check_frame *frame = &state->frames[held->depth];
    return !held->is_guess && x12_check_walk_is_required(frame, held->step) &&
           x12_check_walk_count(frame, held->step) == 0 && spot->step != WALK_NO_STEP &&
           (spot->depth < held->depth || (spot->depth == held->depth && spot->step > held->step));
}

// Whether the one that is held, which would stand at the spot, is misplaced, now that the next one
// is known; in doubt the one behind that decides. NULL: the end of the set.
static enum check_verdict judge(struct check_state *state, const struct check_spot *held,
    const struct x12_segment *next, bool has_third, const struct x12_segment *third)
{
    unsigned before = 0, behind;
    look_at(state, next);
    behind = cost_behind(state, held);
    // A misplaced segment is a fault itself.
    if (behind <= 1)
        return CHECK_IN_PLACE;
    struct check_spot spot = comes_around(state, state->depth - 1, &before);
    if (before + 1 >= behind || (behind < MISFIT && is_needed(state, held, &spot)))
        return CHECK_IN_PLACE;
    if (next == NULL)
        return held->is_guess ? CHECK_IN_PLACE : CHECK_MISPLACED;
    if (!has_third)
        return CHECK_WAIT;
    // Or it is the next one that is misplaced, and the third comes behind the first.
    look_at(state, third);
    before = cost_behind(state, &spot);
    return before < MISFIT && before <= cost_behind(state, held) ? CHECK_MISPLACED : CHECK_IN_PLACE;
}

// An HL whose code and HL02 differ: the level in which the next one has its place, and where that
// leaves it open, the one behind that. In doubt its code is right.
static enum check_verdict judge_level(struct check_state *state, const struct x12_segment *next,
    bool has_third, const struct x12_segment *third)
{
    const struct check_ahead *ahead = state->ahead;
    struct check_spot by_code = ahead->spot;
    by_code.is_guess = false;
    look_at(state, next);
    unsigned code = cost_behind(state, &by_code), parent = cost_behind(state, &ahead->other);
    if (code == parent && next != NULL) {
        if (!has_third)
            return CHECK_WAIT;
        look_at(state, third);
        code = cost_behind(state, &by_code);
        parent = cost_behind(state, &ahead->other);
    }
    return parent < code ? CHECK_OTHER_PLACE : CHECK_IN_PLACE;
}

enum check_verdict x12_check_ahead_judge(struct check_state *state, const struct x12_segment *next)
{
    struct check_ahead *ahead = state->ahead;
    bool has_third = ahead->count > 1;
    const struct x12_segment *second = has_third ? &ahead->held[1].segment : next;
    enum check_verdict verdict = ahead->has_other
                                     ? judge_level(state, second, has_third, next)
                                     : judge(state, &ahead->spot, second, has_third, next);
    state->segment = NULL;
    return verdict;
}

// Whether nothing is in doubt already, in the frames inside `depth` and of the segment before.
static bool is_clear(const struct check_state *state, size_t depth)
{
    if (!state->looks_ahead || state->block.last != 0 || state->stray.frame != 0 ||
        state->late != NULL || (state->strange != 0 && state->strange == state->last_number) ||
        (state->guess != 0 && state->guess == state->last_number))
        return false;
    for (size_t i = depth; i < state->depth; i++) {
        if (state->frames[i].lacks_opener)
            return false;
    }
    return true;
}

// The frame in which the level of the HL at hand stands by its HL02: the set's, when it has none.
// False: no level has that number.
static bool find_parent(const struct check_state *state, size_t *depth)
{
    struct text parent = x12_element(state->segment, 2);
    int64_t number;
    *depth = 0;
    if (parent.size == 0)
        return true;
    if (!text_to_i64(parent, &number))
        return false;
    for (size_t i = state->level_count; i-- > 0;) {
        if (state->levels[i].number == number) {
            *depth = state->levels[i].depth;
            return true;
        }
    }
    return false;
}

bool x12_check_ahead_waits_level(struct check_state *state, size_t depth, uint32_t step)
{
    struct check_ahead *ahead = state->ahead;
    size_t level;
    if (!find_parent(state, &level) || level == depth ||
        !is_clear(state, level < depth ? level : depth))
        return false;
    const struct check_frame *frame = &state->frames[level];
    for (uint32_t i = 0; i < frame->loop->step_count; i++) {
        const struct grammar_step *other = x12_check_walk_step(frame, i);
        if (other->id != WALK_HL || x12_check_walk_is_full(frame, i))
            continue;
        uint16_t by_code = x12_check_walk_step(&state->frames[depth], step)->loop;
        ahead->spot = (struct check_spot){.depth = depth,
            .step = step,
            .opened = &grammar.loop[by_code],
            .inner = WALK_NO_STEP,
            .is_guess = true};
        ahead->other = (struct check_spot){
            .depth = level, .step = i, .opened = &grammar.loop[other->loop], .inner = WALK_NO_STEP};
        ahead->has_other = true;
        return true;
    }
    return false;
}

bool x12_check_ahead_waits_below(
    struct check_state *state, size_t depth, uint32_t step, const struct grammar_loop *below)
{
    struct check_ahead *ahead = state->ahead;
    if (!ahead->may_ask || !is_clear(state, depth))
        return false;
    ahead->other = (struct check_spot){.depth = depth,
        .step = step,
        .opened = &grammar.loop[x12_check_walk_step(&state->frames[depth], step)->loop],
        .inner = WALK_NO_STEP};
    ahead->spot = ahead->other;
    ahead->spot.opened = below;
    ahead->spot.is_guess = true;
    ahead->has_other = true;
    ahead->asks = true;
    return true;
}

bool x12_check_ahead_waits(struct check_state *state, size_t depth, uint32_t step)
{
    const struct check_frame *frame = &state->frames[depth];
    const struct grammar_step *s = x12_check_walk_step(frame, step);
    int64_t number;
    if (!is_clear(state, depth))
        return false;
    // One with the number that is next is in its place.
    int64_t next = s->id == WALK_HL   ? state->level_next
                   : s->id == WALK_LX ? x12_check_walk_count(frame, step) + 1
                                      : 0;
    if (next != 0 && text_to_i64(x12_element(state->segment, 1), &number) && number == next)
        return false;
    state->ahead->has_other = false;
    state->ahead->spot = (struct check_spot){.depth = depth,
        .step = step,
        .opened = s->loop == 0 ? NULL : &grammar.loop[s->loop],
        .inner = WALK_NO_STEP};
    return true;
}

bool x12_check_ahead_waits_guessed(struct check_state *state, size_t depth, uint32_t step,
    const struct grammar_loop *opened, uint32_t inner)
{
    if (!state->ahead->may_ask || !is_clear(state, depth))
        return false;
    state->ahead->has_other = false;
    state->ahead->spot = (struct check_spot){
        .depth = depth, .step = step, .opened = opened, .inner = inner, .is_guess = true};
    state->ahead->asks = true;
    return true;
}
