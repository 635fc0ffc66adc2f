#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "claims/base/log.h"
#include "claims/base/progress.h"
#include "tests/claims/base/child.h"

static enum log_level level;
static char says[CHILD_SAYS];

static void log_all(void)
{
    log_set_level(level);
    log_error("no %s", "server");
    log_warn("%d left", 3);
    log_info("done");
    log_debug("window %d", 1);
}

static void log_unset(void)
{
    log_info("shown");
    log_debug("not shown");
}

static void lines_above_the_level_are_dropped(void **state)
{
    (void)state;
    static const char *const expected[] = {
        [LOG_ERROR] = "cleanclaim: error: no server\n",
        [LOG_WARN] = "cleanclaim: error: no server\ncleanclaim: warning: 3 left\n",
        [LOG_INFO] = "cleanclaim: error: no server\ncleanclaim: warning: 3 left\ndone\n",
        [LOG_DEBUG] = "cleanclaim: error: no server\ncleanclaim: warning: 3 left\ndone\nwindow 1\n",
    };
    for (int i = LOG_ERROR; i <= LOG_DEBUG; i++) {
        level = (enum log_level)i;
        assert_int_equal(child_run(log_all, says), 0);
        assert_string_equal(says, expected[i]);
    }
    assert_int_equal(child_run(log_unset, says), 0);
    assert_string_equal(says, "shown\n");
}

static void log_hostile_name(void)
{
    log_error("cannot read '%s'", "a\nb\r\033[2J\tc\x7f\xC3\xA9");
}

static void a_message_is_one_line_without_control_characters(void **state)
{
    (void)state;
    assert_int_equal(child_run(log_hostile_name, says), 0);
    assert_string_equal(says, "cleanclaim: error: cannot read 'a?b??[2J?c?\xC3\xA9'\n");
}

static void log_long(void)
{
    log_info("%05000d", 1);
}

static void a_long_message_is_cut(void **state)
{
    (void)state;
    assert_int_equal(child_run(log_long, says), 0);
    assert_int_equal(strlen(says), 2001);
    assert_int_equal(says[1999], '0');
    assert_int_equal(says[2000], '\n');
}

static void log_while_progress_is_drawn(void)
{
    progress_start(true, false, 0);
    progress_step("remit", "claims", 0);
    progress_at(0);
    log_info("one");
    log_info("two");
}

static void a_drawn_progress_line_is_wiped_once_before_a_message(void **state)
{
    (void)state;
    assert_int_equal(child_run(log_while_progress_is_drawn, says), 0);
    assert_string_equal(says, "\rremit 0 claims\033[K\r\033[Kone\ntwo\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_above_the_level_are_dropped),
        cmocka_unit_test(a_message_is_one_line_without_control_characters),
        cmocka_unit_test(a_long_message_is_cut),
        cmocka_unit_test(a_drawn_progress_line_is_wiped_once_before_a_message),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
