#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "claims/base/buf.h"
#include "tests/claims/base/child.h"

static void assert_holds(const struct buf *buf, const char *expected)
{
    assert_true(text_equal_z(buf_slice(buf), expected));
}

static void what_is_added_stands_behind_what_was_there(void **state)
{
    (void)state;
    struct buf buf;
    buf_init(&buf, 1000);
    assert_non_null(buf.at);
    buf_z(&buf, "CLM*");
    buf_text(&buf, TEXT("A1"));
    buf_char(&buf, '*');
    buf_i64(&buf, -12);
    buf_bytes(&buf, NULL, 0);
    buf_text(&buf, (struct text){0});
    buf_format(&buf, "~%s%03d", "x", 7);
    assert_holds(&buf, "CLM*A1*-12~x007");
    assert_int_equal(buf_left(&buf), 1000 - 15);
    buf_clear(&buf);
    assert_holds(&buf, "");
    assert_int_equal(buf_left(&buf), 1000);
    buf_free(&buf);
}

static void integers_are_written_to_their_limits(void **state)
{
    (void)state;
    struct buf buf;
    buf_init(&buf, 100);
    static const struct {
        int64_t n;
        const char *text;
    } cases[] = {{0, "0"}, {7, "7"}, {10, "10"}, {-1, "-1"}, {INT64_MAX, "9223372036854775807"},
        {INT64_MIN, "-9223372036854775808"}};
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        buf_clear(&buf);
        buf_i64(&buf, cases[i].n);
        assert_holds(&buf, cases[i].text);
    }
    buf_free(&buf);
}

static void big_endian_integers_begin_with_the_highest_byte(void **state)
{
    (void)state;
    struct buf buf;
    buf_init(&buf, 100);
    buf_be16(&buf, 0x0102);
    buf_be32(&buf, 0x03040506);
    buf_be64(&buf, UINT64_C(0x0708090A0B0C0D0E));
    assert_int_equal(buf.size, 14);
    for (size_t i = 0; i < 14; i++)
        assert_int_equal(buf.at[i], i + 1);
    buf_free(&buf);
}

static void it_grows_to_its_maximum_to_the_byte(void **state)
{
    (void)state;
    static const size_t maxima[] = {0, 1, 255, 256, 257, 511, 512, 1000, 100000};
    for (size_t i = 0; i < sizeof(maxima) / sizeof(maxima[0]); i++) {
        struct buf buf;
        buf_init(&buf, maxima[i]);
        for (size_t n = 0; n < maxima[i]; n++)
            buf_char(&buf, (char)(n % 100));
        assert_int_equal(buf_left(&buf), 0);
        for (size_t n = 0; n < maxima[i]; n++)
            assert_int_equal(buf.at[n], n % 100);
        assert_true(buf.room <= maxima[i]);
        buf_free(&buf);
    }
}

static void a_long_format_is_written_whole(void **state)
{
    (void)state;
    char text[3001];
    memset(text, 'y', 3000);
    text[3000] = '\0';
    struct buf buf;
    for (size_t size = 505; size <= 3000; size += size < 520 ? 1 : 620) {
        buf_init(&buf, size + 2);
        buf_format(&buf, "<%.*s>", (int)size, text);
        assert_int_equal(buf.size, size + 2);
        assert_int_equal(buf.at[0], '<');
        assert_int_equal(buf.at[size + 1], '>');
        buf_free(&buf);
    }
}

static void reserved_room_is_the_callers_to_fill(void **state)
{
    (void)state;
    struct buf buf;
    buf_init(&buf, 2000);
    buf_z(&buf, "a");
    memcpy(buf_reserve(&buf, 3), "bcd", 3);
    memset(buf_reserve(&buf, 1500), 'z', 1500);
    assert_int_equal(buf.size, 1504);
    assert_memory_equal(buf.at, "abcdzz", 6);
    buf_free(&buf);
}

static void fill_beyond(void)
{
    struct buf buf;
    buf_init(&buf, 10);
    buf_z(&buf, "0123456789");
    buf_char(&buf, 'x');
}

static void reserve_beyond(void)
{
    struct buf buf;
    buf_init(&buf, 1000);
    buf_z(&buf, "0123456789");
    buf_reserve(&buf, SIZE_MAX);
}

static void format_beyond(void)
{
    struct buf buf;
    buf_init(&buf, 1000);
    buf_format(&buf, "%1001d", 1);
}

static void going_over_the_maximum_stops_the_process(void **state)
{
    (void)state;
    assert_true(child_aborts(fill_beyond));
    assert_true(child_aborts(reserve_beyond));
    assert_true(child_aborts(format_beyond));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_added_stands_behind_what_was_there),
        cmocka_unit_test(integers_are_written_to_their_limits),
        cmocka_unit_test(big_endian_integers_begin_with_the_highest_byte),
        cmocka_unit_test(it_grows_to_its_maximum_to_the_byte),
        cmocka_unit_test(a_long_format_is_written_whole),
        cmocka_unit_test(reserved_room_is_the_callers_to_fill),
        cmocka_unit_test(going_over_the_maximum_stops_the_process),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
