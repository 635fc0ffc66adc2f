// rule_table: the two tables that billing staff keep, payer profile and payer rules, checked and
// compiled; then asked which rules a claim or a file does not meet. Rules are data: loaded whole,
// versioned by the caller, pinned by a run. Source: rule-tables.
//
// Per rule_key the most specific row that applies is judged: the payer's, then its groups', then
// `*`. A row applies when its period and its conditions hold; a row of scope line, line by line. A
// claim's row also stands over less specific rows of scope line, and a line's row, once it applied
// to any line, over less specific rows of scope claim. Rows that are equally specific are all
// judged. A row that is disabled or cannot be judged takes no part.
#ifndef RULES_RULE_TABLE_H
#define RULES_RULE_TABLE_H

#include "claims/codeset.h"
#include "claims/finding.h"
#include "rules/field.h"
#include "rules/fix.h"
#include "rules/profile.h"

struct rule_table; // compiled; never changes afterwards

// What comes in: tables as parsed, and what they may refer to.
struct rule_sources {
    const struct table_rows *profiles;
    const struct table_rows *rules; // NULL: none
    struct profile_settings settings;
    // Whether the organisation has a code list of that name. NULL: it has none.
    bool (*list_known)(void *context, struct text list);
    void *list_context;
};

// The columns of both tables, in the order in which cells are stored.
const struct table_spec *rule_table_profile_columns(void);
const struct table_spec *rule_table_rule_columns(void);

// Checks and compiles. Faults hold everything that is wrong in both tables, errors and warnings.
// False when there is an error; *out is then NULL. Cells are copied into `arena`, which must
// outlive the table; it is to have some 4 MB for 500 rules. The table is the caller's:
// rule_table_free.
bool rule_table_compile(const struct rule_sources *sources, struct arena *arena,
    struct rule_table **out, struct table_faults *faults);
void rule_table_free(struct rule_table *table); // NULL is allowed

// The payer profiles, in the table's memory.
const struct profile_table *rule_table_profiles(const struct rule_table *table);

// Rows of the payer rules, for lists.
size_t rule_table_count(const struct rule_table *table);

// A rule for people, and for the store.
struct rule_view {
    size_t row;
    struct text id, key, payer, message, denial_hint, source, verified;
    const char *action; // "reject", "hold", …
    bool enabled;
    struct text needs; // why it is not judged, after "needs"; empty = it is judged
};
struct rule_view rule_table_view(const struct rule_table *table, size_t index);

// The days and code lists that a judgement goes by.
struct rule_run {
    date_t date;                 // day of the run
    date_t submit_date;          // day on which the claim or file will be sent next
    const struct codeset *codes; // NULL: none loaded
};

// Judges a claim (`claim_type` P, I or D) by the rules of scope claim and line. `profile` is the
// payer's row in force, of this very table (rule_table_profiles); NULL: only the rows for `*` are
// judged. Adds FINDING_payer_rule with the rule's severity for each rule that is not met (a fix
// that cannot be made is a warning), and what rules with action fix change to `fixes`, when the
// profile allows it. Findings' rule texts point into the table's arena. Only the first
// CLAIM_LINES_MAX lines are looked at. Returns how many rules could not be judged because their
// code list is not loaded any more.
size_t rule_table_judge(const struct rule_table *table, const struct profile *profile,
    const struct claim *claim, char claim_type, const struct rule_run *run,
    struct finding_list *findings, struct fix_list *fixes);

// Judges an outgoing file by the rules of scope file. A limit of action split that was not kept is
// a rejecting finding.
void rule_table_judge_file(const struct rule_table *table, const struct profile *profile,
    const struct field_file *file, char claim_type, const struct rule_run *run,
    struct finding_list *findings);

// A limit that files for the payer must keep, from a rule with action split.
struct rule_limit {
    const struct field *field; // file.claims_per_st, file.isa_count, …
    int64_t max;
    struct text rule_id;
};

// The limits in force on the day of submission; returns how many were written, at most `room`. Of
// several for one field the caller keeps the lowest. Beside them stand those of the profile.
size_t rule_table_limits(const struct rule_table *table, const struct profile *profile,
    char claim_type, const struct rule_run *run, struct rule_limit *out, size_t room);

#endif
