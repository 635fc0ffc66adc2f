// Values one place from where they belong, because an element separator is missing before them or
// there is one too many: told once, where each of them would be told as something else.
#include "edi/x12_check_state.h"

enum { TOO_EARLY = 1, TOO_LATE = -1 }; // what is added to a value's place

// Whether the text cannot be that element, as far as codes, lengths and digits say.
static bool is_misfit(
    const struct check_state *state, const struct grammar_element *element, struct text t);

static bool is_misfit_in_parts(
    const struct check_state *state, const struct grammar_element *element, struct text t)
{
    struct text rest = t, piece = {0};
    bool more = true;
    for (uint32_t i = 0; i < element->component_count; i++) {
        if (!text_split(&rest, state->segment->separators->component, &more, &piece))
            piece = (struct text){0};
        if (is_misfit(state, &grammar.element[element->components + i], piece))
            return true;
    }
    return more && rest.size > 0;
}

static bool is_misfit(
    const struct check_state *state, const struct grammar_element *element, struct text t)
{
    const struct x12_separators *separators = state->segment->separators;
    if (t.size == 0)
        return element->usage == GRAMMAR_REQUIRED;
    if (element->usage == GRAMMAR_NOT_USED)
        return true;
    if (element->repeat > 1 && separators->repetition != '\0') {
        struct text rest = t;
        bool more = true;
        text_split(&rest, separators->repetition, &more, &t);
    }
    if (element->type == GRAMMAR_COMPOSITE)
        return is_misfit_in_parts(state, element, t);
    bool is_number = element->type == GRAMMAR_R || element->type == GRAMMAR_N;
    for (size_t i = 0; i < t.size; i++) {
        if (t.at[i] == separators->component ||
            (is_number && (t.at[i] < '0' || t.at[i] > '9') && t.at[i] != '.' && t.at[i] != '-'))
            return true;
    }
    return (!is_number && (t.size < element->min || t.size > element->max)) ||
           (element->codes != 0 && !grammar_has(&grammar.codes[element->codes], t));
}

// How many elements do not fit when the values from `from` on stand one place further, or nearer.
static unsigned misfits(const struct check_state *state, size_t from, int further)
{
    const struct grammar_segment *spec = state->spec;
    unsigned count = 0;
    for (size_t i = 1; i <= spec->element_count; i++) {
        struct text t = x12_element(state->segment, i < from ? i : i - (size_t)further);
        if (further == TOO_EARLY && i == from)
            t = (struct text){0};
        count += is_misfit(state, &grammar.element[spec->elements + i - 1], t);
    }
    for (size_t i = spec->element_count + 1; i <= state->segment->count + 1; i++)
        count += x12_element(state->segment, i - (size_t)further).size > 0;
    return count;
}

static bool tell_if(struct check_state *state, size_t from, int further)
{
    const struct grammar_segment *spec = state->spec;
    size_t place = further == TOO_EARLY ? from + 1 : from; // where the first of them belongs
    if (place > spec->element_count || misfits(state, from, further) > 0)
        return false;
    x12_check_tell(state, X12_CHECK_element_moved, further == TOO_EARLY ? from : from + 1, 0,
        grammar.element[spec->elements + place - 1].name,
        further == TOO_EARLY ? "a separator is missing before it"
                             : "there is a separator too many before it",
        (struct text){0});
    x12_check_situation_fault(state, 0);
    x12_check_situation_doubt_element(state, spec, 0, 0);
    x12_check_balance_doubt(state, spec->id);
    return true;
}

bool x12_check_moved(struct check_state *state)
{
    const struct grammar_segment *spec = state->spec;
    const struct x12_segment *segment = state->segment;
    // Where a level stands, its numbers say.
    if (state->set == NULL || spec->id == X12_ID('H', 'L', 0) || spec->element_count < 3 ||
        segment->count < 3 || misfits(state, segment->count + 1, 0) < 2)
        return false;
    for (size_t from = segment->count; from > spec->qualifier_element && from > 1; from--) {
        bool is_there = x12_element(segment, from).size > 0;
        if (tell_if(state, from, is_there ? TOO_EARLY : TOO_LATE))
            return true;
    }
    return false;
}
