// The faults are compiled in here, whatever the build: the file itself is included.
#ifndef CLEANCLAIM_FAULTS
#define CLEANCLAIM_FAULTS
#endif
#include "claims/base/fault.c"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "tests/claims/base/child.h"

static const char *choice;
static char says[CHILD_SAYS];

// Four database calls with file calls between them, one letter for each: what the caller was told.
static void work(void)
{
    if (choice == NULL)
        unsetenv("CLEANCLAIM_FAULT");
    else
        setenv("CLEANCLAIM_FAULT", choice, 1);
    for (int i = 0; i < 4; i++) {
        enum fault fault = fault_before(FAULT_DB, "a statement");
        if (fault != FAULT_NONE) {
            fputs(fault == FAULT_REFUSED ? "r" : "b", stderr);
        } else {
            fputs("m", stderr); // the call is made
            if (fault_after(FAULT_DB, "a statement"))
                fputs("a", stderr);
        }
        if (fault_before(FAULT_FILE, "a file") != FAULT_NONE)
            fputs("B", stderr);
        else if (fault_after(FAULT_FILE, "a file"))
            fputs("A", stderr);
    }
}

static int run(const char *fault)
{
    choice = fault;
    return child_run(work, says);
}

static void without_a_choice_nothing_fails(void **state)
{
    (void)state;
    assert_int_equal(run(NULL), 0);
    assert_string_equal(says, "mmmm");
}

static void the_chosen_call_alone_fails(void **state)
{
    (void)state;
    assert_int_equal(run("db:2:fail-before"), 0);
    assert_string_equal(says, "mcleanclaim: fail-before at db call 2: a statement\nbmm");
    assert_int_equal(run("db:3:fail-after"), 0);
    assert_string_equal(says, "mmmcleanclaim: fail-after at db call 3: a statement\nam");
    assert_int_equal(run("file:1:fail-before"), 0);
    assert_string_equal(says, "mcleanclaim: fail-before at file call 1: a file\nBmmm");
    assert_int_equal(run("file:4:fail-after"), 0);
    assert_string_equal(says, "mmmmcleanclaim: fail-after at file call 4: a file\nA");
    assert_int_equal(run("db:2:refuse"), 0);
    assert_string_equal(says, "mcleanclaim: refuse at db call 2: a statement\nrmm");
    assert_int_equal(run("db:5:fail-before"), 0);
    assert_string_equal(says, "mmmm");
}

static void calls_of_both_classes_are_one_row(void **state)
{
    (void)state;
    assert_int_equal(run("any:3:fail-before"), 0);
    assert_string_equal(says, "mcleanclaim: fail-before at db call 2: a statement\nbmm");
    assert_int_equal(run("any:4:fail-after"), 0);
    assert_string_equal(says, "mmcleanclaim: fail-after at file call 2: a file\nAmm");
    assert_int_equal(run("any:9:fail-before"), 0);
    assert_string_equal(says, "mmmm");
    assert_int_equal(run("any:0:count"), 0);
    assert_string_equal(says, "mmmmcleanclaim: any calls: 8\n");
}

static void the_process_is_killed_before_or_after_the_call(void **state)
{
    (void)state;
    int status = run("db:2:kill-before");
    assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
    assert_string_equal(says, "mcleanclaim: kill-before at db call 2: a statement\n");
    status = run("db:2:kill-after");
    assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
    assert_string_equal(says, "mmcleanclaim: kill-after at db call 2: a statement\n");
    status = run("file:1:kill-before");
    assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
    assert_string_equal(says, "mcleanclaim: kill-before at file call 1: a file\n");
}

static void calls_are_counted_at_exit(void **state)
{
    (void)state;
    assert_int_equal(run("db:0:count"), 0);
    assert_string_equal(says, "mmmmcleanclaim: db calls: 4\n");
    assert_int_equal(run("file:0:count"), 0);
    assert_string_equal(says, "mmmmcleanclaim: file calls: 4\n");
}

static void calls_are_listed_with_their_names(void **state)
{
    (void)state;
    assert_int_equal(run("file:0:list"), 0);
    assert_string_equal(says, "mcleanclaim: file call 1: a file\n"
                              "cleanclaim: file call 1 succeeded\n"
                              "mcleanclaim: file call 2: a file\n"
                              "cleanclaim: file call 2 succeeded\n"
                              "mcleanclaim: file call 3: a file\n"
                              "cleanclaim: file call 3 succeeded\n"
                              "mcleanclaim: file call 4: a file\n"
                              "cleanclaim: file call 4 succeeded\n"
                              "cleanclaim: file calls: 4\n");
}

static void a_choice_that_cannot_be_read_stops_the_process(void **state)
{
    (void)state;
    static const char *const bad[] = {"", "db", "db:1", "db:x:fail-before", "db:-1:fail-before",
        "db:1:fail", "net:1:fail-before", "db:1:fail-before:", "db:1:"};
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        int status = run(bad[i]);
        assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_a_choice_nothing_fails),
        cmocka_unit_test(the_chosen_call_alone_fails),
        cmocka_unit_test(calls_of_both_classes_are_one_row),
        cmocka_unit_test(the_process_is_killed_before_or_after_the_call),
        cmocka_unit_test(calls_are_counted_at_exit),
        cmocka_unit_test(calls_are_listed_with_their_names),
        cmocka_unit_test(a_choice_that_cannot_be_read_stops_the_process),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
