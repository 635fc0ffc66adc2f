// The guide's tree of loops, walked segment by segment. A segment belongs to the innermost open
// loop that can take it at its present place or a later one; an outer loop closes the inner ones.
// What fits nowhere that way is taken for what it most likely is: the segment that has to come
// next, with a wrong code; one of an earlier place, in the wrong order; one of a loop whose first
// segment is missing; any of its id, with a wrong code. After that it is passed over where it is,
// so that the segments behind it are still met where they belong. Of one fault one thing is told:
// what follows from a guess is not.
#include <stdio.h>

#include "edi/x12_check_walk.h"

// The code that tells what the segment is; of an element that is repeated, that of the first.
struct text x12_check_walk_code(
    const struct grammar_segment *spec, const struct x12_segment *segment)
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
    return grammar_has(&grammar.codes[spec->qualifier_codes], x12_check_walk_code(spec, segment));
}

// ---- Loops open and close

// Its bytes, to see whether the next one is the same.
static void keep_latest(struct check_state *state)
{
    struct text raw = state->segment->raw;
    state->latest_size = raw.size < sizeof(state->latest) ? raw.size : sizeof(state->latest);
    memcpy(state->latest, raw.at, state->latest_size);
}

void x12_check_walk_open(struct check_state *state, const struct grammar_loop *loop)
{
    struct check_frame *above = state->depth ? &state->frames[state->depth - 1] : NULL;
    struct check_frame *frame = &state->frames[state->depth++];
    *frame = (struct check_frame){.loop = loop,
        .steps = &grammar.step[loop->steps],
        .counts = above ? above->counts + above->loop->step_count : state->counts,
        .segment = state->segment ? state->segment->number : 0,
        .offset = state->segment ? state->segment->offset : 0};
    if (state->segment != NULL)
        keep_latest(state);
    memset(frame->counts, 0, loop->step_count * sizeof(*frame->counts));
    x12_check_situation_open(state);
}

// What is missing of a step that was passed.
static void tell_missing(struct check_state *state, const struct check_missed *missed)
{
    const struct check_frame *frame = &state->frames[missed->depth];
    const struct grammar_step *step = x12_check_walk_step(frame, missed->step);
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
    x12_check_situation_doubt_step(state, step);
    if (step->loop == 0) {
        state->late = segment;
        state->late_behind = place.segment;
    }
}

void x12_check_walk_pass_over(struct check_state *state, size_t depth, uint32_t until)
{
    struct check_frame *frame = &state->frames[depth];
    uint32_t count = frame->loop->step_count;
    for (uint32_t i = frame->proven; i < until && i < count; i++) {
        i = x12_check_walk_step(frame, i)->next_required;
        if (i >= until || frame->counts[i] > 0)
            continue;
        struct check_missed missed = {depth, i, x12_check_place(state, 0, 0)};
        // What hangs on it may be judged before it is told.
        if (x12_check_walk_step(frame, i)->loop == 0)
            x12_check_situation_doubt_step(state, x12_check_walk_step(frame, i));
        if (state->missed_count < CHECK_MISSED_MAX)
            state->missed[state->missed_count++] = missed;
        else
            tell_missing(state, &missed);
    }
    if (until > frame->proven)
        frame->proven = until;
}

void x12_check_walk_close_inner(struct check_state *state, size_t depth)
{
    while (state->depth > depth) {
        size_t inner = state->depth - 1;
        // A loop that was guessed for one segment and ends with it says nothing of what is missing.
        if (!state->frames[inner].lacks_opener || state->guess == 0 ||
            state->guess != state->last_number)
            x12_check_walk_pass(state, inner, state->frames[inner].loop->step_count);
        while (state->missed_count > 0 && state->missed[state->missed_count - 1].depth >= inner)
            tell_missing(state, &state->missed[--state->missed_count]);
        if (state->stray.frame == inner && inner > 0)
            x12_check_guess_settle(state, false);
        if (state->level_count > 0 && state->levels[state->level_count - 1].depth >= inner)
            x12_check_level_close(state, inner);
        x12_check_situation_close(state);
        state->depth = inner;
    }
}

