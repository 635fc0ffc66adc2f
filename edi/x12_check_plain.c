// Whether a segment has nothing against it, looked at quickly: most have not. What is accepted here
// is what x12_check_element.c would say nothing of; what is not accepted is looked at there, where
// every finding is made. So a doubt costs time, and nothing else.
#include "edi/x12_check_state.h"

// ---- Characters

// Sixteen bytes compared at once; of a byte all bits, or none.
typedef uint8_t bytes16 __attribute__((vector_size(16)));
typedef uint64_t words2 __attribute__((vector_size(16)));

static bool is_any(bytes16 b)
{
    words2 w = (words2)b;
    return (w[0] | w[1]) != 0;
}

static bytes16 all_of(char c)
{
    return (bytes16){0} + (uint8_t)c;
}

// Bytes that may not stand in a value, and separators of repetitions.
static bytes16 odd(bytes16 b, const struct x12_separators *separators)
{
    bytes16 strange =
        (bytes16)((b - ' ') > ('~' - ' ')) | (bytes16)(b == '^') | (bytes16)(b == '`');
    bytes16 separates =
        (bytes16)(b == all_of(separators->element)) | (bytes16)(b == all_of(separators->component));
    return (strange & ~separates) | (bytes16)(b == all_of(separators->repetition));
}

static enum check_characters characters_of(const struct x12_segment *segment)
{
    struct text raw = segment->raw;
    const struct x12_separators *separators = segment->separators;
    bytes16 component = all_of(separators->component), block, found = {0}, composite = {0};
    for (size_t at = 0; at < raw.size; at += sizeof(block)) {
        // The last bytes once more when there are more than sixteen, else with others behind them.
        if (raw.size < sizeof(block)) {
            block = all_of('A');
            memcpy(&block, raw.at, raw.size);
        } else {
            size_t last = raw.size - sizeof(block);
            memcpy(&block, raw.at + (at < last ? at : last), sizeof(block));
        }
        found |= odd(block, separators);
        composite |= (bytes16)(block == component);
    }
    return is_any(found) ? CHECK_ODD : is_any(composite) ? CHECK_WITH_COMPONENTS : CHECK_PLAIN;
}

void x12_check_look_over(struct check_state *state)
{
    const struct x12_segment *segment = state->segment;
    const uint32_t *ends = segment->ends;
    uint64_t there = 1;
    for (size_t i = 1; i <= segment->count && i < 64; i++)
        there |= (uint64_t)(ends[i] - ends[i - 1] > 1) << i;
    state->there = there;
    state->characters = state->in_full ? CHECK_ODD : characters_of(segment);
}

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

bool x12_check_is_plain_day(const char *at)
{
    if (!are_8_digits(at))
        return false;
    unsigned century = two_digits(at), month = two_digits(at + 4), day = two_digits(at + 6);
    return century - 18 < 4 && month - 1 < 12 && day - 1 < 28;
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
        return x12_check_is_plain_day(t.at);
    return t.size == 17 && format.size == 3 && memcmp(format.at, "RD8", 3) == 0 && t.at[8] == '-' &&
           x12_check_is_plain_day(t.at) && x12_check_is_plain_day(t.at + 9) &&
           memcmp(t.at, t.at + 9, 8) <= 0;
}

static bool is_listed(uint32_t codes, struct text t)
{
    return codes == 0 || grammar_has(&grammar.codes[codes], t);
}

// A value that is there, of plain characters.
static bool is_plain_value(const struct grammar_element *spec, struct text t, struct text before)
{
    size_t length = t.size;
    switch ((enum grammar_type)spec->type) {
    case GRAMMAR_AN:
    case GRAMMAR_ID:
        break;
    case GRAMMAR_N:
    case GRAMMAR_R:
        if (!is_plain_number(t, spec->type == GRAMMAR_R, &length))
            return false;
        break;
    case GRAMMAR_DT:
        if (t.size != 8 || !x12_check_is_plain_day(t.at))
            return false;
        break;
    case GRAMMAR_TM:
        if (!is_plain_time(t))
            return false;
        break;
    case GRAMMAR_COMPOSITE:
        return false;
    }
    if (length < spec->min || length > spec->max || t.at[0] == ' ' ||
        (spec->kept > 0 && length > spec->kept))
        return false;
    if (spec->number == 1251 && !is_plain_period(t, before))
        return false;
    return is_listed(spec->codes, t) && is_listed(spec->list, t);
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

// Those of `elements`.
static bool are_plain(const struct check_state *state, uint64_t elements)
{
    bool has_components = state->characters == CHECK_WITH_COMPONENTS;
    const struct x12_segment *segment = state->segment;
    const struct grammar_element *specs = &grammar.element[state->spec->elements];
    char separator = segment->separators->component;
    for (; elements != 0; elements &= elements - 1) {
        size_t number = (size_t)__builtin_ctzll(elements);
        const struct grammar_element *element = &specs[number - 1];
        struct text t = x12_element(segment, number);
        bool is_plain;
        if (element->type == GRAMMAR_COMPOSITE)
            is_plain = is_plain_composite(segment, element, t);
        else
            is_plain = (!has_components || memchr(t.at, separator, t.size) == NULL) &&
                       is_plain_value(element, t, x12_element(segment, number - 1));
        if (!is_plain)
            return false;
    }
    return true;
}

bool x12_check_plain(const struct check_state *state)
{
    const struct grammar_segment *spec = state->spec;
    size_t count = state->segment->count;
    uint64_t present = state->there & ~UINT64_C(1);
    return state->characters != CHECK_ODD && count > 0 && count <= spec->element_count && (present >> count & 1) != 0 &&
           state->passed == 0 && (spec->required & ~present) == 0 &&
           (spec->unused & present) == 0 &&
           notes_hold(spec->notes, spec->note_count, present) && are_plain(state, present);
}

bool x12_check_plain_but_codes(const struct check_state *state)
{
    size_t count = state->segment->count;
    uint64_t free = state->there & ~((uint64_t)state->spec->coded | 1);
    // Behind the last element that is there no separator may stand.
    return (state->there >> count & 1) != 0 && are_plain(state, free);
}
