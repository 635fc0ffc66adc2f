// condition: one "field operator value" of a payer rule: read from three cells, then asked of a
// claim, a line or a file. Operators stand in rules/operators.def, fields in rules/fields.def;
// rule-tables has the semantics. Nothing is allocated when a condition is asked.
#ifndef RULES_CONDITION_H
#define RULES_CONDITION_H

#include "claims/codeset.h"
#include "rules/field.h"
#include "rules/pattern.h"
#include "rules/profile.h"

enum condition_operator {
#define OPERATOR(name, word, operand, absent, meaning) OPERATOR_##name,
#include "rules/operators.def"
#undef OPERATOR
    OPERATOR_COUNT,
};

// For fields with several values.
enum condition_prefix { CONDITION_PLAIN, CONDITION_ANY, CONDITION_ALL, CONDITION_NONE };

enum condition_standard {
    STANDARD_NPI,
    STANDARD_ZIP9,
    STANDARD_NDC11,
    STANDARD_TAXONOMY,
    STANDARD_ICD10CM,
    STANDARD_ICD10PCS,
    STANDARD_HCPCS,
    STANDARD_POS,
    STANDARD_REVENUE,
};

#define CONDITION_FIELDS_MAX 4 // a|b|c|d

struct condition {
    const struct field *fields[CONDITION_FIELDS_MAX]; // the first that has a value is looked at
    size_t field_count;
    enum condition_prefix prefix;
    enum condition_operator op;
    bool absent_passes; // suffix ?
    // The right side, as far as the operator has one.
    struct field_value *values; // literals; of a range: low and high
    size_t value_count;
    const struct field *right; // =field, =sum(field), within … of FIELD
    bool right_is_sum;
    int64_t low, high; // of counts
    int distance;      // of within,
    char unit;         // in d, m or y
    struct text list;
    enum condition_standard standard;
    struct pattern *pattern; // owned: condition_free
};

// What a condition is asked of.
struct condition_subject {
    struct field_context fields;
    const struct codeset *codes;
    const struct profile *profile; // NULL: deadlines do not roll
    date_t day;  // by which codes and code lists are judged; DATE_NONE = cannot be
    bool untold; // set when a code list turned out not to be loaded
};

// Who compiles a rule: the cells, the scope, what is known.
struct condition_compiler {
    struct table_cursor *cursor;
    struct arena *arena;
    enum field_scope scope;
    bool (*list_known)(void *context, struct text list);
    void *list_context;
    // Why the rule cannot be judged, as words after "needs"; empty as long as it can. Set by the
    // first condition that finds a reason.
    struct text *needs;
};

// Compiles the three cells of a check, or of a when (where a|b is not allowed). False with a fault
// when a cell is wrong.
bool condition_compile(struct condition_compiler *compiler, size_t field_column,
    size_t operator_column, size_t value_column, bool is_check, struct condition *out);
void condition_free(struct condition *condition);

// Reads "=field" or "=sum(field)" of a right side for a field of `type`: also for fix_value. False
// with a fault.
bool condition_compile_right(struct condition_compiler *compiler, size_t column,
    struct text expression, enum field_type type, const struct field **field, bool *is_sum);

// Whether the outcome is always the same, because this version has no data for a field that it
// names; then *holds is the outcome.
bool condition_constant(const struct condition *condition, bool *holds);

// Whether it holds. Sets subject->untold when that cannot be told.
bool condition_holds(const struct condition *condition, struct condition_subject *subject);

// The field that was looked at, and what failed, as a text in `arena`: the value, or several
// separated by blanks, or the number of values. Empty for patient data.
const struct field *condition_evidence(const struct condition *condition,
    struct condition_subject *subject, struct arena *arena, struct text *value);

// Reads =field or =sum(field); false when it is absent.
bool condition_right(const struct field *field, bool is_sum, struct condition_subject *subject,
    struct field_value *out);

#endif
