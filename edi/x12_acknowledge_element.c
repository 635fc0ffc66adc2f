// What an IK4 says of the element that is wrong: its number (IK402), the kind of error where that
// hangs on the value (IK403), and a copy of it (IK404).
#include "edi/x12_acknowledge_state.h"

// The element or component that the error is of; NULL: the guide has none there.
static const struct grammar_element *element_of(
    const struct ack_error *error, const struct grammar_segment *spec)
{
    if (spec == NULL || error->element < 1 || (uint32_t)error->element > spec->element_count)
        return NULL;
    const struct grammar_element *element = &grammar.element[spec->elements + error->element - 1];
    if (element->type != GRAMMAR_COMPOSITE)
        return element;
    return error->component < 1 || (uint32_t)error->component > element->component_count
               ? NULL
               : &grammar.element[element->components + error->component - 1];
}

// Number of the data element, as IK402 names it; a composite has none of four characters.
// Returns it, or 0. `spec` NULL: what the segment is is not known, its elements are all the same.
static uint32_t name_element(struct ack_error *error, const struct grammar_segment *spec)
{
    uint32_t id = x12_pack(text_of(error->segment));
    for (uint32_t i = 1; spec == NULL && i <= grammar.segment_count; i++) {
        if (grammar.segment[i].id == id)
            spec = &grammar.segment[i];
    }
    const struct grammar_element *element = element_of(error, spec);
    if (element == NULL)
        return 0;
    char digits[8];
    int64_t number = element->number;
    size_t at = sizeof(digits);
    for (; number > 0; number /= 10)
        digits[--at] = (char)('0' + number % 10);
    text_copy_z(
        error->number, sizeof(error->number), (struct text){digits + at, sizeof(digits) - at});
    return element->number;
}

// Whether one of these elements, or of their components, is of this number and may be the code.
static bool allows(uint32_t first, uint32_t count, uint32_t number, struct text code)
{
    for (uint32_t i = first; i < first + count; i++) {
        const struct grammar_element *e = &grammar.element[i];
        if (e->type == GRAMMAR_COMPOSITE ? allows(e->components, e->component_count, number, code)
                                         : e->number == number && e->codes > 0 &&
                                               grammar_has(&grammar.codes[e->codes], code))
            return true;
    }
    return false;
}

// IK403 7 is a code that the standard does not have; one that it has, so that some place of some
// guide allows it, is I6.
static void name_code(struct ack_error *error, uint32_t number)
{
    bool is_known = false;
    if (strcmp(error->ik403, "7") != 0 || number == 0 || error->value[0] == '\0')
        return;
    for (uint32_t i = 1; !is_known && i <= grammar.segment_count; i++) {
        const struct grammar_segment *spec = &grammar.segment[i];
        is_known = allows(spec->elements, spec->element_count, number, text_of(error->value));
    }
    if (is_known)
        text_copy_z(error->ik403, sizeof(error->ik403), TEXT("I6"));
}

bool x12_acknowledge_element_can_be_said(const struct x12_acknowledge *a, struct text value)
{
    const struct x12_separators *s = &a->settings.separators;
    for (size_t i = 0; i < value.size; i++) {
        char c = value.at[i];
        if (!x12_is_character(c) || c == s->element || c == s->component || c == s->repetition ||
            c == s->terminator)
            return false;
    }
    return value.size > 0 && value.at[0] != ' ';
}

// The component that the error is of; the whole where it is of none.
static struct text part_of(const struct ack_error *error, struct text t, char separator)
{
    struct x12_pieces pieces = x12_pieces_of(t, separator);
    for (int i = 0; i < error->component; i++)
        t = x12_next(&pieces) ? pieces.piece : (struct text){0};
    return t;
}

// Whether this is the value that was found wrong. A finding that does not say which, since it may
// be a patient's, is of one that is no code of the element.
static bool is_wrong(
    const struct ack_error *error, const struct grammar_element *element, struct text value)
{
    if (error->value[0] != '\0')
        return text_equal_z(value, error->value);
    return element != NULL && element->codes != 0 &&
           !grammar_has(&grammar.codes[element->codes], value);
}

// Of an element that is repeated the value that was found wrong, the first when it is not known.
static void copy_value(
    const struct x12_acknowledge *a, struct ack_error *error, const struct x12_met *met)
{
    const struct x12_segment *segment = met->segment;
    const struct grammar_element *element = element_of(error, met->spec);
    const struct x12_separators *s = segment->separators;
    struct text value = x12_element(segment, (size_t)error->element);
    struct x12_pieces repetitions = x12_pieces_of(value, s->repetition);
    bool is_repeated = s->repetition != '\0' && value.size > 0 &&
                       memchr(value.at, s->repetition, value.size) != NULL;
    value = part_of(
        error, is_repeated && x12_next(&repetitions) ? repetitions.piece : value, s->component);
    bool is_found = !is_repeated || is_wrong(error, element, value);
    for (int i = 2; !is_found && x12_next(&repetitions); i++) {
        struct text other = part_of(error, repetitions.piece, s->component);
        is_found = is_wrong(error, element, other);
        if (is_found) {
            error->repetition = i;
            value = other;
        }
    }
    text_copy_z(error->value, sizeof(error->value),
        x12_acknowledge_element_can_be_said(a, value) ? value : (struct text){0});
}

void x12_acknowledge_element_name(
    const struct x12_acknowledge *a, struct ack_error *error, const struct x12_met *met)
{
    uint32_t number = name_element(error, met->spec);
    copy_value(a, error, met);
    name_code(error, number);
}

void x12_acknowledge_element_number(struct ack_error *error)
{
    if (error->element > 0 && error->number[0] == '\0')
        name_element(error, NULL);
}
