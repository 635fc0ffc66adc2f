#include "tests/rules/rules_judged.h"

// ---- What is refused

static void wrong_words_are_refused_with_row_and_column(void **state)
{
    (void)state;
    refused((struct rule_row){.rule_id = "", NEVER}, "rule_id", "letters, digits");
    refused((struct rule_row){.rule_key = "TWO WORDS", NEVER}, "rule_key", "letters, digits");
    refused((struct rule_row){.enabled = "yes", NEVER}, "enabled", "Y or N");
    refused((struct rule_row){.payer = "@", NEVER}, "payer", "@group");
    refused((struct rule_row){.payer = "A B", NEVER}, "payer", "@group");
    refused((struct rule_row){.claim_type = "X", NEVER}, "claim_type", "P I D *");
    refused((struct rule_row){.scope = "encounter", NEVER}, "scope", "file claim line");
    refused(
        (struct rule_row){.date_basis = "service", NEVER}, "date_basis", "dos submit discharge");
    refused((struct rule_row){.effective_from = "2025-02-30", NEVER}, "effective_from", "no date");
    refused((struct rule_row){.effective_to = "2019-12-31", NEVER}, "effective_to",
        "before the beginning");
    refused(
        (struct rule_row){.action = "deny", NEVER}, "action", "reject hold warn info fix split");
    refused((struct rule_row){.message = "", NEVER}, "message", "sentence");
    refused((struct rule_row){.scope = "file", .check_field = "file.isa08", .check_op = "present"},
        "date_basis", "no date of service");
}

static void wrong_fields_are_refused(void **state)
{
    (void)state;
    refused((struct rule_row){.check_field = "claim.frequency", .check_op = "present"},
        "check_field", "no field 'claim.frequency'");
    refused((struct rule_row){.when1_field = "claim.x", .when1_op = "present", NEVER},
        "when1_field", "no field");
    refused((struct rule_row){.when2_field = "Claim.freq", .when2_op = "present", NEVER},
        "when2_field", "no field");
    refused((struct rule_row){.check_field = "line.proc", .check_op = "present"}, "check_field",
        "field of a line: a rule of scope claim");
    refused((struct rule_row){.check_field = "file.isa08", .check_op = "present"}, "check_field",
        "field of a file");
    refused((struct rule_row){.scope = "file",
                .date_basis = "submit",
                .check_field = "claim.freq",
                .check_op = "present"},
        "check_field", "field of a claim");
    refused((struct rule_row){.check_field = "claim.auth|", .check_op = "present"}, "check_field",
        "no field ''");
    refused((struct rule_row){.check_field = "claim.auth|claim.total", .check_op = "present"},
        "check_field", "different kinds");
    refused((struct rule_row){.check_field = "claim.auth|claim.dx", .check_op = "present"},
        "check_field", "different kinds");
    refused(
        (struct rule_row){
            .check_field = "claim.auth|claim.referral|claim.prior_ref|claim.control_no|claim.note",
            .check_op = "present"},
        "check_field", "more than four");
    refused(
        (struct rule_row){.when1_field = "claim.auth|claim.referral", .when1_op = "present", NEVER},
        "when1_field", "check_field only");
    refused((struct rule_row){.check_op = "present"}, "check_field", "field is missing");
    refused((struct rule_row){.when1_value = "1", NEVER}, "when1_field", "field is missing");
}

static void wrong_operators_are_refused(void **state)
{
    (void)state;
    static const struct {
        const char *field, *op, *value, *words;
    } rows[] = {
        {"claim.freq", "is", "1", "no operator 'is'"},
        {"claim.freq", "EQ", "1", "no operator 'EQ'"},
        {"claim.freq", "", "1", "operator is missing"},
        {"claim.dx", "some:in", "E119", "no operator 'some:in'"},
        {"claim.dx", "in", "E119", "any:in"},
        {"claim.dx", "present", "", "any:present"},
        {"claim.freq", "any:in", "1", "one value only"},
        {"claim.freq", "count_ge", "1", "one value only"},
        {"claim.pos", "ordered", "pricing_first", "one value only"},
        {"claim.dx", "all:count_ge", "1", "without prefix"},
        {"claim.dx", "any:ordered", "pricing_first", "without prefix"},
        {"claim.lines", "any:present", "", "only be counted"},
        {"claim.freq", "present?", "", "does not go with '?'"},
        {"claim.freq", "absent?", "", "does not go with '?'"},
        {"claim.dx", "count_ge?", "1", "does not go with '?'"},
        {"claim.total", "matches", "1", "does not go with 'claim.total'"},
        {"claim.total", "starts", "1", "does not go with"},
        {"claim.total", "in_list", "drugs", "does not go with"},
        {"claim.dos_from", "valid", "npi", "does not go with"},
        {"claim.auth", "within", "1d of run.date", "does not go with"},
        {"claim.signature", "lt", "Y", "does not go with"},
        {"claim.signature", "between", "N..Y", "does not go with"},
        {"claim.auth", "unique_in", "claim", "fields of a line"},
    };
    for (size_t i = 0; i < COUNT(rows); i++)
        refused(
            (struct rule_row){
                .check_field = rows[i].field, .check_op = rows[i].op, .check_value = rows[i].value},
            "check_op", rows[i].words);
}

