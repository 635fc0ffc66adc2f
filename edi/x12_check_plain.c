// Whether a segment has nothing against it, looked at quickly: most have not. What is accepted here
// is what x12_check_element.c would say nothing of; what is not accepted is looked at there, where
// every finding is made. So a doubt costs time, and nothing else.
#include "edi/x12_check_state.h"

// ---- Values

// Eight digits at once: what is no digit leaves a bit of the upper halves.
static bool are_8_digits(const char *at)
{
    uint64_t word;
    memcpy(&word, at, sizeof(word));
    return ((word & UINT64_C(0xF0F0F0F0F0F0F0F0)) |
               (((word + UINT64_C(0x0606060606060606)) & UINT64_C(0xF0F0F0F0F0F0F0F0)) >> 4)) ==
           UINT64_C(0x3333333333333333);
}

static unsigned two_digits(const char *at)
{
    return (unsigned)(at[0] - '0') * 10 + (unsigned)(at[1] - '0');
}

bool x12_check_plain_day(const char *at, int64_t *number)
{
    if (!are_8_digits(at))
        return false;
    unsigned century = two_digits(at), month = two_digits(at + 4), day = two_digits(at + 6);
    *number = ((century * 100 + two_digits(at + 2)) * 100 + month) * 100 + day;
    return century - 18 < 4 && month - 1 < 12 && day - 1 < 28;
}

static bool is_plain_day(const char *at)
{
    int64_t number;
    return x12_check_plain_day(at, &number);
}

static bool is_plain_time(struct text t)
{
    return t.size == 4 && text_is_digit(t.at[0]) && text_is_digit(t.at[1]) &&
           text_is_digit(t.at[2]) && text_is_digit(t.at[3]) && two_digits(t.at) < 24 &&
           two_digits(t.at + 2) < 60;
}

// Digits with one point between them or none; sets how many.
static bool is_plain_number(struct text t, bool may_have_point, size_t *digits)
{
    size_t points = 0;
    for (size_t i = 0; i < t.size; i++) {
        if (!text_is_digit(t.at[i])) {
            if (t.at[i] != '.' || i + 1 == t.size)
                return false;
            points++;
        }
    }
    *digits = t.size - points;
    return points == 0 || (points == 1 && may_have_point && *digits > 0);
}

// Element 1251 by the code of element 1250 before it.
static bool is_plain_period(struct text t, struct text format)
{
    if (t.size == 8 && format.size == 2 && memcmp(format.at, "D8", 2) == 0)
        return is_plain_day(t.at);
    return t.size == 17 && format.size == 3 && memcmp(format.at, "RD8", 3) == 0 && t.at[8] == '-' &&
           is_plain_day(t.at) && is_plain_day(t.at + 9) && memcmp(t.at, t.at + 9, 8) <= 0;
}

static bool is_listed(uint32_t codes, struct text t)
{
    return codes == 0 || grammar_has(&grammar.codes[codes], t);
}

// A value that is there, of plain characters, whatever its codes; `before`: that of the element or
// component before it.
static inline bool is_plain_free(
    const struct grammar_element *spec, struct text t, struct text before)
{
    size_t length = t.size;
    if (spec->type >= GRAMMAR_N) {
        if (spec->type <= GRAMMAR_R    ? !is_plain_number(t, spec->type == GRAMMAR_R, &length)
            : spec->type == GRAMMAR_DT ? t.size != 8 || !is_plain_day(t.at)
                                       : spec->type != GRAMMAR_TM || !is_plain_time(t))
            return false;
    }
    return length >= spec->min && length <= spec->max && t.at[0] != ' ' &&
           (spec->kept == 0 || length <= spec->kept) &&
           (spec->number != 1251 || is_plain_period(t, before));
}

static bool is_plain_value(const struct grammar_element *spec, struct text t, struct text before)
{
    return is_plain_free(spec, t, before) && is_listed(spec->codes, t) && is_listed(spec->list, t);
}

// ---- Notes

