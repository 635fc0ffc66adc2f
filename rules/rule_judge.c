#include "rules/rule_judge.h"

#include "claims/base/err.h"

_Static_assert(CLAIM_LINES_MAX <= 64, "lines are bits of one number");

// ---- Whether a row applies

static date_t service_day(const struct rule_judge *judge)
{
    const struct field_context *fields = &judge->subject.fields;
    return fields->line != NULL ? fields->line->from : fields->claim->service_from;
}

// The day that the row's period is compared with. Without a discharge the last day of service
// stands for it.
static date_t basis_day(const struct rule_judge *judge, const struct rule *rule)
{
    const struct claim *claim = judge->subject.fields.claim;
    switch (rule->basis) {
    case RULE_BY_SERVICE:
        return service_day(judge);
    case RULE_BY_SUBMISSION:
        return judge->subject.fields.submit_date;
    case RULE_BY_DISCHARGE:
        return claim->discharge_date != DATE_NONE ? claim->discharge_date : claim->service_to;
    }
    CHECK(!"date basis");
    return DATE_NONE;
}

static bool in_force(const struct rule *rule, date_t day)
{
    if (day == DATE_NONE)
        return rule->from == DATE_NONE && rule->to == DATE_NONE;
    return (rule->from == DATE_NONE || rule->from <= day) &&
           (rule->to == DATE_NONE || day <= rule->to);
}

// Whether period and conditions hold for the subject as it is set. What cannot be told does not
// apply.
static bool applies(struct rule_judge *judge, const struct rule *rule)
{
    struct condition_subject *subject = &judge->subject;
    date_t day = basis_day(judge, rule);
    if (!in_force(rule, day))
        return false;
    subject->day = day;
    if (rule->basis == RULE_BY_SUBMISSION && subject->fields.claim != NULL)
        subject->day = service_day(judge); // codes are judged by date of service
    for (size_t i = 0; i < rule->when_count; i++) {
        subject->untold = false;
        bool holds = condition_holds(&rule->whens[i], subject);
        if (subject->untold) {
            judge->untold++;
            return false;
        }
        if (!holds)
            return false;
    }
    return true;
}

// ---- What a fix makes of the field

#define FIX_ROOM 400 // bytes of all values of a field

// Values separated by blanks; false when they are too long to be changed by a rule.
static bool join(enum field_type type, const struct field_value *values, size_t count,
    struct arena *arena, struct text *out)
{
    char joined[FIX_ROOM];
    size_t size = 0;
    for (size_t i = 0; i < count; i++) {
        struct text one = field_format(type, values[i], arena);
        if (size + 1 + one.size > sizeof(joined) || !text_is_utf8(one))
            return false;
        if (i > 0)
            joined[size++] = ' ';
        memcpy(joined + size, one.at, one.size);
        size += one.size;
    }
    *out = arena_copy(arena, (struct text){joined, size});
    return true;
}

// Stable: by the place in the code list, values that are not in it behind. False when the list is
// not known.
static bool sort_values(const struct condition_subject *subject, struct text list,
    struct field_value *values, size_t count)
{
    int places[FIELD_VALUES_MAX];
    for (size_t i = 0; i < count; i++) {
        bool known = false;
        int position = 0;
        bool found = subject->codes != NULL && subject->day != DATE_NONE &&
                     subject->codes->list(subject->codes->context, list, values[i].text,
                         subject->day, &known, &position);
        if (!known)
            return false;
        places[i] = found ? position : INT32_MAX;
        struct field_value value = values[i];
        size_t k = i;
        for (; k > 0 && places[k - 1] > (found ? position : INT32_MAX); k--) {
            places[k] = places[k - 1];
            values[k] = values[k - 1];
        }
        places[k] = found ? position : INT32_MAX;
        values[k] = value;
    }
    return true;
}

struct change {
    struct text old_value;
    struct text new_value;  // the whole field afterwards
    struct text suggestion; // what a person would be told
};

