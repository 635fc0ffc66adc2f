#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "claims/remittance.h"
#include "tests/claims/base/child.h"

// A claim of 200.00: 80.00 paid, 20.00 patient responsibility, 100.00 contractual, of which 10.00
// at claim level.
static struct remittance_adjustment first_adjustments[] = {{.amount = 6000}, {.amount = 2000}};
static struct remittance_adjustment second_adjustments[] = {{.amount = 3000}};
static struct remittance_adjustment claim_adjustments[] = {{.amount = 1000}};
static struct remittance_line lines[] = {
    {.charge = 15000, .paid = 7000, .adjustments = first_adjustments, .adjustment_count = 2},
    {.charge = 5000, .paid = 2000, .adjustments = second_adjustments, .adjustment_count = 1},
};
static struct remittance_claim claim = {.charge = 20000,
    .paid = 8000,
    .adjustments = claim_adjustments,
    .adjustment_count = 1,
    .lines = lines,
    .line_count = 2};

static void a_line_balances_with_its_adjustments(void **state)
{
    (void)state;
    assert_int_equal(remittance_line_difference(&lines[0]), 0);
    assert_int_equal(remittance_line_difference(&lines[1]), 0);
    struct remittance_line line = lines[0];
    line.paid = 6999; // one cent less paid: one cent of the charge is not explained
    assert_int_equal(remittance_line_difference(&line), 1);
    line.paid = 7001;
    assert_int_equal(remittance_line_difference(&line), -1);
    struct remittance_line denied = {.charge = 5000};
    assert_int_equal(remittance_line_difference(&denied), 5000);
}

static void a_claim_balances_with_the_adjustments_of_both_levels(void **state)
{
    (void)state;
    assert_int_equal(remittance_claim_difference(&claim), 0);
    struct remittance_claim other = claim;
    other.adjustment_count = 0;
    assert_int_equal(remittance_claim_difference(&other), 1000);
    other = claim;
    other.line_count = 1;
    assert_int_equal(remittance_claim_difference(&other), 3000);
    other = claim;
    other.paid = 8001;
    assert_int_equal(remittance_claim_difference(&other), -1);
}

static void a_reversal_balances_with_negated_amounts(void **state)
{
    (void)state;
    struct remittance_adjustment adjustment = {.amount = -12000};
    struct remittance_claim reversal = {
        .charge = -20000, .paid = -8000, .adjustments = &adjustment, .adjustment_count = 1};
    assert_int_equal(remittance_claim_difference(&reversal), 0);
    adjustment.amount = 12000;
    assert_int_equal(remittance_claim_difference(&reversal), -24000);
}

static void a_payment_balances_with_its_provider_adjustments(void **state)
{
    (void)state;
    // Claims of 8,000.00 were paid; 150.00 were withheld and 25.00 interest added.
    struct provider_adjustment adjustments[] = {{.amount = 15000}, {.amount = -2500}};
    struct remittance payment = {
        .amount = 787500, .provider_adjustments = adjustments, .provider_adjustment_count = 2};
    assert_int_equal(remittance_payment_difference(&payment, 800000), 0);
    assert_int_equal(remittance_payment_difference(&payment, 800001), -1);
    payment.amount = 787501;
    assert_int_equal(remittance_payment_difference(&payment, 800000), 1);
    payment.provider_adjustment_count = 0;
    assert_int_equal(remittance_payment_difference(&payment, 787501), 0);
    // Everything was held back.
    struct provider_adjustment forwarded = {.amount = -5000};
    struct remittance zero = {.provider_adjustments = &forwarded, .provider_adjustment_count = 1};
    assert_int_equal(remittance_payment_difference(&zero, -5000), 0);
}

static void overflow_line(void)
{
    struct remittance_line line = {.charge = INT64_MIN, .paid = 1};
    remittance_line_difference(&line);
}

static void overflow_claim(void)
{
    struct remittance_adjustment adjustments[] = {{.amount = INT64_MAX}, {.amount = 1}};
    struct remittance_claim large = {.adjustments = adjustments, .adjustment_count = 2};
    remittance_claim_difference(&large);
}

static void sums_beyond_64_bits_stop_the_process(void **state)
{
    (void)state;
    assert_true(child_aborts(overflow_line));
    assert_true(child_aborts(overflow_claim));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_line_balances_with_its_adjustments),
        cmocka_unit_test(a_claim_balances_with_the_adjustments_of_both_levels),
        cmocka_unit_test(a_reversal_balances_with_negated_amounts),
        cmocka_unit_test(a_payment_balances_with_its_provider_adjustments),
        cmocka_unit_test(sums_beyond_64_bits_stop_the_process),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
