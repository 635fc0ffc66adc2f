// Hierarchical levels: the numbers of HL segments, what they hang from, and whether they say truly
// that others stand below them.
#include <stdio.h>

#include "edi/x12_check_state.h"

void x12_check_level_close(struct check_state *state, size_t depth)
{
    while (state->level_count > 0 && state->levels[state->level_count - 1].depth >= depth) {
        struct check_level *level = &state->levels[--state->level_count];
        if (level->is_silent || level->says_child == level->has_child)
            continue;
        struct x12_place place = x12_check_site_place(state, &level->site);
        x12_check_tell_at(state, X12_CHECK_hl_child, &place, "Hierarchical Level",
            "Hierarchical Child Code",
            level->says_child ? "that others stand below it, but none does"
                              : "that none stands below it, but one does",
            (struct text){0});
    }
}

void x12_check_level_lose(struct check_state *state)
{
    struct check_level level = {.depth = state->depth - 1,
        .number = state->level_next++,
        .is_lost = true,
        .is_silent = true};
    state->levels_lost++;
    if (state->level_count > 0)
        state->levels[state->level_count - 1].has_child = true;
    if (state->level_count < GRAMMAR_DEPTH_MAX)
        state->levels[state->level_count++] = level;
}

// A number that is too long for one is told with the elements.
static bool is_too_long(const struct check_state *state, size_t number)
{
    return number <= state->spec->element_count &&
           x12_element(state->segment, number).size >
               grammar.element[state->spec->elements + number - 1].max;
}

// One wrong number is told once: behind it the numbers may go on as if it were right, or from it.
static void check_number(struct check_state *state, struct check_level *level, struct text number)
{
    char expected[24];
    bool is_next = text_to_i64(number, &level->number) && level->number <= state->level_next &&
                   level->number >= state->level_next - state->levels_lost;
    is_next = is_next || (state->level_due > 0 && level->number == state->level_due);
    // A missing HL01 is told with the elements.
    if (!is_next && number.size > 0 && !is_too_long(state, 1)) {
        snprintf(expected, sizeof(expected), "%lld", (long long)state->level_next);
        x12_check_tell(
            state, X12_CHECK_hl_number, 1, 0, "Hierarchical ID Number", expected, number);
    }
    if (!is_next && (level->number <= 0 || is_too_long(state, 1)))
        level->number = state->level_next;
    level->due = is_next ? 0 : state->level_next;
    state->level_due = is_next ? 0 : level->due + 1;
    state->level_next = level->number + 1;
    state->levels_lost = 0;
}

void x12_check_level_take(struct check_state *state)
{
    const struct x12_segment *segment = state->segment;
    struct check_level level = {.depth = (state->own > 0 ? state->own : state->depth) - 1};
    struct text parent = x12_element(segment, 2), child = x12_element(segment, 4);
    char expected[24];
    check_number(state, &level, x12_element(segment, 1));
    struct check_level *above =
        state->level_count > 0 ? &state->levels[state->level_count - 1] : NULL;
    int64_t says = 0;
    // Which number a level with a wrong one goes by, the first that hangs from it says.
    if (above != NULL && above->due > 0 && text_to_i64(parent, &says)) {
        above->number = says == above->due ? says : above->number;
        above->due = 0;
    }
    // A missing or a superfluous HL02 is told with the elements.
    if (parent.size > 0 && above != NULL && !above->is_lost && !is_too_long(state, 2) &&
        (!text_to_i64(parent, &says) || says != above->number)) {
        snprintf(expected, sizeof(expected), "%lld", (long long)above->number);
        x12_check_tell(
            state, X12_CHECK_hl_parent, 2, 0, "Hierarchical Parent ID Number", expected, parent);
    }
    if (above != NULL)
        above->has_child = true;
    level.says_child = text_equal_z(child, "1");
    level.site = x12_check_site(state, 4);
    // Where the guide has no HL04, there is nothing to compare; one that is no code here was told.
    level.is_silent = child.size == 0 || !x12_check_is_code(state, 4);
    if (state->level_count < GRAMMAR_DEPTH_MAX)
        state->levels[state->level_count++] = level;
}
