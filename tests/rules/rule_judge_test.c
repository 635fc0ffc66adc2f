#include "tests/rules/rules_judged.h"

// ---- Precedence

static void the_most_specific_row_is_judged(void **state)
{
    (void)state;
    struct judged j;
    const struct rule_row rules[] = {
        {.rule_id = "ANY", .payer = "*", NEVER},
        {.rule_id = "GROUP", .payer = "@bcbs", NEVER},
        {.rule_id = "PAYER", .payer = "BLUE", NEVER},
        {.rule_id = "OTHER", .payer = "GREEN", NEVER},
    };
    load(&j, rules, COUNT(rules));
    expect(&j, "PAYER");
    end(&j);
    load(&j, rules, 2);
    expect(&j, "GROUP");
    end(&j);
    load(&j, rules, 1);
    expect(&j, "ANY");
    end(&j);
}

static void a_row_that_is_met_still_stands_over_general_ones(void **state)
{
    (void)state;
    struct judged j;
    const struct rule_row rules[] = {
        {.rule_id = "ANY", .payer = "*", NEVER},
        {.rule_id = "PAYER",
            .payer = "BLUE",
            .check_field = "claim.freq",
            .check_op = "eq",
            .check_value = "1"},
    };
    load(&j, rules, COUNT(rules));
    expect(&j, "");
    end(&j);
}

static void keys_do_not_touch_each_other(void **state)
{
    (void)state;
    struct judged j;
    const struct rule_row rules[] = {
        {.rule_id = "B", .rule_key = "TWO", .payer = "*", NEVER},
        {.rule_id = "A", .rule_key = "ONE", .payer = "BLUE", NEVER},
    };
    load(&j, rules, COUNT(rules));
    expect(&j, "B A"); // in the order of the table
    end(&j);
}

static void a_row_whose_conditions_do_not_hold_gives_way(void **state)
{
    (void)state;
    struct judged j;
    const struct rule_row rules[] = {
        {.rule_id = "ANY", .payer = "*", NEVER},
        {.rule_id = "PAYER",
            .payer = "BLUE",
            .when1_field = "claim.freq",
            .when1_op = "in",
            .when1_value = "7 8",
            NEVER},
    };
    load(&j, rules, COUNT(rules));
    expect(&j, "ANY");
    j.f.claim.frequency = '7';
    expect(&j, "PAYER");
    end(&j);
}

static void both_conditions_must_hold(void **state)
{
    (void)state;
    struct judged j;
    const struct rule_row rules[] = {
        {.when1_field = "claim.freq",
            .when1_op = "eq",
            .when1_value = "1",
            .when2_field = "claim.auth",
            .when2_op = "present",
            NEVER},
    };
    load(&j, rules, COUNT(rules));
    expect(&j, "");
    j.f.claim.prior_authorization = TEXT("A1");
    expect(&j, "R1");
    j.f.claim.frequency = '7';
    expect(&j, "");
    end(&j);
}

static void rows_that_are_equally_specific_are_all_judged(void **state)
{
    (void)state;
    struct judged j;
    const struct rule_row rules[] = {
        {.rule_id = "A", .payer = "@bcbs", NEVER},
        {.rule_id = "B",
            .payer = "@commercial",
            .when1_field = "claim.freq",
            .when1_op = "eq",
            .when1_value = "1",
            NEVER},
        {.rule_id = "C", .payer = "*", NEVER},
    };
    load(&j, rules, COUNT(rules));
    expect(&j, "A B");
    end(&j);
}

static void a_line_row_stands_over_a_general_claim_row(void **state)
{
    (void)state;
    struct judged j;
    const struct rule_row rules[] = {
        {.rule_id = "CLAIM", .payer = "*", NEVER},
        {.rule_id = "LINE",
            .payer = "BLUE",
            NEVER_LINE,
            .when1_field = "line.proc",
            .when1_op = "eq",
            .when1_value = "87880"},
    };
    load(&j, rules, COUNT(rules));
    expect(&j, "LINE/2");
    j.f.lines[1].procedure = TEXT("99212"); // now it applies to no line
    expect(&j, "CLAIM");
    end(&j);
}