// ---- The walk

// What has to come once and did, too early, does not have to come again.
static void begin_again(struct check_frame *frame)
{
    for (uint32_t i = 0; i < frame->loop->step_count; i++) {
        if (!x12_check_walk_is_required(frame, i))
            frame->counts[i] = 0;
    }
    frame->at = frame->proven = 0;
}

// Whether the LX at hand bears the number of the loop behind this one: it is not this one's. A
// remittance numbers its LX as it likes (a year and a month).
static bool is_of_next(const struct check_state *state, const struct check_frame *frame)
{
    int64_t number;
    return state->segment->packed == WALK_LX && state->balance_kind == CHECK_BALANCE_CLAIMS &&
           text_to_i64(x12_element(state->segment, 1), &number) && number > frame->ordinal;
}

// The first segment of the loop that opened without it, the one inside frame `depth`.
static bool take_late_opener(struct check_state *state, size_t depth, const struct grammar_step *s)
{
    struct check_frame *inner = &state->frames[depth + 1];
    if (inner->loop != &grammar.loop[s->loop] || is_of_next(state, inner) ||
        !(x12_check_walk_is_incomplete(inner) ||
            (state->guess != 0 && state->guess == state->last_number) ||
            state->stray.frame == depth + 1))
        return false;
    if (state->stray.frame == depth + 1)
        x12_check_guess_settle(state, true);
    inner->lacks_opener = false;
    if (state->depth > depth + 2 && state->guess == state->last_number) {
        // Its second segment opened a loop of its own, which goes on.
        state->own = depth + 2;
    } else {
        x12_check_walk_close(state, depth + 2);
        begin_again(inner);
    }
    state->has_late_opener = true;
    state->spec = &grammar.segment[s->segment];
    if (state->spec->id == WALK_HL && state->level_count > 0) {
        state->level_count--;
        state->level_next--;
        state->levels_lost = 0;
        x12_check_level_take(state);
    }
    return true;
}

uint32_t x12_check_walk_step_of(const struct grammar_loop *loop, const struct x12_segment *segment)
{
    for (uint32_t i = 0; i < loop->step_count; i++) {
        const struct grammar_step *step = &grammar.step[loop->steps + i];
        if (x12_check_walk_matches(&grammar.segment[step->segment], segment, segment->packed))
            return i;
    }
    return WALK_NO_STEP;
}

bool x12_check_walk_may_have_begun(const struct check_state *state, const struct check_frame *frame)
{
    if (state->strange == 0 || state->strange != state->last_number)
        return false;
    if (state->strange_id == 0 ||
        (frame->loop->opens != 0 && grammar.segment[frame->loop->opens].id == state->strange_id))
        return true;
    for (uint32_t i = 0; i < frame->loop->step_count; i++) {
        const struct grammar_step *step = x12_check_walk_step(frame, i);
        if (step->loop != 0 && step->id == state->strange_id &&
            x12_check_walk_step_of(&grammar.loop[step->loop], state->segment) != WALK_NO_STEP)
            return true;
    }
    return false;
}

void x12_check_walk_repeated(struct check_state *state, size_t depth, uint32_t step)
{
    const struct check_frame *frame = &state->frames[depth];
    const struct grammar_step *s = x12_check_walk_step(frame, step);
    char expected[24];
    if (s->loop == 0 && x12_check_walk_may_have_begun(state, frame)) {
        state->strange = state->segment->number;
        x12_check_balance_doubt(state, state->spec->id);
        return;
    }
    snprintf(expected, sizeof(expected), "%u", (unsigned)x12_check_walk_max(frame, step));
    x12_check_tell(state, s->loop ? X12_CHECK_loop_repeats : X12_CHECK_segment_repeats, 0, 0,
        s->loop ? grammar.loop[s->loop].name : state->spec->name, expected, (struct text){0});
    if (s->loop != 0)
        return;
    x12_check_balance_doubt(state, state->spec->id);
    // One that it cannot be: of it nothing else is told.
    if (x12_check_guess_contradicts(state->spec, state->segment))
        state->spec = NULL;
}

