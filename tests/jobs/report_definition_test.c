// What a report's header comment must and may say, and that every report of the program says it.
#include "jobs/report_definition.h"

#include "sql_statements.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <stdio.h>

#define HEAD \
    "-- title: Claims by state\n" \
    "-- section: Claims\n" \
    "-- about: Each claim stands in one state,\n" \
    "--     which follows from all evidence.\n" \
    "-- empty: There are no claims yet.\n"
#define COLUMNS \
    "-- column: state | text | State\n" \
    "-- column: claims | count | Claims | total, rows=held_claims\n" \
    "-- column: dollars | dollars | Dollars | total, zero\n" \
    "-- column: since | date | Since\n"

static struct report_definition definition;
static struct err err;
static struct arena *arena;

static int start(void **state)
{
    (void)state;
    arena = arena_new(1024 * 1024);
    return 0;
}

static int stop(void **state)
{
    (void)state;
    arena_free(arena);
    return 0;
}

static bool parse_as(const char *name, const char *text)
{
    err = (struct err){0};
    struct sql *sql = ARENA_NEW(arena, struct sql);
    *sql = (struct sql){name, text};
    return report_definition_parse(sql, arena, &definition, &err);
}

static bool parse(const char *text)
{
    return parse_as("report/20_claims_by_state", text);
}

static void assert_refused(const char *text, const char *where)
{
    assert_false(parse(text));
    assert_int_equal(err.kind, ERR_CONFIG);
    if (strstr(err.text, where) == NULL)
        fail_msg("'%s' does not say '%s'", err.text, where);
}

static void assert_text(struct text t, const char *want)
{
    if (!text_equal_z(t, want))
        fail_msg("'%.*s' is not '%s'", TEXT_ARG(t), want);
}

static void the_name_of_the_file_is_the_name_of_the_report(void **state)
{
    (void)state;
    assert_true(parse(HEAD COLUMNS "SELECT 1"));
    assert_text(definition.file, "20_claims_by_state");
    assert_text(definition.name, "claims_by_state");
    assert_false(parse_as("report/claims", HEAD COLUMNS "SELECT 1"));
    assert_false(parse_as("remit/20_claims", HEAD COLUMNS "SELECT 1"));
}

static void what_the_reader_should_know_is_read(void **state)
{
    (void)state;
    assert_true(parse(HEAD COLUMNS "SELECT 1"));
    assert_text(definition.title, "Claims by state");
    assert_text(definition.section, "Claims");
    assert_text(
        definition.about, "Each claim stands in one state, which follows from all evidence.");
    assert_text(definition.empty, "There are no claims yet.");
}

static void what_is_not_said_is_an_organisations_table_of_a_hundred_rows(void **state)
{
    (void)state;
    assert_true(parse(HEAD COLUMNS "SELECT 1"));
    assert_int_equal(definition.scope, REPORT_ORGANISATION);
    assert_int_equal(definition.drawing, REPORT_PLAIN);
    assert_int_equal(definition.page_rows, 100);
    assert_int_equal(definition.parameter_count, 0);
}

static void columns_have_name_type_heading_and_flags(void **state)
{
    (void)state;
    assert_true(parse(HEAD COLUMNS "SELECT 1"));
    assert_int_equal(definition.column_count, 4);
    assert_text(definition.columns[1].name, "claims");
    assert_text(definition.columns[1].heading, "Claims");
    assert_int_equal(definition.columns[0].type, REPORT_TEXT);
    assert_int_equal(definition.columns[1].type, REPORT_COUNT);
    assert_int_equal(definition.columns[2].type, REPORT_DOLLARS);
    assert_int_equal(definition.columns[3].type, REPORT_DATE);
    assert_true(definition.columns[1].total && !definition.columns[1].zero);
    assert_text(definition.columns[1].rows, "held_claims");
    assert_true(definition.columns[2].total && definition.columns[2].zero);
    assert_false(definition.columns[0].total);
}

static void scope_parameters_and_rows_of_a_page_are_read(void **state)
{
    (void)state;
    assert_true(parse(HEAD
        "-- for: both\n-- parameters: moment, organisation\n-- page: 25\n" COLUMNS "SELECT 1"));
    assert_int_equal(definition.scope, REPORT_BOTH);
    assert_int_equal(definition.parameter_count, 2);
    assert_int_equal(definition.parameters[0], REPORT_PARAMETER_MOMENT);
    assert_int_equal(definition.parameters[1], REPORT_PARAMETER_ORGANISATION);
    assert_int_equal(definition.page_rows, 25);
}

