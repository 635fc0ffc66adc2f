// x12_check_walk: what the walk over a guide's loops (x12_check_walk.c), its guesses
// (x12_check_guess.c) and its look at the segment behind (x12_check_ahead.c) share; for these three
// only.
#ifndef EDI_X12_CHECK_WALK_H
#define EDI_X12_CHECK_WALK_H

#include "edi/x12_check_state.h"

// A step of the loop of a frame, and its segment.
static inline const struct grammar_step *x12_check_walk_step(
    const struct check_frame *frame, uint32_t step)
{
    return &frame->steps[step];
}

// The segment of a step: its own, or the first of the loop that it opens.
static inline const struct grammar_segment *x12_check_walk_spec(
    const struct check_frame *frame, uint32_t step)
{
    return &grammar.segment[x12_check_walk_step(frame, step)->segment];
}

// In counts a bit more says that something that was told stands for it (a
// misspelt id, a wrong code): it is not missing, and may still come.
enum { WALK_STOOD_IN = 0x8000, WALK_COUNT_MAX = 0x7FFF };
enum { WALK_NO_STEP = UINT32_MAX, WALK_HL = 'H' | 'L' << 8, WALK_LX = 'L' | 'X' << 8 };

// How often a step was met.
static inline uint16_t x12_check_walk_count(const struct check_frame *frame, uint32_t step)
{
    return frame->counts[step] & WALK_COUNT_MAX;
}

// Whether a step has to be met.
static inline bool x12_check_walk_is_required(const struct check_frame *frame, uint32_t step)
{
    return x12_check_walk_step(frame, step)->usage == GRAMMAR_REQUIRED;
}

// How often it may be met; 0 = any number.
static inline uint16_t x12_check_walk_max(const struct check_frame *frame, uint32_t step)
{
    return x12_check_walk_step(frame, step)->max;
}

// Whether a loop that opened without its first segment still lacks something: then that segment,
// when it comes after all, is its own, and not that of the next one.
static inline bool x12_check_walk_is_incomplete(const struct check_frame *frame)
{
    for (uint32_t i = 0; i < frame->loop->step_count; i++) {
        if (x12_check_walk_is_required(frame, i) && frame->counts[i] == 0)
            return true;
    }
    return false;
}

// Whether it was met as often as it may be.
static inline bool x12_check_walk_is_full(const struct check_frame *frame, uint32_t step)
{
    uint16_t max = x12_check_walk_max(frame, step);
    return max > 0 && x12_check_walk_count(frame, step) >= max;
}

// Whether the step is the second segment of each such loop: LX, SV1.
static inline bool x12_check_walk_is_second(const struct check_frame *frame, uint32_t step)
{
    return step == 0 && frame->loop->opens != 0 && x12_check_walk_step(frame, step)->loop == 0 &&
           x12_check_walk_is_required(frame, step);
}

// Whether the step is the last segment of each such loop: IK5.
static inline bool x12_check_walk_is_closing(const struct check_frame *frame, uint32_t step)
{
    return step + 1 == frame->loop->step_count && frame->loop->opens != 0 &&
           x12_check_walk_step(frame, step)->loop == 0 && x12_check_walk_is_required(frame, step);
}

// Whether the step is a loop that each hierarchical level has once.
static inline bool x12_check_walk_is_of_level(const struct check_frame *frame, uint32_t step)
{
    return frame->loop->opens != 0 && grammar.segment[frame->loop->opens].id == WALK_HL &&
           x12_check_walk_step(frame, step)->loop != 0 && x12_check_walk_is_required(frame, step) &&
           x12_check_walk_step(frame, step)->id != WALK_HL;
}

// The code of the first element, packed; 0: it has none, one of more than four characters, or
// several in a row.
static inline uint32_t x12_check_walk_lead(const struct x12_segment *segment)
{
    uint32_t lead = grammar_pack(x12_element(segment, 1));
    unsigned char repetition = (unsigned char)segment->separators->repetition;
    uint32_t differ = lead ^ repetition * UINT32_C(0x01010101);
    // Whether one of the bytes of `differ` is zero.
    return repetition == 0 ||
                   ((differ - UINT32_C(0x01010101)) & ~differ & UINT32_C(0x80808080)) == 0
               ? lead
               : 0;
}

// ---- x12_check_walk.c

// The code that tells what the segment is; of an element that is repeated, that of the first.
struct text x12_check_walk_code(
    const struct grammar_segment *spec, const struct x12_segment *segment);