// What fix_value makes of the field. False when it cannot be told.
static bool work_out(struct rule_judge *judge, const struct rule *rule, struct change *out)
{
    struct condition_subject *subject = &judge->subject;
    struct arena *arena = judge->findings->arena;
    const struct field *field = rule->check.fields[0];
    struct field_value values[FIELD_VALUES_MAX] = {0};
    struct field_value one = rule->fix_literal;
    *out = (struct change){0};
    size_t count = field_get(field, &subject->fields, values);
    if (count > FIELD_VALUES_MAX || !join(field->type, values, count, arena, &out->old_value))
        return false;
    switch (rule->fix_kind) {
    case RULE_FIX_NONE:
        return false;
    case RULE_FIX_SORT:
        if (!sort_values(subject, rule->fix_list, values, count) ||
            !join(field->type, values, count, arena, &out->new_value))
            return false;
        out->suggestion = out->new_value;
        return true;
    case RULE_FIX_FIELD:
        if (!condition_right(rule->fix_field, rule->fix_is_sum, subject, &one))
            return false;
        break;
    case RULE_FIX_LITERAL:
        break;
    }
    out->suggestion = arena_copy(arena, field_format(field->type, one, arena));
    // A code is added to those that are there; a single value is replaced.
    if (field->repeat == FIELD_ONE)
        count = 0;
    if (count == FIELD_VALUES_MAX)
        return false;
    values[count++] = one;
    return join(field->type, values, count, arena, &out->new_value);
}

// ---- A rule that is not met

static enum severity severity_of(enum rule_action action)
{
    switch (action) {
    case RULE_REJECT:
    case RULE_SPLIT: // the limit was to be kept when the file was made
        return SEVERITY_REJECT;
    case RULE_HOLD:
        return SEVERITY_HOLD;
    case RULE_WARN:
    case RULE_FIX: // could not or may not be fixed
        return SEVERITY_WARN;
    case RULE_INFO:
        return SEVERITY_INFO;
    }
    CHECK(!"action of a rule");
    return SEVERITY_HOLD;
}

static int line_number(const struct rule_judge *judge)
{
    return judge->subject.fields.line != NULL ? judge->subject.fields.line->number : 0;
}

static bool fixed(struct rule_judge *judge, const struct rule *rule)
{
    struct change change;
    const struct profile *profile = judge->subject.profile;
    if (judge->fixes == NULL || profile == NULL || !profile->allow_fix ||
        !work_out(judge, rule, &change) || text_equal(change.old_value, change.new_value) ||
        !fix_fits(rule->check.fields[0], change.new_value))
        return false;
    fix_list_add(judge->fixes, (struct fix){
                                   .rule_id = rule->id,
                                   .line = line_number(judge),
                                   .field = rule->check.fields[0],
                                   .old_value = arena_copy(judge->fixes->arena, change.old_value),
                                   .new_value = arena_copy(judge->fixes->arena, change.new_value),
                               });
    return true;
}

static void report(struct rule_judge *judge, const struct rule *rule)
{
    struct change change;
    struct text value = {0};
    const char *place = rule->scope == FIELD_FILE ? "file.claims" : "claim.control_no";
    struct arena *arena = judge->findings->arena;
    if (rule->has_check)
        place = condition_evidence(&rule->check, &judge->subject, arena, &value)->name;
    else if (rule->when_count > 0)
        place = condition_evidence(&rule->whens[0], &judge->subject, arena, &value)->name;
    struct finding *finding =
        finding_add(judge->findings, FINDING_payer_rule, line_number(judge), place, value);
    finding->severity = severity_of(rule->action);
    finding->rule_id = rule->id;
    finding->rule_message = rule->message;
    finding->denial_hint = rule->denial_hint;
    if (rule->fix_kind != RULE_FIX_NONE && work_out(judge, rule, &change))
        finding->suggestion = change.suggestion;
}

