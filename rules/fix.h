// fix: what rules with action fix change, as events with the old and the new value, and the change
// itself. The rules never touch a claim: whoever builds it applies the events, stores them, and
// judges it again.
#ifndef RULES_FIX_H
#define RULES_FIX_H

#include "rules/field.h"

// One change. Several codes of one field are separated by blanks. Fields of patient data are never
// fixed.
struct fix {
    struct text rule_id; // in the rule table's memory
    int line;            // number of the service line (LX01), 0 = the claim
    const struct field *field;
    struct text old_value; // empty when there was none; in the list's arena
    struct text new_value;
};

struct fix_list {
    struct arena *arena;
    struct fix *items;
    size_t count;
    size_t room;
};

// An empty list; its items are taken from `arena`.
void fix_list_start(struct fix_list *list, struct arena *arena);
void fix_list_add(struct fix_list *list, struct fix fix);

// Whether rules can change the field.
bool fix_can_set(const struct field *field);

// Whether the field has places for these values (separated by blanks).
bool fix_fits(const struct field *field, struct text values);

// Makes the change in the claim, whose lines must be the caller's own. Values are copied into
// `arena`. False when nothing was changed: the line is not there, or there are more codes than
// places.
bool fix_apply(struct claim *claim, const struct fix *fix, struct arena *arena);

#endif
