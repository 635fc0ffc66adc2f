// The sub-verbs of x12, each in a file of its own; all stream, none needs a database.
#ifndef CLI_X12_VERB_H
#define CLI_X12_VERB_H

#include "cli/verb.h"

int x12_check_verb(struct verb_call *call);  // cli/x12_check_verb.c
int x12_show_verb(struct verb_call *call);   // cli/x12_show_verb.c
int x12_stat_verb(struct verb_call *call);   // cli/x12_stat_verb.c
int x12_diff_verb(struct verb_call *call);   // cli/x12_diff_verb.c
int x12_ack_verb(struct verb_call *call);    // cli/x12_ack_verb.c
int x12_split_verb(struct verb_call *call);  // cli/x12_split_verb.c
int x12_redact_verb(struct verb_call *call); // cli/x12_redact_verb.c

#endif