// A loop opens inside of the innermost; the loops inside frame `depth` - 1 close.
void x12_check_walk_open(struct check_state *state, const struct grammar_loop *loop);
void x12_check_walk_close_inner(struct check_state *state, size_t depth);
static inline void x12_check_walk_close(struct check_state *state, size_t depth)
{
    if (state->depth > depth)
        x12_check_walk_close_inner(state, depth);
}
// Notes the steps up to `until` that have to be met and were not.
void x12_check_walk_pass_over(struct check_state *state, size_t depth, uint32_t until);
static inline void x12_check_walk_pass(struct check_state *state, size_t depth, uint32_t until)
{
    struct check_frame *frame = &state->frames[depth];
    if (frame->proven >= until)
        return;
    if (x12_check_walk_step(frame, frame->proven)->next_required < until)
        x12_check_walk_pass_over(state, depth, until);
    else
        frame->proven = until;
}
// The step from `from` to `until` that the segment is; one that may still come before one that came
// often enough. WALK_NO_STEP: none.
uint32_t x12_check_walk_find(
    const struct check_state *state, size_t depth, uint32_t id, uint32_t from, uint32_t until);
// The segment is a step of frame `depth`: inner loops close, what was passed is looked at, its own
// loop opens.
void x12_check_walk_take(struct check_state *state, size_t depth, uint32_t step);
// The step of the loop that the segment is, the first if there are several. WALK_NO_STEP: none.
uint32_t x12_check_walk_step_of(const struct grammar_loop *loop, const struct x12_segment *segment);
// Whether what the segment before, which was told as something strange, stands for may have begun
// the loop of the frame anew, or one inside of it: what follows then is in its place, and is not
// told.
bool x12_check_walk_may_have_begun(
    const struct check_state *state, const struct check_frame *frame);
// Tells that the step came more often than it may.
void x12_check_walk_repeated(struct check_state *state, size_t depth, uint32_t step);

// ---- x12_check_ahead.c

// Whether the segment at hand, a step of frame `depth` that opens a loop or ends some, is to be
// held until the next one is known.
bool x12_check_ahead_waits(struct check_state *state, size_t depth, uint32_t step);
// The same of an HL, which opens its loop by its code as a step of frame `depth`, when HL02 says
// that it stands elsewhere: one of the two is wrong.
bool x12_check_ahead_waits_level(struct check_state *state, size_t depth, uint32_t step);
// The same of an HL with the code of a level inside the one that has to come: `below`.
bool x12_check_ahead_waits_below(
    struct check_state *state, size_t depth, uint32_t step, const struct grammar_loop *below);
// The same of one for which a loop would open, by its step of frame `depth`, as its step `inner`,
// or with WALK_NO_STEP as its first segment, out of order.
bool x12_check_ahead_waits_guessed(struct check_state *state, size_t depth, uint32_t step,
    const struct grammar_loop *opened, uint32_t inner);

// ---- x12_check_guess.c

// A segment that fits nowhere is taken for what it most likely is, which is told; or for nothing;
// or it is to be held until the next one is known.
enum guess { GUESS_NONE, GUESS_TAKEN, GUESS_WAITS };
enum guess x12_check_guess(struct check_state *state, uint32_t id);
// Whether the segment could be this one but for the code that tells what it is: what is required is
// there, what is not used is not, and the other codes are of those that may stand there.
bool x12_check_guess_fits(const struct grammar_segment *spec, const struct x12_segment *segment);
// Whether something stands there that does not in such a segment: a value that is not used, or a
// code, that which tells what it is apart, that may not stand there.
bool x12_check_guess_contradicts(
    const struct grammar_segment *spec, const struct x12_segment *segment);
// The second segment of a loop comes once more than it may: unless it is the same as before, the
// loop begins anew without its first segment. False: it does not.
bool x12_check_guess_begins_next(struct check_state *state, size_t depth, uint32_t step);
// Tells what state->stray was: a segment that stood in the loop before (`misplaced`), or one whose
// loop lacks its first segment.
void x12_check_guess_settle(struct check_state *state, bool misplaced);
// Tells the block of segments in the wrong order that ended before the segment at hand.
void x12_check_guess_settle_block(struct check_state *state);
// The loop that opened without its first segment for the segment just before: the guess was wrong
// when the next one goes on in the loop around it. What was told stands.
bool x12_check_guess_take_back(struct check_state *state, uint32_t id);

// ---- x12_check_say.c: what a finding says of the guide round a segment

#define CHECK_ORDER_BYTES 120

// What stands before the segment of frame `depth` at `step`, and has to stand behind it: the
// nearest by the guide. NULL: nothing does.
const struct grammar_segment *x12_check_jumped_by(
    const struct check_state *state, size_t depth, uint32_t step);
// "it belongs before DTM Production Date"; "" when there is nothing to name.
const char *x12_check_say_order(
    char *room, size_t size, const char *where, const struct grammar_segment *other);
// "050, 009": the codes of what may stand in the loop with this id and did not come as often as it
// may, told by the same element as `like`.
const char *x12_check_say_kinds(const struct check_frame *frame, uint32_t id,
    const struct grammar_segment *like, char *room, size_t size);

#endif
