#include "tests/rules/rules_judged.h"

// ---- Rules of files

static void files_are_judged_by_rules_of_scope_file(void **state)
{
    (void)state;
    struct judged j;
    const struct rule_row rules[] = {
        {.rule_id = "ISA08",
            .rule_key = "A",
            .scope = "file",
            .date_basis = "submit",
            .check_field = "file.isa08",
            .check_op = "eq",
            .check_value = "99727"},
        {.rule_id = "GS02",
            .rule_key = "B",
            .scope = "file",
            .date_basis = "submit",
            .check_field = "file.gs02",
            .check_op = "eq",
            .check_value = "=file.isa06"},
        {.rule_id = "DELIMITERS",
            .rule_key = "C",
            .scope = "file",
            .date_basis = "submit",
            .check_field = "file.delimiters",
            .check_op = "eq",
            .check_value = "*:^~"},
        {.rule_id = "ST",
            .rule_key = "D",
            .scope = "file",
            .date_basis = "submit",
            .check_field = "file.claims_per_st",
            .check_op = "le",
            .check_value = "4999",
            .action = "split"},
        {.rule_id = "LATER",
            .rule_key = "E",
            .scope = "file",
            .date_basis = "submit",
            .effective_from = "2025-04-02",
            .check_field = "file.isa08",
            .check_op = "absent"},
        {.rule_id = "GENERAL",
            .rule_key = "F",
            .scope = "file",
            .date_basis = "submit",
            .check_field = "file.usage",
            .check_op = "eq",
            .check_value = "P"},
        {.rule_id = "SPECIAL",
            .rule_key = "F",
            .payer = "BLUE",
            .scope = "file",
            .date_basis = "submit",
            .check_field = "file.usage",
            .check_op = "eq",
            .check_value = "T"},
        {.rule_id = "CLAIM", .rule_key = "G", NEVER},
    };
    load(&j, rules, COUNT(rules));
    struct field_file file = a_file();
    finding_list_start(&j.findings, j.f.arena);
    rule_table_judge_file(j.table, j.profile, &file, 'P', &j.run, &j.findings);
    assert_int_equal(j.findings.count, 2);
    assert_true(text_equal_z(j.findings.items[0].rule_id, "ISA08"));
    assert_true(text_equal_z(j.findings.items[0].place, "file.isa08"));
    assert_true(text_equal_z(j.findings.items[0].value, "RECEIVER"));
    assert_true(text_equal_z(j.findings.items[1].rule_id, "ST"));
    assert_int_equal(j.findings.items[1].severity, SEVERITY_REJECT);
    expect(&j, "CLAIM"); // and claims are not
    end(&j);
}

static void split_rows_are_limits_for_who_makes_the_file(void **state)
{
    (void)state;
    struct judged j;
    const struct rule_row rules[] = {
        {.rule_id = "ST",
            .rule_key = "A",
            .scope = "file",
            .date_basis = "submit",
            .check_field = "file.claims_per_st",
            .check_op = "le",
            .check_value = "5000",
            .action = "split"},
        {.rule_id = "ISA",
            .rule_key = "B",
            .payer = "BLUE",
            .scope = "file",
            .date_basis = "submit",
            .check_field = "file.isa_count",
            .check_op = "eq",
            .check_value = "1",
            .action = "split"},
        {.rule_id = "GENERAL",
            .rule_key = "C",
            .scope = "file",
            .date_basis = "submit",
            .check_field = "file.st_count",
            .check_op = "lt",
            .check_value = "9",
            .action = "split"},
        {.rule_id = "SPECIAL",
            .rule_key = "C",
            .payer = "@bcbs",
            .scope = "file",
            .date_basis = "submit",
            .check_field = "file.st_count",
            .check_op = "lt",
            .check_value = "4",
            .action = "split"},
        {.rule_id = "OLD",
            .rule_key = "D",
            .scope = "file",
            .date_basis = "submit",
            .effective_to = "2025-03-31",
            .check_field = "file.claims",
            .check_op = "le",
            .check_value = "10",
            .action = "split"},
    };
    struct rule_limit limits[8];
    load(&j, rules, COUNT(rules));
    assert_int_equal(rule_table_limits(j.table, j.profile, 'P', &j.run, limits, 8), 3);
    assert_string_equal(limits[0].field->name, "file.claims_per_st");
    assert_int_equal(limits[0].max, 5000);
    assert_string_equal(limits[1].field->name, "file.isa_count");
    assert_int_equal(limits[1].max, 1);
    assert_string_equal(limits[2].field->name, "file.st_count");
    assert_int_equal(limits[2].max, 3);
    assert_true(text_equal_z(limits[2].rule_id, "SPECIAL"));
    assert_int_equal(rule_table_limits(j.table, j.profile, 'P', &j.run, limits, 1), 1);
    end(&j);
}

// ---- Limits

