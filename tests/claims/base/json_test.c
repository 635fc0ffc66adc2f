#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "claims/base/json.h"
#include "tests/claims/base/child.h"

static void assert_written(const struct json *json, const char *expected)
{
    struct buf out;
    buf_init(&out, 10000);
    json_write(json, &out);
    assert_int_equal(out.size, strlen(expected));
    assert_memory_equal(out.at, expected, out.size);
    buf_free(&out);
}

static void members_are_written_in_the_order_in_which_they_were_set(void **state)
{
    (void)state;
    struct json *json = json_new();
    assert_written(json, "{}\n");
    json_text(json, "word", TEXT("hold"));
    json_i64(json, "cents", INT64_MIN);
    json_i64(json, "a", INT64_MAX);
    json_bool(json, "yes", true);
    json_bool(json, "no", false);
    json_z(json, "none", NULL);
    json_z(json, "z", "y");
    json_text(json, "empty", (struct text){0});
    assert_written(json,
        "{\"word\":\"hold\",\"cents\":-9223372036854775808,\"a\":9223372036854775807,\"yes\":true,"
        "\"no\":false,\"none\":null,\"z\":\"y\",\"empty\":\"\"}\n");
    json_free(json);
    json_free(NULL);
}

static void a_key_that_is_set_again_keeps_its_place(void **state)
{
    (void)state;
    struct json *json = json_new();
    json_i64(json, "a", 1);
    json_i64(json, "b", 2);
    json_z(json, "a", "new");
    assert_written(json, "{\"a\":\"new\",\"b\":2}\n");
    json_free(json);
}

static void text_is_escaped_and_stays_on_one_line(void **state)
{
    (void)state;
    struct json *json = json_new();
    json_z(json, "t", "a\"b\\c\nd\te\x01/V\xC3\xADktor");
    assert_written(json, "{\"t\":\"a\\\"b\\\\c\\nd\\te\\u0001/V\xC3\xADktor\"}\n");
    json_free(json);
}

static void bytes_that_are_no_utf8_become_question_marks(void **state)
{
    (void)state;
    struct json *json = json_new();
    json_text(json, "a", TEXT("x\xFFy\xC3"));
    json_text(json, "b", TEXT("\0\xC3\xA9\0"));
    json_text(json, "c", TEXT("\xED\xA0\x80"));
    assert_written(json, "{\"a\":\"x?y?\",\"b\":\"?\xC3\xA9?\",\"c\":\"???\"}\n");
    json_free(json);
}

static void objects_are_appended_to_an_array(void **state)
{
    (void)state;
    struct json *json = json_new();
    for (int i = 1; i <= 2; i++) {
        struct json *line = json_new();
        json_i64(line, "line", i);
        json_append(json, "lines", line);
    }
    json_i64(json, "count", 2);
    assert_written(json, "{\"lines\":[{\"line\":1},{\"line\":2}],\"count\":2}\n");
    json_free(json);
}

static void set_key_that_is_no_utf8(void)
{
    json_i64(json_new(), "\xFF", 1);
}

static void append_to_a_number(void)
{
    struct json *json = json_new();
    json_i64(json, "a", 1);
    json_append(json, "a", json_new());
}

static void wrong_use_stops_the_process(void **state)
{
    (void)state;
    assert_true(child_aborts(set_key_that_is_no_utf8));
    assert_true(child_aborts(append_to_a_number));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(members_are_written_in_the_order_in_which_they_were_set),
        cmocka_unit_test(a_key_that_is_set_again_keeps_its_place),
        cmocka_unit_test(text_is_escaped_and_stays_on_one_line),
        cmocka_unit_test(bytes_that_are_no_utf8_become_question_marks),
        cmocka_unit_test(objects_are_appended_to_an_array),
        cmocka_unit_test(wrong_use_stops_the_process),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
