#include "rules/condition.h"

#include "claims/base/err.h"
#include "claims/base/ident.h"
#include "claims/base/money.h"
#include "rules/code_check.h"
#include "rules/standard_codes.h"

// What an absent value gives, from rules/operators.def.
enum on_absent { FAILS, PASSES, ALWAYS };

static enum on_absent on_absent(enum condition_operator op)
{
    static const unsigned char table[OPERATOR_COUNT] = {
#define OPERATOR(name, word, operand, absent, meaning) [OPERATOR_##name] = absent,
#include "rules/operators.def"
#undef OPERATOR
    };
    return (enum on_absent)table[op];
}

static bool absent_holds(const struct condition *condition)
{
    switch (condition->op) {
    case OPERATOR_PRESENT:
        return condition->prefix == CONDITION_NONE;
    case OPERATOR_ABSENT:
        return condition->prefix != CONDITION_NONE;
    case OPERATOR_ORDERED:
        return true; // nothing is in order
    default:
        return condition->absent_passes || on_absent(condition->op) == PASSES ||
               condition->prefix == CONDITION_NONE;
    }
}

bool condition_constant(const struct condition *condition, bool *holds)
{
    bool left = true;
    for (size_t i = 0; i < condition->field_count; i++)
        left = left && condition->fields[i]->data == FIELD_NONE;
    *holds = absent_holds(condition);
    return left || (condition->right != NULL && condition->right->data == FIELD_NONE);
}

// ---- One value

static bool is_valid(
    enum condition_standard standard, const struct condition_subject *subject, struct text t)
{
    enum code_verdict verdict;
    switch (standard) {
    case STANDARD_NPI:
        return ident_is_npi(t);
    case STANDARD_ZIP9:
        return ident_is_zip9(t);
    case STANDARD_NDC11:
        return ident_is_ndc11(t);
    case STANDARD_TAXONOMY:
        return ident_is_taxonomy(t);
    case STANDARD_ICD10CM:
        verdict = code_check_diagnosis(subject->codes, t, subject->day);
        return verdict == CODE_GOOD || verdict == CODE_NO_RELEASE;
    case STANDARD_ICD10PCS:
        return ident_is_icd10pcs_shape(t);
    case STANDARD_HCPCS:
        verdict = code_check_procedure(subject->codes, t, subject->day);
        return verdict == CODE_GOOD || verdict == CODE_NO_RELEASE;
    case STANDARD_POS:
        return standard_codes_has(CODES_PLACE_OF_SERVICE, t);
    case STANDARD_REVENUE:
        return t.size == 4 && text_is_digits(t);
    }
    CHECK(!"standard");
    return false;
}

// Position in the code list, -1 when it is not there. Sets `untold` when the list is not loaded.
static int list_position(
    const struct condition *condition, struct condition_subject *subject, struct text code)
{
    bool known = false;
    int position = 0;
    bool found = false;
    if (subject->codes != NULL && subject->day != DATE_NONE)
        found = subject->codes->list(
            subject->codes->context, condition->list, code, subject->day, &known, &position);
    if (!known)
        subject->untold = true;
    return found ? position : -1;
}

static date_t shift(date_t date, int distance, char unit)
{
    if (unit == 'y')
        return date_add_years(date, distance);
    return unit == 'm' ? date_add_months(date, distance) : date + distance;
}

// Saturday and Sunday give the Monday after.
static date_t next_business_day(date_t date)
{
    int weekday = date_weekday(date);
    return weekday >= 5 ? date + (7 - weekday) : date;
}

static bool is_within(const struct condition *condition, const struct condition_subject *subject,
    const struct field *field, date_t value, date_t base)
{
    date_t first = shift(base, -condition->distance, condition->unit);
    date_t last = shift(base, condition->distance, condition->unit);
    // A date of the run is a deadline kept or missed; deadlines roll as the profile says.
    if (field->scope == FIELD_RUN && subject->profile != NULL &&
        subject->profile->deadline_roll == PROFILE_ROLL_NEXT_BUSINESS_DAY)
        last = next_business_day(last);
    return first <= value && value <= last;
}

