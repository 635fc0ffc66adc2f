#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "claims/base/text.h"

static const struct text none = {NULL, 0};

static void assert_text(struct text t, const char *expected)
{
    assert_int_equal(t.size, strlen(expected));
    assert_true(text_equal_z(t, expected));
}

static void slices_compare_by_bytes_and_length(void **state)
{
    (void)state;
    assert_true(text_equal(TEXT("abc"), text_of("abc")));
    assert_false(text_equal(TEXT("abc"), TEXT("abd")));
    assert_false(text_equal(TEXT("abc"), TEXT("ab")));
    assert_true(text_equal(none, TEXT("")));
    assert_true(text_is_empty(text_of(NULL)));
    assert_true(text_compare(TEXT("a"), TEXT("b")) < 0);
    assert_true(text_compare(TEXT("b"), TEXT("a")) > 0);
    assert_true(text_compare(TEXT("a"), TEXT("ab")) < 0);
    assert_true(text_compare(TEXT("ab"), TEXT("a")) > 0);
    assert_true(text_compare(TEXT("\x80"), TEXT("\x7f")) > 0);
    assert_int_equal(text_compare(TEXT("ab"), TEXT("ab")), 0);
    assert_int_equal(text_compare(none, TEXT("")), 0);
    assert_true(text_compare(none, TEXT("a")) < 0);
}

static void case_is_ignored_for_plain_letters_only(void **state)
{
    (void)state;
    assert_true(text_equal_nocase(TEXT("AbZz9-"), TEXT("aBzZ9-")));
    assert_false(text_equal_nocase(TEXT("a"), TEXT("ab")));
    assert_false(text_equal_nocase(TEXT("@"), TEXT("`")));
    assert_false(text_equal_nocase(TEXT("["), TEXT("{")));
    assert_false(text_equal_nocase(TEXT("\xC3\x89"), TEXT("\xC3\xA9")));
}

static void starts_and_ends(void **state)
{
    (void)state;
    assert_true(text_starts(TEXT("CLM05-3"), TEXT("CLM")));
    assert_true(text_starts(TEXT("CLM"), TEXT("CLM")));
    assert_true(text_starts(TEXT("CLM"), none));
    assert_false(text_starts(TEXT("CL"), TEXT("CLM")));
    assert_true(text_ends(TEXT("a.csv"), TEXT(".csv")));
    assert_false(text_ends(TEXT("csv"), TEXT(".csv")));
    assert_false(text_ends(TEXT("a.cs"), TEXT(".csv")));
    assert_true(text_ends(none, none));
}

static void trim_takes_blanks_and_tabs_off_both_ends(void **state)
{
    (void)state;
    assert_text(text_trim(TEXT(" \t a b\t ")), "a b");
    assert_text(text_trim(TEXT(" \t ")), "");
    assert_text(text_trim(none), "");
    assert_text(text_trim(TEXT("\na\n")), "\na\n");
}

static void part_is_cut_at_the_end(void **state)
{
    (void)state;
    assert_text(text_part(TEXT("abcdef"), 2, 3), "cde");
    assert_text(text_part(TEXT("abcdef"), 4, 3), "ef");
    assert_text(text_part(TEXT("abcdef"), 6, 1), "");
    assert_text(text_part(TEXT("abcdef"), 99, 1), "");
    assert_text(text_part(TEXT("abcdef"), 1, SIZE_MAX), "bcdef");
    assert_text(text_part(none, 0, 1), "");
}

static void assert_pieces(struct text t, const char *const *expected)
{
    struct text rest = t, piece;
    bool more = true;
    while (text_split(&rest, ',', &more, &piece)) {
        assert_non_null(*expected);
        assert_text(piece, *expected++);
    }
    assert_null(*expected);
    assert_false(text_split(&rest, ',', &more, &piece));
}

static void split_gives_every_piece_once(void **state)
{
    (void)state;
    assert_pieces(TEXT("a,,b"), (const char *[]){"a", "", "b", NULL});
    assert_pieces(TEXT("a"), (const char *[]){"a", NULL});
    assert_pieces(TEXT(""), (const char *[]){"", NULL});
    assert_pieces(none, (const char *[]){"", NULL});
    assert_pieces(TEXT(","), (const char *[]){"", "", NULL});
    assert_pieces(TEXT("a,"), (const char *[]){"a", "", NULL});
    assert_pieces(TEXT(",a"), (const char *[]){"", "a", NULL});
}

static void digits_and_letters_are_told(void **state)
{
    (void)state;
    assert_true(text_is_digits(TEXT("0123456789")));
    assert_false(text_is_digits(TEXT("")));
    assert_false(text_is_digits(TEXT("12a")));
    assert_false(text_is_digits(TEXT("1/")));
    assert_false(text_is_digits(TEXT("1:")));
    assert_false(text_is_digits(TEXT("-1")));
    assert_true(text_is_alphanumeric(TEXT("azAZ09")));
    assert_false(text_is_alphanumeric(TEXT("")));
    for (int c = 0; c < 256; c++) {
        char byte = (char)c;
        bool is = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
        assert_int_equal(text_is_alphanumeric((struct text){&byte, 1}), is);
    }
}

