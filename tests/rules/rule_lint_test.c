#include "tests/rules/rules_judged.h"

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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(overlaps_are_warned_of),
        cmocka_unit_test(rows_that_differ_do_not_overlap),
        cmocka_unit_test(groups_of_one_payer_overlap),
        cmocka_unit_test(gaps_are_warned_of),
        cmocka_unit_test(rules_that_hold_everything_or_nothing_are_warned_of),
        cmocka_unit_test(rules_that_need_what_is_not_there_are_named_and_not_judged),
        cmocka_unit_test(a_code_list_that_vanished_is_counted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