static bool is_one_of(
    const struct condition *condition, enum field_type type, struct field_value value)
{
    for (size_t i = 0; i < condition->value_count; i++)
        if (field_compare(type, value, condition->values[i]) == 0)
            return true;
    return false;
}

static bool value_holds(const struct condition *condition, struct condition_subject *subject,
    const struct field *field, struct field_value value, struct field_value right)
{
    enum field_type type = field->type;
    switch (condition->op) {
    case OPERATOR_EQ:
        return field_compare(type, value, right) == 0;
    case OPERATOR_NE:
    case OPERATOR_DIFFERS:
        return field_compare(type, value, right) != 0;
    case OPERATOR_LT:
        return field_compare(type, value, right) < 0;
    case OPERATOR_LE:
        return field_compare(type, value, right) <= 0;
    case OPERATOR_GT:
        return field_compare(type, value, right) > 0;
    case OPERATOR_GE:
        return field_compare(type, value, right) >= 0;
    case OPERATOR_BETWEEN:
        return field_compare(type, value, condition->values[0]) >= 0 &&
               field_compare(type, value, condition->values[1]) <= 0;
    case OPERATOR_IN:
        return is_one_of(condition, type, value);
    case OPERATOR_NOT_IN:
        return !is_one_of(condition, type, value);
    case OPERATOR_STARTS:
        return text_starts(value.text, right.text);
    case OPERATOR_MATCHES:
        return pattern_matches(condition->pattern, value.text);
    case OPERATOR_NOT_MATCHES:
        return !pattern_matches(condition->pattern, value.text);
    case OPERATOR_IN_LIST:
        return list_position(condition, subject, value.text) >= 0;
    case OPERATOR_NOT_IN_LIST:
        return list_position(condition, subject, value.text) < 0;
    case OPERATOR_VALID:
        return is_valid(condition->standard, subject, value.text);
    case OPERATOR_WITHIN:
        return is_within(condition, subject, field, (date_t)value.number, (date_t)right.number);
    default:
        CHECK(!"operator that looks at one value");
        return false;
    }
}

// ---- All values

static bool is_ordered(const struct condition *condition, struct condition_subject *subject,
    const struct field_value *values, size_t count)
{
    int last = 0;
    bool beyond = false; // a value that is not in the list was seen
    for (size_t i = 0; i < count; i++) {
        int position = list_position(condition, subject, values[i].text);
        if (position >= 0 && (beyond || position < last))
            return false;
        if (position < 0)
            beyond = true;
        else
            last = position;
    }
    return true;
}

// Whether no earlier line has the value. Only the lines that a claim can carry are looked at.
static bool is_unique(
    const struct field *field, const struct condition_subject *subject, struct field_value value)
{
    struct field_context other = subject->fields;
    struct field_value values[FIELD_VALUES_MAX] = {0};
    const struct claim *claim = subject->fields.claim;
    for (size_t i = 0; i < claim->line_count && i < CLAIM_LINES_MAX; i++) {
        other.line = &claim->lines[i];
        if (other.line == subject->fields.line)
            return true;
        if (field_get(field, &other, values) > 0 &&
            field_compare(field->type, values[0], value) == 0)
            return false;
    }
    return true;
}

bool condition_right(const struct field *field, bool is_sum, struct condition_subject *subject,
    struct field_value *out)
{
    struct field_value values[FIELD_VALUES_MAX] = {0};
    if (!is_sum) {
        if (field_get(field, &subject->fields, values) == 0)
            return false;
        *out = values[0];
        return true;
    }
    struct field_context line = subject->fields;
    out->number = 0;
    for (size_t i = 0; i < subject->fields.claim->line_count; i++) {
        line.line = &subject->fields.claim->lines[i];
        if (field_get(field, &line, values) > 0 &&
            !money_add(out->number, values[0].number, &out->number))
            return false;
    }
    return true;
}

