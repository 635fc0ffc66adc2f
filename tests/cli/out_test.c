// cli/out, into a file in memory.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>

#include "cli/out.h"

static FILE *file;
static char *printed;
static size_t printed_size;

static struct out *begin(bool json)
{
    file = open_memstream(&printed, &printed_size);
    assert_non_null(file);
    return out_new(file, json);
}

static void assert_printed(struct out *out, const char *want)
{
    assert_true(out_flush(out));
    assert_string_equal(printed, want);
    out_free(out);
    fclose(file);
    free(printed);
}

static const struct out_column columns[] = {
    {"payer", "payer", OUT_TEXT},
    {"claims", "claims", OUT_COUNT},
    {"held", "held", OUT_DOLLARS},
    {"since", "since", OUT_DATE},
    {"late", "late", OUT_BOOL},
};
#define COUNT (sizeof columns / sizeof *columns)

static void two_rows(struct out *out)
{
    date_t day;
    assert_true(date_parse_iso(TEXT("2026-11-22"), &day));
    out_table(out, columns, COUNT);
    out_z(out, "Caisse santé");
    out_count(out, 7);
    out_cents(out, 123456);
    out_date(out, day);
    out_bool(out, false);
    out_z(out, "X");
    out_count(out, 12000);
    out_cents(out, -5);
    out_date(out, DATE_NONE);
    out_bool(out, true);
    out_end(out);
}

static void people_see_columns_with_numbers_to_the_right(void **state)
{
    (void)state;
    struct out *out = begin(false);
    two_rows(out);
    assert_printed(out, "payer         claims      held  since       late\n"
                        "Caisse santé       7  1,234.56  2026-11-22  no\n"
                        "X              12000     -0.05              yes\n");
}

static void json_has_an_object_a_row_and_whole_cents(void **state)
{
    (void)state;
    struct out *out = begin(true);
    out_line(out, "for people only");
    two_rows(out);
    assert_printed(out,
        "{\"payer\":\"Caisse santé\",\"claims\":7,\"held_cents\":123456,"
        "\"since\":\"2026-11-22\",\"late\":false}\n"
        "{\"payer\":\"X\",\"claims\":12000,\"held_cents\":-5,\"since\":null,\"late\":true}\n");
}

static void a_record_is_a_line_for_each_heading(void **state)
{
    (void)state;
    struct out *out = begin(false);
    out_line(out, "claim %d", 12);
    out_record(out, columns, 3);
    out_z(out, "X");
    out_count(out, 7);
    out_cents(out, 50);
    out_end(out);
    assert_printed(out, "claim 12\npayer:  X\nclaims: 7\nheld:   0.50\n");
}

static void hostile_text_cannot_move_the_cursor(void **state)
{
    (void)state;
    struct out *out = begin(false);
    out_table(out, columns, 1);
    out_text(out, TEXT("a\x1B[2Jb\nc\x7F"));
    out_text(out, TEXT("bad \xFF utf8"));
    out_end(out);
    assert_printed(out, "payer\na?[2Jb?c?\nbad ? utf8\n");
}

static void a_table_without_rows_prints_nothing(void **state)
{
    (void)state;
    struct out *out = begin(false);
    out_table(out, columns, COUNT);
    out_end(out);
    assert_printed(out, "");
}

static void a_lost_output_is_noticed(void **state)
{
    (void)state;
    FILE *full = fopen("/dev/full", "w");
    if (full == NULL)
        skip();
    struct out *out = out_new(full, false);
    out_line(out, "x");
    assert_false(out_flush(out));
    out_free(out);
    fclose(full);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(people_see_columns_with_numbers_to_the_right),
        cmocka_unit_test(json_has_an_object_a_row_and_whole_cents),
        cmocka_unit_test(a_record_is_a_line_for_each_heading),
        cmocka_unit_test(hostile_text_cannot_move_the_cursor),
        cmocka_unit_test(a_table_without_rows_prints_nothing),
        cmocka_unit_test(a_lost_output_is_noticed),
    };
    return cmocka_run_group_tests_name("out", tests, NULL, NULL);
}
