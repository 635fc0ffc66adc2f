#include "rules/rule_table.h"

#include <stdlib.h>

#include "claims/base/err.h"
#include "rules/rule_judge.h"

#define COMPILE_ROOM ((size_t)128 << 10) // bytes that one row may take at most

// Rules for one profile and claim type.
struct index {
    struct rule_choice claims; // scope claim and line
    struct rule_choice files;
};

#define TYPES 3

struct rule_table {
    struct profile_table profiles;
    struct rule *rules;
    size_t count;
    struct index *indexes; // TYPES for each profile, in the order of profiles; then TYPES for none
};

const struct table_spec *rule_table_profile_columns(void)
{
    return &profile_columns;
}

const struct table_spec *rule_table_rule_columns(void)
{
    return &rule_columns;
}

static size_t type_index(char claim_type)
{
    const char *at = strchr("PID", claim_type);
    CHECK(claim_type != '\0' && at != NULL);
    return (size_t)(at - "PID");
}

// ---- Compiling

static bool compile_rules(const struct rule_sources *sources, struct arena *arena,
    struct rule_table *table, struct table_faults *faults)
{
    struct table_cursor cursor;
    if (!table_check_header(&cursor, &rule_columns, sources->rules, faults))
        return false;
    size_t bytes = sources->rules->count * sizeof(struct rule);
    if (!arena_has_room(arena, bytes + COMPILE_ROOM))
        return table_fault_add(
            faults, TABLE_ERROR, rule_columns.table, 0, NULL, "the table is too large");
    table->rules = ARENA_ARRAY(arena, struct rule, sources->rules->count);
    struct condition_compiler compiler = {
        .cursor = &cursor,
        .arena = arena,
        .list_known = sources->list_known,
        .list_context = sources->list_context,
    };
    for (size_t i = 1; i < sources->rules->count; i++) {
        if (!table_check_row(&cursor, &sources->rules->rows[i]))
            continue;
        if (!arena_has_room(arena, COMPILE_ROOM))
            return table_fault_add(faults, TABLE_ERROR, rule_columns.table, cursor.row, NULL,
                "from this row on the table is too large: long lists of codes belong into code "
                "lists");
        if (table_check_keep(&cursor, arena) &&
            rule_compile(&compiler, &table->rules[table->count]))
            table->count++;
    }
    return true;
}

// Keys are numbered by their first rows.
static void number_keys(struct rule_table *table)
{
    for (size_t i = 0; i < table->count; i++) {
        table->rules[i].order = i;
        for (size_t k = 0; k < i; k++)
            if (text_equal(table->rules[i].key, table->rules[k].key)) {
                table->rules[i].order = table->rules[k].order;
                break;
            }
    }
}

// ---- Index

static bool rule_is_for(const struct rule *rule, const struct profile *profile, char claim_type)
{
    if (!rule->enabled || !text_is_empty(rule->needs) ||
        !profile_types_meet(rule->claim_type, claim_type))
        return false;
    if (rule->level == RULE_ANY)
        return true;
    if (profile == NULL)
        return false;
    return rule->level == RULE_PAYER ? text_equal(rule->payer, profile->payer)
                                     : profile_in_group(profile->groups, rule->payer);
}

// By key, then the most specific first, then as in the table.
static int compare_choice(const void *a, const void *b)
{
    const struct rule *x = *(const struct rule *const *)a;
    const struct rule *y = *(const struct rule *const *)b;
    if (x->order != y->order)
        return x->order < y->order ? -1 : 1;
    if (x->level != y->level)
        return x->level < y->level ? -1 : 1;
    return (x->row > y->row) - (x->row < y->row);
}

static bool make_choice(const struct rule_table *table, const struct profile *profile,
    char claim_type, bool files, struct arena *arena, struct rule_choice *out)
{
    *out = (struct rule_choice){0};
    size_t count = 0;
    for (size_t i = 0; i < table->count; i++)
        count += rule_is_for(&table->rules[i], profile, claim_type) &&
                 (table->rules[i].scope == FIELD_FILE) == files;
    if (count == 0)
        return true;
    if (!arena_has_room(arena, (count + 2) * sizeof(*out->rules)))
        return false;
    out->rules = ARENA_ARRAY(arena, const struct rule *, count);
    for (size_t i = 0; i < table->count; i++)
        if (rule_is_for(&table->rules[i], profile, claim_type) &&
            (table->rules[i].scope == FIELD_FILE) == files)
            out->rules[out->count++] = &table->rules[i];
    qsort(out->rules, out->count, sizeof(*out->rules), compare_choice);
    return true;
}