// Values of the first field that has any; returns their number.
static size_t read_values(const struct condition *condition, struct condition_subject *subject,
    const struct field **field, struct field_value values[FIELD_VALUES_MAX])
{
    for (size_t i = 0; i < condition->field_count; i++) {
        *field = condition->fields[i];
        size_t count = field_get(*field, &subject->fields, values);
        if (count > 0)
            return count;
    }
    *field = condition->fields[0];
    return 0;
}

// The value on the right; false when there is one to read and it is absent.
static bool read_right(
    const struct condition *condition, struct condition_subject *subject, struct field_value *right)
{
    if (condition->right != NULL)
        return condition_right(condition->right, condition->right_is_sum, subject, right);
    if (condition->value_count > 0)
        *right = condition->values[0];
    return true;
}

bool condition_holds(const struct condition *condition, struct condition_subject *subject)
{
    const struct field *field;
    struct field_value values[FIELD_VALUES_MAX];
    struct field_value right = {0};
    size_t count = read_values(condition, subject, &field, values);
    switch (condition->op) {
    case OPERATOR_COUNT_BETWEEN:
    case OPERATOR_COUNT_GE:
    case OPERATOR_COUNT_LE:
        return condition->low <= (int64_t)count && (int64_t)count <= condition->high;
    case OPERATOR_PRESENT:
        return (count > 0) == (condition->prefix != CONDITION_NONE);
    case OPERATOR_ABSENT:
        return (count == 0) == (condition->prefix != CONDITION_NONE);
    default:
        break;
    }
    if (count == 0)
        return absent_holds(condition);
    if (count > FIELD_VALUES_MAX)
        count = FIELD_VALUES_MAX;
    if (condition->op == OPERATOR_ORDERED)
        return is_ordered(condition, subject, values, count);
    if (condition->op == OPERATOR_UNIQUE_IN)
        return is_unique(field, subject, values[0]);
    if (!read_right(condition, subject, &right))
        return absent_holds(condition);
    for (size_t i = 0; i < count; i++) {
        bool holds = value_holds(condition, subject, field, values[i], right);
        if (condition->prefix == CONDITION_ALL ? !holds : holds)
            return condition->prefix != CONDITION_ALL && condition->prefix != CONDITION_NONE;
    }
    return condition->prefix == CONDITION_ALL || condition->prefix == CONDITION_NONE;
}

// ---- What failed

#define EVIDENCE_VALUE 80  // bytes of one value
#define EVIDENCE_ROOM  240 // bytes of all

static bool is_count(enum condition_operator op)
{
    return op == OPERATOR_COUNT_BETWEEN || op == OPERATOR_COUNT_GE || op == OPERATOR_COUNT_LE;
}

const struct field *condition_evidence(const struct condition *condition,
    struct condition_subject *subject, struct arena *arena, struct text *value)
{
    char joined[EVIDENCE_ROOM];
    size_t size = 0;
    const struct field *field;
    struct field_value values[FIELD_VALUES_MAX] = {0};
    struct field_value right = {0};
    size_t count = read_values(condition, subject, &field, values);
    *value = (struct text){0};
    if (is_count(condition->op)) {
        *value = arena_format(arena, "%zu", count);
        return field;
    }
    if (field->data == FIELD_PATIENT || count == 0)
        return field;
    bool single = condition->prefix == CONDITION_ALL || condition->prefix == CONDITION_NONE;
    // Of all: those that fail, of none: those that hold; otherwise each value is to blame.
    single = single && condition->op != OPERATOR_PRESENT && condition->op != OPERATOR_ABSENT &&
             read_right(condition, subject, &right);
    for (size_t i = 0; i < count && i < FIELD_VALUES_MAX; i++) {
        if (single && value_holds(condition, subject, field, values[i], right) !=
                          (condition->prefix == CONDITION_NONE))
            continue;
        struct text one = text_part(field_format(field->type, values[i], arena), 0, EVIDENCE_VALUE);
        one.size = text_utf8_length(one);
        if (size + 1 + one.size > sizeof(joined))
            break;
        if (size > 0)
            joined[size++] = ' ';
        memcpy(joined + size, one.at, one.size);
        size += one.size;
    }
    *value = arena_copy(arena, (struct text){joined, size});
    return field;
}
