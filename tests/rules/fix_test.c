#include "tests/rules/rules_fixture.h"

#include <string.h>

static struct fix a_fix(const char *field, int line, const char *value)
{
    return (struct fix){.rule_id = TEXT("R1"),
        .line = line,
        .field = field_find(text_of(field)),
        .new_value = text_of(value)};
}

static void codes_of_a_line_are_set_from_the_left(void **state)
{
    (void)state;
    struct fixture f;
    fixture_start(&f);
    f.lines[1].modifiers[0] = TEXT("25");
    f.lines[1].modifiers[1] = TEXT("59");
    struct fix fix = a_fix("line.mods", 2, "26");
    assert_true(fix_apply(&f.claim, &fix, f.arena));
    assert_true(text_equal_z(f.lines[1].modifiers[0], "26"));
    assert_int_equal(f.lines[1].modifiers[1].size, 0); // what is left over is emptied
    assert_int_equal(f.lines[0].modifiers[0].size, 0); // the other line is not touched
    fixture_end(&f);
}

static void a_single_value_is_replaced(void **state)
{
    (void)state;
    struct fixture f;
    fixture_start(&f);
    char value[] = "31";
    struct fix fix = a_fix("claim.pos", 0, value);
    assert_true(fix_apply(&f.claim, &fix, f.arena));
    value[0] = 'x'; // the claim has its own copy
    assert_true(text_equal_z(f.claim.place_of_service, "31"));
    fixture_end(&f);
}

static void what_does_not_fit_changes_nothing(void **state)
{
    (void)state;
    struct fixture f;
    fixture_start(&f);
    f.lines[0].modifiers[0] = TEXT("25");
    struct fix fix = a_fix("line.mods", 1, "A1 A2 A3 A4 A5");
    assert_false(fix_apply(&f.claim, &fix, f.arena));
    assert_true(text_equal_z(f.lines[0].modifiers[0], "25"));
    fix = a_fix("line.mods", 3, "A1"); // there is no line 3
    assert_false(fix_apply(&f.claim, &fix, f.arena));
    assert_true(fix_fits(field_find(TEXT("line.mods")), TEXT("A1 A2 A3 A4")));
    assert_false(fix_fits(field_find(TEXT("line.mods")), TEXT("A1 A2 A3 A4 A5")));
    assert_false(fix_fits(field_find(TEXT("claim.total")), TEXT("1")));
    fixture_end(&f);
}

// Each field that can be set, changed and read again.
static void every_field_that_can_be_set_is_read_back(void **state)
{
    (void)state;
    size_t count;
    size_t seen = 0;
    const struct field *fields = field_all(&count);
    for (size_t i = 0; i < count; i++) {
        if (!fix_can_set(&fields[i]))
            continue;
        assert_int_equal(fields[i].data, FIELD_OPEN); // never patient data
        struct fixture f;
        fixture_start(&f);
        struct fix fix = {.line = 1, .field = &fields[i], .new_value = TEXT("Q7")};
        assert_true(fix_apply(&f.claim, &fix, f.arena));
        struct field_context context = {.claim = &f.claim, .line = &f.lines[0]};
        struct field_value values[FIELD_VALUES_MAX] = {0};
        assert_int_equal(field_get(&fields[i], &context, values), 1);
        assert_true(text_equal_z(values[0].text, "Q7"));
        seen++;
        fixture_end(&f);
    }
    assert_int_equal(seen, 14);
}

static void a_list_of_fixes_grows(void **state)
{
    (void)state;
    struct fixture f;
    struct fix_list list;
    fixture_start(&f);
    fix_list_start(&list, f.arena);
    for (int i = 0; i < 30; i++)
        fix_list_add(&list, a_fix("line.mods", i, "26"));
    assert_int_equal(list.count, 30);
    for (int i = 0; i < 30; i++)
        assert_int_equal(list.items[i].line, i);
    fixture_end(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(codes_of_a_line_are_set_from_the_left),
        cmocka_unit_test(a_single_value_is_replaced),
        cmocka_unit_test(what_does_not_fit_changes_nothing),
        cmocka_unit_test(every_field_that_can_be_set_is_read_back),
        cmocka_unit_test(a_list_of_fixes_grows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
