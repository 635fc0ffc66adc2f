#include "rules/rule.h"

#include "claims/base/err.h"
#include "rules/fix.h"

// In the order in which cells are stored.
enum column {
    RULE_ID,
    RULE_KEY,
    ENABLED,
    PAYER,
    CLAIM_TYPE,
    SCOPE,
    DATE_BASIS,
    EFFECTIVE_FROM,
    EFFECTIVE_TO,
    WHEN1_FIELD,
    WHEN1_OP,
    WHEN1_VALUE,
    WHEN2_FIELD,
    WHEN2_OP,
    WHEN2_VALUE,
    CHECK_FIELD,
    CHECK_OP,
    CHECK_VALUE,
    ACTION,
    FIX_VALUE,
    MESSAGE,
    DENIAL_HINT,
    SOURCE,
    VERIFIED,
    COLUMNS,
};

static const struct table_column columns[COLUMNS] = {
    [RULE_ID] = {"rule_id", TABLE_PLAIN},
    [RULE_KEY] = {"rule_key", TABLE_PLAIN},
    [ENABLED] = {"enabled", TABLE_PLAIN},
    [PAYER] = {"payer", TABLE_PLAIN},
    [CLAIM_TYPE] = {"claim_type", TABLE_PLAIN},
    [SCOPE] = {"scope", TABLE_PLAIN},
    [DATE_BASIS] = {"date_basis", TABLE_PLAIN},
    [EFFECTIVE_FROM] = {"effective_from", TABLE_PLAIN},
    [EFFECTIVE_TO] = {"effective_to", TABLE_PLAIN},
    [WHEN1_FIELD] = {"when1_field", TABLE_PLAIN},
    [WHEN1_OP] = {"when1_op", TABLE_PLAIN},
    [WHEN1_VALUE] = {"when1_value", TABLE_VALUE},
    [WHEN2_FIELD] = {"when2_field", TABLE_PLAIN},
    [WHEN2_OP] = {"when2_op", TABLE_PLAIN},
    [WHEN2_VALUE] = {"when2_value", TABLE_VALUE},
    [CHECK_FIELD] = {"check_field", TABLE_PLAIN},
    [CHECK_OP] = {"check_op", TABLE_PLAIN},
    [CHECK_VALUE] = {"check_value", TABLE_VALUE},
    [ACTION] = {"action", TABLE_PLAIN},
    [FIX_VALUE] = {"fix_value", TABLE_PLAIN},
    [MESSAGE] = {"message", TABLE_PROSE},
    [DENIAL_HINT] = {"denial_hint", TABLE_PROSE},
    [SOURCE] = {"source", TABLE_PROSE},
    [VERIFIED] = {"verified", TABLE_PROSE},
};

const struct table_spec rule_columns = {"payer_rules", columns, COLUMNS};

#define WORD_MAX 60 // bytes of an id, a key or a payer

// Letters, digits, '_', '-', '.'.
static bool is_word(struct text t)
{
    for (size_t i = 0; i < t.size; i++)
        if (!text_is_alphanumeric(text_part(t, i, 1)) && strchr("_-.", t.at[i]) == NULL)
            return false;
    return t.size > 0 && t.size <= WORD_MAX;
}

static void read_word(struct table_cursor *cursor, size_t column, struct text *out)
{
    char quote[TABLE_QUOTE_ROOM];
    *out = cursor->cells[column];
    if (!is_word(*out))
        table_check_refuse(cursor, column, "'%s': write 1 to %d letters, digits, '_', '-' or '.'",
            table_fault_quote(quote, *out), WORD_MAX);
}

static void read_payer(struct table_cursor *cursor, struct rule *rule)
{
    char quote[TABLE_QUOTE_ROOM];
    struct text cell = cursor->cells[PAYER];
    rule->payer = cell;
    rule->level = RULE_PAYER;
    if (text_equal_z(cell, "*"))
        rule->level = RULE_ANY;
    else if (text_starts(cell, TEXT("@")))
        rule->level = RULE_GROUP;
    if (rule->level != RULE_ANY &&
        !is_word(rule->level == RULE_GROUP ? text_part(cell, 1, cell.size) : cell))
        table_check_refuse(cursor, PAYER, "'%s': write *, @group or a payer of the payer profile",
            table_fault_quote(quote, cell));
}

