// rules_lint: payer profile and payer rules as files, checked and compiled without being loaded. No
// database is needed; with an organisation its settings and code lists are used.
//
// Paths are folders (payer_profile.csv, payer_rules.csv, and beside them settings.csv and
// code_lists.csv) or files, each known by its header. Without settings, a {name} in the profile
// is a warning and stands for a placeholder; without code lists, rules that name one are not
// judged.
#ifndef JOBS_RULES_LINT_H
#define JOBS_RULES_LINT_H

#include "claims/base/err.h"
#include "rules/rule_table.h"

struct config;

struct rules_lint {
    // In.
    const struct config *config;
    const char *org; // code of the organisation; "" = none
    char **paths;
    size_t path_count;
    struct arena *arena; // 64 MB

    // Out. Faults by file and row; errors: the tables do not compile.
    struct table_faults faults;
    const char *profile_path, *rules_path, *settings_path, *lists_path; // NULL: there is none
    size_t profiles, rules;                                             // rows that are sound
    size_t judged; // rules that are enabled and can be judged
};

// ERR_USAGE when a path is no table or folder of tables, or stands for a table twice.
bool rules_lint(struct rules_lint *lint, struct err *err);

#endif
