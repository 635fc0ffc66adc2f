#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "claims/base/buf.h"
#include "claims/base/csv.h"

static const char *const fault_names[] = {[CSV_SOUND] = "SOUND",
    [CSV_EMPTY] = "EMPTY",
    [CSV_QUOTES] = "QUOTES",
    [CSV_FIELD_LENGTH] = "FIELD_LENGTH",
    [CSV_FIELD_COUNT] = "FIELD_COUNT",
    [CSV_NUL] = "NUL",
    [CSV_UTF8] = "UTF8",
    [CSV_STOPPED] = "STOPPED"};

struct transcript {
    struct buf said;
    size_t stop_at; // row at which to stop; 0: never
};

// "3[a|b]" for row 3 of two fields.
static bool note_row(void *context, size_t row, const struct text *fields, size_t count)
{
    struct transcript *transcript = context;
    buf_format(&transcript->said, "%zu[", row);
    for (size_t i = 0; i < count; i++) {
        if (i > 0)
            buf_char(&transcript->said, '|');
        buf_text(&transcript->said, fields[i]);
    }
    buf_char(&transcript->said, ']');
    return row != transcript->stop_at;
}

static const struct csv_limits small = {.field_bytes = 8, .fields = 4};

// Reads `t` in windows of which the first ends at `cut`, the others after `each` bytes.
static void read_windows(
    struct transcript *transcript, struct csv_limits limits, struct text t, size_t cut, size_t each)
{
    buf_clear(&transcript->said);
    struct csv *csv = csv_new(limits, note_row, transcript);
    bool ok = true;
    for (size_t at = 0; at < t.size && ok;) {
        size_t count = at < cut ? cut : each;
        struct text part = text_part(t, at, count);
        // A copy of its own size, so that the sanitiser sees a read beyond the window.
        char *window = malloc(part.size);
        assert_non_null(window);
        memcpy(window, part.at, part.size);
        ok = csv_feed(csv, (struct text){window, part.size});
        memset(window, '#', part.size);
        free(window);
        at += part.size;
    }
    ok = csv_end(csv) && ok;
    struct csv_fault fault = csv_fault(csv);
    assert_int_equal(ok, fault.code == CSV_SOUND);
    if (fault.code != CSV_SOUND)
        buf_format(
            &transcript->said, "%s@%zu.%zu", fault_names[fault.code], fault.row, fault.column);
    csv_close(csv);
}

// The same from one window, from every pair of windows, and byte by byte.
static void assert_read(struct text t, const char *expected)
{
    struct transcript transcript = {.stop_at = 0};
    buf_init(&transcript.said, 10000);
    for (size_t cut = 0; cut <= t.size + 1; cut++) {
        if (cut <= t.size)
            read_windows(&transcript, small, t, cut, t.size);
        else
            read_windows(&transcript, small, t, 1, 1);
        if (!text_equal_z(buf_slice(&transcript.said), expected))
            fail_msg("'%.*s' cut at %zu gives %.*s, not %s", TEXT_ARG(t), cut,
                TEXT_ARG(buf_slice(&transcript.said)), expected);
    }
    buf_free(&transcript.said);
}

#define ASSERT_READ(literal, expected) assert_read(TEXT(literal), expected)

static void rows_and_fields_are_those_of_rfc_4180(void **state)
{
    (void)state;
    ASSERT_READ("a,b\r\n1,2\r\n", "1[a|b]2[1|2]");
    ASSERT_READ("a,b\n1,2\n", "1[a|b]2[1|2]");
    ASSERT_READ("a,b\r1,2\r", "1[a|b]2[1|2]");
    ASSERT_READ("a,b\n1,2", "1[a|b]2[1|2]");
    ASSERT_READ("a", "1[a]");
    ASSERT_READ("a,", "1[a|]");
    ASSERT_READ(",", "1[|]");
    ASSERT_READ(",\n,,\n", "1[|]2[||]");
    ASSERT_READ("a,b,\n", "1[a|b|]");
    ASSERT_READ("\"a,b\",c\n", "1[a,b|c]");
    ASSERT_READ("\"a\"\"b\"\n", "1[a\"b]");
    ASSERT_READ("\"\"\"\"\n", "1[\"]");
    ASSERT_READ("\"\"\n", "1[]");
    ASSERT_READ("\"\",\"\"", "1[|]");
    ASSERT_READ("\"ab\"", "1[ab]");
    ASSERT_READ("a;b\tc\n", "1[a;b\tc]");
}

