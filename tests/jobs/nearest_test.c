// jobs/nearest
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "jobs/nearest.h"

static const char *const keys[] = {"host", "port", "name", "user", "statement_seconds", NULL};

static void a_letter_too_many_too_few_wrong_or_swapped_is_guessed(void **state)
{
    (void)state;
    assert_string_equal(nearest_word("hosst", keys), "host");
    assert_string_equal(nearest_word("hst", keys), "host");
    assert_string_equal(nearest_word("hust", keys), "host");
    assert_string_equal(nearest_word("hots", keys), "host");
    assert_string_equal(nearest_word("user", keys), "user");
    assert_string_equal(nearest_word("statment_second", keys), "statement_seconds");
}

static void what_resembles_nothing_is_not_guessed(void **state)
{
    (void)state;
    assert_null(nearest_word("folder", keys));
    assert_null(nearest_word("", keys));
    assert_null(nearest_word("x", keys));
    assert_null(
        nearest_word("a_word_that_is_much_longer_than_any_that_is_known_or_ever_will_be", keys));
    static const char *const none[] = {NULL};
    assert_null(nearest_word("host", none));
}

static void the_nearest_of_several_wins_and_the_first_of_equals(void **state)
{
    (void)state;
    static const char *const verbs[] = {"start", "stop", "status", NULL};
    assert_string_equal(nearest_word("stap", verbs), "stop");
    assert_string_equal(nearest_word("strat", verbs), "start");
    assert_string_equal(nearest_word("statsu", verbs), "status");
    static const char *const equals[] = {"cat", "bat", NULL};
    assert_string_equal(nearest_word("eat", equals), "cat");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_letter_too_many_too_few_wrong_or_swapped_is_guessed),
        cmocka_unit_test(what_resembles_nothing_is_not_guessed),
        cmocka_unit_test(the_nearest_of_several_wins_and_the_first_of_equals),
    };
    return cmocka_run_group_tests_name("nearest", tests, NULL, NULL);
}
