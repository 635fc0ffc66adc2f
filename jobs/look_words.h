// look_words: the words of finding codes and of answers' codes as parameters of statements, which
// join them by code: lists side by side, for unnest.
#ifndef JOBS_LOOK_WORDS_H
#define JOBS_LOOK_WORDS_H

#include "sql/db.h"

struct arena;

// Calls `say` for every finding code, and for every rule_id of guide_not_followed as if it were one
// (edi/x837p_check.h): all that may hold a claim, payer rules apart. Texts are valid during the
// call.
typedef void (*look_words_say_function)(
    void *context, const char *code, int snip, const char *message, const char *remedy);
void look_words_each_finding(void *context, look_words_say_function say);

// The same as lists: word, SNIP type (as text), sentence and remedy.
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
