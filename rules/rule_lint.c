#include "rules/rule.h"

static const char *const table = "payer_rules";

static void check_id(const struct rule *rules, size_t i, struct table_faults *faults)
{
    char quote[TABLE_QUOTE_ROOM];
    for (size_t k = 0; k < i; k++)
        if (text_equal(rules[i].id, rules[k].id)) {
            table_fault_add(faults, TABLE_ERROR, table, rules[i].row, "rule_id",
                "'%s' is the id of row %zu: each rule has its own, and none is used again",
                table_fault_quote(quote, rules[i].id), rules[k].row);
            return;
        }
}

static bool profile_has(const struct profile *profile, const struct rule *rule)
{
    switch (rule->level) {
    case RULE_PAYER:
        return text_equal(profile->payer, rule->payer);
    case RULE_GROUP:
        return profile_in_group(profile->groups, rule->payer);
    case RULE_ANY:
        break;
    }
    return true;
}

static void check_payer(
    const struct rule *rule, const struct profile_table *profiles, struct table_faults *faults)
{
    char quote[TABLE_QUOTE_ROOM];
    for (size_t i = 0; i < profiles->count; i++)
        if (profile_has(&profiles->items[i], rule) &&
            profile_types_meet(profiles->items[i].claim_type, rule->claim_type))
            return;
    if (rule->level != RULE_ANY)
        table_fault_add(faults, TABLE_WARNING, table, rule->row, "payer",
            "no row of the payer profile with this claim type is '%s': the rule judges nothing",
            table_fault_quote(quote, rule->payer));
}

static void check_alone(const struct rule *rule, struct table_faults *faults)
{
    if (!text_is_empty(rule->needs))
        table_fault_add(faults, TABLE_WARNING, table, rule->row, NULL,
            "the rule is not judged: it needs %.*s", TEXT_ARG(rule->needs));
    if (rule->enabled && !rule->has_check && rule->when_count == 0)
        table_fault_add(faults, TABLE_WARNING, table, rule->row, "check_field",
            "the rule has neither a check nor a condition: no %s passes it",
            rule->scope == FIELD_FILE ? "file" : "claim");
}

// A payer for which both rows are equally specific; empty text for `*`. False when there is none.
static bool same_payer(const struct rule *a, const struct rule *b,
    const struct profile_table *profiles, struct text *payer)
{
    *payer = a->payer;
    if (a->level != b->level)
        return false;
    if (text_equal(a->payer, b->payer))
        return true;
    if (a->level != RULE_GROUP)
        return false;
    for (size_t i = 0; i < profiles->count; i++)
        if (profile_has(&profiles->items[i], a) && profile_has(&profiles->items[i], b)) {
            *payer = profiles->items[i].payer;
            return true;
        }
    return false;
}

// Rows about the same claims: the same key, scope and conditions, for one payer and claim type.
static bool same_claims(const struct rule *a, const struct rule *b,
    const struct profile_table *profiles, struct text *payer)
{
    return a->order == b->order && a->enabled && b->enabled && a->scope == b->scope &&
           profile_types_meet(a->claim_type, b->claim_type) &&
           text_equal(a->conditions, b->conditions) && same_payer(a, b, profiles, payer);
}

static void check_overlaps(const struct rule *rules, size_t i, const struct profile_table *profiles,
    struct table_faults *faults)
{
    char quote[TABLE_QUOTE_ROOM];
    struct text payer;
    for (size_t k = 0; k < i; k++)
        if (same_claims(&rules[i], &rules[k], profiles, &payer) &&
            profile_periods_meet(rules[i].from, rules[i].to, rules[k].from, rules[k].to))
            table_fault_add(faults, TABLE_WARNING, table, rules[i].row, "rule_key",
                "the row overlaps with row %zu: same key, payer (%s), scope and conditions on the "
                "same "
                "days; both are judged",
                rules[k].row, table_fault_quote(quote, payer));
}

// Days between the end of a row and the beginning of the next one about the same claims.
static void check_gap(const struct rule *rules, size_t count, size_t i,
    const struct profile_table *profiles, struct table_faults *faults)
{
    char day[DATE_ROOM];
    struct text payer;
    const struct rule *next = NULL;
    if (rules[i].to == DATE_NONE)
        return;
    for (size_t k = 0; k < count; k++) {
        if (k == i || rules[k].basis != rules[i].basis ||
            !same_claims(&rules[i], &rules[k], profiles, &payer))
            continue;
        bool begins_before = rules[k].from == DATE_NONE || rules[k].from <= rules[i].to + 1;
        if (begins_before && (rules[k].to == DATE_NONE || rules[k].to > rules[i].to))
            return; // the next one takes over
        if (!begins_before && (next == NULL || rules[k].from < next->from))
            next = &rules[k];
    }
    if (next == NULL)
        return;
    date_format_iso(rules[i].to + 1, day);
    table_fault_add(faults, TABLE_WARNING, table, next->row, "effective_from",
        "there is a gap: from %s on, after row %zu, no row of this key is in force until this one "
        "begins",
        day, rules[i].row);
}

void rule_lint(const struct rule *rules, size_t count, const struct profile_table *profiles,
    struct table_faults *faults)
{
    for (size_t i = 0; i < count; i++) {
        check_id(rules, i, faults);
        check_alone(&rules[i], faults);
        check_payer(&rules[i], profiles, faults);
        check_overlaps(rules, i, profiles, faults);
        check_gap(rules, count, i, profiles, faults);
    }
}
