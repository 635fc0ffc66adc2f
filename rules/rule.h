// rule: one row of the payer rules, compiled. Internal to this room: rule_compile makes it,
// rule_lint looks at rules together, rule_judge asks it of claims and files. From outside see
// rules/rule_table.h.
#ifndef RULES_RULE_H
#define RULES_RULE_H

#include "rules/condition.h"

// How specific a rule is about the payer: of the rows of one rule_key that apply, the most specific
// win.
enum rule_level { RULE_PAYER, RULE_GROUP, RULE_ANY };

enum rule_basis { RULE_BY_SERVICE, RULE_BY_SUBMISSION, RULE_BY_DISCHARGE };

enum rule_action { RULE_REJECT, RULE_HOLD, RULE_WARN, RULE_INFO, RULE_FIX, RULE_SPLIT };

// What fix_value gives.
enum rule_fix_kind {
    RULE_FIX_NONE,
    RULE_FIX_LITERAL,
    RULE_FIX_FIELD, // =field or =sum(field)
    RULE_FIX_SORT,  // =sort(field,list): in the order of the code list, others behind
};

#define RULE_WHENS_MAX 2

struct rule {
    size_t row; // in the table
    struct text id, key;
    bool enabled;
    struct text payer; // "*", "@group" or a payer
    enum rule_level level;
    char claim_type; // P, I, D or *
    enum field_scope scope;
    enum rule_basis basis;
    date_t from, to; // both inclusive; DATE_NONE = open
    struct condition whens[RULE_WHENS_MAX];
    size_t when_count;
    bool has_check; // without one, the rule is not met whenever its whens hold
    struct condition check;
    enum rule_action action;
    struct text fix_value; // as written
    enum rule_fix_kind fix_kind;
    struct field_value fix_literal;
    const struct field *fix_field;
    bool fix_is_sum;
    struct text fix_list;
    struct text message, denial_hint, source, verified;
    struct text needs;      // why it cannot be judged, after "needs"; empty = it is judged
    struct text conditions; // both whens as one text: rows with the same are about the same claims
    size_t order;           // of its key: keys are judged in the order of their first rows
};

extern const struct table_spec rule_columns;

// Compiles the cursor's row. `compiler` has the table's part filled (cursor, arena, code lists).
// False with faults when the row is wrong.
bool rule_compile(struct condition_compiler *compiler, struct rule *out);
void rule_compile_free(struct rule *rule);

// Faults and warnings about rules together: ids, overlaps, gaps, payers that no profile has, rules
// that would hold everything or that cannot be judged.
void rule_lint(const struct rule *rules, size_t count, const struct profile_table *profiles,
    struct table_faults *faults);

#endif
