#include "claims/claim_build.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void assert_text(const char *from, const char *want)
{
    struct arena *arena = arena_new(1 << 16);
    struct text got = claim_text(arena, text_of(from));
    if (!text_equal_z(got, want))
        fail_msg("'%s' gives '%.*s', not '%s'", from, TEXT_ARG(got), want);
    arena_free(arena);
}

static void a_text_on_a_claim_has_capital_letters_and_single_blanks(void **state)
{
    (void)state;
    assert_text("South Bay Mental Health Center  Inc.", "SOUTH BAY MENTAL HEALTH CENTER INC.");
    assert_text("  José   Núñez-O'Keefe ", "JOSE NUNEZ-O'KEEFE");
    assert_text("Groß", "GROSS");
    assert_text("1 Main St, Apt #4", "1 MAIN ST, APT #4");
    assert_text("", "");
    assert_text("   ", "");
}

// The rules find it: nobody else may guess how a name is written.
static void what_has_no_plain_letter_stays(void **state)
{
    (void)state;
    assert_text("王 li", "王 LI");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_text_on_a_claim_has_capital_letters_and_single_blanks),
        cmocka_unit_test(what_has_no_plain_letter_stays),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