// The segment is a step of frame `depth`: inner loops close, what was passed is looked at, its own
// loop opens.
void x12_check_walk_take(struct check_state *state, size_t depth, uint32_t step)
{
    struct check_frame *frame = &state->frames[depth];
    const struct grammar_step *s = x12_check_walk_step(frame, step);
    if (state->block.last != 0 && state->block.last != state->segment->number)
        x12_check_guess_settle_block(state);
    if (s->loop != 0 && depth + 1 < state->depth && state->frames[depth + 1].lacks_opener &&
        take_late_opener(state, depth, s))
        return;
    x12_check_walk_close(state, depth + 1);
    const struct grammar_segment *spec = &grammar.segment[s->segment];
    uint32_t first = s->first_there;
    x12_check_walk_pass(state, depth, first);
    // A repetition of the loop before it, or what may stand in any order, is no step back.
    frame->at = first;
    state->spec = spec;
    bool full = x12_check_walk_is_full(frame, step) &&
                x12_check_walk_count(frame, step) == x12_check_walk_max(frame, step);
    if (x12_check_walk_count(frame, step) < WALK_COUNT_MAX)
        frame->counts[step]++;
    if (s->loop) {
        x12_check_walk_open(state, &grammar.loop[s->loop]);
        state->frames[state->depth - 1].ordinal = x12_check_walk_count(frame, step);
    } else if (x12_check_walk_is_second(frame, step) || x12_check_walk_is_closing(frame, step)) {
        keep_latest(state);
    }
    if (full)
        x12_check_walk_repeated(state, depth, step);
    if (s->loop && spec->id == WALK_HL)
        x12_check_level_take(state);
}

// The step from `from` to `until` that the segment is; one that may still come before one that came
// often enough.
uint32_t x12_check_walk_find(
    const struct check_state *state, size_t depth, uint32_t id, uint32_t from, uint32_t until)
{
    const struct check_frame *frame = &state->frames[depth];
    const struct grammar_step *steps = frame->steps;
    uint32_t full = WALK_NO_STEP;
    uint32_t i = frame->loop->first[grammar_id_slot(id)];
    if (i == GRAMMAR_NO_STEP)
        return WALK_NO_STEP;
    while (i < from)
        i = steps[i].next_in_slot;
    uint32_t lead = state->lead;
    for (; i < until; i = steps[i].next_in_slot) {
        if (steps[i].id != id)
            continue;
        if (steps[i].has_qualifier &&
            (lead != 0 && steps[i].code != 0
                    ? lead != steps[i].code
                    : !x12_check_walk_matches(
                          &grammar.segment[steps[i].segment], state->segment, id)))
            continue;
        if (!x12_check_walk_is_full(frame, i))
            return i;
        if (full == WALK_NO_STEP)
            full = i;
    }
    return full;
}

// The code of the segment says that it is this step of frame `depth`, which it cannot be, as its
// elements stand; and one that has to be met and was not has the same id, and fits: that it is,
// with a wrong code (NM1*TT for NM1*QC). WALK_NO_STEP: none.
static uint32_t find_meant(const struct check_state *state, size_t depth, uint32_t step)
{
    const struct check_frame *frame = &state->frames[depth];
    const struct grammar_segment *spec = x12_check_walk_spec(frame, step);
    uint32_t due =
        frame->proven < step ? x12_check_walk_step(frame, frame->proven)->next_required : step;
    while (due < step && frame->counts[due] > 0)
        due = x12_check_walk_step(frame, due + 1)->next_required;
    bool is_odd = x12_check_walk_is_full(frame, step) || due < step;
    if (!is_odd || spec->id == WALK_HL || x12_check_guess_fits(spec, state->segment))
        return WALK_NO_STEP;
    for (uint32_t i = frame->at; i < frame->loop->step_count; i++) {
        if (i != step && x12_check_walk_spec(frame, i)->id == spec->id && frame->counts[i] == 0 &&
            x12_check_walk_is_required(frame, i) &&
            x12_check_guess_fits(x12_check_walk_spec(frame, i), state->segment))
            return i;
    }
    return WALK_NO_STEP;
}