static void a_drawing_names_its_columns(void **state)
{
    (void)state;
    assert_true(parse(HEAD "-- drawing: bars dollars by state\n" COLUMNS "SELECT 1"));
    assert_int_equal(definition.drawing, REPORT_BARS);
    assert_int_equal(definition.draw_value, 2);
    assert_int_equal(definition.draw_label, 0);
    assert_true(parse(HEAD "-- drawing: line claims by since\n" COLUMNS "SELECT 1"));
    assert_int_equal(definition.drawing, REPORT_LINE);
    assert_refused(HEAD "-- drawing: bars cents by state\n" COLUMNS "SELECT 1", "drawing names");
    assert_refused(HEAD "-- drawing: bars state by claims\n" COLUMNS "SELECT 1", "drawing names");
    assert_refused(HEAD "-- drawing: pie claims by state\n" COLUMNS "SELECT 1", "bars, line");
}

static void a_lead_has_state_sentence_and_see(void **state)
{
    (void)state;
    assert_true(parse(HEAD "-- drawing: lead\n-- column: state | text | State\n"
                           "-- column: sentence | text | Sentence\n"
                           "-- column: see | text | See | see\nSELECT 1"));
    assert_int_equal(definition.drawing, REPORT_LEAD);
    assert_refused(HEAD "-- drawing: lead\n" COLUMNS "SELECT 1", "a lead has");
}

static void a_mistake_is_named_by_its_line(void **state)
{
    (void)state;
    assert_refused(HEAD "-- colour: red\n" COLUMNS "SELECT 1",
        "report/20_claims_by_state.sql:6: no line of a report is 'colour'");
    assert_refused(
        HEAD COLUMNS "-- column: x | money | X\nSELECT 1", ".sql:10: no type of a column");
    assert_refused(HEAD "-- for: everybody\n" COLUMNS "SELECT 1", ".sql:6:");
    assert_refused(HEAD "-- parameters: organisation, week\n" COLUMNS "SELECT 1", "'week'");
    assert_refused(HEAD "-- page: 0\n" COLUMNS "SELECT 1", "'0'");
    assert_refused(HEAD "-- page: 1001\n" COLUMNS "SELECT 1", "'1001'");
    assert_refused(HEAD "-- page: many\n" COLUMNS "SELECT 1", "'many'");
    assert_refused(HEAD COLUMNS "-- column: x | text\nSELECT 1", "heading");
    assert_refused(HEAD COLUMNS "-- column: state | text | Again\nSELECT 1", "two columns 'state'");
    assert_refused(HEAD COLUMNS "-- column: x | text | X | total\nSELECT 1", "cannot be 'total'");
    assert_refused(HEAD COLUMNS "-- column: x | count | X | see\nSELECT 1", "cannot be 'see'");
    assert_refused(HEAD COLUMNS "-- column: x | count | X | blue\nSELECT 1", "cannot be 'blue'");
    assert_refused(HEAD "-- just a comment\n" COLUMNS "SELECT 1", ".sql:6: a line of the header");
    assert_refused("-- title:\n" HEAD COLUMNS "SELECT 1", ".sql:1: nothing stands behind 'title'");
}

static void nothing_that_is_needed_may_be_missing(void **state)
{
    (void)state;
    assert_refused(HEAD "SELECT 1", "are needed");
    assert_refused("-- section: Claims\n-- about: A\n-- empty: B\n" COLUMNS "SELECT 1", "needed");
    assert_refused("-- title: T\n-- about: A\n-- empty: B\n" COLUMNS "SELECT 1", "needed");
    assert_refused("-- title: T\n-- section: S\n-- empty: B\n" COLUMNS "SELECT 1", "needed");
    assert_refused("-- title: T\n-- section: S\n-- about: A\n" COLUMNS "SELECT 1", "needed");
}

static void more_columns_than_fit_are_refused(void **state)
{
    (void)state;
    char text[4096] = HEAD;
    for (int i = 0; i <= REPORT_COLUMNS_MAX; i++) {
        char line[64];
        snprintf(line, sizeof line, "-- column: c%d | text | C\n", i);
        text_copy_z(text + strlen(text), sizeof text - strlen(text), text_of(line));
    }
    assert_refused(text, "too many columns");
}

