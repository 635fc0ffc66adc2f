// Finding one's way in the compiled tables by the names that the guides use, for tests.
#ifndef TESTS_EDI_GRAMMAR_WALK_H
#define TESTS_EDI_GRAMMAR_WALK_H

#include <stdio.h>
#include <string.h>

#include "edi/grammar.h"

static inline const struct grammar_step *walk_step(const struct grammar_loop *loop, uint32_t i)
{
    return &grammar.step[loop->steps + i];
}

// The loop of that id inside `in`, at any depth; `in` itself for "HDR", "TRL" and its own id.
static inline const struct grammar_loop *walk_loop(const struct grammar_loop *in, const char *id)
{
    if (strcmp(in->id, id) == 0 ||
        (strcmp(in->id, "ST") == 0 && (strcmp(id, "HDR") == 0 || strcmp(id, "TRL") == 0)))
        return in;
    for (uint32_t i = 0; i < in->step_count; i++) {
        uint16_t inner = walk_step(in, i)->loop;
        const struct grammar_loop *found = inner == 0 ? NULL : walk_loop(&grammar.loop[inner], id);
        if (found != NULL)
            return found;
    }
    return NULL;
}

static inline bool walk_is(
    const struct grammar_segment *segment, const char *id, const char *qualifier)
{
    return segment->id == grammar_pack(text_of(id)) &&
           (qualifier == NULL ||
               (segment->qualifier_codes != 0 &&
                   grammar_has(&grammar.codes[segment->qualifier_codes], text_of(qualifier))));
}

// The segment of that id in the loop, by one of its qualifier's codes or NULL; NULL when there is
// none.
static inline const struct grammar_segment *walk_segment(
    const struct grammar_set *set, const char *loop_id, const char *id, const char *qualifier)
{
    const struct grammar_loop *loop = walk_loop(&grammar.loop[set->root], loop_id);
    if (loop == NULL)
        return NULL;
    if (loop->opens != 0 && walk_is(&grammar.segment[loop->opens], id, qualifier))
        return &grammar.segment[loop->opens];
    for (uint32_t i = 0; i < loop->step_count; i++) {
        const struct grammar_step *step = walk_step(loop, i);
        if (step->loop == 0 && walk_is(&grammar.segment[step->segment], id, qualifier))
            return &grammar.segment[step->segment];
    }
    return NULL;
}

// Element `number`, or with `component` > 0 that component of it; NULL when there is none.
static inline const struct grammar_element *walk_element(
    const struct grammar_segment *segment, uint32_t number, uint32_t component)
{
    if (number == 0 || number > segment->element_count)
        return NULL;
    const struct grammar_element *e = &grammar.element[segment->elements + number - 1];
    if (component == 0)
        return e;
    return component > e->component_count ? NULL : &grammar.element[e->components + component - 1];
}

// The codes of the list with | between, in `out`; "" for none.
static inline const char *walk_codes(uint32_t codes, char *out, size_t room)
{
    size_t size = 0;
    *out = '\0';
    const struct grammar_codes *list = &grammar.codes[codes];
    for (uint32_t i = 0; codes != 0 && i < list->count && size < room; i++)
        size += (size_t)snprintf(
            out + size, room - size, "%s%s", i == 0 ? "" : "|", grammar.code[list->first + i].code);
    return out;
}

#endif
