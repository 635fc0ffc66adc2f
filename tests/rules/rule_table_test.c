#include "tests/rules/rules_fixture.h"

#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

// ---- Helpers

struct judged {
    struct fixture f;
    struct rule_table *table;
    struct table_faults faults;
    struct finding_list findings;
    struct fix_list fixes;
    struct rule_run run;
    const struct profile *profile;
};

static void load(struct judged *j, const struct rule_row *rules, size_t count)
{
    fixture_start(&j->f);
    j->run = fixture_run();
    bool loaded = fixture_compile(j->f.arena, rules, count, &j->table, &j->faults);
    if (!loaded)
        print_faults(&j->faults);
    assert_true(loaded);
    j->profile = &rule_table_profiles(j->table)->items[0];
}

static void load_with(struct judged *j, const struct profile_row *profiles, size_t profile_count,
    const struct rule_row *rules, size_t count)
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

static size_t judge(struct judged *j)
{
    finding_list_start(&j->findings, j->f.arena);
    fix_list_start(&j->fixes, j->f.arena);
    return rule_table_judge(
        j->table, j->profile, &j->f.claim, 'P', &j->run, &j->findings, &j->fixes);
}

static void end(struct judged *j)
{
    rule_table_free(j->table);
    fixture_end(&j->f);
}

// The rules that were not met, as "R1 R2/1 R2/2": id and line.
static void expect(struct judged *j, const char *rules)
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

static bool holds(struct text t, const char *words)
{
    return t.size > 0 && memmem(t.at, t.size, words, strlen(words)) != NULL;
}

// A table of one rule that is refused: one fault, an error, in row 2 and this column, whose
// sentence holds these words.
static void refused(struct rule_row rule, const char *column, const char *words)
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
static void warned(struct judged *j, size_t n, size_t row, const char *column, const char *words)
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

// ---- Precedence

// Three rows of one key, none of which is met: payer, group, everybody.
#define NEVER .check_field = "claim.freq", .check_op = "eq", .check_value = "8"
#define NEVER_LINE \
    .scope = "line", .check_field = "line.proc", .check_op = "eq", .check_value = "00000"

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

static void set_modifiers(
    struct judged *j, const char *a, const char *b, const char *c, const char *d)
{
    const char *const all[] = {a, b, c, d};
    for (size_t i = 0; i < 4; i++)
        j->f.lines[0].modifiers[i] = text_of(all[i]);
}

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

// ---- Rules of files

static struct field_file a_file(void)
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

// ---- What cannot be judged

static void rules_that_need_what_is_not_there_are_named_and_not_judged(void **state)
{
    (void)state;
    static const struct {
        struct rule_row rule;
        const char *needs; // NULL: it is judged
    } rows[] = {
        {{.scope = "line",
             .check_field = "line.proc",
             .check_op = "ptp_clear",
             .check_value = "practitioner"},
            "NCCI procedure-to-procedure"},
        {{.scope = "line",
             .check_field = "line.units",
             .check_op = "mue_le",
             .check_value = "practitioner"},
            "medically unlikely"},
        {{.check_field = "claim.dx",
             .check_op = "all:poa_ok",
             .check_value = "Y N U W exempt:1|blank"},
            "present-on-admission"},
        {{.scope = "line",
             .check_field = "line.proc",
             .check_op = "in_list",
             .check_value = "no_such_list"},
            "code list 'no_such_list'"},
        {{.scope = "line",
             .check_field = "line.mods",
             .check_op = "any:present",
             .action = "warn",
             .fix_value = "=sort(line.mods,no_such_list)"},
            "code list 'no_such_list'"},
        {{.when1_field = "claim.tob", .when1_op = "starts", .when1_value = "11", NEVER},
            "field 'claim.tob'"},
        {{.check_field = "claim.tob", .check_op = "present"}, "field 'claim.tob'"},
        {{.check_field = "submit.date",
             .check_op = "within",
             .check_value = "60d of claim.denied_date"},
            "field 'claim.denied_date'"},
        // A condition that holds for every claim of this version takes nothing away.
        {{.when1_field = "claim.tob", .when1_op = "absent", NEVER}, NULL},
        {{.check_field = "claim.tob|claim.freq", .check_op = "eq", .check_value = "8"}, NULL},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct judged j;
        struct rule_row both[2] = {rows[i].rule, {.rule_id = "GENERAL", NEVER}};
        both[0].payer = "BLUE";
        load(&j, both, 2);
        struct text needs = rule_table_view(j.table, 0).needs;
        if (rows[i].needs == NULL) {
            assert_int_equal(needs.size, 0);
            expect(&j, "R1");
        } else {
            assert_true(holds(needs, rows[i].needs));
            warned(&j, 0, 2, "", "not judged: it needs");
            assert_true(holds(j.faults.items[0].sentence, rows[i].needs));
            expect(&j, "GENERAL"); // the rule that cannot be judged takes no part
        }
        end(&j);
    }
}

