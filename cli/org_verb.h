// org_verb: loading an organisation's tables, for `org load` and `rules load`.
#ifndef CLI_ORG_VERB_H
#define CLI_ORG_VERB_H

#include "cli/verb.h"

// Loads the folder's tables and prints faults and outcome; with `rules_only` those of the payer
// rules, for the organisation --org. Returns the exit code.
int org_verb_load(struct verb_call *call, const char *folder, bool rules_only);

#endif
