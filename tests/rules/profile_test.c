#include "tests/rules/rules_fixture.h"

#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

struct loading {
    struct arena *arena;
    struct profile_table table;
    struct table_faults faults;
};

static bool load(struct loading *l, const struct profile_row *rows, size_t count)
{
    l->arena = arena_new((size_t)8 << 20);
    table_fault_start(&l->faults, l->arena);
    struct table_rows table = fixture_profiles(l->arena, rows, count);
    const struct profile_settings settings = {&fixture_setting, 1};
    return profile_compile(&table, settings, l->arena, &l->table, &l->faults);
}

static void end(struct loading *l)
{
    arena_free(l->arena);
}

static bool holds(struct text t, const char *words)
{
    return t.size > 0 && memmem(t.at, t.size, words, strlen(words)) != NULL;
}

// A table of one row that is refused with one error at this column.
static void refused(struct profile_row row, const char *column, const char *words)
{
    struct loading l;
    bool loaded = load(&l, &row, 1);
    bool right = !loaded && l.table.count == 0 && l.faults.count == 1 &&
                 l.faults.items[0].row == 2 && l.faults.items[0].level == TABLE_ERROR &&
                 text_equal_z(l.faults.items[0].column, column) &&
                 holds(l.faults.items[0].sentence, words);
    if (!right) {
        print_message("expected %s: %s\n", column, words);
        print_faults(&l.faults);
    }
    assert_true(right);
    end(&l);
}

static void a_row_becomes_a_profile(void **state)
{
    (void)state;
    struct loading l;
    const struct profile_row row = {.claim_type = "P",
        .effective_to = "2026-12-31",
        .delimiters = "|>^!",
        .line_ends = "crlf",
        .max_st_per_file = "7",
        .max_isa_per_file = "1",
        .deadline_roll = "next_business_day",
        .correction = "reopening",
        .ta1_hours = "",
        .usage = "P",
        .allow_fix = "N"};
    assert_true(load(&l, &row, 1));
    assert_int_equal(l.table.count, 1);
    const struct profile *p = &l.table.items[0];
    assert_int_equal(p->row, 2);
    assert_true(text_equal_z(p->payer, "BLUE"));
    assert_true(text_equal_z(p->name, "Blue Plan"));
    assert_true(text_equal_z(p->groups, "@bcbs @commercial"));
    assert_int_equal(p->claim_type, 'P');
    assert_int_equal(p->from, day("2020-01-01"));
    assert_int_equal(p->to, day("2026-12-31"));
    assert_true(text_equal_z(p->payer_id, "84980"));
    assert_true(text_equal_z(p->filing_indicator, "BL"));
    assert_true(text_equal_z(p->isa05, "ZZ"));
    assert_true(text_equal_z(p->isa06, "OFFICE01"));
    assert_true(text_equal_z(p->isa08, "RECEIVER"));
    assert_true(text_equal_z(p->gs02, "OFFICE01"));
    assert_true(text_equal_z(p->gs03, "RECEIVER"));
    assert_int_equal(p->element, '|');
    assert_int_equal(p->component, '>');
    assert_int_equal(p->repetition, '^');
    assert_int_equal(p->segment, '!');
    assert_int_equal(p->line_ends, PROFILE_ENDS_CRLF);
    assert_int_equal(p->max_claims_per_st, 5000);
    assert_int_equal(p->max_st_per_file, 7);
    assert_int_equal(p->max_isa_per_file, 1);
    assert_int_equal(p->usage, 'P');
    assert_true(text_equal_z(p->partner, "CLEARINGHOUSE1"));
    assert_int_equal(p->ta1_hours, 0);
    assert_int_equal(p->ack999_hours, 24);
    assert_int_equal(p->ack277ca_days, 3);
    assert_int_equal(p->remit_days, 21);
    assert_int_equal(p->deadline_roll, PROFILE_ROLL_NEXT_BUSINESS_DAY);
    assert_false(p->allow_fix);
    assert_int_equal(p->correction, PROFILE_CORRECT_REOPENING);
    end(&l);
}

static void settings_are_filled_in(void **state)
{
    (void)state;
    struct loading l;
    const struct profile_row row = {.isa06 = "X{submitter_id}Y", .partner = "{submitter_id}"};
    assert_true(load(&l, &row, 1));
    assert_true(text_equal_z(l.table.items[0].isa06, "XOFFICE01Y"));
    assert_true(text_equal_z(l.table.items[0].partner, "OFFICE01"));
    end(&l);
    refused((struct profile_row){.isa08 = "{clearinghouse_id}"}, "isa08",
        "no setting 'clearinghouse_id'");
    refused((struct profile_row){.isa08 = "{submitter_id"}, "isa08", "not closed");
    refused((struct profile_row){.isa08 = "submitter_id}"}, "isa08", "without {");
    refused(
        (struct profile_row){.isa06 = "{submitter_id}{submitter_id}"}, "isa06", "16 characters");
}

