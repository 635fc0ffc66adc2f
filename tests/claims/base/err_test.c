#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <errno.h>
#include <string.h>

#include "claims/base/err.h"
#include "tests/claims/base/child.h"

static void set_gives_kind_and_text_and_returns_false(void **state)
{
    (void)state;
    struct err err = {0};
    assert_false(err_set(&err, ERR_FILE, "cannot open '%s'", "a.835"));
    assert_int_equal(err.kind, ERR_FILE);
    assert_string_equal(err.text, "cannot open 'a.835'");
    assert_false(err_set(&err, ERR_CONFIG, "line %d", 3));
    assert_int_equal(err.kind, ERR_CONFIG);
    assert_string_equal(err.text, "line 3");
}

static void set_may_quote_the_text_it_replaces(void **state)
{
    (void)state;
    struct err err = {.kind = ERR_FILE, .text = "old"};
    err_set(&err, ERR_SYSTEM, "new: %s", err.text);
    assert_string_equal(err.text, "new: old");
}

static void prefix_goes_in_front_and_keeps_the_kind(void **state)
{
    (void)state;
    struct err err = {0};
    err_set(&err, ERR_DATABASE, "connection lost");
    assert_false(err_prefix(&err, "batch %d", 7));
    assert_false(err_prefix(&err, "remit"));
    assert_int_equal(err.kind, ERR_DATABASE);
    assert_string_equal(err.text, "remit: batch 7: connection lost");
}

static void long_texts_are_cut(void **state)
{
    (void)state;
    struct err err = {0};
    char text[2000];
    memset(text, 'x', sizeof(text) - 1);
    text[sizeof(text) - 1] = '\0';
    err_set(&err, ERR_FILE, "%s", text);
    assert_int_equal(strlen(err.text), sizeof(err.text) - 1);
    err_prefix(&err, "in front");
    assert_int_equal(strlen(err.text), sizeof(err.text) - 1);
    assert_memory_equal(err.text, "in front: xxx", 13);
    err_prefix(&err, "%s", text);
    assert_int_equal(strlen(err.text), sizeof(err.text) - 1);
    errno = ENOENT;
    err_errno(&err, ERR_FILE, "%s", text);
    assert_int_equal(strlen(err.text), sizeof(err.text) - 1);
    assert_memory_equal(err.text, "xxx", 3);
}

static void errno_is_named_in_lower_case(void **state)
{
    (void)state;
    struct err err = {0};
    errno = EACCES;
    assert_false(err_errno(&err, ERR_FILE, "cannot open '%s'", "a.835"));
    assert_int_equal(err.kind, ERR_FILE);
    assert_string_equal(err.text, "cannot open 'a.835': permission denied");
    errno = EDOTDOT;
    err_errno(&err, ERR_SYSTEM, "call");
    assert_string_equal(err.text, "call: RFS specific error");
}

static void exit_codes_are_those_of_the_command_line(void **state)
{
    (void)state;
    static const struct {
        enum err_kind kind;
        int code;
    } cases[] = {{ERR_NONE, 0}, {ERR_USAGE, 3}, {ERR_CONFIG, 3}, {ERR_DATABASE, 2}, {ERR_FILE, 2},
        {ERR_DATA, 2}, {ERR_BUSY, 2}, {ERR_SYSTEM, 2}};
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct err err = {.kind = cases[i].kind};
        assert_int_equal(err_exit_code(&err), cases[i].code);
    }
}

static void break_a_promise(void)
{
    int one = 1;
    CHECK(one == 2);
}

static void keep_a_promise(void)
{
    int one = 1;
    CHECK(one == 1);
}

static void check_stops_the_process_and_names_the_place(void **state)
{
    (void)state;
    char says[CHILD_SAYS];
    int status = child_run(break_a_promise, says);
    assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT);
    assert_non_null(strstr(says, "tests/claims/base/err_test.c:"));
    assert_non_null(strstr(says, "one == 2"));
    assert_int_equal(child_run(keep_a_promise, says), 0);
    assert_string_equal(says, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(set_gives_kind_and_text_and_returns_false),
        cmocka_unit_test(set_may_quote_the_text_it_replaces),
        cmocka_unit_test(prefix_goes_in_front_and_keeps_the_kind),
        cmocka_unit_test(long_texts_are_cut),
        cmocka_unit_test(errno_is_named_in_lower_case),
        cmocka_unit_test(exit_codes_are_those_of_the_command_line),
        cmocka_unit_test(check_stops_the_process_and_names_the_place),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
