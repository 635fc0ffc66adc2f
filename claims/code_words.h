// code_words: what the codes of acknowledgements and remittances mean, in words for people. The
// lists are in claims/code_words.def.
#ifndef CLAIMS_CODE_WORDS_H
#define CLAIMS_CODE_WORDS_H

#include "claims/base/text.h"

struct code_words {
    const char *list; // "ta1", "category", "plb_reason", …
    const char *code; // "A7"
    const char *words;
};

// The lines in order, from 0; one without a list ends them.
struct code_words code_words_at(size_t index);

#endif