static void envelope_limits_are_checked(void **state)
{
    (void)state;
    refused((struct profile_row){.isa08 = "1234567890123456"}, "isa08", "1 to 15");
    refused((struct profile_row){.isa06 = ""}, "isa06", "1 to 15");
    refused((struct profile_row){.gs02 = "A"}, "gs02", "2 to 15");
    refused((struct profile_row){.gs03 = "1234567890123456"}, "gs03", "2 to 15");
    refused((struct profile_row){.isa08 = "A*B"}, "isa08", "delimiter");
    refused((struct profile_row){.isa05 = "99"}, "isa05", "not one of the codes");
    refused((struct profile_row){.isa07 = "1"}, "isa07", "lost its leading zero");
    refused((struct profile_row){.payer_id = "8"}, "payer_id", "2 to 80");
    refused((struct profile_row){.filing_ind = "XX"}, "filing_ind", "not one of the codes");
}

static void delimiters_are_four_different_signs(void **state)
{
    (void)state;
    refused((struct profile_row){.delimiters = "*:^"}, "delimiters", "four characters");
    refused((struct profile_row){.delimiters = "*:^~\x7e"}, "delimiters", "four characters");
    refused((struct profile_row){.delimiters = "*:*~"}, "delimiters", "twice");
    refused((struct profile_row){.delimiters = "*:^A"}, "delimiters", "cannot be a delimiter");
    refused((struct profile_row){.delimiters = "*:^7"}, "delimiters", "cannot be a delimiter");
    refused((struct profile_row){.delimiters = "* ^~"}, "delimiters", "cannot be a delimiter");
    refused((struct profile_row){.delimiters = "*.^~"}, "delimiters", "cannot be a delimiter");
    refused((struct profile_row){.delimiters = "*-^~"}, "delimiters", "cannot be a delimiter");
}

static void words_and_numbers_are_checked(void **state)
{
    (void)state;
    refused((struct profile_row){.payer = ""}, "payer", "letters, digits");
    refused((struct profile_row){.payer = "@GROUP"}, "payer", "letters, digits");
    refused((struct profile_row){.name = ""}, "name", "needs a name");
    refused((struct profile_row){.groups = "ncci"}, "groups", "@name");
    refused((struct profile_row){.claim_type = "p"}, "claim_type", "P I D *");
    refused((struct profile_row){.effective_from = "1/1/2020"}, "effective_from", "turned");
    refused(
        (struct profile_row){.effective_to = "2019-12-31"}, "effective_to", "before the beginning");
    refused((struct profile_row){.line_ends = "LF"}, "line_ends", "none lf crlf");
    refused(
        (struct profile_row){.max_claims_per_st = "5,000"}, "max_claims_per_st", "whole number");
    refused((struct profile_row){.max_isa_per_file = "0"}, "max_isa_per_file", "whole number");
    refused((struct profile_row){.usage = "X"}, "usage", "P T");
    refused((struct profile_row){.remit_days = "three"}, "remit_days", "whole number");
    refused((struct profile_row){.deadline_roll = "monday"}, "deadline_roll", "next_business_day");
    refused((struct profile_row){.allow_fix = "maybe"}, "allow_fix", "Y or N");
    refused((struct profile_row){.correction = "8"}, "correction", "new replacement reopening");
}

// The partner is also the name of a folder.
static void a_partner_cannot_climb_out_of_its_folder(void **state)
{
    (void)state;
    static const char *const names[] = {"..", ".", "a/b", "../x", "a\\b", "", "a b"};
    for (size_t i = 0; i < COUNT(names); i++)
        refused((struct profile_row){.partner = names[i]}, "partner", "letters, digits");
}

