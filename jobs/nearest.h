// nearest: which known word a mistyped one was probably meant to be.
#ifndef JOBS_NEAREST_H
#define JOBS_NEAREST_H

#include <stddef.h>

// The word of `known` (a NULL ends the list) that differs least from `word`, counting letters put
// in, left out, changed or swapped with their neighbour; NULL when none is near enough to be meant.
const char *nearest_word(const char *word, const char *const *known);

#endif