static void wrong_right_sides_are_refused(void **state)
{
    (void)state;
    static const struct {
        const char *field, *op, *value, *words;
    } rows[] = {
        {"claim.freq", "present", "1", "takes no value"},
        {"claim.freq", "eq", "", "needs a value"},
        {"claim.freq", "in", "   ", "needs a value"},
        {"claim.freq", "eq", "7 8", "holds a blank"},
        {"claim.dos_from", "gt", "soon", "no date"},
        {"claim.dos_from", "gt", "20250101", "CCYY-MM-DD"},
        {"claim.dos_from", "gt", "2025-13-01", "no date"},
        {"claim.total", "gt", "ten", "no amount"},
        {"claim.total", "gt", "1.005", "no amount"},
        {"claim.total", "gt", "1,000", "no amount"},
        {"claim.age_days", "gt", "90.5", "no whole number"},
        {"claim.signature", "eq", "yes", "no Y or N"},
        {"claim.total", "in", "1 two", "no amount"},
        {"claim.pos", "eq", "2", "leading zeros were lost"},
        {"claim.pos", "in", "11 2", "leading zeros were lost"},
        {"prov.billing.zip", "eq", "2139", "leading zeros were lost"},
        {"prov.billing.zip", "eq", "21391234", "leading zeros were lost"},
        {"claim.total", "between", "1", "a..b"},
        {"claim.total", "between", "2..1", "backwards"},
        {"claim.dos_from", "between", "2025-01-01..soon", "no date"},
        {"claim.auth", "matches", "(", "parenthesis"},
        {"claim.auth", "matches", "[A-", "bracket"},
        {"claim.auth", "not_matches", "(((.{1,200}){1,200}){1,200})", "multiply"},
        {"claim.dx", "count_ge", "two", "a number"},
        {"claim.dx", "count_le", "-1", "a number"},
        {"claim.dx", "count_between", "1", "a..b"},
        {"claim.dx", "count_between", "2..1", "a..b"},
        {"claim.auth", "in_list", "two words", "no name of a code list"},
        {"claim.auth", "valid", "ssn", "is not one of"},
        {"submit.date", "within", "90 of claim.dos_to", "90d of claim.dos_to"},
        {"submit.date", "within", "90w of claim.dos_to", "90d of claim.dos_to"},
        {"submit.date", "within", "90d from claim.dos_to", "90d of claim.dos_to"},
        {"submit.date", "within", "90d of claim.dos_to or so", "90d of claim.dos_to"},
        {"submit.date", "within", "99999d of claim.dos_to", "90d of claim.dos_to"},
        {"submit.date", "within", "90d of claim.auth", "no date"},
        {"submit.date", "within", "90d of claim.dos", "no field"},
        {"claim.freq", "differs", "claim.type", "write ="},
        {"claim.freq", "eq", "=claim.x", "no field"},
        {"claim.freq", "eq", "=line.proc", "field of a line"},
        {"claim.freq", "eq", "=claim.total", "is a amount"},
        {"claim.total", "eq", "=claim.freq", "is a code"},
        {"claim.freq", "eq", "=claim.dx", "several values"},
        {"claim.total", "eq", "=sum(claim.total)", "sum() takes"},
        {"claim.total", "eq", "=sum(line.proc)", "sum() takes"},
        {"claim.total", "eq", "=sum(line.units)", "is a quantity"},
        {"claim.auth", "eq", "=sort(claim.dx,x)", "only =field"},
        {"claim.total", "eq", "=claim.total*2", "no field"},
        {"claim.dx", "all:ptp_clear", "dentist", "is not one of"},
    };
    for (size_t i = 0; i < COUNT(rows); i++)
        refused(
            (struct rule_row){
                .check_field = rows[i].field, .check_op = rows[i].op, .check_value = rows[i].value},
            "check_value", rows[i].words);
    refused((struct rule_row){.when2_field = "claim.freq", .when2_op = "eq", NEVER}, "when2_value",
        "needs a value");
    refused((struct rule_row){.scope = "line",
                .check_field = "line.dup_key",
                .check_op = "unique_in",
                .check_value = "file"},
        "check_value", "write claim");
    refused((struct rule_row){.scope = "file",
                .date_basis = "submit",
                .check_field = "file.isa08",
                .check_op = "eq",
                .check_value = "=sum(line.charge)"},
        "check_value", "sum() takes");
}

