// The stored payer profile and rules, compiled: active versions, settings, lists, and what happens
// when they do not fit any more.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "jobs/rule_load.h"
#include "tests/database.h"

#define ARENA_BYTES ((size_t)8 * 1024 * 1024)

static struct db *db;
static struct arena *arena;

// Organisation 1: profile version 1 (replaced) and 2, rules version 3. Organisation 2 has nothing;
// 3 has a profile only.
static const char tables[] =
    "INSERT INTO org_setting VALUES (1, 'submitter_id', 'DEMO01'), (3, 'submitter_id', 'OTHER');"
    "INSERT INTO table_version (org_id, version_id, name, sha256, rows, run_id, loaded_at, active)"
    " OVERRIDING SYSTEM VALUE VALUES"
    " (1, 1, 'payer_profile', '\\x01', 1, 1, '2025-01-01', false),"
    " (1, 2, 'payer_profile', '\\x02', 1, 1, '2025-01-02', true),"
    " (1, 3, 'payer_rules', '\\x03', 2, 1, '2025-01-02', true),"
    " (3, 4, 'payer_profile', '\\x04', 1, 1, '2025-01-02', true);"
    "INSERT INTO payer_profile SELECT v.org, v.version, 2, string_to_array(v.payer || "
    "'|Aetna|@commercial|P|2020-01-01||60054|CI|ZZ|{submitter_id}|ZZ|60054|{submitter_id}|60054|*:^"
    "~|none|"
    "5000|||T|CHOUSE|2|24|3|21|none|N|replacement|made up|no', '|')"
    " FROM (VALUES (1, 1, 'OLD'), (1, 2, 'AETNA'), (3, 4, 'AETNA')) v(org, version, payer);"
    "INSERT INTO payer_rule VALUES"
    " (1, 3, 2, 'D1', "
    "string_to_array('D1|TOTAL|Y|*|P|claim|dos|||||||||claim.total|gt|0|reject||The claim "
    "has no charge.||made up|no', '|')),"
    " (1, 3, 5, 'D2', "
    "string_to_array('D2|DRUG|Y|AETNA|P|line|dos|||line.proc|in_list|drug||||line.ndc|"
    "present||warn||A drug needs its NDC.||made up|no', '|'))";

static struct rule_view view(const struct rule_table *table, size_t index)
{
    return rule_table_view(table, index);
}

static void the_active_versions_are_compiled_with_the_settings(void **state)
{
    (void)state;
    struct err err = {0};
    struct rule_table *table;
    int64_t profile_version, rule_version;
    if (!rule_load(db, 1, arena, &table, &profile_version, &rule_version, &err))
        fail_msg("%s", err.text);
    assert_int_equal(profile_version, 2);
    assert_int_equal(rule_version, 3);
    const struct profile_table *profiles = rule_table_profiles(table);
    assert_int_equal(profiles->count, 1);
    assert_true(text_equal_z(profiles->items[0].payer, "AETNA"));
    assert_true(text_equal_z(profiles->items[0].isa06, "DEMO01"));
    assert_true(text_equal_z(profiles->items[0].verified, "no"));
    assert_int_equal(rule_table_count(table), 2);
    assert_true(text_equal_z(view(table, 0).id, "D1"));
    assert_int_equal(view(table, 1).row, 5); // as in the spreadsheet
    assert_true(text_equal_z(view(table, 1).needs, "the code list 'drug', which is not loaded"));
    rule_table_free(table);
}

static void a_loaded_code_list_is_known(void **state)
{
    (void)state;
    struct err err = {0};
    struct rule_table *table;
    int64_t profile_version, rule_version;
    database_script(db, "INSERT INTO code_list (org_id, list, code, effective_from, position) "
                        "VALUES (1, 'drug', 'J3490', '2020-01-01', 1)");
    assert_true(rule_load(db, 1, arena, &table, &profile_version, &rule_version, &err));
    assert_true(text_is_empty(view(table, 1).needs));
    rule_table_free(table);
    database_script(db, "DELETE FROM code_list");
}

static void rules_are_optional_and_a_profile_is_not(void **state)
{
    (void)state;
    struct err err = {0};
    struct rule_table *table;
    int64_t profile_version, rule_version;
    assert_true(rule_load(db, 3, arena, &table, &profile_version, &rule_version, &err));
    assert_int_equal(profile_version, 4);
    assert_int_equal(rule_version, 0);
    assert_int_equal(rule_table_count(table), 0);
    rule_table_free(table);
    assert_false(rule_load(db, 2, arena, &table, &profile_version, &rule_version, &err));
    assert_int_equal(err.kind, ERR_CONFIG);
    assert_null(table);
}

static void a_table_that_does_not_fit_any_more_is_named(void **state)
{
    (void)state;
    struct err err = {0};
    struct rule_table *table;
    int64_t profile_version, rule_version;
    database_script(db, "DELETE FROM org_setting WHERE org_id = 1");
    assert_false(rule_load(db, 1, arena, &table, &profile_version, &rule_version, &err));
    assert_int_equal(err.kind, ERR_CONFIG);
    assert_non_null(strstr(err.text, "payer_profile"));
    assert_non_null(strstr(err.text, "row 2, column isa06"));
    assert_non_null(strstr(err.text, "submitter_id"));
    database_script(db, "INSERT INTO org_setting VALUES (1, 'submitter_id', 'DEMO01')");
}

static int start(void **state)
{
    (void)state;
    arena = arena_new(ARENA_BYTES);
    db = database_make();
    if (db == NULL)
        print_message("skipped: no test database is named\n");
    else
        database_script(db, tables);
    return 0;
}

static int stop(void **state)
{
    (void)state;
    database_drop(db);
    arena_free(arena);
    return 0;
}

static int need_database(void **state)
{
    (void)state;
    if (db == NULL)
        skip();
    arena_reset(arena);
    return 0;
}

#define FACT(name) cmocka_unit_test_setup(name, need_database)

int main(void)
{
    const struct CMUnitTest tests[] = {
        FACT(the_active_versions_are_compiled_with_the_settings),
        FACT(a_loaded_code_list_is_known),
        FACT(rules_are_optional_and_a_profile_is_not),
        FACT(a_table_that_does_not_fit_any_more_is_named),
    };
    return cmocka_run_group_tests(tests, start, stop);
}