// Whether the notes of a segment or composite are kept; `present`: bit n: element n has a value.
static bool notes_hold(uint32_t first, uint32_t count, uint64_t present)
{
    for (const struct grammar_note *note = &grammar.note[first]; count > 0; count--, note++) {
        uint64_t there = present & note->mask;
        bool is_first = (present >> note->elements[0] & 1) != 0, holds = false;
        switch (note->kind) {
        case 'P':
            holds = there == 0 || there == note->mask;
            break;
        case 'R':
            holds = there != 0;
            break;
        case 'E':
            holds = (there & (there - 1)) == 0;
            break;
        case 'C':
            holds = !is_first || there == note->mask;
            break;
        default: // L
            holds = !is_first || (there & (there - 1)) != 0;
            break;
        }
        if (!holds)
            return false;
    }
    return true;
}

// ---- Composites, segments

static inline bool has_components(const struct check_state *state, struct text t)
{
    return state->look.characters == X12_WITH_COMPONENTS &&
           memchr(t.at, state->segment->separators->component, t.size) != NULL;
}

static bool is_plain_composite(
    const struct x12_segment *segment, const struct grammar_element *spec, struct text t)
{
    const struct grammar_element *part = &grammar.element[spec->components];
    const char *at = t.at, *end = t.at + t.size;
    char separator = segment->separators->component;
    struct text before = {0};
    uint64_t present = 0;
    if (spec->number == 43) // its codes are of one of two lists
        return false;
    for (uint32_t i = 0; i < spec->component_count; i++, part++) {
        const char *from = at;
        while (at < end && *at != separator)
            at++;
        struct text piece = {from, (size_t)(at - from)};
        if (piece.size == 0) {
            if (part->usage == GRAMMAR_REQUIRED)
                return false;
        } else if (part->usage == GRAMMAR_NOT_USED || !is_plain_value(part, piece, before)) {
            return false;
        }
        present |= (uint64_t)(piece.size > 0) << (i + 1);
        before = piece;
        if (at == end) {
            for (uint32_t k = i + 1; k < spec->component_count; k++) {
                if (grammar.element[spec->components + k].usage == GRAMMAR_REQUIRED)
                    return false;
            }
            return notes_hold(spec->notes, spec->note_count, present);
        }
        at++;
    }
    return false; // more components than the guide knows
}

// Of the coded elements those that are there.
static bool are_plain_codes(const struct check_state *state, uint64_t elements)
{
    const struct x12_segment *segment = state->segment;
    for (; elements != 0; elements &= elements - 1) {
        size_t number = (size_t)__builtin_ctzll(elements);
        const struct grammar_element *spec = &grammar.element[state->spec->elements + number - 1];
        struct text t = x12_element(segment, number);
        bool is_plain = spec->type == GRAMMAR_COMPOSITE
                            ? is_plain_composite(segment, spec, t)
                            : !has_components(state, t) &&
                                  is_plain_value(spec, t, x12_element(segment, number - 1));
        if (!is_plain)
            return false;
    }
    return true;
}

bool x12_check_plain(const struct check_state *state)
{
    const struct grammar_segment *spec = state->spec;
    size_t count = state->segment->count;
    uint64_t present = state->look.there & ~UINT64_C(1);
    return state->look.characters != X12_ODD && count > 0 && count <= spec->element_count &&
           (present >> count & 1) != 0 && state->passed == 0 && (spec->required & ~present) == 0 &&
           (spec->unused & present) == 0 && notes_hold(spec->notes, spec->note_count, present) &&
           are_plain_codes(state, present & spec->coded) && x12_check_plain_but_codes(state);
}

bool x12_check_plain_but_codes(const struct check_state *state)
{
    const struct x12_segment *segment = state->segment;
    const struct grammar_element *specs = &grammar.element[state->spec->elements];
    uint64_t elements = state->look.there & ~((uint64_t)state->spec->coded | 1);
    // Behind the last element that is there no separator may stand.
    if (segment->count > state->spec->element_count ||
        (state->look.there >> segment->count & 1) == 0)
        return false;
    for (; elements != 0; elements &= elements - 1) {
        size_t number = (size_t)__builtin_ctzll(elements);
        struct text t = x12_element(segment, number);
        if (has_components(state, t) ||
            !is_plain_free(&specs[number - 1], t, x12_element(segment, number - 1)))
            return false;
    }
    return true;
}
