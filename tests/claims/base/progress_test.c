#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "claims/base/progress.h"
#include "tests/claims/base/child.h"

static bool on_terminal, quiet;
static int64_t total, step, long_seconds;
static char says[CHILD_SAYS];

static void work(void)
{
    progress_start(on_terminal, quiet, long_seconds);
    progress_step("remit", "claims", total);
    for (int64_t done = 0; done <= 2468; done += step)
        progress_at(done);
    progress_end();
}

static size_t drawn(void)
{
    size_t count = 0;
    for (const char *at = says; (at = strstr(at, "\rremit")) != NULL; at++)
        count++;
    return count;
}

// The seconds are whatever it took.
static void says_how_much(void)
{
    static const char line[] = "remit: 2,468 claims, ";
    assert_memory_equal(says, line, sizeof line - 1);
    const char *rest = says + sizeof line - 1;
    size_t digits = strspn(rest, "0123456789");
    assert_true(digits > 0);
    assert_string_equal(rest + digits, " s\n");
}

static void elsewhere_one_line_is_printed_at_the_end(void **state)
{
    (void)state;
    on_terminal = quiet = false;
    total = 2468;
    step = 1;
    assert_int_equal(child_run(work, says), 0);
    says_how_much();
    total = 0;
    assert_int_equal(child_run(work, says), 0);
    says_how_much();
}

static void elsewhere_nothing_is_printed_of_a_short_step(void **state)
{
    (void)state;
    on_terminal = quiet = false;
    total = 2468;
    step = 1;
    long_seconds = 3600;
    assert_int_equal(child_run(work, says), 0);
    assert_string_equal(says, "");
    long_seconds = 0;
}

static void quiet_means_nothing_at_all(void **state)
{
    (void)state;
    quiet = true;
    step = 1;
    on_terminal = false;
    assert_int_equal(child_run(work, says), 0);
    assert_string_equal(says, "");
    on_terminal = true;
    assert_int_equal(child_run(work, says), 0);
    assert_string_equal(says, "");
}

static void on_a_terminal_one_line_is_drawn_over_and_wiped(void **state)
{
    (void)state;
    on_terminal = true;
    quiet = false;
    total = 2468;
    step = 1234;
    assert_int_equal(child_run(work, says), 0);
    assert_string_equal(says, "\rremit [--------------------]   0% 0 of 2,468 claims\033[K"
                              "\rremit [##########----------]  50% 1,234 of 2,468 claims\033[K"
                              "\rremit [####################] 100% 2,468 of 2,468 claims\033[K"
                              "\r\033[K");
}

static void it_is_drawn_at_most_200_times_a_step(void **state)
{
    (void)state;
    on_terminal = true;
    quiet = false;
    step = 1;
    total = 2468;
    assert_int_equal(child_run(work, says), 0);
    // One line in 13 (2468 / 200, rounded up), but the pipe's copy is cut: the first lines tell.
    assert_non_null(strstr(says, " 0 of 2,468"));
    assert_null(strstr(says, " 12 of 2,468"));
    assert_non_null(strstr(says, " 13 of 2,468"));
    assert_non_null(strstr(says, " 26 of 2,468"));
    total = 0; // unknown: every 1,000
    assert_int_equal(child_run(work, says), 0);
    assert_int_equal(drawn(), 3);
    assert_non_null(strstr(says, "\rremit 2,000 claims"));
}

static void more_than_the_total_is_no_trouble(void **state)
{
    (void)state;
    on_terminal = true;
    quiet = false;
    total = 3;
    step = 2468;
    assert_int_equal(child_run(work, says), 0);
    assert_non_null(strstr(says, "100% 2,468 of 3 claims"));
}

static void count_without_step(void)
{
    progress_start(false, false, 0);
    progress_at(5);
    progress_end();
}

static void between_steps_nothing_is_drawn(void **state)
{
    (void)state;
    assert_int_equal(child_run(count_without_step, says), 0);
    assert_string_equal(says, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(elsewhere_one_line_is_printed_at_the_end),
        cmocka_unit_test(elsewhere_nothing_is_printed_of_a_short_step),
        cmocka_unit_test(quiet_means_nothing_at_all),
        cmocka_unit_test(on_a_terminal_one_line_is_drawn_over_and_wiped),
        cmocka_unit_test(it_is_drawn_at_most_200_times_a_step),
        cmocka_unit_test(more_than_the_total_is_no_trouble),
        cmocka_unit_test(between_steps_nothing_is_drawn),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
