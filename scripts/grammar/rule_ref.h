// rule_ref: what a rule names, found in the set at hand: "2310B/NM1[82]08", "REF[F8]", "CLM05-3",
// "2000C".
#ifndef SCRIPTS_GRAMMAR_RULE_REF_H
#define SCRIPTS_GRAMMAR_RULE_REF_H

#include "scripts/grammar/guide.h"

// The set that rules are resolved in.
extern struct rules_now {
    struct set *set;
    bool lacks;    // it has not what the rule names
    bool may_lack; // that is no mistake: of a variation, and of a rule for segments anywhere
} rules_now;

// Whether something was said of this place already: one fault of a line would come again in each
// set.
bool rule_is_said(struct place place);
#define WRONG(place, ...) (rule_is_said(place) ? (void)0 : complain((place), __VA_ARGS__))

// What a rule names is not in the set: then it has no such rule.
#define LACKING(place, ...) \
    (rules_now.lacks = true, rules_now.may_lack ? (void)0 : WRONG(place, __VA_ARGS__))

struct ref {
    struct loop *loop; // NULL: in any loop
    bool has_loop, any_loop, is_loop;
    struct shape *shape;
    struct text qualifier;
    uint64_t elements;
    uint64_t components;
};

// A loop of the set; NULL.
struct loop *rule_loop(struct text id);
// Whether `inner` is `outer`, or somewhere inside it.
bool rule_is_inside(const struct loop *inner, const struct loop *outer);
// The innermost loop that has both inside.
struct loop *rule_home(const struct loop *a, const struct loop *b);

// Reads a reference; without a loop it is in `loop`. False when it is none, which was complained
// about.
bool rule_ref_read(struct place place, struct text word, struct loop *loop, struct ref *ref);
// The segments of the set that the reference means; how many.
size_t rule_segments(const struct ref *ref, struct segment ***found);
bool rule_means(const struct ref *ref, const struct segment *segment);
// What a guide never has, no rule can ask for: complains about elements that no segment found uses.
void rule_check_use(
    struct place place, const struct ref *ref, struct segment *const *found, size_t count);
// The element by which the segment is known; NULL.
const struct use *rule_qualifier(const struct segment *segment);

#endif