static void a_claim_row_stands_over_general_line_rows(void **state)
{
    (void)state;
    struct judged j;
    const struct rule_row rules[] = {
        {.rule_id = "LINE", .payer = "*", NEVER_LINE},
        {.rule_id = "CLAIM", .payer = "BLUE", NEVER},
    };
    load(&j, rules, COUNT(rules));
    expect(&j, "CLAIM");
    end(&j);
}

static void lines_that_a_specific_row_leaves_fall_to_the_general_one(void **state)
{
    (void)state;
    struct judged j;
    const struct rule_row rules[] = {
        {.rule_id = "ANY", .payer = "*", NEVER_LINE},
        {.rule_id = "PAYER",
            .payer = "BLUE",
            NEVER_LINE,
            .when1_field = "line.proc",
            .when1_op = "eq",
            .when1_value = "87880"},
    };
    load(&j, rules, COUNT(rules));
    expect(&j, "PAYER/2 ANY/1");
    end(&j);
}

static void disabled_rows_take_no_part(void **state)
{
    (void)state;
    struct judged j;
    const struct rule_row rules[] = {
        {.rule_id = "ANY", .payer = "*", NEVER},
        {.rule_id = "PAYER", .payer = "BLUE", .enabled = "N", NEVER},
    };
    load(&j, rules, COUNT(rules));
    expect(&j, "ANY");
    end(&j);
}

static void disabled_rows_are_still_checked(void **state)
{
    (void)state;
    refused((struct rule_row){.enabled = "N", .check_field = "claim.frq", .check_op = "present"},
        "check_field", "no field 'claim.frq'");
}

static void rows_are_for_their_claim_type(void **state)
{
    (void)state;
    struct judged j;
    const struct rule_row rules[] = {
        {.rule_id = "I", .claim_type = "I", NEVER},
        {.rule_id = "P", .claim_type = "P", NEVER},
        {.rule_id = "ALL", .rule_key = "K2", .claim_type = "*", NEVER},
    };
    load(&j, rules, COUNT(rules));
    expect(&j, "P ALL");
    finding_list_start(&j.findings, j.f.arena);
    rule_table_judge(j.table, j.profile, &j.f.claim, 'I', &j.run, &j.findings, NULL);
    assert_int_equal(j.findings.count, 2);
    assert_true(text_equal_z(j.findings.items[0].rule_id, "I"));
    end(&j);
}

static void without_a_profile_only_rows_for_everybody_are_judged(void **state)
{
    (void)state;
    struct judged j;
    const struct rule_row rules[] = {
        {.rule_id = "ANY", .payer = "*", NEVER},
        {.rule_id = "PAYER", .payer = "BLUE", NEVER},
    };
    load(&j, rules, COUNT(rules));
    j.profile = NULL;
    expect(&j, "ANY");
    end(&j);
}

// ---- Periods

static void periods_include_both_days(void **state)
{
    (void)state;
    struct judged j;
    const struct rule_row rules[] = {
        {.rule_id = "OLD", .effective_from = "", .effective_to = "2025-03-09", NEVER},
        {.rule_id = "NEW", .effective_from = "2025-03-10", .effective_to = "2025-03-10", NEVER},
        {.rule_id = "NEXT", .effective_from = "2025-03-11", .effective_to = "", NEVER},
    };
    load(&j, rules, COUNT(rules));
    assert_int_equal(j.faults.count, 0);
    expect(&j, "NEW");
    j.f.claim.service_from = day("2025-03-09");
    expect(&j, "OLD");
    j.f.claim.service_from = day("2025-03-11");
    expect(&j, "NEXT");
    j.f.claim.service_from = DATE_NONE; // no row is known to be in force
    expect(&j, "");
    end(&j);
}