static void wrong_fixes_and_limits_are_refused(void **state)
{
    (void)state;
    refused((struct rule_row){NEVER, .action = "fix"}, "fix_value", "what the value becomes");
    refused((struct rule_row){NEVER, .action = "fix", .fix_value = "8"}, "fix_value",
        "cannot be fixed");
    refused((struct rule_row){.fix_value = "8", .when1_field = "claim.freq", .when1_op = "present"},
        "fix_value", "nothing to fix");
    refused((struct rule_row){.check_field = "claim.total",
                .check_op = "gt",
                .check_value = "0",
                .fix_value = "much"},
        "fix_value", "no amount");
    refused((struct rule_row){NEVER, .fix_value = "=claim.x"}, "fix_value", "no field");
    refused(
        (struct rule_row){
            .check_field = "claim.auth", .check_op = "present", .fix_value = "=subs.member_id"},
        "fix_value", "patient data");
    refused((struct rule_row){NEVER, .fix_value = "=sort(claim.freq,pricing_first)"}, "fix_value",
        "=sort(field");
    refused((struct rule_row){.scope = "line",
                .check_field = "line.mods",
                .check_op = "any:present",
                .fix_value = "=sort(line.dx,pricing_first)"},
        "fix_value", "=sort(field");
    refused((struct rule_row){NEVER, .action = "split"}, "action", "scope file");
    refused((struct rule_row){.scope = "file",
                .date_basis = "submit",
                .check_field = "file.isa08",
                .check_op = "eq",
                .check_value = "X",
                .action = "split"},
        "action", "limit a count");
    refused((struct rule_row){.scope = "file",
                .date_basis = "submit",
                .check_field = "file.claims",
                .check_op = "ge",
                .check_value = "1",
                .action = "split"},
        "action", "limit a count");
    refused((struct rule_row){.scope = "file",
                .date_basis = "submit",
                .check_field = "file.claims",
                .check_op = "le",
                .check_value = "0",
                .action = "split"},
        "action", "limit a count");
    refused((struct rule_row){.scope = "file",
                .date_basis = "submit",
                .when1_field = "file.usage",
                .when1_op = "present",
                .check_field = "file.claims",
                .check_op = "le",
                .check_value = "9",
                .action = "split"},
        "action", "no conditions");
}

static void an_id_that_is_used_twice_is_refused(void **state)
{
    (void)state;
    struct fixture f;
    struct rule_table *table;
    struct table_faults faults;
    const struct rule_row rules[] = {{NEVER}, {.rule_key = "K2", NEVER}};
    fixture_start(&f);
    assert_false(fixture_compile(f.arena, rules, 2, &table, &faults));
    assert_int_equal(faults.count, 1);
    assert_int_equal(faults.items[0].row, 3);
    assert_true(text_equal_z(faults.items[0].column, "rule_id"));
    assert_true(holds(faults.items[0].sentence, "row 2"));
    fixture_end(&f);
}

static void every_fault_of_both_tables_is_listed(void **state)
{
    (void)state;
    struct fixture f;
    struct rule_table *table;
    struct table_faults faults;
    const struct profile_row profile = {.isa07 = "1", .usage = "X"};
    const struct rule_row rules[] = {{.enabled = "x", .action = "x", NEVER},
        {.rule_id = "R2", NEVER}, {.rule_id = "R3", .check_field = "x", .check_op = "x"}};
    fixture_start(&f);
    struct table_rows profile_rows = fixture_profiles(f.arena, &profile, 1);
    struct table_rows rule_rows = fixture_rules(f.arena, rules, 3);
    struct rule_sources sources = {
        .profiles = &profile_rows, .rules = &rule_rows, .settings = {&fixture_setting, 1}};
    table_fault_start(&faults, f.arena);
    assert_false(rule_table_compile(&sources, f.arena, &table, &faults));
    assert_int_equal(faults.errors, 5);
    static const struct {
        size_t row;
        const char *table, *column;
    } expected[] = {{2, "payer_profile", "isa07"}, {2, "payer_profile", "usage"},
        {2, "payer_rules", "enabled"}, {2, "payer_rules", "action"},
        {4, "payer_rules", "check_field"}};
    for (size_t i = 0; i < COUNT(expected); i++) {
        assert_int_equal(faults.items[i].row, expected[i].row);
        assert_string_equal(faults.items[i].table, expected[i].table);
        assert_true(text_equal_z(faults.items[i].column, expected[i].column));
    }
    fixture_end(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(wrong_words_are_refused_with_row_and_column),
        cmocka_unit_test(wrong_fields_are_refused),
        cmocka_unit_test(wrong_operators_are_refused),
        cmocka_unit_test(wrong_right_sides_are_refused),
        cmocka_unit_test(wrong_fixes_and_limits_are_refused),
        cmocka_unit_test(an_id_that_is_used_twice_is_refused),
        cmocka_unit_test(every_fault_of_both_tables_is_listed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
