#include "tests/rules/rules_fixture.h"

#include "rules/code_check.h"
#include "rules/standard_codes.h"

static void a_list_holds_its_codes_and_no_others(void **state)
{
    (void)state;
    static const struct {
        enum standard_codes list;
        const char *in, *out; // separated by commas
    } lists[] = {
        {CODES_PLACE_OF_SERVICE, "01,02,10,11,21,27,58,66,81,99", "1,00,28,30,80,98,011"},
        {CODES_RELATIONSHIP, "01,19,20,21,39,40,53,G8", "18,1,02,g8"},
        {CODES_FILING_INDICATOR, "11,17,AM,BL,CH,CI,MA,MB,MC,VA,WC,ZZ", "10,18,09,XX"},
        {CODES_INSURANCE_TYPE, "12,13,14,15,16,41,42,43,47", "11,44"},
        {CODES_PAYER_SEQUENCE, "P,S,T,A,H,U", "I,p,PS"},
        {CODES_FREQUENCY, "1,7,8", "0,2,6,18"},
        {CODES_RELATED_CAUSE, "AA,EM,OA", "AP,AB"},
        {CODES_DELAY_REASON, "1,9,10,11,15", "0,12,13,14,16,01"},
        {CODES_ATTACHMENT_TRANSMISSION, "AA,BM,EL,EM,FT,FX", "XX"},
        {CODES_UNIT_BASIS, "UN,MJ", "DA"},
        {CODES_DRUG_UNIT, "F2,GR,ME,ML,UN", "MG"},
        {CODES_INTERCHANGE_QUALIFIER, "01,14,20,27,28,29,30,33,ZZ", "1,02,99"},
    };
    assert_int_equal(sizeof(lists) / sizeof(lists[0]), CODES_LISTS);
    for (size_t i = 0; i < CODES_LISTS; i++) {
        struct text rest = text_of(lists[i].in);
        struct text code;
        bool more = true;
        while (text_split(&rest, ',', &more, &code))
            assert_true(standard_codes_has(lists[i].list, code));
        rest = text_of(lists[i].out);
        more = true;
        while (text_split(&rest, ',', &more, &code))
            assert_false(standard_codes_has(lists[i].list, code));
        assert_false(standard_codes_has(lists[i].list, TEXT("")));
        assert_false(standard_codes_has(lists[i].list, TEXT(" ")));
        assert_false(standard_codes_has(lists[i].list, TEXT("  ")));
        assert_false(standard_codes_has(lists[i].list, TEXT("P ")));
        assert_false(standard_codes_has(lists[i].list, TEXT(" 1")));
    }
}

static void codes_are_judged_by_release_where_there_is_one(void **state)
{
    (void)state;
    date_t on = day("2025-03-10");
    assert_int_equal(code_check_diagnosis(&fixture_codes, TEXT("E119"), on), CODE_GOOD);
    assert_int_equal(code_check_diagnosis(&fixture_codes, TEXT("E11"), on), CODE_HEADING);
    assert_int_equal(code_check_diagnosis(&fixture_codes, TEXT("Q999"), on), CODE_UNKNOWN);
    assert_int_equal(code_check_diagnosis(&fixture_codes, TEXT("R100"), on), CODE_TERMINATED);
    assert_int_equal(
        code_check_diagnosis(&fixture_codes, TEXT("E119"), day("2020-01-01")), CODE_NO_RELEASE);
    assert_int_equal(code_check_diagnosis(&fixture_codes, TEXT("E11.9"), on), CODE_SHAPE);
    assert_int_equal(code_check_diagnosis(NULL, TEXT("E119"), on), CODE_NO_RELEASE);
    assert_int_equal(
        code_check_diagnosis(&fixture_codes, TEXT("E119"), DATE_NONE), CODE_NO_RELEASE);
    assert_int_equal(code_check_procedure(&fixture_codes, TEXT("99213"), on), CODE_GOOD);
    assert_int_equal(code_check_procedure(NULL, TEXT("0001F"), on), CODE_GOOD);
    assert_int_equal(code_check_procedure(&fixture_codes, TEXT("J3490"), on), CODE_GOOD);
    assert_int_equal(code_check_procedure(&fixture_codes, TEXT("D0120"), on), CODE_GOOD);
    assert_int_equal(code_check_procedure(&fixture_codes, TEXT("Q9999"), on), CODE_UNKNOWN);
    assert_int_equal(code_check_procedure(&fixture_codes, TEXT("W1234"), on), CODE_SHAPE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_list_holds_its_codes_and_no_others),
        cmocka_unit_test(codes_are_judged_by_release_where_there_is_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