static void a_line_row_goes_by_the_day_of_the_line(void **state)
{
    (void)state;
    struct judged j;
    const struct rule_row rules[] = {
        {.rule_id = "OLD", NEVER_LINE, .effective_to = "2025-03-10"},
        {.rule_id = "NEW", NEVER_LINE, .effective_from = "2025-03-11"},
    };
    load(&j, rules, COUNT(rules));
    j.f.lines[1].from = day("2025-03-11");
    expect(&j, "OLD/1 NEW/2");
    end(&j);
}

static void the_basis_says_which_day_counts(void **state)
{
    (void)state;
    struct judged j;
    // Service 2025-03-10, submission 2025-04-01, discharge 2025-03-15.
    const struct rule_row rules[] = {
        {.rule_id = "DOS",
            .rule_key = "A",
            .date_basis = "dos",
            .effective_to = "2025-03-10",
            NEVER},
        {.rule_id = "SUBMIT",
            .rule_key = "B",
            .date_basis = "submit",
            .effective_from = "2025-04-01",
            NEVER},
        {.rule_id = "DISCHARGE",
            .rule_key = "C",
            .date_basis = "discharge",
            .effective_from = "2025-03-15",
            .effective_to = "2025-03-15",
            NEVER},
    };
    load(&j, rules, COUNT(rules));
    expect(&j, "DOS SUBMIT");
    j.f.claim.discharge_date = day("2025-03-15");
    expect(&j, "DOS SUBMIT DISCHARGE");
    j.run.submit_date = day("2025-03-31");
    j.f.claim.service_from = day("2025-03-11");
    expect(&j, "DISCHARGE");
    j.f.claim.discharge_date = DATE_NONE; // the last day of service stands for it
    j.f.claim.service_to = day("2025-03-15");
    expect(&j, "DISCHARGE");
    end(&j);
}

// Whatever the period of the row goes by.
static void codes_are_judged_by_the_day_of_service(void **state)
{
    (void)state;
    struct judged j;
    const struct rule_row rule = {.scope = "line",
        .date_basis = "submit",
        .when1_field = "line.proc",
        .when1_op = "in_list",
        .when1_value = "drugs"};
    load(&j, &rule, 1);
    j.f.lines[1].procedure = TEXT("J3490");
    expect(&j, "R1/2");
    j.f.lines[1].from = day("2023-12-31"); // the list has the code from 2024-01-01 on
    expect(&j, "");
    end(&j);
}

// ---- Findings

static void actions_are_severities(void **state)
{
    (void)state;
    static const struct {
        const char *action;
        enum severity severity;
    } actions[] = {{"reject", SEVERITY_REJECT}, {"hold", SEVERITY_HOLD}, {"warn", SEVERITY_WARN},
        {"info", SEVERITY_INFO}};
    for (size_t i = 0; i < COUNT(actions); i++) {
        struct judged j;
        const struct rule_row rule = {NEVER, .action = actions[i].action};
        load(&j, &rule, 1);
        expect(&j, "R1");
        assert_int_equal(j.findings.items[0].severity, actions[i].severity);
        end(&j);
    }
}

static void a_finding_names_field_value_rule_and_message(void **state)
{
    (void)state;
    struct judged j;
    const struct rule_row rule = {
        NEVER_LINE, .message = "Wrong code.", .denial_hint = "CARC 4", .fix_value = "99999"};
    load(&j, &rule, 1);
    expect(&j, "R1/1 R1/2");
    const struct finding *finding = &j.findings.items[1];
    assert_true(text_equal_z(finding->place, "line.proc"));
    assert_true(text_equal_z(finding->value, "87880"));
    assert_true(text_equal_z(finding->rule_message, "Wrong code."));
    assert_true(text_equal_z(finding->denial_hint, "CARC 4"));
    assert_true(text_equal_z(finding->suggestion, "99999"));
    end(&j);
}