static void a_code_list_that_vanished_is_counted(void **state)
{
    (void)state;
    struct judged j;
    const struct rule_row rules[] = {
        {.rule_id = "CHECK",
            .rule_key = "A",
            .check_field = "claim.dx_first",
            .check_op = "in_list",
            .check_value = "vanished"},
        {.rule_id = "WHEN",
            .rule_key = "B",
            .when1_field = "claim.dx_first",
            .when1_op = "not_in_list",
            .when1_value = "vanished",
            NEVER},
        {.rule_id = "SORT",
            .rule_key = "C",
            .scope = "line",
            .check_field = "line.mods",
            .check_op = "ordered",
            .check_value = "vanished",
            .action = "fix",
            .fix_value = "=sort(line.mods,vanished)"},
    };
    load(&j, rules, COUNT(rules));
    assert_int_equal(judge(&j), 2); // lines without modifiers ask nothing of the third
    assert_int_equal(j.findings.count, 0);
    set_modifiers(&j, "25", "26", "", "");
    assert_int_equal(judge(&j), 3);
    assert_int_equal(j.findings.count, 0);
    assert_int_equal(j.fixes.count, 0);
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

// ---- What is warned of

static void overlaps_are_warned_of(void **state)
{
    (void)state;
    struct judged j;
    const struct rule_row rules[] = {
        {.rule_id = "A", .effective_to = "2025-06-30", NEVER},
        {.rule_id = "B", .effective_from = "2025-06-30", NEVER},
    };
    load(&j, rules, COUNT(rules));
    assert_int_equal(j.faults.count, 1);
    warned(&j, 0, 3, "rule_key", "overlaps with row 2");
    end(&j);
}

static void rows_that_differ_do_not_overlap(void **state)
{
    (void)state;
    static const struct rule_row others[] = {
        {.rule_id = "B", .rule_key = "OTHER", NEVER},
        {.rule_id = "B", .payer = "BLUE", NEVER},
        {.rule_id = "B", .enabled = "N", NEVER},
        {.rule_id = "B", NEVER_LINE, .claim_type = "P"},
        {.rule_id = "B", .claim_type = "I", NEVER},
        {.rule_id = "B", .effective_from = "2026-01-01", NEVER},
        {.rule_id = "B", .when1_field = "claim.auth", .when1_op = "present", NEVER},
    };
    for (size_t i = 0; i < COUNT(others); i++) {
        struct judged j;
        struct rule_row rules[2] = {
            {.rule_id = "A", .claim_type = "P", .effective_to = "2025-12-31", NEVER}, others[i]};
        load(&j, rules, 2);
        assert_int_equal(j.faults.count, 0);
        end(&j);
    }
}

static void groups_of_one_payer_overlap(void **state)
{
    (void)state;
    struct judged j;
    const struct rule_row rules[] = {
        {.rule_id = "A", .payer = "@bcbs", NEVER}, {.rule_id = "B", .payer = "@commercial", NEVER}};
    load(&j, rules, COUNT(rules));
    assert_int_equal(j.faults.count, 1);
    warned(&j, 0, 3, "rule_key", "payer (BLUE)");
    end(&j);
}

static void gaps_are_warned_of(void **state)
{
    (void)state;
    struct judged j;
    const struct rule_row rules[] = {
        {.rule_id = "A", .effective_to = "2025-06-29", NEVER},
        {.rule_id = "B", .effective_from = "2025-07-01", NEVER},
    };
    load(&j, rules, COUNT(rules));
    assert_int_equal(j.faults.count, 1);
    warned(&j, 0, 3, "effective_from", "gap: from 2025-06-30 on, after row 2");
    end(&j);
    const struct rule_row seamless[] = {
        {.rule_id = "B", .effective_from = "2025-07-01", NEVER},
        {.rule_id = "A", .effective_to = "2025-06-30", NEVER},
    };
    load(&j, seamless, COUNT(seamless));
    assert_int_equal(j.faults.count, 0);
    end(&j);
    // What comes after an open row is no other side of a gap.
    const struct rule_row open[] = {
        seamless[0], seamless[1], {.rule_id = "C", .effective_from = "2026-01-01", NEVER}};
    load(&j, open, COUNT(open));
    assert_int_equal(j.faults.count, 1);
    warned(&j, 0, 4, "rule_key", "overlaps with row 2");
    end(&j);
}

static void rules_that_hold_everything_or_nothing_are_warned_of(void **state)
{
    (void)state;
    struct judged j;
    const struct rule_row rules[] = {
        {.rule_id = "A", .rule_key = "A", .action = "hold"},
        {.rule_id = "B", .rule_key = "B", .payer = "BLEU", NEVER},
        {.rule_id = "C", .rule_key = "C", .payer = "@medicaid", NEVER},
        {.rule_id = "D",
            .rule_key = "D",
            .check_field = "claim.pos",
            .check_op = "ne",
            .check_value = "ABC"},
    };
    load(&j, rules, COUNT(rules));
    assert_int_equal(j.faults.count, 4);
    warned(&j, 0, 5, "check_value", "can never be its value");
    warned(&j, 1, 2, "check_field", "no claim passes it");
    warned(&j, 2, 3, "payer", "'BLEU'");
    warned(&j, 3, 4, "payer", "'@medicaid'");
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
        cmocka_unit_test(files_are_judged_by_rules_of_scope_file),
        cmocka_unit_test(split_rows_are_limits_for_who_makes_the_file),
        cmocka_unit_test(rules_that_need_what_is_not_there_are_named_and_not_judged),
        cmocka_unit_test(a_code_list_that_vanished_is_counted),
        cmocka_unit_test(deadlines_roll_over_weekends_when_the_profile_says_so),
        cmocka_unit_test(wrong_words_are_refused_with_row_and_column),
        cmocka_unit_test(wrong_fields_are_refused),
        cmocka_unit_test(wrong_operators_are_refused),
        cmocka_unit_test(wrong_right_sides_are_refused),
        cmocka_unit_test(wrong_fixes_and_limits_are_refused),
        cmocka_unit_test(an_id_that_is_used_twice_is_refused),
        cmocka_unit_test(every_fault_of_both_tables_is_listed),
        cmocka_unit_test(overlaps_are_warned_of),
        cmocka_unit_test(rows_that_differ_do_not_overlap),
        cmocka_unit_test(groups_of_one_payer_overlap),
        cmocka_unit_test(gaps_are_warned_of),
        cmocka_unit_test(rules_that_hold_everything_or_nothing_are_warned_of),
        cmocka_unit_test(a_table_that_does_not_fit_is_refused),
        cmocka_unit_test(five_hundred_rules_fit_into_four_megabytes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