static void read_period(struct table_cursor *cursor, struct rule *rule)
{
    int word = 0;
    if (table_check_word(cursor, DATE_BASIS, "dos submit discharge", &word))
        rule->basis = (enum rule_basis)word;
    table_check_date(cursor, EFFECTIVE_FROM, DATE_NONE, &rule->from);
    table_check_date(cursor, EFFECTIVE_TO, DATE_NONE, &rule->to);
    if (rule->from != DATE_NONE && rule->to != DATE_NONE && rule->to < rule->from)
        table_check_refuse(cursor, EFFECTIVE_TO, "the end is before the beginning");
    if (rule->scope == FIELD_FILE && rule->basis != RULE_BY_SUBMISSION)
        table_check_refuse(cursor, DATE_BASIS, "a file has no date of service: write submit");
}

// Compiles the condition at the three columns from `first` on; absent when all are empty.
static void read_condition(struct condition_compiler *compiler, size_t first, bool is_check,
    struct condition *out, bool *present)
{
    struct table_cursor *cursor = compiler->cursor;
    *present = false;
    if (text_is_empty(cursor->cells[first])) {
        for (size_t i = first + 1; i <= first + 2; i++)
            if (!text_is_empty(text_trim(cursor->cells[i]))) {
                table_check_refuse(
                    cursor, first, "the field is missing, but '%s' is filled", columns[i].name);
                break;
            }
        return;
    }
    *present = condition_compile(compiler, first, first + 1, first + 2, is_check, out);
}

// "sort(field,list)" of the check's own field.
static bool read_sort(struct condition_compiler *compiler, struct rule *rule, struct text inside)
{
    struct text rest = inside;
    struct text name, list;
    bool more = true;
    bool sound =
        text_split(&rest, ',', &more, &name) && text_split(&rest, ',', &more, &list) && !more;
    list = sound ? text_trim(list) : list;
    if (!sound || !is_word(list) || !text_equal_z(text_trim(name), rule->check.fields[0]->name) ||
        rule->check.fields[0]->repeat != FIELD_MANY || rule->check.fields[0]->type != FIELD_CODE)
        return table_check_refuse(compiler->cursor, FIX_VALUE,
            "write =sort(field,code list), the field being check_field and one with several codes");
    rule->fix_kind = RULE_FIX_SORT;
    rule->fix_list = list;
    if (text_is_empty(rule->needs) &&
        (compiler->list_known == NULL || !compiler->list_known(compiler->list_context, list)))
        rule->needs = arena_format(
            compiler->arena, "the code list '%.*s', which is not loaded", TEXT_ARG(list));
    return true;
}

static bool read_fix(struct condition_compiler *compiler, struct rule *rule)
{
    char quote[TABLE_QUOTE_ROOM];
    struct table_cursor *cursor = compiler->cursor;
    struct text cell = cursor->cells[FIX_VALUE];
    rule->fix_value = cell;
    if (text_is_empty(cell))
        return rule->action != RULE_FIX || table_check_refuse(cursor, FIX_VALUE,
                                               "the action is fix: write what the value becomes");
    if (!rule->has_check)
        return table_check_refuse(cursor, FIX_VALUE, "without check_field there is nothing to fix");
    const struct field *field = rule->check.fields[0];
    if (rule->action == RULE_FIX && (rule->check.field_count > 1 || !fix_can_set(field)))
        return table_check_refuse(
            cursor, FIX_VALUE, "'%s' cannot be fixed by a rule: use another action", field->name);
    if (text_starts(cell, TEXT("=sort(")) && text_ends(cell, TEXT(")")))
        return read_sort(compiler, rule, text_part(cell, 6, cell.size - 7));
    if (text_starts(cell, TEXT("="))) {
        rule->fix_kind = RULE_FIX_FIELD;
        if (!condition_compile_right(
                compiler, FIX_VALUE, cell, field->type, &rule->fix_field, &rule->fix_is_sum))
            return false;
        return rule->fix_field->data != FIELD_PATIENT ||
               table_check_refuse(cursor, FIX_VALUE,
                   "'%s' is patient data: it is never shown, so nothing can be fixed from it",
                   rule->fix_field->name);
    }
    rule->fix_kind = RULE_FIX_LITERAL;
    return field_parse(field->type, cell, &rule->fix_literal) ||
           table_check_refuse(cursor, FIX_VALUE, "'%s' is no %s, as '%s' is one",
               table_fault_quote(quote, cell), field_type_word(field->type), field->name);
}