static void a_finding_shows_what_failed(void **state)
{
    (void)state;
    static const struct {
        const char *field, *op, *value, *place, *shown;
    } checks[] = {
        {"claim.dx", "all:in", "J069 I10", "claim.dx", "E119"},
        {"claim.dx", "none:in", "J069 I10", "claim.dx", "J069"},
        {"claim.dx", "any:in", "I10", "claim.dx", "E119 J069"},
        {"claim.dx", "count_ge", "3", "claim.dx", "2"},
        {"claim.total", "gt", "200", "claim.total", "150.00"},
        {"claim.dos_from", "lt", "2025-01-01", "claim.dos_from", "2025-03-10"},
        {"claim.age_days", "gt", "90", "claim.age_days", "22"},
        {"claim.auth", "present", "", "claim.auth", ""},
        {"prov.ordering.npi|prov.billing.npi", "starts", "9", "prov.billing.npi", "1234567893"},
        {"prov.ordering.npi|prov.referring.npi", "present", "", "prov.ordering.npi", ""},
    };
    for (size_t i = 0; i < COUNT(checks); i++) {
        struct judged j;
        const struct rule_row rule = {.check_field = checks[i].field,
            .check_op = checks[i].op,
            .check_value = checks[i].value};
        load(&j, &rule, 1);
        expect(&j, "R1");
        assert_true(text_equal_z(j.findings.items[0].place, checks[i].place));
        assert_true(text_equal_z(j.findings.items[0].value, checks[i].shown));
        end(&j);
    }
}

// Every field of patient data, in a rule that it does not meet.
static void patient_data_is_never_shown(void **state)
{
    (void)state;
    size_t count;
    size_t seen = 0;
    const struct field *fields = field_all(&count);
    for (size_t i = 0; i < count; i++) {
        if (fields[i].data != FIELD_PATIENT)
            continue;
        struct judged j;
        const struct rule_row rule = {
            .scope = fields[i].scope == FIELD_LINE ? "line" : "claim",
            .check_field = fields[i].name,
            .check_op = fields[i].repeat == FIELD_MANY ? "none:present" : "absent",
        };
        load(&j, &rule, 1);
        j.f.claim.subscriber.person.middle_name = TEXT("Secret");
        j.f.claim.subscriber.person.suffix = TEXT("Secret");
        j.f.claim.subscriber.person.address.line2 = TEXT("Secret");
        j.f.claim.payer.group_number = j.f.claim.payer.group_name = TEXT("Secret");
        j.f.claim.property_casualty_number = j.f.claim.note = TEXT("Secret");
        j.f.lines[0].note = j.f.lines[0].description = TEXT("Secret");
        j.f.claim.other_payer_count = 1;
        j.f.claim.other_payers[0].payer.group_number = TEXT("Secret");
        j.f.claim.other_payers[0].payer.group_name = TEXT("Secret");
        j.f.claim.other_payers[0].subscriber = j.f.claim.subscriber;
        judge(&j);
        assert_int_equal(j.findings.count, 1);
        assert_int_equal(j.findings.items[0].value.size, 0);
        seen++;
        end(&j);
    }
    // 3 of the claim, 5 of the subscriber, 13 of the patient, 7 of other subscribers, 2 of the
    // line.
    assert_int_equal(seen, 30);
}

static void a_rule_without_check_reports_wherever_it_applies(void **state)
{
    (void)state;
    struct judged j;
    const struct rule_row rule = {.scope = "line",
        .when1_field = "line.proc",
        .when1_op = "starts",
        .when1_value = "878",
        .action = "warn"};
    load(&j, &rule, 1);
    expect(&j, "R1/2");
    assert_true(text_equal_z(j.findings.items[0].place, "line.proc"));
    assert_true(text_equal_z(j.findings.items[0].value, "87880"));
    end(&j);
}

static void only_the_lines_of_a_claim_are_judged(void **state)
{
    (void)state;
    struct judged j;
    const struct rule_row rule = {NEVER_LINE};
    load(&j, &rule, 1);
    for (int i = 0; i < FIXTURE_LINES; i++)
        j.f.lines[i] = fixture_line(i + 1, "99213", 100);
    j.f.claim.line_count = FIXTURE_LINES;
    judge(&j);
    assert_int_equal(j.findings.count, CLAIM_LINES_MAX);
    end(&j);
}

