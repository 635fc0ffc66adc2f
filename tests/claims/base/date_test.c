#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "claims/base/date.h"
#include "tests/claims/base/child.h"

static date_t day(const char *iso)
{
    date_t date = DATE_NONE;
    assert_true(date_parse_iso(text_of(iso), &date));
    return date;
}

// Counts and weekdays as of Python's datetime.
static void known_days_have_their_count_and_weekday(void **state)
{
    (void)state;
    static const struct {
        const char *iso;
        date_t count;
        int weekday;
    } cases[] = {
        {"1800-01-01", -62091, 2},
        {"1900-02-28", -25509, 2},
        {"1900-03-01", -25508, 3},
        {"1969-12-31", -1, 2},
        {"1970-01-01", 0, 3},
        {"2000-02-29", 11016, 1},
        {"2015-10-01", 16709, 3},
        {"2024-02-29", 19782, 3},
        {"2026-11-22", 20779, 6},
        {"2100-03-01", 47541, 0},
        {"2199-12-31", 84005, 1},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        assert_int_equal(day(cases[i].iso), cases[i].count);
        assert_int_equal(date_weekday(cases[i].count), cases[i].weekday);
        char out[DATE_ROOM];
        assert_int_equal(date_format_iso(cases[i].count, out), 10);
        assert_string_equal(out, cases[i].iso);
    }
}

// Walks through every day of the range with a calendar of its own.
static void every_day_goes_there_and_back(void **state)
{
    (void)state;
    static const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    date_t expected = -62091;
    for (int year = 1800; year <= 2199; year++) {
        bool leap = (year % 4 == 0 && year % 100 != 0) || year == 2000;
        for (int month = 1; month <= 12; month++) {
            int last = lengths[month - 1] + (month == 2 && leap);
            for (int of_month = 1; of_month <= last; of_month++) {
                date_t date;
                assert_true(date_from_parts(year, month, of_month, &date));
                assert_int_equal(date, expected);
                int y, m, d;
                date_to_parts(date, &y, &m, &d);
                assert_int_equal(y, year);
                assert_int_equal(m, month);
                assert_int_equal(d, of_month);
                expected++;
            }
            date_t untouched = 77;
            assert_false(date_from_parts(year, month, last + 1, &untouched));
            assert_false(date_from_parts(year, month, 0, &untouched));
            assert_int_equal(untouched, 77);
        }
    }
    assert_int_equal(expected, 84006);
}

static void days_outside_the_range_are_none(void **state)
{
    (void)state;
    date_t date = 77;
    assert_false(date_from_parts(1799, 12, 31, &date));
    assert_false(date_from_parts(2200, 1, 1, &date));
    assert_false(date_from_parts(2026, 0, 1, &date));
    assert_false(date_from_parts(2026, 13, 1, &date));
    assert_false(date_from_parts(-2026, 1, 1, &date));
    assert_int_equal(date, 77);
}

typedef bool (*parse_function)(struct text t, date_t *out);

static void assert_none(parse_function parse, const char *const *texts)
{
    for (; *texts != NULL; texts++) {
        date_t date = 77;
        assert_false(parse(text_of(*texts), &date));
        assert_int_equal(date, 77);
    }
}

static void each_form_is_read_exactly(void **state)
{
    (void)state;
    date_t date;
    assert_true(date_parse_d8(TEXT("20261122"), &date));
    assert_int_equal(date, 20779);
    assert_none(date_parse_d8,
        (const char *[]){"", "2026112", "202611220", "2026-1-2", "20260229", "20261301", "20260001",
            "20260100", "2026112a", " 2026112", "00000000", NULL});
    assert_none(date_parse_iso,
        (const char *[]){"", "2026-11-2", "2026-11-222", "20261122", "2026/11/22", "2026-02-29",
            "2026-13-01", "2026-11-2x", "11-22-2026", "2026-1-022", "+026-11-22", NULL});
    assert_true(date_parse_d6(TEXT("261122"), &date));
    assert_int_equal(date, 20779);
    assert_true(date_parse_d6(TEXT("690101"), &date));
    assert_int_equal(date, day("2069-01-01"));
    assert_true(date_parse_d6(TEXT("700101"), &date));
    assert_int_equal(date, 0);
    assert_true(date_parse_d6(TEXT("000229"), &date));
    assert_int_equal(date, 11016);
    assert_none(date_parse_d6,
        (const char *[]){"", "26112", "2611222", "260229", "-11122", "26112a", "261322", NULL});
}