static void a_comment_within_the_statement_is_none_of_the_header(void **state)
{
    (void)state;
    assert_true(parse(HEAD COLUMNS "SELECT 1\n-- title: Other\nFROM claim"));
    assert_text(definition.title, "Claims by state");
}

static void reports_are_found_by_name_and_ordered_by_number(void **state)
{
    (void)state;
    static const struct sql late = {"report/90_late",
        "-- title: L\n-- section: S\n-- about: A\n-- empty: E\n-- column: a | text | A | "
        "rows=early\nSELECT"};
    static const struct sql early = {"report/10_early",
        "-- title: E\n-- section: S\n-- about: A\n-- empty: E\n-- column: a | text | A\nSELECT"};
    static const struct sql shared = {"report/stage", "CREATE TEMP TABLE x ()"};
    static const struct sql other = {"remit/10_early", "SELECT"};
    const struct sql *const all[] = {&late, &shared, &other, &early, NULL};
    struct report_list list;
    assert_true(report_definition_list(all, arena, &list, &err));
    assert_int_equal(list.count, 2);
    assert_text(list.items[0].name, "early");
    assert_text(list.items[1].name, "late");
    assert_ptr_equal(report_definition_find(&list, TEXT("late")), &list.items[1]);
    assert_null(report_definition_find(&list, TEXT("stage")));
}

static void a_link_to_a_report_that_is_not_there_is_refused(void **state)
{
    (void)state;
    static const struct sql one = {"report/10_one",
        "-- title: E\n-- section: S\n-- about: A\n-- empty: E\n-- column: a | count | A | "
        "rows=gone\nSELECT"};
    const struct sql *const all[] = {&one, NULL};
    struct report_list list;
    assert_false(report_definition_list(all, arena, &list, &err));
    assert_non_null(strstr(err.text, "no report 'gone'"));
}

static void two_reports_of_one_name_are_refused(void **state)
{
    (void)state;
    static const struct sql one = {"report/10_one",
        "-- title: E\n-- section: S\n-- about: A\n-- empty: E\n-- column: a | count | A\nSELECT"};
    static const struct sql two = {"report/11_one",
        "-- title: E\n-- section: S\n-- about: A\n-- empty: E\n-- column: a | count | A\nSELECT"};
    const struct sql *const all[] = {&one, &two, NULL};
    struct report_list list;
    assert_false(report_definition_list(all, arena, &list, &err));
    assert_non_null(strstr(err.text, "two reports"));
}

static void every_report_of_the_program_is_sound_and_sections_hang_together(void **state)
{
    (void)state;
    struct report_list list;
    if (!report_definition_list(sql_all, arena, &list, &err))
        fail_msg("%s", err.text);
    assert_true(list.count > 40);
    for (size_t i = 1; i < list.count; i++)
        for (size_t k = 0; k + 1 < i; k++)
            if (text_equal(list.items[i].section, list.items[k].section) &&
                !text_equal(list.items[i].section, list.items[i - 1].section))
                fail_msg("section '%.*s' is in two places", TEXT_ARG(list.items[i].section));
}

#define FACT(f) cmocka_unit_test_setup_teardown(f, start, stop)

int main(void)
{
    const struct CMUnitTest tests[] = {
        FACT(the_name_of_the_file_is_the_name_of_the_report),
        FACT(what_the_reader_should_know_is_read),
        FACT(what_is_not_said_is_an_organisations_table_of_a_hundred_rows),
        FACT(columns_have_name_type_heading_and_flags),
        FACT(scope_parameters_and_rows_of_a_page_are_read),
        FACT(a_drawing_names_its_columns),
        FACT(a_lead_has_state_sentence_and_see),
        FACT(a_mistake_is_named_by_its_line),
        FACT(nothing_that_is_needed_may_be_missing),
        FACT(more_columns_than_fit_are_refused),
        FACT(a_comment_within_the_statement_is_none_of_the_header),
        FACT(reports_are_found_by_name_and_ordered_by_number),
        FACT(a_link_to_a_report_that_is_not_there_is_refused),
        FACT(two_reports_of_one_name_are_refused),
        FACT(every_report_of_the_program_is_sound_and_sections_hang_together),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