static void blanks_belong_to_their_field(void **state)
{
    (void)state;
    ASSERT_READ(" a , b\t\n", "1[ a | b\t]");
    ASSERT_READ("\" a \"\n", "1[ a ]");
    ASSERT_READ(" \n", "1[ ]");
}

// Numbers are those at the left of a spreadsheet that opened the file.
static void rows_are_numbered_as_a_spreadsheet_shows_them(void **state)
{
    (void)state;
    ASSERT_READ("a\n\nb\n", "1[a]3[b]");
    ASSERT_READ("a\r\n\r\nb\r\n", "1[a]3[b]");
    ASSERT_READ("a\r\rb\r", "1[a]3[b]");
    ASSERT_READ("\n\na\n", "3[a]");
    ASSERT_READ("a\n\n\n\nb", "1[a]5[b]");
    ASSERT_READ("\"a\nb\"\nc\n", "1[a\nb]2[c]");
    ASSERT_READ("\"a\r\n\r\nb\",x\r\nc\r\n", "1[a\r\n\r\nb|x]2[c]");
    ASSERT_READ("a\r\n\nb\r\n", "1[a]3[b]");
    ASSERT_READ("a\rb\nc\r\nd\n", "1[a]2[b]3[c]4[d]");
    ASSERT_READ("a\n\"\"\nb\n", "1[a]2[]3[b]");
    ASSERT_READ("a\n,\nb\n", "1[a]2[|]3[b]");
}

static void a_byte_order_mark_at_the_start_is_dropped(void **state)
{
    (void)state;
    ASSERT_READ("\xEF\xBB\xBF"
                "a,b\n",
        "1[a|b]");
    ASSERT_READ("\xEF\xBB\xBF\"a\"\n", "1[a]");
    ASSERT_READ("a\n\xEF\xBB\xBF"
                "b\n",
        "1[a]2[\xEF\xBB\xBF"
        "b]");
    ASSERT_READ("\xEF\xBB\xBF", "EMPTY@1.0");
    ASSERT_READ("\xEF\xBB", "UTF8@1.1");
}

static void characters_of_several_bytes_pass(void **state)
{
    (void)state;
    ASSERT_READ("V\xC3\xADktor,\xE2\x82\xAC\n\xF0\x9F\x98\x80,\"\xC3\xA9\"\n",
        "1[V\xC3\xADktor|\xE2\x82\xAC]2[\xF0\x9F\x98\x80|\xC3\xA9]");
    ASSERT_READ("a\xC3\xA9", "1[a\xC3\xA9]");
}

static void a_file_without_a_row_is_empty(void **state)
{
    (void)state;
    ASSERT_READ("", "EMPTY@1.0");
    ASSERT_READ("\n", "EMPTY@1.0");
    ASSERT_READ("\r\n\r\n", "EMPTY@1.0");
}

static void quotes_must_close_and_stand_at_the_ends(void **state)
{
    (void)state;
    ASSERT_READ("a\n\"b", "1[a]QUOTES@2.1");
    ASSERT_READ("a\nb,\"c\nd\ne\n", "1[a]QUOTES@2.2");
    ASSERT_READ("\"", "QUOTES@1.1");
    ASSERT_READ("\"a\"\"", "QUOTES@1.1");
    ASSERT_READ("a\"b\n", "QUOTES@1.1");
    ASSERT_READ("a\n\nb,c\"\n", "1[a]QUOTES@3.2");
    ASSERT_READ(" \"a\"\n", "QUOTES@1.1");
    ASSERT_READ("\"a\" ,b\n", "QUOTES@1.1");
    ASSERT_READ("x,\"a\"b\n", "QUOTES@1.2");
    ASSERT_READ("\"a\"\"b\"c\"\n", "QUOTES@1.1");
}

static void nul_and_invalid_utf8_are_faults_with_their_place(void **state)
{
    (void)state;
    ASSERT_READ("a,b\nc,d\0\n", "1[a|b]NUL@2.2");
    ASSERT_READ("\0", "NUL@1.1");
    ASSERT_READ("a\n\0", "1[a]NUL@2.1");
    ASSERT_READ("\"a\0\"\n", "NUL@1.1");
    ASSERT_READ("a,b\nc,V\xEDktor,e\n", "1[a|b]UTF8@2.2");
    ASSERT_READ("a\n\xFF\n", "1[a]UTF8@2.1");
    ASSERT_READ("a\nb,\xC3", "1[a]UTF8@2.2");
    ASSERT_READ("a\nb,\xC3\n", "1[a]UTF8@2.2");
    ASSERT_READ("\xE2\x82,b\n", "UTF8@1.1");
    ASSERT_READ("\xF0\x9F\x98,b\n", "UTF8@1.1");
    ASSERT_READ("\xC0\x80\n", "UTF8@1.1");
    ASSERT_READ("\xC3\0\n", "UTF8@1.1");
    ASSERT_READ("a\xFF\"b\n", "UTF8@1.1");
    ASSERT_READ("a\"b\xFF\n", "QUOTES@1.1");
    ASSERT_READ("a,b\xFF\nc\"", "UTF8@1.2");
}