// ---- Fixes

static const struct rule_row sort_rule = {.scope = "line",
    .claim_type = "P",
    .check_field = "line.mods",
    .check_op = "ordered",
    .check_value = "pricing_first",
    .action = "fix",
    .fix_value = "=sort(line.mods,pricing_first)"};

static void a_fix_is_an_event_with_old_and_new_value(void **state)
{
    (void)state;
    struct judged j;
    load(&j, &sort_rule, 1);
    set_modifiers(&j, "59", "TC", "25", "26");
    expect(&j, "");
    assert_int_equal(j.fixes.count, 1);
    const struct fix *fix = &j.fixes.items[0];
    assert_true(text_equal_z(fix->rule_id, "R1"));
    assert_int_equal(fix->line, 1);
    assert_string_equal(fix->field->name, "line.mods");
    assert_true(text_equal_z(fix->old_value, "59 TC 25 26"));
    assert_true(
        text_equal_z(fix->new_value, "26 TC 59 25")); // those not in the list keep their order
    // The claim itself is not touched until the caller applies the event.
    assert_true(text_equal_z(j.f.lines[0].modifiers[0], "59"));
    assert_true(fix_apply(&j.f.claim, fix, j.f.arena));
    expect(&j, "");
    assert_int_equal(j.fixes.count, 0);
    end(&j);
}

static void without_permission_a_fix_is_a_suggestion(void **state)
{
    (void)state;
    struct judged j;
    const struct profile_row profile = {.allow_fix = "N"};
    load_with(&j, &profile, 1, &sort_rule, 1);
    set_modifiers(&j, "25", "26", "", "");
    expect(&j, "R1/1");
    assert_int_equal(j.fixes.count, 0);
    assert_int_equal(j.findings.items[0].severity, SEVERITY_WARN);
    assert_true(text_equal_z(j.findings.items[0].value, "25 26"));
    assert_true(text_equal_z(j.findings.items[0].suggestion, "26 25"));
    end(&j);
}

static void a_fixed_code_is_added_to_several_and_replaces_one(void **state)
{
    (void)state;
    struct judged j;
    const struct rule_row rules[] = {
        {.rule_id = "ADD",
            .rule_key = "A",
            .scope = "line",
            .check_field = "line.mods",
            .check_op = "any:in",
            .check_value = "QW",
            .action = "fix",
            .fix_value = "QW"},
        {.rule_id = "SET",
            .rule_key = "B",
            .check_field = "claim.filing_ind",
            .check_op = "eq",
            .check_value = "CI",
            .action = "fix",
            .fix_value = "CI"},
    };
    load(&j, rules, COUNT(rules));
    j.f.claim.line_count = 1;
    set_modifiers(&j, "25", "59", "", "");
    expect(&j, "");
    assert_int_equal(j.fixes.count, 2);
    assert_true(text_equal_z(j.fixes.items[0].new_value, "25 59 QW"));
    assert_true(text_equal_z(j.fixes.items[1].old_value, "BL"));
    assert_true(text_equal_z(j.fixes.items[1].new_value, "CI"));
    for (size_t i = 0; i < 2; i++)
        assert_true(fix_apply(&j.f.claim, &j.fixes.items[i], j.f.arena));
    assert_true(text_equal_z(j.f.lines[0].modifiers[2], "QW"));
    assert_true(text_equal_z(j.f.claim.payer.filing_indicator, "CI"));
    // No place is left for a fifth modifier: a person must look.
    set_modifiers(&j, "25", "59", "RT", "LT");
    expect(&j, "ADD/1");
    assert_int_equal(j.fixes.count, 0);
    assert_true(text_equal_z(j.findings.items[0].suggestion, "QW"));
    end(&j);
}