static void utf8_is_checked_as_the_standard_says(void **state)
{
    (void)state;
    static const struct {
        const char *bytes;
        size_t sound; // bytes from the start that are valid
    } cases[] = {
        {"", 0},
        {"plain", 5},
        {"V\xC3\xADktor", 7},
        {"\xE2\x82\xAC", 3},
        {"\xF0\x9F\x98\x80!", 5},
        {"\xC2\x80\xDF\xBF", 4}, // U+0080, U+07FF
        {"\xE0\xA0\x80", 3},     // U+0800
        {"\xED\x9F\xBF", 3},     // U+D7FF
        {"\xEE\x80\x80", 3},     // U+E000
        {"\xEF\xBF\xBF", 3},     // U+FFFF
        {"\xF0\x90\x80\x80", 4}, // U+10000
        {"\xF4\x8F\xBF\xBF", 4}, // U+10FFFF
        {"ab\xC3", 2},           // cut
        {"\xE2\x82", 0},         // cut
        {"\xF0\x9F\x98", 0},     // cut
        {"a\x80", 1},            // a continuation alone
        {"\xC0\x80", 0},         // overlong NUL
        {"\xC1\xBF", 0},         // overlong
        {"\xE0\x9F\xBF", 0},     // overlong
        {"\xF0\x8F\xBF\xBF", 0}, // overlong
        {"\xED\xA0\x80", 0},     // surrogate
        {"\xF4\x90\x80\x80", 0}, // beyond U+10FFFF
        {"\xF5\x80\x80\x80", 0}, // beyond
        {"\xFF", 0},             //
        {"\xC3(", 0},            // no continuation
        {"\xE2\x82(", 0},        //
        {"\xE2\x82\xC3", 0},
        {"\xE2(\x82", 0},         //
        {"\xF0\x9F\x98(", 0},     //
        {"12345678\xC3\xA9", 10}, // behind a whole word
        {"1234567\xC3\xA9 90123456", 18},
        {"12345678901234\xFFxy", 14},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct text t = text_of(cases[i].bytes);
        assert_int_equal(text_utf8_length(t), cases[i].sound);
        assert_int_equal(text_is_utf8(t), cases[i].sound == t.size);
    }
    // A slice that ends within a character, whatever stands behind it.
    assert_int_equal(text_utf8_length(text_part(TEXT("a\xC3\xA9"), 0, 2)), 1);
    assert_int_equal(text_utf8_length(text_part(TEXT("\xE2\x82\xAC"), 0, 2)), 0);
    assert_int_equal(text_utf8_length(text_part(TEXT("\xF0\x9F\x98\x80"), 0, 3)), 0);
    for (size_t at = 0; at < 24; at++) {
        char bytes[24];
        memset(bytes, 'a', sizeof(bytes));
        bytes[at] = '\0';
        assert_int_equal(text_utf8_length((struct text){bytes, sizeof(bytes)}), at);
        bytes[at] = '\x01';
        assert_true(text_is_utf8((struct text){bytes, sizeof(bytes)}));
    }
}

static void integers_are_read_whole_or_not_at_all(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int64_t value;
    } good[] = {{"0", 0}, {"-0", 0}, {"007", 7}, {"-12", -12}, {"9223372036854775807", INT64_MAX},
        {"-9223372036854775808", INT64_MIN}, {"000000000000000000000000000001", 1}};
    for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
        int64_t n = 99;
        assert_true(text_to_i64(text_of(good[i].text), &n));
        assert_true(n == good[i].value);
    }
    static const char *const bad[] = {"", "-", "+1", " 1", "1 ", "1.0", "0x1", "1e3", "--1", "1-",
        "9223372036854775808", "-9223372036854775809", "99999999999999999999"};
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        int64_t n = 99;
        assert_false(text_to_i64(text_of(bad[i]), &n));
        assert_true(n == 99);
    }
}

static void copies_are_cut_to_their_room(void **state)
{
    (void)state;
    char out[4];
    assert_string_equal(text_copy_z(out, sizeof(out), TEXT("ab")), "ab");
    assert_string_equal(text_copy_z(out, sizeof(out), TEXT("abc")), "abc");
    assert_string_equal(text_copy_z(out, sizeof(out), TEXT("abcd")), "abc");
    assert_string_equal(text_copy_z(out, sizeof(out), none), "");
    out[0] = 'x';
    text_copy_z(out, 0, TEXT("ab"));
    assert_int_equal(out[0], 'x');
}

static void names_are_made_printable(void **state)
{
    (void)state;
    static const struct {
        const char *name, *shown;
    } names[] = {{"", ""}, {"a b%.csv", "a b%.csv"}, {"a\nb\x1b[31m\x7f", "a_b_[31m_"},
        {"\xff\xfe", "__"}, {"M\xc3\xbcller", "M\xc3\xbcller"}, {"M\xfcller", "M_ller"},
        {"cut \xc3", "cut _"}, {"\xc2\x9b", "_"}, {"\xed\xa0\x80", "___"},
        {"\xe2\x82\xac", "\xe2\x82\xac"}};
    char out[20];
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        assert_string_equal(
            text_printable(out, sizeof(out), text_of(names[i].name)), names[i].shown);
    assert_string_equal(text_printable(out, 4, TEXT("a\xe2\x82\xac")), "a");
    assert_string_equal(text_printable(out, 5, TEXT("a\xe2\x82\xac")), "a\xe2\x82\xac");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(slices_compare_by_bytes_and_length),
        cmocka_unit_test(case_is_ignored_for_plain_letters_only),
        cmocka_unit_test(starts_and_ends),
        cmocka_unit_test(trim_takes_blanks_and_tabs_off_both_ends),
        cmocka_unit_test(part_is_cut_at_the_end),
        cmocka_unit_test(split_gives_every_piece_once),
        cmocka_unit_test(digits_and_letters_are_told),
        cmocka_unit_test(utf8_is_checked_as_the_standard_says),
        cmocka_unit_test(integers_are_read_whole_or_not_at_all),
        cmocka_unit_test(copies_are_cut_to_their_room),
        cmocka_unit_test(names_are_made_printable),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