static void two_rows_for_one_payer_type_and_day_are_refused(void **state)
{
    (void)state;
    static const struct {
        struct profile_row a, b;
        bool refused;
    } pairs[] = {
        {{.effective_to = "2024-12-31"}, {.effective_from = "2025-01-01"}, false},
        {{.effective_to = "2025-01-01"}, {.effective_from = "2025-01-01"}, true},
        {{.effective_from = "2025-01-01"}, {.effective_from = "", .effective_to = "2024-12-31"},
            false},
        {{.effective_to = ""}, {.effective_from = "2025-01-01"}, true},
        {{.claim_type = "P"}, {.claim_type = "I"}, false},
        {{.claim_type = "P"}, {.claim_type = "*"}, true},
        {{.payer = "BLUE"}, {.payer = "GREEN"}, false},
    };
    for (size_t i = 0; i < COUNT(pairs); i++) {
        struct loading l;
        const struct profile_row rows[] = {pairs[i].a, pairs[i].b};
        assert_int_equal(load(&l, rows, 2), !pairs[i].refused);
        assert_int_equal(l.faults.count, pairs[i].refused);
        if (pairs[i].refused) {
            assert_int_equal(l.faults.items[0].row, 3);
            assert_true(holds(l.faults.items[0].sentence, "row 2"));
        }
        end(&l);
    }
}

static void days_without_a_row_are_warned_of(void **state)
{
    (void)state;
    struct loading l;
    const struct profile_row rows[] = {
        {.effective_from = "2025-02-01"}, {.effective_to = "2024-12-31"}, {.payer = "GREEN"}};
    assert_true(load(&l, rows, 3));
    assert_int_equal(l.faults.count, 1);
    assert_int_equal(l.faults.items[0].level, TABLE_WARNING);
    assert_int_equal(l.faults.items[0].row, 2);
    assert_true(holds(l.faults.items[0].sentence, "from 2025-01-01 on"));
    end(&l);
}

static void a_profile_is_found_by_payer_type_and_day(void **state)
{
    (void)state;
    struct loading l;
    const struct profile_row rows[] = {
        {.payer = "ZEBRA", .payer_id = "Z1"},
        {.payer = "BLUE", .claim_type = "P", .effective_from = "2025-01-01", .payer_id = "B2"},
        {.payer = "BLUE",
            .claim_type = "*",
            .effective_from = "",
            .effective_to = "2024-12-31",
            .payer_id = "B1"},
        {.payer = "APPLE", .payer_id = "A1"},
    };
    assert_true(load(&l, rows, COUNT(rows)));
    static const struct {
        const char *payer;
        char type;
        const char *day, *found;
    } asked[] = {
        {"BLUE", 'P', "2025-01-01", "B2"},
        {"BLUE", 'P', "2024-12-31", "B1"},
        {"BLUE", 'I', "2024-12-31", "B1"},
        {"BLUE", 'I', "2025-01-01", NULL},
        {"BLUE", 'P', "1900-01-01", "B1"},
        {"APPLE", 'D', "2020-01-01", "A1"},
        {"APPLE", 'D', "2019-12-31", NULL},
        {"ZEBRA", 'P', "2199-01-01", "Z1"},
        {"BLU", 'P', "2025-01-01", NULL},
        {"", 'P', "2025-01-01", NULL},
    };
    for (size_t i = 0; i < COUNT(asked); i++) {
        const struct profile *p =
            profile_find(&l.table, text_of(asked[i].payer), asked[i].type, day(asked[i].day));
        assert_int_equal(p != NULL, asked[i].found != NULL);
        if (p != NULL)
            assert_true(text_equal_z(p->payer_id, asked[i].found));
    }
    end(&l);
}

static void groups_are_whole_words(void **state)
{
    (void)state;
    assert_true(profile_in_group(TEXT("@ncci @medicaid"), TEXT("@medicaid")));
    assert_false(profile_in_group(TEXT("@ncci @medicaid"), TEXT("@med")));
    assert_false(profile_in_group(TEXT(""), TEXT("@ncci")));
    assert_false(profile_in_group(TEXT(""), TEXT("")));
}

static void a_table_without_rows_has_no_profile(void **state)
{
    (void)state;
    struct loading l;
    assert_true(load(&l, NULL, 0));
    assert_null(profile_find(&l.table, TEXT("BLUE"), 'P', 0));
    end(&l);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_row_becomes_a_profile),
        cmocka_unit_test(settings_are_filled_in),
        cmocka_unit_test(envelope_limits_are_checked),
        cmocka_unit_test(delimiters_are_four_different_signs),
        cmocka_unit_test(words_and_numbers_are_checked),
        cmocka_unit_test(a_partner_cannot_climb_out_of_its_folder),
        cmocka_unit_test(two_rows_for_one_payer_type_and_day_are_refused),
        cmocka_unit_test(days_without_a_row_are_warned_of),
        cmocka_unit_test(a_profile_is_found_by_payer_type_and_day),
        cmocka_unit_test(groups_are_whole_words),
        cmocka_unit_test(a_table_without_rows_has_no_profile),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