// ---- What comes once more, or one segment too late

// The first segment of a loop, twice in a row, where the loop has to have more than that.
static bool is_doubled(struct check_state *state)
{
    const struct check_frame *frame = &state->frames[state->depth - 1];
    if (state->depth < 2 || frame->lacks_opener ||
        !text_equal(text_part(state->segment->raw, 0, sizeof(state->latest)),
            (struct text){state->latest, state->latest_size}))
        return false;
    const struct check_frame *outer = &state->frames[state->depth - 2];
    uint32_t step = outer->at;
    while (step < outer->loop->step_count &&
           &grammar.loop[x12_check_walk_step(outer, step)->loop] != frame->loop)
        step++;
    state->doubled = &grammar.segment[frame->loop->opens];
    return x12_check_walk_is_incomplete(frame) ||
           (step < outer->loop->step_count && x12_check_walk_is_full(outer, step));
}

// It was told as missing at the segment before, behind which it stands; and the loop that this one
// opened has to have something else first. Or that loop has it already, and now has both.
static bool is_late(const struct check_state *state, uint32_t id)
{
    if (state->late_behind + 1 < state->last_number ||
        !x12_check_walk_matches(state->late, state->segment, id))
        return false;
    const struct check_frame *frame = &state->frames[state->depth - 1];
    if (state->late_behind != state->last_number)
        return frame->segment == state->late_behind && x12_check_walk_is_second(frame, 0) &&
               x12_check_walk_spec(frame, 0) == state->late && x12_check_walk_is_full(frame, 0);
    uint32_t step =
        x12_check_walk_find(state, state->depth - 1, id, frame->at, frame->loop->step_count);
    for (uint32_t i = frame->at; step != WALK_NO_STEP && i < step; i++) {
        if (x12_check_walk_is_required(frame, i) && frame->counts[i] == 0)
            return true;
    }
    return step == WALK_NO_STEP;
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

// What has to come next is not missing: something that was told stands for it.
static void let_stand_in(struct check_state *state)
{
    for (size_t depth = state->depth; depth-- > 0;) {
        struct check_frame *frame = &state->frames[depth];
        for (uint32_t i = frame->at; i < frame->loop->step_count; i++) {
            if (x12_check_walk_is_required(frame, i) && frame->counts[i] == 0) {
                frame->counts[i] |= WALK_STOOD_IN;
                x12_check_situation_doubt_step(state, x12_check_walk_step(frame, i));
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
    state->stray.frame = 0;
    state->block.last = 0;
    state->block.count = 0;
    state->late = NULL;
    state->segment = NULL;
    state->spec = NULL;
    x12_check_situation_begin(state);
    x12_check_walk_open(state, &grammar.loop[state->set->root]);
    // ST and SE are the envelope's (edi/x12_envelope.h): the first and the last step are met.
    struct check_frame *root = &state->frames[0];
    root->counts[0] = 1;
    root->counts[root->loop->step_count - 1] = 1;
}

static void tell_misplaced(struct check_state *state, uint32_t id)
{
    x12_check_tell(state, X12_CHECK_segment_misplaced, 0, 0, NULL, NULL, (struct text){0});
    x12_check_balance_doubt(state, id);
    x12_check_situation_doubt_id(state, id);
}

// An id that nobody knows is a misspelt one.
static void tell_unknown(struct check_state *state)
{
    x12_check_tell(state, X12_CHECK_segment_unknown, 0, 0, NULL, NULL, (struct text){0});
    state->strange = state->segment->number;
    state->strange_id = 0;
    x12_check_balance_doubt(state, 0);
    let_stand_in(state);
}

// False: it is to be held, and nothing was done.
static bool take_segment(struct check_state *state)
{
    uint32_t id = state->segment->packed;
    state->spec = NULL;
    state->own = 0;
    state->has_late_opener = false;
    state->lead = x12_check_walk_lead(state->segment);
    uint32_t slot = grammar_id_slot(id);
    if (state->frames[state->depth - 1].segment == state->last_number && is_doubled(state)) {
        x12_check_tell(
            state, X12_CHECK_segment_repeats, 0, 0, state->doubled->name, "1", (struct text){0});
        return true;
    }
    if (state->late != NULL && is_late(state, id)) {
        x12_check_balance_doubt(state, id);
        state->late = NULL;
        return true;
    }
    if (id != 0 && state->guess != 0 && state->guess == state->last_number &&
        x12_check_guess_take_back(state, id))
        return true;
    for (size_t depth = state->depth; id != 0 && depth-- > 0;) {
        const struct check_frame *frame = &state->frames[depth];
        if (frame->loop->first[slot] == GRAMMAR_NO_STEP)
            continue;
        uint32_t step = x12_check_walk_find(state, depth, id, frame->at, frame->loop->step_count);
        if (step != WALK_NO_STEP) {
            bool again =
                x12_check_walk_is_full(frame, step) &&
                (x12_check_walk_is_second(frame, step) || x12_check_walk_is_closing(frame, step) ||
                    (x12_check_walk_is_of_level(frame, step) &&
                        !(depth + 1 < state->depth && state->frames[depth + 1].lacks_opener)));
            if (id == WALK_HL && x12_check_ahead_waits_level(state, depth, step))
                return false;
            uint32_t meant = x12_check_walk_step(frame, step)->has_qualifier
                                 ? find_meant(state, depth, step)
                                 : WALK_NO_STEP;
            if (meant != WALK_NO_STEP) {
                x12_check_walk_take(state, depth, meant);
                return true;
            }
            bool moves = x12_check_walk_step(frame, step)->loop != 0 || depth + 1 < state->depth;
            if (moves && state->looks_ahead && !again && x12_check_ahead_waits(state, depth, step))
                return false;
            if (!again || !x12_check_guess_begins_next(state, depth, step))
                x12_check_walk_take(state, depth, step);
            return true;
        }
    }
    switch (id == 0 ? GUESS_NONE : x12_check_guess(state, id)) {
    case GUESS_TAKEN:
        return true;
    case GUESS_WAITS:
        return false;
    case GUESS_NONE:
        break;
    }
    if (id == 0 || !is_of_the_standard(id)) {
        tell_unknown(state);
        return true;
    }
    tell_misplaced(state, id);
    // One of other guides: SV2 for SV1.
    if (!grammar_has_segment(&grammar.loop[state->set->root], id))
        let_stand_in(state);
    return true;
}

bool x12_check_walk_segment(struct check_state *state)
{
    if (!take_segment(state))
        return false;
    if (state->block.last != 0 && state->block.last != state->segment->number)
        x12_check_guess_settle_block(state);
    return true;
}

void x12_check_walk_held(struct check_state *state, enum check_verdict verdict)
{
    bool misplaced = verdict == CHECK_MISPLACED;
    const struct check_spot *spot =
        verdict == CHECK_OTHER_PLACE ? &state->ahead->other : &state->ahead->spot;
    struct check_frame *frame = &state->frames[spot->depth];
    if (!misplaced && spot->is_guess) {
        // Looked at once more, as it was.
        bool looks_ahead = state->looks_ahead;
        state->looks_ahead = false;
        x12_check_walk_segment(state);
        state->looks_ahead = looks_ahead;
        return;
    }
    state->spec = NULL;
    state->own = 0;
    state->has_late_opener = false;
    if (!misplaced) {
        x12_check_walk_take(state, spot->depth, spot->step);
        return;
    }
    tell_misplaced(state, state->segment->packed);
    // It is the one that will be missing there, if it comes nowhere else.
    if (!spot->is_guess && x12_check_walk_is_required(frame, spot->step) &&
        frame->counts[spot->step] == 0) {
        frame->counts[spot->step] |= WALK_STOOD_IN;
        x12_check_situation_doubt_step(state, x12_check_walk_step(frame, spot->step));
    }
}

void x12_check_walk_end(struct check_state *state)
{
    state->own = 0;
    if (state->block.last != 0)
        x12_check_guess_settle_block(state);
    x12_check_walk_close(state, 0);
}
