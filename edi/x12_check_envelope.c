// What stands round the sets: the elements of ISA, GS, ST and TA1 against the tables, what the
// headers say of each other, control numbers that come twice. Counts, and numbers against those of
// the trailers, are the framing's (edi/x12_envelope.h).
#include <stdio.h>

#include "edi/x12_check_state.h"

// Of a TA1. X12.5, I18: 000 is no error, and goes with A; the others go with E and R.
static void check_note(struct check_state *state, const struct x12_segment *ta1)
{
    const struct grammar_element *spec =
        &grammar.element[grammar.segment[grammar_envelope[4]].elements];
    struct text code = x12_element(ta1, 4), note = x12_element(ta1, 5);
    bool is_taken = text_equal_z(code, "A");
    // One that is no code was told.
    if (!grammar_has(&grammar.codes[spec[3].codes], code) ||
        !grammar_has(&grammar.codes[spec[4].codes], note) || is_taken == text_equal_z(note, "000"))
        return;
    x12_check_tell(state, X12_CHECK_acknowledgement_note, 5, 0, "Interchange Note Code",
        is_taken ? "000 with A" : "what is wrong, with E and R", note);
}

void x12_check_envelope_elements(struct check_state *state, const struct x12_segment *segment)
{
    uint32_t found = 0;
    for (size_t i = 0; i < sizeof(grammar_envelope) / sizeof(*grammar_envelope); i++) {
        if (grammar.segment[grammar_envelope[i]].id == segment->packed)
            found = grammar_envelope[i];
    }
    if (state->set != NULL && (segment->packed == X12_ID_ST || segment->packed == X12_ID_SE)) {
        const struct grammar_loop *root = &grammar.loop[state->set->root];
        uint32_t step = segment->packed == X12_ID_ST ? 0 : root->step_count - 1;
        found = grammar.step[root->steps + step].segment;
    }
    if (found == 0)
        return;
    state->segment = segment;
    state->spec = &grammar.segment[found];
    state->look = state->looks(segment);
    if (segment->packed == X12_ID_ISA)
        x12_check_isa(state);
    else
        x12_check_elements(state);
    state->spec = NULL;
    if (segment->packed == X12_ID_TA1 && segment->terminated)
        check_note(state, segment);
    state->segment = NULL;
}

// Control numbers are told apart for as long as they fit: what was seen in the slot before is
// forgotten, so that memory stays the same.
static bool is_seen(struct check_state *state, char kind, int64_t within, struct text control)
{
    uint64_t key = 14695981039346656037ULL ^ (unsigned char)kind;
    for (int i = 0; i < 8; i++)
        key = (key ^ (unsigned char)((uint64_t)within >> 8 * i)) * 1099511628211ULL;
    for (size_t i = 0; i < control.size; i++)
        key = (key ^ (unsigned char)control.at[i]) * 1099511628211ULL;
    key ^= key >> 32;
    uint64_t *slot = kind == 'I' ? &state->interchanges_seen[key % CHECK_INTERCHANGES_MAX]
                                 : &state->seen[key % CHECK_SEEN_MAX];
    bool seen = *slot == key;
    *slot = key;
    return seen;
}

// At an element of the ST, or of its GS.
static void tell(struct check_state *state, enum x12_check_code code, const struct x12_set *set,
    const char *element, const char *expected, struct text value)
{
    struct x12_place place = {0};
    bool is_st = *element == 'S';
    x12_envelope_place(&place, set->interchange, set);
    place.segment = is_st ? set->segment : set->group->segment;
    place.offset = is_st ? set->offset : set->group->offset;
    text_copy_z(place.segment_id, sizeof(place.segment_id), text_part(text_of(element), 0, 2));
    text_copy_z(place.element, sizeof(place.element), text_of(element));
    x12_check_tell_at(state, code, &place,
        is_st ? "Transaction Set Header" : "Functional Group Header", "", expected, value);
}

// What the set says of itself against what its group says. One of these is enough.
static void check_headers(struct check_state *state, const struct x12_set *set, bool base)
{
    const struct x12_group *group = set->group;
    bool has_version = set->version.at != group->version.at; // else it is the group's
    const struct grammar_codes *kinds =
        &grammar.codes[grammar.element[grammar.segment[grammar_envelope[1]].elements].codes];
    char expected[80];
    if (state->set == NULL) {
        snprintf(expected, sizeof(expected), "%.*s %.*s", TEXT_ARG(text_part(set->id, 0, 6)),
            TEXT_ARG(text_part(set->version, 0, 20)));
        tell(state, X12_CHECK_set_unknown, set, "ST01", expected, (struct text){0});
        return;
    }
    // A group of another guide is another matter than a guide without its addenda.
    bool of_group = false;
    bool is_other = has_version && group->version.size > 0 &&
                    grammar_find(set->id, text_trim(group->version), &of_group) != state->set;
    if (base && !is_other) {
        tell(state, X12_CHECK_set_base_version, set, has_version ? "ST03" : "GS08",
            state->set->versions, (struct text){0});
    } else if (has_version && group->version.size > 0 &&
               !text_equal(set->version, text_trim(group->version))) {
        snprintf(expected, sizeof(expected), "%.*s", TEXT_ARG(text_part(group->version, 0, 20)));
        tell(state, X12_CHECK_set_version, set, "ST03", expected, set->version);
    }
    // Told once in a group; an identifier that no group has was told with its elements.
    if (state->group_told != group->ordinal && grammar_has(kinds, group->functional_id) &&
        !text_equal_z(group->functional_id, state->set->functional_id)) {
        tell(state, X12_CHECK_set_group, set, "GS01", state->set->functional_id,
            group->functional_id);
        state->group_told = group->ordinal;
    }
}

