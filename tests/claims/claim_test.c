#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "claims/claim.h"

static void each_role_has_its_word(void **state)
{
    (void)state;
    static const char *const words[PROVIDER_ROLES] = {[PROVIDER_BILLING] = "billing",
        [PROVIDER_PAY_TO] = "pay_to",
        [PROVIDER_REFERRING] = "referring",
        [PROVIDER_RENDERING] = "rendering",
        [PROVIDER_FACILITY] = "facility",
        [PROVIDER_SUPERVISING] = "supervising",
        [PROVIDER_ORDERING] = "ordering"};
    for (int i = 0; i < PROVIDER_ROLES; i++)
        assert_string_equal(provider_role_word((enum provider_role)i), words[i]);
}

static void the_patient_is_the_subscriber_or_a_dependent(void **state)
{
    (void)state;
    static struct claim claim;
    claim.patient_is_subscriber = true;
    assert_ptr_equal(claim_patient(&claim), &claim.subscriber.person);
    claim.patient_is_subscriber = false;
    assert_ptr_equal(claim_patient(&claim), &claim.patient);
}

static void the_total_is_the_sum_of_the_lines(void **state)
{
    (void)state;
    static struct claim claim;
    int64_t total = 77;
    assert_true(claim_lines_total(&claim, &total));
    assert_int_equal(total, 0);
    struct service_line lines[3] = {{.charge = 12550}, {.charge = 0}, {.charge = 4999}};
    claim.lines = lines;
    claim.line_count = 3;
    assert_true(claim_lines_total(&claim, &total));
    assert_int_equal(total, 17549);
    lines[0].charge = INT64_MAX - 4999;
    assert_true(claim_lines_total(&claim, &total));
    assert_true(total == INT64_MAX);
}

static void a_total_beyond_64_bits_is_told(void **state)
{
    (void)state;
    static struct claim claim;
    struct service_line lines[2] = {{.charge = INT64_MAX}, {.charge = 1}};
    claim.lines = lines;
    claim.line_count = 2;
    int64_t total = 77;
    assert_false(claim_lines_total(&claim, &total));
    assert_int_equal(total, 77);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_role_has_its_word),
        cmocka_unit_test(the_patient_is_the_subscriber_or_a_dependent),
        cmocka_unit_test(the_total_is_the_sum_of_the_lines),
        cmocka_unit_test(a_total_beyond_64_bits_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