static void limits_hold_to_the_byte_and_the_field(void **state)
{
    (void)state;
    ASSERT_READ("12345678,b\n", "1[12345678|b]");
    ASSERT_READ("123456789,b\n", "FIELD_LENGTH@1.1");
    ASSERT_READ("a,\"12345678\"\n", "1[a|12345678]");
    ASSERT_READ("a,\"123456789\"\n", "FIELD_LENGTH@1.2");
    ASSERT_READ("a,\"1234567\"\"\"\n", "1[a|1234567\"]");
    ASSERT_READ("a,\"12345678\"\"\"\n", "FIELD_LENGTH@1.2");
    ASSERT_READ("a\n\"never closed and never ended", "1[a]FIELD_LENGTH@2.1");
    ASSERT_READ("1234567890\xFF", "FIELD_LENGTH@1.1");
    ASSERT_READ("1234567890\0", "FIELD_LENGTH@1.1");
    ASSERT_READ("1234567890\"", "FIELD_LENGTH@1.1");
    ASSERT_READ("1234567890", "FIELD_LENGTH@1.1");
    ASSERT_READ("123456789\"", "QUOTES@1.1"); // one byte over counts at the field's end
    ASSERT_READ("a\n1,2,3,4\n", "1[a]2[1|2|3|4]");
    ASSERT_READ("a\n1,2,3,4,5\n", "1[a]FIELD_COUNT@2.5");
    ASSERT_READ("a\n1,2,3,4,\n", "1[a]FIELD_COUNT@2.5");
    ASSERT_READ("1,2,3,4,5,6,7\nb\n", "FIELD_COUNT@1.5");
}

static void random_bytes_give_the_same_however_they_are_cut(void **state)
{
    (void)state;
    static const char alphabet[] = "a1,\"\r\n\"\",,\xC3\xA9 \xEF\xBB\xBF\xFF";
    uint64_t seed = 20261122;
    struct transcript whole = {.stop_at = 0}, cut = {.stop_at = 0};
    buf_init(&whole.said, 10000);
    buf_init(&cut.said, 10000);
    for (int round = 0; round < 3000; round++) {
        char bytes[40];
        size_t size = 0;
        while (size < sizeof(bytes)) {
            seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
            bytes[size++] = alphabet[(seed >> 33) % (sizeof(alphabet) - (round % 8 == 0 ? 0 : 2))];
        }
        struct text t = {bytes, size - (size_t)round % 30};
        read_windows(&whole, small, t, 0, t.size);
        for (size_t each = 1; each < 6; each++) {
            read_windows(&cut, small, t, each * 3, each);
            assert_true(text_equal(buf_slice(&whole.said), buf_slice(&cut.said)));
        }
    }
    buf_free(&whole.said);
    buf_free(&cut.said);
}

static void the_row_function_may_stop_the_reading(void **state)
{
    (void)state;
    struct transcript transcript = {.stop_at = 2};
    buf_init(&transcript.said, 1000);
    struct text t = TEXT("a\nb\nc\nd\"\n");
    for (size_t cut = 0; cut < t.size; cut++) {
        read_windows(&transcript, small, t, cut, t.size);
        assert_true(text_equal_z(buf_slice(&transcript.said), "1[a]2[b]STOPPED@2.0"));
    }
    buf_free(&transcript.said);
}

static bool count_rows(void *context, size_t row, const struct text *fields, size_t count)
{
    size_t *rows = context;
    (*rows)++;
    assert_int_equal(row, *rows);
    assert_int_equal(count, 3);
    assert_int_equal(fields[0].size, 5);
    assert_int_equal(fields[1].size, row % 3000);
    assert_true(fields[1].size == 0 || fields[1].at[0] == ',');
    assert_int_equal(fields[2].size, 3);
    return true;
}