// The elements of an envelope segment, but for those that the framing itself judges
// (edi/x12_envelope.c).
static void check_header(struct check_state *state)
{
    const struct x12_segment *segment = state->header;
    uint32_t id = segment == NULL ? 0 : segment->packed;
    if (id == 0 || !segment->terminated ||
        (id != X12_ID_ISA && id != X12_ID_GS && id != X12_ID_ST && id != X12_ID_TA1))
        return;
    state->passed = id == X12_ID_ISA  ? 1U << 12 | 1U << 13
                    : id == X12_ID_GS ? 1U << 6 | 1U << 8
                    : id == X12_ID_ST ? 1U << 1
                                      : 0;
    if (id != X12_ID_TA1 && x12_element(segment, 1).size == 0)
        state->passed |= 1U << 1;
    if (id == X12_ID_ST && x12_element(segment, 2).size == 0)
        state->passed |= 1U << 2;
    x12_check_envelope_elements(state, segment);
    state->passed = 0;
}

// ---- One after the other

void x12_check_interchange(struct check_state *state, const struct x12_interchange *interchange)
{
    state->interchange = interchange;
    // Of another version, or not of the right widths: that was told, and is enough.
    state->is_readable = text_equal_z(interchange->version, "00501");
    if (!state->is_readable || state->isa_fault == interchange->segment)
        return;
    check_header(state);
    char partners[128];
    snprintf(partners, sizeof(partners), "%.*s %.*s %.*s %.*s %.*s", TEXT_ARG(interchange->control),
        TEXT_ARG(interchange->sender_qualifier), TEXT_ARG(interchange->sender),
        TEXT_ARG(interchange->receiver_qualifier), TEXT_ARG(interchange->receiver));
    if (is_seen(state, 'I', 0, text_of(partners))) {
        state->segment = state->header;
        x12_check_tell(
            state, X12_CHECK_interchange_repeated, 13, 0, "", NULL, interchange->control);
        state->segment = NULL;
    }
}

// At the header of what holds nothing.
static void tell_empty(struct check_state *state, enum x12_check_code code, const char *id,
    int64_t segment, int64_t offset)
{
    struct x12_place place = x12_check_place(state, 0, 0);
    place.segment = segment;
    place.offset = offset;
    text_copy_z(place.segment_id, sizeof(place.segment_id), text_of(id));
    x12_check_tell_at(state, code, &place, "", "", NULL, (struct text){0});
}

// Of one that is not sound something else was told.
void x12_check_interchange_end(
    struct check_state *state, const struct x12_interchange *interchange, bool sound)
{
    if (sound && interchange->groups == 0 && interchange->acknowledgements == 0)
        tell_empty(
            state, X12_CHECK_interchange_empty, "ISA", interchange->segment, interchange->offset);
}

void x12_check_ta1(struct check_state *state)
{
    if (!state->is_readable)
        return;
    check_header(state);
    if (state->header != NULL && state->interchange->groups > 0) {
        state->segment = state->header;
        x12_check_tell(state, X12_CHECK_acknowledgement_order, 0, 0, "", NULL, (struct text){0});
        state->segment = NULL;
    }
}

void x12_check_group_end(struct check_state *state, const struct x12_group *group, bool sound)
{
    if (sound && group->sets == 0)
        tell_empty(state, X12_CHECK_group_empty, "GS", group->segment, group->offset);
}

void x12_check_group(struct check_state *state, const struct x12_group *group)
{
    state->group = group;
    if (!state->is_readable)
        return;
    check_header(state);
    if (state->header != NULL && is_seen(state, 'G', state->interchange->ordinal, group->control)) {
        state->segment = state->header;
        x12_check_tell(
            state, X12_CHECK_control_number_repeated, 6, 0, "", "interchange", group->control);
        state->segment = NULL;
    }
}

// Who has the segments themselves (x12_check_set_begin) holds the headers against the tables too,
// and knows which control numbers are new: state->header is NULL.
void x12_check_set(struct check_state *state, const struct x12_set *set, bool base)
{
    if (set->group == NULL)
        return;
    check_headers(state, set, base);
    check_header(state);
    if (state->header != NULL && is_seen(state, 'S', set->group->ordinal, set->control))
        tell(state, X12_CHECK_control_number_repeated, set, "ST02", "group", set->control);
}

void x12_check_control_number_of(
    struct check_state *state, const struct x12_segment *header, int64_t within)
{
    bool is_group = header->packed == X12_ID_GS;
    size_t number = is_group ? 6 : 2;
    struct text control = x12_element(header, number);
    if (!is_seen(state, is_group ? 'G' : 'S', within, control))
        return;
    state->segment = header;
    x12_check_tell(state, X12_CHECK_control_number_repeated, number, 0, "",
        is_group ? "interchange" : "group", control);
    state->segment = NULL;
}