static void a_timestamp_gives_its_day(void **state)
{
    (void)state;
    static const char *const good[] = {"2026-11-22", "2026-11-22T00:00", "2026-11-22 23:59",
        "2026-11-22T12:30:59", "2026-11-22T12:30:59Z", "2026-11-22T12:30:59.1",
        "2026-11-22T12:30:59.123456789Z", "2026-11-22T12:30Z", "2026-11-22T12:30:00+01:00",
        "2026-11-22 12:30:00-05:30"};
    for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
        date_t date = 77;
        assert_true(date_parse_timestamp(text_of(good[i]), &date));
        assert_int_equal(date, 20779);
    }
    assert_none(date_parse_timestamp,
        (const char *[]){"", "2026-11-2", "2026-02-30T00:00", "2026-11-22T", "2026-11-22 ",
            "2026-11-22x12:30", "2026-11-22T24:00", "2026-11-22T12:60", "2026-11-22T12:30:60",
            "2026-11-22T12", "2026-11-22T12:3", "2026-11-22T1:30", "2026-11-22T12-30",
            "2026-11-22T12:30:", "2026-11-22T12:30:5", "2026-11-22T12:30:59.", "2026-11-22T12:30.5",
            "2026-11-22T12:30:59.Z", "2026-11-22T12:30:59ZZ", "2026-11-22T12:30:59+0100",
            "2026-11-22T12:30:59+24:00", "2026-11-22T12:30:59+01", "2026-11-22T12:30:59Z ",
            "2026-11-22T12:30:59+01:00x", NULL});
}

static void days_are_written_in_each_form(void **state)
{
    (void)state;
    char out[DATE_ROOM];
    assert_int_equal(date_format_iso(day("2005-03-09"), out), 10);
    assert_string_equal(out, "2005-03-09");
    assert_int_equal(date_format_d8(day("2005-03-09"), out), 8);
    assert_string_equal(out, "20050309");
    assert_int_equal(date_format_d6(day("2005-03-09"), out), 6);
    assert_string_equal(out, "050309");
    assert_int_equal(date_format_d6(day("1999-12-31"), out), 6);
    assert_string_equal(out, "991231");
}

static void format_none(void)
{
    char out[DATE_ROOM];
    date_format_iso(DATE_NONE, out);
}

static void format_beyond(void)
{
    char out[DATE_ROOM];
    date_format_d8(INT32_MAX, out);
}

static void what_is_no_day_is_not_written(void **state)
{
    (void)state;
    assert_true(child_aborts(format_none));
    assert_true(child_aborts(format_beyond));
}

static void months_and_years_are_calendar_units(void **state)
{
    (void)state;
    static const struct {
        const char *from;
        int months;
        const char *to;
    } cases[] = {
        {"2026-01-31", 0, "2026-01-31"},
        {"2026-01-31", 1, "2026-02-28"},
        {"2024-01-31", 1, "2024-02-29"},
        {"2026-01-31", 3, "2026-04-30"},
        {"2026-03-31", -1, "2026-02-28"},
        {"2026-12-15", 1, "2027-01-15"},
        {"2026-01-15", -1, "2025-12-15"},
        {"2026-01-15", -13, "2024-12-15"},
        {"2024-02-29", 12, "2025-02-28"},
        {"2024-02-29", 48, "2028-02-29"},
        {"2024-02-29", -12, "2023-02-28"},
        {"1970-01-01", -1, "1969-12-01"},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        date_t from = day(cases[i].from);
        assert_int_equal(date_add_months(from, cases[i].months), day(cases[i].to));
        if (cases[i].months % 12 == 0)
            assert_int_equal(date_add_years(from, cases[i].months / 12), day(cases[i].to));
    }
    assert_int_equal(date_add_months(DATE_NONE, 5), DATE_NONE);
    assert_int_equal(date_add_years(DATE_NONE, 5), DATE_NONE);
}

static void additions_end_with_the_calendar(void **state)
{
    (void)state;
    char out[DATE_ROOM];
    static const int far[] = {120000, 1000000, INT32_MAX};
    for (size_t i = 0; i < sizeof(far) / sizeof(far[0]); i++) {
        date_format_iso(date_add_months(0, far[i]), out);
        assert_string_equal(out, "9999-12-31");
        date_format_iso(date_add_months(0, -far[i]), out);
        assert_string_equal(out, "0001-01-01");
        date_format_iso(date_add_years(0, far[i]), out);
        assert_string_equal(out, "9999-12-31");
        date_format_iso(date_add_years(0, -far[i]), out);
        assert_string_equal(out, "0001-01-01");
    }
    date_format_iso(date_add_years(day("2000-06-15"), -1999), out);
    assert_string_equal(out, "0001-06-15");
    date_format_iso(date_add_years(day("2000-06-15"), 7999), out);
    assert_string_equal(out, "9999-06-15");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_days_have_their_count_and_weekday),
        cmocka_unit_test(every_day_goes_there_and_back),
        cmocka_unit_test(days_outside_the_range_are_none),
        cmocka_unit_test(each_form_is_read_exactly),
        cmocka_unit_test(a_timestamp_gives_its_day),
        cmocka_unit_test(days_are_written_in_each_form),
        cmocka_unit_test(what_is_no_day_is_not_written),
        cmocka_unit_test(months_and_years_are_calendar_units),
        cmocka_unit_test(additions_end_with_the_calendar),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