// A limit that whoever builds files can keep: a number of the file, and the most there may be.
static void check_split(struct table_cursor *cursor, const struct rule *rule)
{
    const struct condition *check = &rule->check;
    bool at_most = rule->has_check && (check->op == OPERATOR_LE || check->op == OPERATOR_LT ||
                                          check->op == OPERATOR_EQ);
    if (rule->when_count > 0)
        table_check_refuse(cursor, ACTION,
            "a limit of action split has no conditions: it is kept while the file is made");
    if (rule->scope != FIELD_FILE || !at_most || check->right != NULL || check->field_count != 1 ||
        check->fields[0]->type != FIELD_INT ||
        check->values[0].number < (check->op == OPERATOR_LT ? 2 : 1))
        table_check_refuse(cursor, ACTION,
            "split is for rules of scope file that limit a count: le, lt or eq and a number above "
            "0");
}

static void keep_conditions(struct table_cursor *cursor, struct arena *arena, struct rule *rule)
{
    rule->conditions = arena_format(arena, "%.*s %.*s %.*s\n%.*s %.*s %.*s",
        TEXT_ARG(cursor->cells[WHEN1_FIELD]), TEXT_ARG(cursor->cells[WHEN1_OP]),
        TEXT_ARG(cursor->cells[WHEN1_VALUE]), TEXT_ARG(cursor->cells[WHEN2_FIELD]),
        TEXT_ARG(cursor->cells[WHEN2_OP]), TEXT_ARG(cursor->cells[WHEN2_VALUE]));
}

bool rule_compile(struct condition_compiler *compiler, struct rule *rule)
{
    struct table_cursor *cursor = compiler->cursor;
    size_t before = cursor->faults->errors;
    int word = 0;
    bool present = false;
    *rule = (struct rule){.row = cursor->row};
    read_word(cursor, RULE_ID, &rule->id);
    read_word(cursor, RULE_KEY, &rule->key);
    table_check_flag(cursor, ENABLED, &rule->enabled);
    read_payer(cursor, rule);
    if (table_check_word(cursor, CLAIM_TYPE, "P I D *", &word))
        rule->claim_type = "PID*"[word];
    bool scoped = table_check_word(cursor, SCOPE, "file claim line", &word);
    rule->scope = scoped ? (enum field_scope)(FIELD_FILE + word) : FIELD_LINE;
    if (scoped)
        read_period(cursor, rule);
    if (table_check_word(cursor, ACTION, "reject hold warn info fix split", &word))
        rule->action = (enum rule_action)word;
    rule->message = cursor->cells[MESSAGE];
    if (text_is_empty(rule->message))
        table_check_refuse(cursor, MESSAGE, "write a sentence for billing staff: what is wrong");
    rule->denial_hint = cursor->cells[DENIAL_HINT];
    rule->source = cursor->cells[SOURCE];
    rule->verified = cursor->cells[VERIFIED];

    compiler->scope = rule->scope;
    compiler->needs = &rule->needs;
    if (scoped) {
        read_condition(compiler, WHEN1_FIELD, false, &rule->whens[rule->when_count], &present);
        rule->when_count += present;
        read_condition(compiler, WHEN2_FIELD, false, &rule->whens[rule->when_count], &present);
        rule->when_count += present;
        read_condition(compiler, CHECK_FIELD, true, &rule->check, &rule->has_check);
        // What follows from the check cannot be told when the check itself is wrong.
        bool check_wrong = !rule->has_check && !text_is_empty(cursor->cells[CHECK_FIELD]);
        if (!check_wrong)
            read_fix(compiler, rule);
        if (!check_wrong && rule->action == RULE_SPLIT)
            check_split(cursor, rule);
        keep_conditions(cursor, compiler->arena, rule);
    }
    if (cursor->faults->errors == before)
        return true;
    rule_compile_free(rule);
    return false;
}

void rule_compile_free(struct rule *rule)
{
    for (size_t i = 0; i < rule->when_count; i++)
        condition_free(&rule->whens[i]);
    if (rule->has_check)
        condition_free(&rule->check);
}
