// Tables of a few rules, compiled and asked of the fixture's claim.
#ifndef TESTS_RULES_JUDGED_H
#define TESTS_RULES_JUDGED_H

#include <string.h>

#include "tests/rules/rules_fixture.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

// Checks that the fixture's claim, and each of its lines, does not meet.
#define NEVER .check_field = "claim.freq", .check_op = "eq", .check_value = "8"
#define NEVER_LINE \
    .scope = "line", .check_field = "line.proc", .check_op = "eq", .check_value = "00000"

struct judged {
    struct fixture f;
    struct rule_table *table;
    struct table_faults faults;
    struct finding_list findings;
    struct fix_list fixes;
    struct rule_run run;
    const struct profile *profile;
};

static inline void load(struct judged *j, const struct rule_row *rules, size_t count)
{
    fixture_start(&j->f);
    j->run = fixture_run();
    bool loaded = fixture_compile(j->f.arena, rules, count, &j->table, &j->faults);
    if (!loaded)
        print_faults(&j->faults);
    assert_true(loaded);
    j->profile = &rule_table_profiles(j->table)->items[0];
}

static inline void load_with(struct judged *j, const struct profile_row *profiles,
    size_t profile_count, const struct rule_row *rules, size_t count)
{
    fixture_start(&j->f);
    j->run = fixture_run();
    struct table_rows profile_rows = fixture_profiles(j->f.arena, profiles, profile_count);
    struct table_rows rule_rows = fixture_rules(j->f.arena, rules, count);
    struct rule_sources sources = {.profiles = &profile_rows,
        .rules = &rule_rows,
        .settings = {&fixture_setting, 1},
        .list_known = fixture_list_known};
    table_fault_start(&j->faults, j->f.arena);
    bool loaded = rule_table_compile(&sources, j->f.arena, &j->table, &j->faults);
    if (!loaded)
        print_faults(&j->faults);
    assert_true(loaded);
    j->profile = &rule_table_profiles(j->table)->items[0];
}

static inline size_t judge(struct judged *j)
{
    finding_list_start(&j->findings, j->f.arena);
    fix_list_start(&j->fixes, j->f.arena);
    return rule_table_judge(
        j->table, j->profile, &j->f.claim, 'P', &j->run, &j->findings, &j->fixes);
}

static inline void end(struct judged *j)
{
    rule_table_free(j->table);
    fixture_end(&j->f);
}

// The rules that were not met, as "R1 R2/1 R2/2": id and line.
static inline void expect(struct judged *j, const char *rules)
{
    char found[400] = "";
    size_t size = 0;
    assert_int_equal(judge(j), 0);
    for (size_t i = 0; i < j->findings.count; i++) {
        const struct finding *finding = &j->findings.items[i];
        assert_int_equal(finding->code, FINDING_payer_rule);
        size += (size_t)snprintf(found + size, sizeof(found) - size, "%s%.*s", i > 0 ? " " : "",
            TEXT_ARG(finding->rule_id));
        if (finding->line > 0)
            size += (size_t)snprintf(found + size, sizeof(found) - size, "/%d", finding->line);
    }
    assert_string_equal(found, rules);
}

static inline bool holds(struct text t, const char *words)
{
    return t.size > 0 && memmem(t.at, t.size, words, strlen(words)) != NULL;
}

// A table of one rule that is refused: one fault, an error, in row 2 and this column, whose
// sentence holds these words.
static inline void refused(struct rule_row rule, const char *column, const char *words)
{
    struct fixture f;
    struct rule_table *table;
    struct table_faults faults;
    fixture_start(&f);
    bool loaded = fixture_compile(f.arena, &rule, 1, &table, &faults);
    bool right = !loaded && table == NULL && faults.errors == 1 && faults.count == 1 &&
                 faults.items[0].level == TABLE_ERROR && faults.items[0].row == 2 &&
                 strcmp(faults.items[0].table, "payer_rules") == 0 &&
                 text_equal_z(faults.items[0].column, column) &&
                 holds(faults.items[0].sentence, words);
    if (!right) {
        print_message("expected %s: %s\n", column, words);
        print_faults(&faults);
    }
    assert_true(right);
    fixture_end(&f);
}

// The nth warning of the table.
static inline void warned(
    struct judged *j, size_t n, size_t row, const char *column, const char *words)
{
    if (j->faults.count <= n)
        print_faults(&j->faults);
    assert_true(n < j->faults.count);
    const struct table_fault *fault = &j->faults.items[n];
    assert_int_equal(fault->level, TABLE_WARNING);
    assert_int_equal(fault->row, row);
    assert_true(text_equal_z(fault->column, column));
    if (!holds(fault->sentence, words))
        print_faults(&j->faults);
    assert_true(holds(fault->sentence, words));
}

static inline struct field_file a_file(void)
{
    return (struct field_file){.isa05 = TEXT("ZZ"),
        .isa06 = TEXT("OFFICE01"),
        .isa07 = TEXT("ZZ"),
        .isa08 = TEXT("RECEIVER"),
        .gs02 = TEXT("OFFICE01"),
        .gs03 = TEXT("RECEIVER"),
        .delimiters = TEXT("*:^~"),
        .usage = 'T',
        .isa_count = 1,
        .st_count = 2,
        .claims_per_st = 5000,
        .claims = 7000};
}

static inline void set_modifiers(
    struct judged *j, const char *a, const char *b, const char *c, const char *d)
{
    const char *const all[] = {a, b, c, d};
    for (size_t i = 0; i < 4; i++)
        j->f.lines[0].modifiers[i] = text_of(all[i]);
}

#endif
