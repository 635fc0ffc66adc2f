// rules: the situational rules of edi/grammar/rules/, resolved in each set that they are for.
// Language: edi/grammar/README.md.
#ifndef SCRIPTS_GRAMMAR_RULES_H
#define SCRIPTS_GRAMMAR_RULES_H

#include "scripts/grammar/guide.h"

// Reads FOLDER/*.txt and points the rows of the sets (tables.h), which have all been added, to the
// rules. Faults are complained about.
void rules_read(const char *folder, struct set *const *sets, size_t set_count);

// Prints their rows to standard output; returns how many rules there are.
size_t rules_print(void);

#endif
