// A file of claims is read as its receiver would, before it leaves.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "claims/base/err.h"
#include "jobs/submit_file.h"
#include "tests/edi/sample_claims.h"

static struct arena *arena;
static struct finding_list findings;
static struct x837p_envelope envelope;
static struct submit_file *file;
static struct claim claims[3];
static struct service_line lines[3][2];
static struct err err;

static int set_up(void **state)
{
    (void)state;
    arena = arena_new(1 << 20);
    finding_list_start(&findings, arena);
    envelope = sample_envelope();
    err = (struct err){0};
    for (size_t i = 0; i < 3; i++) {
        sample_subscriber_claim(&claims[i], lines[i]);
        claims[i].claim_id = (int64_t)i + 1;
        claims[i].control_number = arena_format(arena, "00000A1B201%zu", i);
    }
    claims[1].providers[PROVIDER_BILLING].last_name = TEXT("SECOND CLINIC");
    // Two claims a set: the second provider's stands in the first one, his next in the second.
    assert_true(submit_file_new(&file, &envelope, 2, arena, &findings));
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    submit_file_free(file);
    arena_free(arena);
    return 0;
}

static bool add_and_end(void)
{
    struct submit_content content = {.submission = 1, .is_new = true, .is_first = true};
    for (size_t i = 0; i < 3; i++)
        assert_true(submit_file_add(file, &claims[i], &content, &findings));
    assert_int_equal(findings.count, 0);
    return submit_file_end(file, &err);
}

static void a_sound_file_may_leave(void **state)
{
    (void)state;
    assert_true(add_and_end());
    assert_int_equal(submit_file_sets(file), 2);
}

// A digit of an NPI is about that claim alone, and somebody may have released it.
static void what_is_about_one_claim_may_leave(void **state)
{
    (void)state;
    claims[1].providers[PROVIDER_BILLING].npi = TEXT("1234567890");
    assert_true(add_and_end());
}

static void what_takes_a_set_along_may_not(void **state)
{
    (void)state;
    claims[2].attachment_type = TEXT("XX");
    assert_false(add_and_end());
    assert_int_equal(err.kind, ERR_SYSTEM);
    assert_non_null(strstr(err.text, "receiver 123456789"));
    assert_non_null(strstr(err.text, "2300 PWK01"));
    assert_non_null(strstr(err.text, "code_not_allowed"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_sound_file_may_leave, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_is_about_one_claim_may_leave, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_takes_a_set_along_may_not, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
