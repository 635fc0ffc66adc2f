#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "claims/base/money.h"
#include "tests/claims/base/child.h"

static void dollars_are_read_into_cents(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int64_t cents;
    } cases[] = {
        {"0", 0},
        {"12", 1200},
        {"12.", 1200},
        {"12.5", 1250},
        {"-12.50", -1250},
        {".5", 50},
        {".05", 5},
        {"-.05", -5},
        {"0.00", 0},
        {"-0", 0},
        {"0012.30", 1230},
        {"1.2300", 123},
        {"1.000000000000000000000000000", 100},
        {"000000000000000000000000000001", 100},
        {"9999999999.99", MONEY_LIMIT},
        {"-9999999999.99", -MONEY_LIMIT},
        {"9999999999.9900", MONEY_LIMIT},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        int64_t cents = -77;
        assert_int_equal(money_parse(text_of(cases[i].text), &cents), MONEY_OK);
        assert_true(cents == cases[i].cents);
    }
}

static void what_is_no_amount_is_told_apart(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        enum money_fault fault;
    } cases[] = {
        {"", MONEY_EMPTY},
        {"-", MONEY_SYNTAX},
        {".", MONEY_SYNTAX},
        {"-.", MONEY_SYNTAX},
        {"--1", MONEY_SYNTAX},
        {"1-", MONEY_SYNTAX},
        {"+1", MONEY_SYNTAX},
        {" 1", MONEY_SYNTAX},
        {"1 ", MONEY_SYNTAX},
        {"1..2", MONEY_SYNTAX},
        {"1.2.3", MONEY_SYNTAX},
        {"1,000.00", MONEY_SYNTAX},
        {"$1", MONEY_SYNTAX},
        {"1e2", MONEY_SYNTAX},
        {"0x10", MONEY_SYNTAX},
        {"abc", MONEY_SYNTAX},
        {"nan", MONEY_SYNTAX},
        {"1.234x", MONEY_SYNTAX},
        {"99999999999999x", MONEY_SYNTAX},
        {"1.234", MONEY_DECIMALS},
        {"1.001", MONEY_DECIMALS},
        {".0000001", MONEY_DECIMALS},
        {"10000000000", MONEY_RANGE},
        {"10000000000.00", MONEY_RANGE},
        {"-10000000000.00", MONEY_RANGE},
        {"9223372036854775807", MONEY_RANGE},
        {"92233720368547758.08", MONEY_RANGE},
        {"99999999999999999999999999999999999999", MONEY_RANGE},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        int64_t cents = -77;
        assert_int_equal(money_parse(text_of(cases[i].text), &cents), cases[i].fault);
        assert_int_equal(cents, -77);
    }
}

static void quantities_have_three_decimals(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        enum money_fault fault;
        int64_t thousandths;
    } cases[] = {
        {"1", MONEY_OK, 1000},
        {"1.5", MONEY_OK, 1500},
        {"0.125", MONEY_OK, 125},
        {"-2.", MONEY_OK, -2000},
        {"1.1250", MONEY_OK, 1125},
        {"1.1255", MONEY_DECIMALS, -77},
        {"999999999.999", MONEY_OK, MONEY_LIMIT},
        {"1000000000", MONEY_RANGE, -77},
        {"", MONEY_EMPTY, -77},
        {"1 unit", MONEY_SYNTAX, -77},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        int64_t thousandths = -77;
        assert_int_equal(
            money_parse_thousandths(text_of(cases[i].text), &thousandths), cases[i].fault);
        assert_true(thousandths == cases[i].thousandths);
    }
}

static void sums_are_checked(void **state)
{
    (void)state;
    int64_t sum = 77;
    assert_true(money_add(INT64_MAX - 1, 1, &sum));
    assert_true(sum == INT64_MAX);
    assert_true(money_add(INT64_MIN + 1, -1, &sum));
    assert_true(sum == INT64_MIN);
    sum = 77;
    assert_false(money_add(INT64_MAX, 1, &sum));
    assert_false(money_add(INT64_MIN, -1, &sum));
    assert_int_equal(sum, 77);
    assert_int_equal(money_sum(-5, 12), 7);
}

