#include "tests/rules/rules_fixture.h"

#include <stdlib.h>
#include <string.h>

#include "rules/pattern.h"

static bool matches(const char *expression, const char *value)
{
    const char *why;
    struct pattern *pattern = pattern_new(text_of(expression), &why);
    assert_non_null(pattern);
    bool found = pattern_matches(pattern, text_of(value));
    pattern_free(pattern);
    return found;
}

static void patterns_are_posix_extended_expressions(void **state)
{
    (void)state;
    assert_true(matches("^[0-9]{2}D[0-9]{7}$", "45D1234567"));
    assert_false(matches("^[0-9]{2}D[0-9]{7}$", "45D123456"));
    assert_true(matches("^([0-9]{9}|[0-9]{11})$", "12345678901"));
    assert_false(matches("^([0-9]{9}|[0-9]{11})$", "1234567890"));
    assert_true(matches("^(P\\.? ?O\\.? ?BOX|LOCK ?BOX)", "P.O. BOX 7"));
    assert_true(matches("^[A-Z0-9]{3}[A-Z0-9]{6,14}$|^R[0-9]{8}$", "R12345678"));
    assert_true(matches(".{3,80}", "abc"));
    assert_false(matches(".{3,80}", "ab"));
    assert_true(matches("[]x]+[[:digit:]]", "]1"));
}

static void a_value_need_not_end_with_a_nul(void **state)
{
    (void)state;
    const char *why;
    struct pattern *pattern = pattern_new(TEXT("^ab$"), &why);
    assert_true(pattern_matches(pattern, text_part(TEXT("abc"), 0, 2)));
    assert_false(pattern_matches(pattern, TEXT("abc")));
    assert_false(pattern_matches(pattern, (struct text){0}));
    pattern_free(pattern);
    pattern_free(NULL);
}

static void long_values_never_match(void **state)
{
    (void)state;
    const char *why;
    char value[PATTERN_VALUE_MAX + 1];
    memset(value, 'a', sizeof(value));
    struct pattern *pattern = pattern_new(TEXT("a"), &why);
    assert_true(pattern_matches(pattern, (struct text){value, PATTERN_VALUE_MAX}));
    assert_false(pattern_matches(pattern, (struct text){value, PATTERN_VALUE_MAX + 1}));
    pattern_free(pattern);
}

static void unsound_patterns_are_refused_with_a_reason(void **state)
{
    (void)state;
    static const struct {
        const char *expression, *why;
    } rows[] = {
        {"", "empty"},
        {"(a", "parenthesis"},
        {"[a", "bracket"},
        {"a{2", "brace"},
        {"a{3,2}", "numbers in braces"},
        {"[z-a]", "range"},
        {"[[:letter:]]", "character class"},
        {"a\\", "backslash"},
        {"(a)\\1", "refers back"},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        const char *why = NULL;
        assert_null(pattern_new(text_of(rows[i].expression), &why));
        assert_non_null(strstr(why, rows[i].why));
    }
}

// Each of these would take the library gigabytes or minutes.
static void costly_patterns_are_refused(void **state)
{
    (void)state;
    static const char *const rows[] = {
        "((a{1,200}){1,200}){1,200}",
        "((((a{60})*{60})*{60})*{60})",
        "(((a{1,100}b?){1,100})+{1,100})",
        "a{20000}",
        "[a-z]{99999999999999999999}",
        "((((((((((((((((((a))))))))))))))))))",
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        const char *why = NULL;
        assert_null(pattern_new(text_of(rows[i]), &why));
        assert_non_null(why);
    }
    char longer[PATTERN_TEXT_MAX + 2];
    memset(longer, 'a', sizeof(longer));
    const char *why;
    assert_null(pattern_new((struct text){longer, PATTERN_TEXT_MAX + 1}, &why));
    struct pattern *pattern = pattern_new((struct text){longer, PATTERN_TEXT_MAX}, &why);
    assert_non_null(pattern);
    pattern_free(pattern);
}

// Whatever stands in a cell: refused or compiled, never a crash. Deterministic noise of the
// characters that mean something.
static void noise_does_no_harm(void **state)
{
    (void)state;
    static const char letters[] = "ab(){}[]|*+?.^$\\,0123:=-";
    uint32_t seed = 20250401;
    for (int round = 0; round < 20000; round++) {
        char expression[24];
        size_t size = 0;
        for (; size < sizeof(expression); size++) {
            seed = seed * 1664525 + 1013904223;
            expression[size] = letters[(seed >> 16) % (sizeof(letters) - 1)];
            if ((seed >> 8) % 20 == 0)
                break;
        }
        const char *why;
        struct pattern *pattern = pattern_new((struct text){expression, size}, &why);
        if (pattern != NULL)
            pattern_matches(pattern, TEXT("abab0123"));
        pattern_free(pattern);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(patterns_are_posix_extended_expressions),
        cmocka_unit_test(a_value_need_not_end_with_a_nul),
        cmocka_unit_test(long_values_never_match),
        cmocka_unit_test(unsound_patterns_are_refused_with_a_reason),
        cmocka_unit_test(costly_patterns_are_refused),
        cmocka_unit_test(noise_does_no_harm),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