static bool make_index(struct rule_table *table, struct arena *arena, struct table_faults *faults)
{
    size_t profiles = table->profiles.count;
    bool room = arena_has_room(arena, (profiles + 1) * TYPES * sizeof(struct index));
    if (room)
        table->indexes = ARENA_ARRAY(arena, struct index, (profiles + 1) * TYPES);
    for (size_t i = 0; room && i <= profiles; i++) {
        const struct profile *profile = i < profiles ? &table->profiles.items[i] : NULL;
        const struct profile *last = i > 0 ? &table->profiles.items[i - 1] : NULL;
        for (size_t type = 0; room && type < TYPES; type++) {
            struct index *index = &table->indexes[i * TYPES + type];
            // Rows of one payer and the same groups share their rules.
            if (profile != NULL && last != NULL && text_equal(profile->payer, last->payer) &&
                text_equal(profile->groups, last->groups))
                *index = table->indexes[(i - 1) * TYPES + type];
            else
                room = make_choice(table, profile, "PID"[type], false, arena, &index->claims) &&
                       make_choice(table, profile, "PID"[type], true, arena, &index->files);
        }
    }
    return room || table_fault_add(faults, TABLE_ERROR, rule_columns.table, 0, NULL,
                       "the tables are too large: payers times rules do not fit into memory");
}

bool rule_table_compile(const struct rule_sources *sources, struct arena *arena,
    struct rule_table **out, struct table_faults *faults)
{
    *out = NULL;
    size_t before = faults->errors;
    struct rule_table *table = ARENA_NEW(arena, struct rule_table);
    profile_compile(sources->profiles, sources->settings, arena, &table->profiles, faults);
    if (sources->rules != NULL)
        compile_rules(sources, arena, table, faults);
    number_keys(table);
    // Without sound profiles nothing can be said about the payers that rules name.
    if (faults->errors == before || table->profiles.count > 0)
        rule_lint(table->rules, table->count, &table->profiles, faults);
    if (faults->errors == before)
        make_index(table, arena, faults);
    if (faults->errors == before) {
        *out = table;
        return true;
    }
    rule_table_free(table);
    return false;
}

void rule_table_free(struct rule_table *table)
{
    if (table == NULL)
        return;
    for (size_t i = 0; i < table->count; i++)
        rule_compile_free(&table->rules[i]);
    table->count = 0;
}

// ---- Asking

const struct profile_table *rule_table_profiles(const struct rule_table *table)
{
    return &table->profiles;
}

size_t rule_table_count(const struct rule_table *table)
{
    return table->count;
}

struct rule_view rule_table_view(const struct rule_table *table, size_t index)
{
    static const char *const actions[] = {[RULE_REJECT] = "reject",
        [RULE_HOLD] = "hold",
        [RULE_WARN] = "warn",
        [RULE_INFO] = "info",
        [RULE_FIX] = "fix",
        [RULE_SPLIT] = "split"};
    CHECK(index < table->count);
    const struct rule *rule = &table->rules[index];
    return (struct rule_view){
        .row = rule->row,
        .id = rule->id,
        .key = rule->key,
        .payer = rule->payer,
        .action = actions[rule->action],
        .message = rule->message,
        .denial_hint = rule->denial_hint,
        .source = rule->source,
        .verified = rule->verified,
        .enabled = rule->enabled,
        .needs = rule->needs,
    };
}

static const struct index *find_index(
    const struct rule_table *table, const struct profile *profile, char claim_type)
{
    size_t i = table->profiles.count;
    if (profile != NULL) {
        CHECK(profile >= table->profiles.items &&
              profile < table->profiles.items + table->profiles.count);
        i = (size_t)(profile - table->profiles.items);
    }
    return &table->indexes[i * TYPES + type_index(claim_type)];
}

size_t rule_table_judge(const struct rule_table *table, const struct profile *profile,
    const struct claim *claim, char claim_type, const struct rule_run *run,
    struct finding_list *findings, struct fix_list *fixes)
{
    struct rule_judge judge = {
        .subject = {.fields = {.claim = claim,
                        .claim_type = claim_type,
                        .run_date = run->date,
                        .submit_date = run->submit_date},
            .codes = run->codes,
            .profile = profile},
        .findings = findings,
        .fixes = fixes,
    };
    rule_judge_claim(&judge, &find_index(table, profile, claim_type)->claims);
    return judge.untold;
}

void rule_table_judge_file(const struct rule_table *table, const struct profile *profile,
    const struct field_file *file, char claim_type, const struct rule_run *run,
    struct finding_list *findings)
{
    struct rule_judge judge = {
        .subject = {.fields = {.file = file,
                        .claim_type = claim_type,
                        .run_date = run->date,
                        .submit_date = run->submit_date},
            .codes = run->codes,
            .profile = profile},
        .findings = findings,
    };
    rule_judge_file(&judge, &find_index(table, profile, claim_type)->files);
}

size_t rule_table_limits(const struct rule_table *table, const struct profile *profile,
    char claim_type, const struct rule_run *run, struct rule_limit *out, size_t room)
{
    return rule_judge_limits(
        &find_index(table, profile, claim_type)->files, run->submit_date, out, room);
}
