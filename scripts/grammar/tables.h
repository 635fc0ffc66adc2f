// tables: what was read, as the C source of `grammar` (edi/grammar.h).
#ifndef SCRIPTS_GRAMMAR_TABLES_H
#define SCRIPTS_GRAMMAR_TABLES_H

#include "scripts/grammar/guide.h"

// To be called once with all lists of codes, then for each set, then for the envelope, which is
// last.
void tables_add_lists(void);
void tables_add_set(struct set *set);
void tables_add_envelope(const struct loop *envelope);

// For the rules: the rows of what was added, to be pointed into their tables; a text and a list of
// codes (grammar.codes) that tables share.
struct grammar_segment *tables_segment(const struct segment *segment);
struct grammar_loop *tables_loop(const struct loop *loop);
const char *tables_text(struct text text);
uint32_t tables_codes(const struct code *codes, size_t count);
void tables_print_text(const char *text); // as a C string

// Prints it to standard output. What is too much for the tables is complained about.
void tables_print(void);

#endif
