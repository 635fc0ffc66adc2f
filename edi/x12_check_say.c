// What a finding says of the guide round a segment: what it has to stand before or behind, of which
// kinds there are.
#include "edi/x12_check_walk.h"

#include <stdio.h>

const struct grammar_segment *x12_check_jumped_by(
    const struct check_state *state, size_t depth, uint32_t step)
{
    const struct check_frame *frame = &state->frames[depth];
    uint32_t position = x12_check_walk_spec(frame, step)->position;
    for (uint32_t i = step + 1; i < frame->loop->step_count; i++) {
        const struct grammar_segment *spec = x12_check_walk_spec(frame, i);
        if (x12_check_walk_count(frame, i) > 0 && spec->position > position)
            return spec;
    }
    return NULL;
}

const char *x12_check_say_order(
    char *room, size_t size, const char *where, const struct grammar_segment *other)
{
    char id[4] = "";
    room[0] = '\0';
    if (other != NULL) {
        memcpy(id, &other->id, 3);
        snprintf(room, size, "it belongs %s %s %s", where, id, other->name);
    }
    return room;
}

const char *x12_check_say_kinds(const struct check_frame *frame, uint32_t id,
    const struct grammar_segment *like, char *room, size_t size)
{
    size_t at = 0, listed = 0;
    room[0] = '\0';
    for (uint32_t i = 0; i < frame->loop->step_count; i++) {
        const struct grammar_segment *spec = x12_check_walk_spec(frame, i);
        const struct grammar_codes *codes = &grammar.codes[spec->qualifier_codes];
        if (spec->id != id || spec->qualifier_element != like->qualifier_element ||
            spec->qualifier_component != like->qualifier_component ||
            x12_check_walk_is_full(frame, i))
            continue;
        for (uint32_t k = 0; k < codes->count; k++, listed++) {
            const char *code = listed < 12 ? grammar.code[codes->first + k].code : "…";
            int n = snprintf(room + at, size - at, "%s%s", listed ? ", " : "", code);
            if (n < 0 || (size_t)n >= size - at || listed == 12)
                return room;
            at += (size_t)n;
        }
    }
    return room;
}