static void a_fix_can_copy_another_field(void **state)
{
    (void)state;
    struct judged j;
    const struct rule_row rule = {.check_field = "claim.auth",
        .check_op = "eq",
        .check_value = "=claim.referral",
        .action = "fix",
        .fix_value = "=claim.referral"};
    load(&j, &rule, 1);
    j.f.claim.prior_authorization = TEXT("OLD");
    j.f.claim.referral_number = TEXT("REF9");
    expect(&j, "");
    assert_int_equal(j.fixes.count, 1);
    assert_true(text_equal_z(j.fixes.items[0].new_value, "REF9"));
    j.f.claim.referral_number = TEXT(""); // nothing to copy
    expect(&j, "R1");
    assert_int_equal(j.findings.items[0].suggestion.size, 0);
    end(&j);
}

// ---- Deadlines

static void deadlines_roll_over_weekends_when_the_profile_says_so(void **state)
{
    (void)state;
    struct judged j;
    const struct rule_row rule = {
        .check_field = "submit.date", .check_op = "within", .check_value = "20d of claim.dos_to"};
    const struct profile_row profiles[] = {
        {.deadline_roll = "next_business_day"}, {.payer = "GREEN", .deadline_roll = "none"}};
    load_with(&j, profiles, 2, &rule, 1);
    j.f.claim.service_to = day("2025-03-09"); // + 20 days = Saturday 2025-03-29
    static const struct {
        const char *submit;
        bool rolling, plain;
    } days[] = {{"2025-03-29", true, true}, {"2025-03-30", true, false},
        {"2025-03-31", true, false}, {"2025-04-01", false, false}};
    for (size_t i = 0; i < COUNT(days); i++) {
        j.run.submit_date = day(days[i].submit);
        j.profile = &rule_table_profiles(j.table)->items[0];
        expect(&j, days[i].rolling ? "" : "R1");
        j.profile = &rule_table_profiles(j.table)->items[1];
        expect(&j, days[i].plain ? "" : "R1");
    }
    end(&j);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_most_specific_row_is_judged),
        cmocka_unit_test(a_row_that_is_met_still_stands_over_general_ones),
        cmocka_unit_test(keys_do_not_touch_each_other),
        cmocka_unit_test(a_row_whose_conditions_do_not_hold_gives_way),
        cmocka_unit_test(both_conditions_must_hold),
        cmocka_unit_test(rows_that_are_equally_specific_are_all_judged),
        cmocka_unit_test(a_line_row_stands_over_a_general_claim_row),
        cmocka_unit_test(a_claim_row_stands_over_general_line_rows),
        cmocka_unit_test(lines_that_a_specific_row_leaves_fall_to_the_general_one),
        cmocka_unit_test(disabled_rows_take_no_part),
        cmocka_unit_test(disabled_rows_are_still_checked),
        cmocka_unit_test(rows_are_for_their_claim_type),
        cmocka_unit_test(without_a_profile_only_rows_for_everybody_are_judged),
        cmocka_unit_test(periods_include_both_days),
        cmocka_unit_test(a_line_row_goes_by_the_day_of_the_line),
        cmocka_unit_test(the_basis_says_which_day_counts),
        cmocka_unit_test(codes_are_judged_by_the_day_of_service),
        cmocka_unit_test(actions_are_severities),
        cmocka_unit_test(a_finding_names_field_value_rule_and_message),
        cmocka_unit_test(a_finding_shows_what_failed),
        cmocka_unit_test(patient_data_is_never_shown),
        cmocka_unit_test(a_rule_without_check_reports_wherever_it_applies),
        cmocka_unit_test(only_the_lines_of_a_claim_are_judged),
        cmocka_unit_test(a_fix_is_an_event_with_old_and_new_value),
        cmocka_unit_test(without_permission_a_fix_is_a_suggestion),
        cmocka_unit_test(a_fixed_code_is_added_to_several_and_replaces_one),
        cmocka_unit_test(a_fix_can_copy_another_field),
        cmocka_unit_test(deadlines_roll_over_weekends_when_the_profile_says_so),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