static void a_table_that_does_not_fit_is_refused(void **state)
{
    (void)state;
    struct fixture f;
    struct rule_table *table;
    struct table_faults faults;
    fixture_start(&f);
    struct rule_row rules[200];
    char ids[200][8];
    for (size_t i = 0; i < 200; i++) {
        snprintf(ids[i], sizeof(ids[i]), "R%zu", i);
        rules[i] = (struct rule_row){.rule_id = ids[i], .rule_key = ids[i], NEVER};
    }
    const struct profile_row profile = {0};
    struct table_rows profile_rows = fixture_profiles(f.arena, &profile, 1);
    struct table_rows rule_rows = fixture_rules(f.arena, rules, 200);
    struct rule_sources sources = {
        .profiles = &profile_rows, .rules = &rule_rows, .settings = {&fixture_setting, 1}};
    table_fault_start(&faults, f.arena);
    struct arena *small = arena_new((size_t)320 << 10);
    assert_false(rule_table_compile(&sources, small, &table, &faults));
    assert_int_equal(faults.errors, 1);
    assert_true(holds(faults.items[0].sentence, "too large"));
    arena_free(small);
    fixture_end(&f);
}

static void five_hundred_rules_fit_into_four_megabytes(void **state)
{
    (void)state;
    struct fixture f;
    struct rule_table *table;
    struct table_faults faults;
    static struct rule_row rules[500];
    static char ids[500][8];
    fixture_start(&f);
    for (size_t i = 0; i < 500; i++) {
        snprintf(ids[i], sizeof(ids[i]), "R%zu", i);
        rules[i] = (struct rule_row){.rule_id = ids[i], .rule_key = ids[i], NEVER};
    }
    const struct profile_row profile = {0};
    struct table_rows profile_rows = fixture_profiles(f.arena, &profile, 1);
    struct table_rows rule_rows = fixture_rules(f.arena, rules, 500);
    struct rule_sources sources = {
        .profiles = &profile_rows, .rules = &rule_rows, .settings = {&fixture_setting, 1}};
    table_fault_start(&faults, f.arena);
    struct arena *arena = arena_new((size_t)4 << 20);
    assert_true(rule_table_compile(&sources, arena, &table, &faults));
    assert_int_equal(rule_table_count(table), 500);
    rule_table_free(table);
    arena_free(arena);
    fixture_end(&f);
}

// ---- Noise

// Whatever stands in the cells: refused, or compiled and asked, never a crash. Deterministic noise
// of words that mean something somewhere.
static void noise_in_cells_does_no_harm(void **state)
{
    (void)state;
    static const char *const words[] = {"", "*", "Y", "P", "claim", "line", "file", "submit", "dos",
        "discharge", "2025-01-01", "claim.dx", "claim.lines", "line.mods", "line.dup_key",
        "claim.total", "claim.auth|claim.note", "claim.tob", "file.claims", "submit.date",
        "prov.billing.npi", "in", "any:in", "all:valid", "none:present", "count_between", "between",
        "within", "within?", "matches", "ordered", "unique_in", "differs", "eq", "le", "poa_ok",
        "starts?", "1..9", "..", "1 2 3", "90d of claim.dos_to", "1y of", "=run.date",
        "=sum(line.charge)", "=sum(", "=sort(line.mods,pricing_first)", "=sort(", "=",
        "pricing_first", "vanished", "icd10cm", "(", "^a|b{3}$", "fix", "split", "hold", "reject",
        "26", "\xC3\xA9", "1E10"};
    uint32_t seed = 7;
    size_t compiled = 0;
    for (int round = 0; round < 20000; round++) {
        struct fixture f;
        struct rule_table *table;
        struct table_faults faults;
        struct rule_row row = usual_rule;
        const char **cells = (const char **)&row;
        // One sound condition, then one to three cells at random, mostly those of the check.
        row.scope = round % 2 ? "line" : "claim";
        row.check_field = round % 3 ? "claim.dx" : "claim.auth";
        row.check_op = round % 3 ? "all:in" : "in";
        row.check_value = "E119 Q999";
        for (int i = 0; i <= round % 3; i++) {
            seed = seed * 1664525 + 1013904223;
            size_t cell = (seed >> 20) % 3 == 0 ? (seed >> 8) % RULE_CELLS : 15 + (seed >> 8) % 5;
            seed = seed * 1664525 + 1013904223;
            cells[cell] = words[(seed >> 8) % COUNT(words)];
        }
        fixture_start(&f);
        if (fixture_compile(f.arena, &row, 1, &table, &faults)) {
            struct finding_list findings;
            struct fix_list fixes;
            struct rule_run run = fixture_run();
            const struct profile *profile = &rule_table_profiles(table)->items[0];
            struct field_file file = a_file();
            finding_list_start(&findings, f.arena);
            fix_list_start(&fixes, f.arena);
            rule_table_judge(table, profile, &f.claim, 'P', &run, &findings, &fixes);
            rule_table_judge_file(table, profile, &file, 'P', &run, &findings);
            compiled++;
        } else {
            assert_true(faults.errors > 0);
        }
        rule_table_free(table);
        fixture_end(&f);
    }
    assert_true(compiled > 100);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(files_are_judged_by_rules_of_scope_file),
        cmocka_unit_test(split_rows_are_limits_for_who_makes_the_file),
        cmocka_unit_test(a_table_that_does_not_fit_is_refused),
        cmocka_unit_test(five_hundred_rules_fit_into_four_megabytes),
        cmocka_unit_test(noise_in_cells_does_no_harm),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