static void windows_larger_than_a_piece_are_read_whole(void **state)
{
    (void)state;
    struct buf file;
    buf_init(&file, (size_t)32 << 20);
    for (size_t row = 1; row <= 7000; row++) {
        buf_z(&file, "fi\xE2\x82\xAC,\"");
        memset(buf_reserve(&file, row % 3000), ',', row % 3000);
        buf_z(&file, "\",a\xC3\xA9\r\n");
    }
    assert_true(file.size > (size_t)8 << 20);
    static const size_t windows[] = {16383, 16384, 16385, 65536, 1000003, SIZE_MAX};
    for (size_t i = 0; i < sizeof(windows) / sizeof(windows[0]); i++) {
        size_t rows = 0;
        struct csv *csv = csv_new((struct csv_limits){0}, count_rows, &rows);
        for (size_t at = 0; at < file.size;) {
            struct text window = text_part(buf_slice(&file), at, windows[i]);
            assert_true(csv_feed(csv, window));
            at += window.size;
        }
        assert_true(csv_end(csv));
        assert_int_equal(rows, 7000);
        csv_close(csv);
    }
    buf_free(&file);
}

static void defaults_are_32_kib_a_field_and_512_fields(void **state)
{
    (void)state;
    struct transcript transcript = {.stop_at = 0};
    buf_init(&transcript.said, 200000);
    struct buf file;
    buf_init(&file, 200000);
    memset(buf_reserve(&file, 32768), 'x', 32768);
    read_windows(&transcript, (struct csv_limits){0}, buf_slice(&file), 0, file.size);
    assert_int_equal(transcript.said.size, 32768 + 3);
    buf_char(&file, 'x');
    read_windows(&transcript, (struct csv_limits){0}, buf_slice(&file), 0, file.size);
    assert_true(text_equal_z(buf_slice(&transcript.said), "FIELD_LENGTH@1.1"));
    buf_clear(&file);
    memset(buf_reserve(&file, 511), ',', 511);
    read_windows(&transcript, (struct csv_limits){0}, buf_slice(&file), 0, file.size);
    assert_int_equal(transcript.said.size, 511 + 3);
    buf_char(&file, ',');
    read_windows(&transcript, (struct csv_limits){0}, buf_slice(&file), 0, file.size);
    assert_true(text_equal_z(buf_slice(&transcript.said), "FIELD_COUNT@1.513"));
    buf_free(&file);
    buf_free(&transcript.said);
}

static void a_fault_stays(void **state)
{
    (void)state;
    struct transcript transcript = {.stop_at = 0};
    buf_init(&transcript.said, 1000);
    struct csv *csv = csv_new(small, note_row, &transcript);
    assert_true(csv_feed(csv, TEXT("a\n")));
    assert_true(csv_feed(csv, (struct text){0}));
    assert_false(csv_feed(csv, TEXT("b\"\n")));
    assert_false(csv_feed(csv, TEXT("c\n")));
    assert_false(csv_end(csv));
    assert_int_equal(csv_fault(csv).code, CSV_QUOTES);
    assert_int_equal(csv_fault(csv).row, 2);
    assert_true(text_equal_z(buf_slice(&transcript.said), "1[a]"));
    csv_close(csv);
    csv_close(NULL);
    buf_free(&transcript.said);
}

static void each_fault_has_words(void **state)
{
    (void)state;
    for (int i = CSV_SOUND; i <= CSV_STOPPED; i++) {
        const char *words = csv_fault_words((enum csv_fault_code)i);
        assert_true(strlen(words) > 5);
        for (int other = CSV_SOUND; other < i; other++)
            assert_string_not_equal(words, csv_fault_words((enum csv_fault_code)other));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_and_fields_are_those_of_rfc_4180),
        cmocka_unit_test(blanks_belong_to_their_field),
        cmocka_unit_test(rows_are_numbered_as_a_spreadsheet_shows_them),
        cmocka_unit_test(a_byte_order_mark_at_the_start_is_dropped),
        cmocka_unit_test(characters_of_several_bytes_pass),
        cmocka_unit_test(a_file_without_a_row_is_empty),
        cmocka_unit_test(quotes_must_close_and_stand_at_the_ends),
        cmocka_unit_test(nul_and_invalid_utf8_are_faults_with_their_place),
        cmocka_unit_test(limits_hold_to_the_byte_and_the_field),
        cmocka_unit_test(random_bytes_give_the_same_however_they_are_cut),
        cmocka_unit_test(the_row_function_may_stop_the_reading),
        cmocka_unit_test(windows_larger_than_a_piece_are_read_whole),
        cmocka_unit_test(defaults_are_32_kib_a_field_and_512_fields),
        cmocka_unit_test(a_fault_stays),
        cmocka_unit_test(each_fault_has_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
