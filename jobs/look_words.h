// look_words: the words of finding codes and of answers' codes as parameters of statements, which
// join them by code: lists side by side, for unnest.
#ifndef JOBS_LOOK_WORDS_H
#define JOBS_LOOK_WORDS_H

#include "sql/db.h"

struct arena;

// Of every finding code, and of every rule_id of guide_not_followed as if it were one: its word,
// SNIP type (as text), sentence and remedy.
struct look_finding_words {
    struct text codes, snips, messages, remedies;
};
struct look_finding_words look_words_findings(struct arena *arena);

// Of every code of claims/code_words.def.
struct look_code_words {
    struct text lists, codes, words;
};
struct look_code_words look_words_codes(struct arena *arena);

#endif