// Asks the check of a row that applies.
static void ask(struct rule_judge *judge, const struct rule *rule)
{
    judge->subject.untold = false;
    bool met = rule->has_check && condition_holds(&rule->check, &judge->subject);
    if (judge->subject.untold) {
        judge->untold++;
        return;
    }
    if (!met && !(rule->action == RULE_FIX && fixed(judge, rule)))
        report(judge, rule);
}

// ---- Precedence

// The rows of one key, the most specific first.
static void judge_key(struct rule_judge *judge, const struct rule *const *rules, size_t count)
{
    const struct claim *claim = judge->subject.fields.claim;
    size_t line_count = claim->line_count < CLAIM_LINES_MAX ? claim->line_count : CLAIM_LINES_MAX;
    enum rule_level level = rules[0]->level;
    bool claim_taken = false;   // a more specific row applied to the claim or to a line
    uint64_t lines_taken = 0;   // a more specific row applied to the line, or to the claim
    bool claim_applied = false; // the same on this level
    uint64_t lines_applied = 0;
    for (size_t i = 0; i < count; i++) {
        const struct rule *rule = rules[i];
        if (rule->level != level) {
            claim_taken = claim_taken || claim_applied || lines_applied != 0;
            lines_taken = claim_applied ? UINT64_MAX : lines_taken | lines_applied;
            claim_applied = false;
            lines_applied = 0;
            level = rule->level;
        }
        if (rule->scope == FIELD_CLAIM) {
            judge->subject.fields.line = NULL;
            if (!claim_taken && applies(judge, rule)) {
                claim_applied = true;
                ask(judge, rule);
            }
            continue;
        }
        for (size_t k = 0; k < line_count; k++) {
            judge->subject.fields.line = &claim->lines[k];
            if ((lines_taken >> k & 1) == 0 && applies(judge, rule)) {
                lines_applied |= UINT64_C(1) << k;
                ask(judge, rule);
            }
        }
    }
}

void rule_judge_claim(struct rule_judge *judge, const struct rule_choice *choice)
{
    for (size_t first = 0, end; first < choice->count; first = end) {
        end = first + 1;
        while (end < choice->count && choice->rules[end]->order == choice->rules[first]->order)
            end++;
        judge_key(judge, &choice->rules[first], end - first);
    }
}

// The next row of a file that applies; rows that a more specific one of the same key overrides are
// passed over. `at` goes on from call to call, `taken` is the row that last applied.
static const struct rule *next_for_file(struct rule_judge *judge, const struct rule_choice *choice,
    size_t *at, const struct rule **taken)
{
    while (*at < choice->count) {
        const struct rule *rule = choice->rules[(*at)++];
        if (*taken != NULL && (*taken)->order == rule->order && (*taken)->level != rule->level)
            continue;
        if (applies(judge, rule))
            return *taken = rule;
    }
    return NULL;
}

void rule_judge_file(struct rule_judge *judge, const struct rule_choice *choice)
{
    size_t at = 0;
    const struct rule *taken = NULL;
    const struct rule *rule;
    while ((rule = next_for_file(judge, choice, &at, &taken)) != NULL)
        ask(judge, rule);
}

size_t rule_judge_limits(
    const struct rule_choice *choice, date_t submit_date, struct rule_limit *out, size_t room)
{
    size_t count = 0;
    const struct rule *taken = NULL;
    for (size_t i = 0; i < choice->count && count < room; i++) {
        const struct rule *rule = choice->rules[i];
        bool overridden =
            taken != NULL && taken->order == rule->order && taken->level != rule->level;
        // What a row with conditions would say is known only when the file is there.
        if (overridden || rule->when_count > 0 || !in_force(rule, submit_date))
            continue;
        taken = rule;
        if (rule->action == RULE_SPLIT)
            out[count++] = (struct rule_limit){
                .field = rule->check.fields[0],
                .max = rule->check.values[0].number - (rule->check.op == OPERATOR_LT),
                .rule_id = rule->id,
            };
    }
    return count;
}
