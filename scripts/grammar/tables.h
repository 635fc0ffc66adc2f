// tables: what was read, as the C source of `grammar` (edi/grammar.h).
#ifndef SCRIPTS_GRAMMAR_TABLES_H
#define SCRIPTS_GRAMMAR_TABLES_H

#include "scripts/grammar/guide.h"

// To be called once with all lists of codes, then for each set, then for the envelope, which is
// last.
void tables_add_lists(void);
void tables_add_set(struct set *set);
void tables_add_envelope(const struct loop *envelope);

// Prints it to standard output. What is too much for the tables is complained about.
void tables_print(void);

#endif
