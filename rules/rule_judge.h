// rule_judge: compiled rules asked of one claim or one file, with the precedence of
// rules/rule_table.h. Internal to this room.
#ifndef RULES_RULE_JUDGE_H
#define RULES_RULE_JUDGE_H

#include "rules/rule.h"
#include "rules/rule_table.h"

// The rules that may concern a subject: by key, the most specific first.
struct rule_choice {
    const struct rule **rules;
    size_t count;
};

struct rule_judge {
    struct condition_subject subject; // of the claim or file; line and day are set rule by rule
    struct finding_list *findings;
    struct fix_list *fixes; // NULL: nothing is fixed
    size_t untold;          // rules that could not be judged
};

// Judges the chosen rules over the subject and adds to findings and fixes: those of claim and line,
// those of a file's totals, and the limits of a file (how many into `out`, at most `room`).
void rule_judge_claim(struct rule_judge *judge, const struct rule_choice *choice);
void rule_judge_file(struct rule_judge *judge, const struct rule_choice *choice);
size_t rule_judge_limits(
    const struct rule_choice *choice, date_t submit_date, struct rule_limit *out, size_t room);

#endif
