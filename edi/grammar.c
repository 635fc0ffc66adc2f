#include "edi/grammar.h"

// Whether the word is one of `words`, which have blanks between.
static bool is_one_of(const char *words, struct text word)
{
    struct text rest = text_of(words), piece;
    bool more = true;
    while (text_split(&rest, ' ', &more, &piece)) {
        if (piece.size > 0 && text_equal(piece, word))
            return true;
    }
    return false;
}

const struct grammar_set *grammar_find(struct text id, struct text version, bool *base)
{
    for (uint32_t i = 1; i <= grammar.set_count; i++) {
        const struct grammar_set *set = &grammar.set[i];
        if (!text_equal_z(id, set->id) || *set->like != '\0')
            continue;
        *base = is_one_of(set->base_versions, version);
        if (*base || is_one_of(set->versions, version))
            return set;
    }
    return NULL;
}

static bool has_patient(uint32_t elements, uint32_t count)
{
    for (uint32_t i = elements; i < elements + count; i++) {
        const struct grammar_element *element = &grammar.element[i];
        if (element->patient || has_patient(element->components, element->component_count))
            return true;
    }
    return false;
}

bool grammar_is_astray(
    const struct grammar_segment *segment, const struct grammar_element *element, struct text value)
{
    return segment != NULL && element != NULL && (element->codes != 0 || element->list != 0) &&
           value.size > element->max && has_patient(segment->elements, segment->element_count);
}

const struct grammar_set *grammar_named(struct text name)
{
    for (uint32_t i = 1; i <= grammar.set_count; i++) {
        if (text_equal_z(name, grammar.set[i].name))
            return &grammar.set[i];
    }
    return NULL;
}

// The row of a code that is in the list so; NULL.
static const struct grammar_code *find(const struct grammar_codes *codes, struct text code)
{
    const struct grammar_code *rows = &grammar.code[codes->first];
    uint32_t from = 0, to = codes->count;
    while (from < to) {
        uint32_t middle = from + (to - from) / 2;
        int order = text_compare(text_of(rows[middle].code), code);
        if (order == 0)
            return &rows[middle];
        if (order < 0)
            from = middle + 1;
        else
            to = middle;
    }
    return NULL;
}

// The row of the code or, where codes are beginnings, of the longest that begins it.
static const struct grammar_code *find_listed(const struct grammar_codes *codes, struct text code)
{
    const struct grammar_code *found = find(codes, code);
    while (found == NULL && codes->by_prefix && code.size > 1) {
        code.size--;
        found = find(codes, code);
    }
    return found;
}

bool grammar_has(const struct grammar_codes *codes, struct text code)
{
    if (codes->packed == 0 || codes->by_prefix)
        return find_listed(codes, code) != NULL;
    uint32_t sought = grammar_pack(code);
    const uint32_t *packed = &grammar.packed[codes->packed];
    uint32_t last = ((uint32_t)1 << codes->packed_bits) - 1;
    uint32_t place = grammar_place(sought, codes->packed_bits);
    while (packed[place] != 0 && packed[place] != sought)
        place = (place + 1) & last;
    return sought != 0 && packed[place] == sought;
}

const char *grammar_meaning(const struct grammar_codes *codes, struct text code)
{
    const struct grammar_code *found = find_listed(codes, code);
    return found == NULL ? NULL : found->meaning;
}

const struct grammar_codes *grammar_list(const char *name)
{
    for (uint32_t i = 1; i <= grammar.codes_count; i++) {
        if (*name != '\0' && strcmp(name, grammar.codes[i].name) == 0)
            return &grammar.codes[i];
    }
    return NULL;
}

bool grammar_has_segment(const struct grammar_loop *loop, uint32_t id)
{
    for (uint32_t i = 0; i < loop->step_count; i++) {
        const struct grammar_step *step = &grammar.step[loop->steps + i];
        if (step->id == id ||
            (step->loop != 0 && grammar_has_segment(&grammar.loop[step->loop], id)))
            return true;
    }
    return false;
}