static void sum_beyond(void)
{
    money_sum(INT64_MAX, 1);
}

static void sum_below(void)
{
    money_sum(INT64_MIN, -1);
}

static void an_overflow_of_limited_parts_stops_the_process(void **state)
{
    (void)state;
    assert_true(child_aborts(sum_beyond));
    assert_true(child_aborts(sum_below));
}

static void cents_are_written_in_each_style(void **state)
{
    (void)state;
    static const struct {
        int64_t cents;
        const char *plain, *commas, *x12;
    } cases[] = {
        {0, "0.00", "0.00", "0"},
        {5, "0.05", "0.05", "0.05"},
        {-5, "-0.05", "-0.05", "-0.05"},
        {50, "0.50", "0.50", "0.5"},
        {100, "1.00", "1.00", "1"},
        {150, "1.50", "1.50", "1.5"},
        {-123450, "-1234.50", "-1,234.50", "-1234.5"},
        {99999, "999.99", "999.99", "999.99"},
        {-99999, "-999.99", "-999.99", "-999.99"},
        {100000, "1000.00", "1,000.00", "1000"},
        {100000000, "1000000.00", "1,000,000.00", "1000000"},
        {INT64_MAX, "92233720368547758.07", "92,233,720,368,547,758.07", "92233720368547758.07"},
        {INT64_MIN, "-92233720368547758.08", "-92,233,720,368,547,758.08", "-92233720368547758.08"},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        char out[MONEY_ROOM];
        assert_int_equal(money_format(cases[i].cents, out), strlen(cases[i].plain));
        assert_string_equal(out, cases[i].plain);
        assert_int_equal(money_format_commas(cases[i].cents, out), strlen(cases[i].commas));
        assert_string_equal(out, cases[i].commas);
        assert_int_equal(money_format_x12(cases[i].cents, out), strlen(cases[i].x12));
        assert_string_equal(out, cases[i].x12);
        struct buf buf;
        buf_init(&buf, MONEY_ROOM);
        buf_money_x12(&buf, cases[i].cents);
        assert_true(text_equal_z(buf_slice(&buf), cases[i].x12));
        buf_free(&buf);
    }
}

static void thousandths_are_written_without_needless_zeros(void **state)
{
    (void)state;
    static const struct {
        int64_t thousandths;
        const char *text;
    } cases[] = {{0, "0"}, {1000, "1"}, {1500, "1.5"}, {125, "0.125"}, {120, "0.12"}, {1, "0.001"},
        {10000, "10"}, {-2250, "-2.25"}, {INT64_MIN, "-9223372036854775.808"}};
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        char out[MONEY_ROOM];
        size_t size = money_format_x12_thousandths(cases[i].thousandths, out);
        assert_int_equal(size, strlen(cases[i].text));
        assert_string_equal(out, cases[i].text);
    }
}

static void what_is_written_is_read_back(void **state)
{
    (void)state;
    for (int64_t cents = -MONEY_LIMIT; cents <= MONEY_LIMIT; cents += 999999937) {
        char out[MONEY_ROOM];
        int64_t back = 0;
        assert_int_equal(
            money_parse((struct text){out, money_format(cents, out)}, &back), MONEY_OK);
        assert_true(back == cents);
        assert_int_equal(
            money_parse((struct text){out, money_format_x12(cents, out)}, &back), MONEY_OK);
        assert_true(back == cents);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(dollars_are_read_into_cents),
        cmocka_unit_test(what_is_no_amount_is_told_apart),
        cmocka_unit_test(quantities_have_three_decimals),
        cmocka_unit_test(sums_are_checked),
        cmocka_unit_test(an_overflow_of_limited_parts_stops_the_process),
        cmocka_unit_test(cents_are_written_in_each_style),
        cmocka_unit_test(thousandths_are_written_without_needless_zeros),
        cmocka_unit_test(what_is_written_is_read_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
