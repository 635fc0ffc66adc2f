// scenario: the words of jobs/scenarios.def and what each needs of a claim before it can be
// played.
#ifndef JOBS_SCENARIO_H
#define JOBS_SCENARIO_H

#include "claims/base/text.h"

enum scenario {
#define SCENARIO(word, meaning) SCENARIO_##word,
#include "jobs/scenarios.def"
#undef SCENARIO
    SCENARIO_COUNT
};

// What is dealt: a claim, a transaction set with all its claims, or the interchange.
enum scenario_reach { REACH_CLAIM, REACH_SET, REACH_INTERCHANGE };

// What a claim must have, as bits.
enum scenario_need {
    NEED_LINES = 1,      // two service lines
    NEED_PAID = 2,       // at least 10.00 allowed, 1.00 of it on the first line
    NEED_CUT = 4,        // less allowed than charged
    NEED_NEXT_PAYER = 8, // another payer after this one
    NEED_SECONDARY = 16, // the same, or a payer before this one
    NEED_FIRST = 32,     // no payer before this one
};

// The word of the scenario table, and what it means, as in jobs/scenarios.def.
const char *scenario_word(enum scenario scenario);
const char *scenario_meaning(enum scenario scenario);
// SCENARIO_COUNT: no such word.
enum scenario scenario_find(struct text word);

// What the scenario is dealt to, and what that must have.
enum scenario_reach scenario_reach(enum scenario scenario);
unsigned scenario_needs(enum scenario scenario); // bits of enum scenario_need
// Whether the claim never comes on file with the payer: no remittance follows.
bool scenario_rejects(enum scenario scenario);

#endif
