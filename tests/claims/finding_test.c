#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "claims/finding.h"

static void every_code_is_a_word_with_a_sentence_and_a_remedy(void **state)
{
    (void)state;
    assert_true(FINDING_COUNT > 100);
    for (int i = 0; i < FINDING_COUNT; i++) {
        enum finding_code code = (enum finding_code)i;
        const char *word = finding_word(code);
        assert_true(strlen(word) >= 5);
        for (const char *at = word; *at != '\0'; at++)
            assert_true(islower((unsigned char)*at) || isdigit((unsigned char)*at) || *at == '_');
        assert_true(strlen(finding_message(code)) > 10);
        assert_true(strlen(finding_remedy(code)) > 5);
        assert_true(finding_snip(code) >= 0 && finding_snip(code) <= 7);
        assert_true(finding_severity(code) <= SEVERITY_REJECT);
    }
}

static void a_word_finds_its_code_again(void **state)
{
    (void)state;
    for (int i = 0; i < FINDING_COUNT; i++) {
        enum finding_code code = (enum finding_code)i;
        assert_int_equal(finding_by_word(text_of(finding_word(code))), code);
    }
    assert_int_equal(finding_by_word(TEXT("")), FINDING_COUNT);
    assert_int_equal(finding_by_word(TEXT("no_such_code")), FINDING_COUNT);
    assert_int_equal(finding_by_word(TEXT("npi_invali")), FINDING_COUNT);
    assert_int_equal(finding_by_word(TEXT("npi_invalid2")), FINDING_COUNT);
}

static void known_codes_are_as_their_line_says(void **state)
{
    (void)state;
    assert_string_equal(finding_word(FINDING_npi_invalid), "npi_invalid");
    assert_int_equal(finding_severity(FINDING_npi_invalid), SEVERITY_REJECT);
    assert_int_equal(finding_snip(FINDING_npi_invalid), 5);
    assert_string_equal(
        finding_message(FINDING_npi_invalid), "the provider's NPI fails its check digit");
    assert_string_equal(finding_remedy(FINDING_npi_invalid), "correct it in providers.csv");
    assert_int_equal(finding_severity(FINDING_claim_duplicate), SEVERITY_HOLD);
    assert_int_equal(finding_severity(FINDING_payment_duplicate), SEVERITY_INFO);
    assert_int_equal(finding_severity(FINDING_charge_differs), SEVERITY_WARN);
    assert_int_equal(finding_snip(FINDING_file_empty), 0);
}

static void severities_are_words_in_rising_order(void **state)
{
    (void)state;
    assert_string_equal(severity_word(SEVERITY_INFO), "info");
    assert_string_equal(severity_word(SEVERITY_WARN), "warn");
    assert_string_equal(severity_word(SEVERITY_HOLD), "hold");
    assert_string_equal(severity_word(SEVERITY_REJECT), "reject");
    assert_true(SEVERITY_INFO < SEVERITY_WARN && SEVERITY_WARN < SEVERITY_HOLD &&
                SEVERITY_HOLD < SEVERITY_REJECT);
}

static void findings_are_kept_in_order_with_their_own_copies(void **state)
{
    (void)state;
    struct arena *arena = arena_new(1 << 20);
    struct finding_list list;
    finding_list_start(&list, arena);
    assert_int_equal(list.count, 0);
    for (int i = 0; i < 100; i++) {
        char place[16], value[16];
        snprintf(place, sizeof(place), "SV10%d", i);
        snprintf(value, sizeof(value), "v%d", i);
        struct finding *finding = finding_add(&list,
            i % 2 == 0 ? FINDING_npi_invalid : FINDING_charge_differs, i, place, text_of(value));
        if (i == 50)
            finding->severity = SEVERITY_HOLD;
        memset(place, 'x', sizeof(place));
        memset(value, 'x', sizeof(value));
    }
    assert_int_equal(list.count, 100);
    for (int i = 0; i < 100; i++) {
        char place[16], value[16];
        snprintf(place, sizeof(place), "SV10%d", i);
        snprintf(value, sizeof(value), "v%d", i);
        const struct finding *finding = &list.items[i];
        assert_int_equal(finding->code, i % 2 == 0 ? FINDING_npi_invalid : FINDING_charge_differs);
        assert_int_equal(finding->severity, i == 50      ? SEVERITY_HOLD
                                            : i % 2 == 0 ? SEVERITY_REJECT
                                                         : SEVERITY_WARN);
        assert_int_equal(finding->line, i);
        assert_true(text_equal_z(finding->place, place));
        assert_true(text_equal_z(finding->value, value));
        assert_true(text_is_empty(finding->rule_id));
        assert_true(text_is_empty(finding->rule_message));
        assert_true(text_is_empty(finding->suggestion));
        assert_true(text_is_empty(finding->denial_hint));
    }
    arena_free(arena);
}

static void the_worst_severity_counts(void **state)
{
    (void)state;
    struct arena *arena = arena_new(1 << 16);
    struct finding_list list;
    finding_list_start(&list, arena);
    assert_int_equal(finding_worst(&list), SEVERITY_INFO);
    finding_add(&list, FINDING_payment_duplicate, 0, "", (struct text){0});
    assert_int_equal(finding_worst(&list), SEVERITY_INFO);
    finding_add(&list, FINDING_charge_differs, 0, "", (struct text){0});
    assert_int_equal(finding_worst(&list), SEVERITY_WARN);
    finding_add(&list, FINDING_npi_invalid, 0, "", (struct text){0});
    finding_add(&list, FINDING_claim_duplicate, 0, "", (struct text){0});
    assert_int_equal(finding_worst(&list), SEVERITY_REJECT);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_code_is_a_word_with_a_sentence_and_a_remedy),
        cmocka_unit_test(a_word_finds_its_code_again),
        cmocka_unit_test(known_codes_are_as_their_line_says),
        cmocka_unit_test(severities_are_words_in_rising_order),
        cmocka_unit_test(findings_are_kept_in_order_with_their_own_copies),
        cmocka_unit_test(the_worst_severity_counts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
