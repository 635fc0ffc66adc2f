#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "claims/base/ident.h"
#include "tests/claims/base/child.h"

typedef bool (*is_function)(struct text t);

struct cases {
    is_function is;
    const char *good[16];
    const char *bad[16];
};

static void each_identifier_has_its_shape(void **state)
{
    (void)state;
    static const struct cases all[] = {
        {ident_is_npi,
            // 1234567893: example of the CMS check digit description; 1245319599: a test NPI.
            {"1234567893", "1245319599"},
            {"", "123456789", "1234567890", "1234567894", "12345678933", "0234567893", "3234567893",
                "123456789a", "1243567893", "1234567983", "2234567893", " 234567893"}},
        {ident_is_zip9, {"123456789", "000010001", "100000001"},
            {"", "12345", "1234567890", "12345-678", "000001234", "123450000", "12345678a",
                "12345 678"}},
        {ident_is_zip, {"12345", "123456789", "00501", "123450000"},
            {"", "1234", "123456", "00000", "000001234", "1234a", "12345-6789", "K1A 0B1"}},
        {ident_is_tax_id, {"123456789", "000000001", "999999998"},
            {"", "12345678", "1234567890", "000000000", "999999999", "12-345678", "12345678a"}},
        {ident_is_taxonomy, {"207Q00000X", "1223G0001X", "193200000X"},
            {"", "207Q00000", "207Q000000", "207Q00000x", "207q00000X", "207Q00000XX",
                "207Q0000-X"}},
        // The example on CMS's specimen card, in both forms that were published.
        {ident_is_mbi, {"1EG4TE5MK72", "1EG4TE5MK73", "9AA0AA0AA00", "1A00A00AA00"},
            {"", "1EG4-TE5-MK72", "1EG4TE5MK7", "0EG4TE5MK72", "1SG4TE5MK72", "1EL4TE5MK72",
                "1EG4OE5MK72", "1EG4TI5MK72", "1EG4TE5BK72", "1EG4TE5MZ72", "1eg4te5mk72",
                "123456789A", "11G4TE5MK72", "1EGATE5MK72"}},
        {ident_is_member_id, {"W1", "123 456-78", "abc", "A-"},
            {"", "1", " 12", "12 ", "12*34", "12.34", "12/3",
                "\xC3\x89"
                "12",
                "12345678901234567890123456789012345678901234567890123456789012345678901234567890"
                "1"}},
        {ident_is_icd10cm_shape,
            {"A00", "Z0000", "S72001A", "M1A00X0", "C7A010", "U071", "QA0", "QA00101"},
            {"", "A0", "A00.0", "S72001AA", "AAA", "000", "a00", "A0-", "S72001a", "Z00 0"}},
        {ident_is_procedure_shape,
            {"99213", "0001F", "0042T", "0001U", "G0008", "V2020", "A0428", "J3490"},
            {"", "9921", "992133", "9921a", "W0001", "Z9999", "GG008", "g0008", "99-13", "G000A"}},
        {ident_is_hcpcs_level_two, {"A0428", "J3490", "V2020"},
            {"", "99213", "0001F", "D0120", "W0001", "a0428", "A042", "A04281", "A042B"}},
        {ident_is_icd10pcs_shape, {"0DTJ4ZZ", "0BH17EZ", "XW033E5", "HZ2ZZZZ"},
            {"", "0DTJ4Z", "0DTJ4ZZZ", "0DTI4ZZ", "0DTO4ZZ", "0dtj4zz", "0DTJ-ZZ"}},
        {ident_is_ndc11, {"00002140701", "12345678901"},
            {"", "0002140701", "00002-1407-01", "123456789012", "1234567890a"}},
        {ident_is_state, {"AL", "WY", "DC", "PR", "GU", "VI", "AS", "MP", "FM", "AE", "AA", "AP"},
            {"", "A", "ZZ", "al", "ALA", "XX", "L ", "UK", "ON", "LA ", "A1", "E "}},
        {ident_is_clia, {"05D1234567", "99D0000001"},
            {"", "05D123456", "05D12345678", "05E1234567", "05d1234567", "5DD1234567",
                "05D123456A"}},
    };
    for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
        for (const char *const *t = all[i].good; t < all[i].good + 16 && *t != NULL; t++) {
            if (!all[i].is(text_of(*t)))
                fail_msg("case %zu: '%s' was refused", i, *t);
        }
        for (const char *const *t = all[i].bad; t < all[i].bad + 16 && *t != NULL; t++) {
            if (all[i].is(text_of(*t)))
                fail_msg("case %zu: '%s' was taken", i, *t);
        }
        assert_false(all[i].is((struct text){0}));
    }
}

static void a_member_id_may_be_80_long(void **state)
{
    (void)state;
    char id[81];
    memset(id, 'A', sizeof(id));
    assert_true(ident_is_member_id((struct text){id, 80}));
    assert_false(ident_is_member_id((struct text){id, 81}));
}

static void an_npi_that_is_made_passes(void **state)
{
    (void)state;
    char npi[11];
    ident_make_npi("123456789", npi);
    assert_string_equal(npi, "1234567893");
    ident_make_npi("124531959", npi);
    assert_string_equal(npi, "1245319599");
    // Every single digit that is mistyped is found.
    for (int at = 0; at < 10; at++) {
        for (char digit = '0'; digit <= '9'; digit++) {
            char other[11];
            memcpy(other, npi, sizeof(other));
            other[at] = digit;
            assert_int_equal(ident_is_npi(text_of(other)), digit == npi[at]);
        }
    }
}

static void make_npi_of_letters(void)
{
    char npi[11];
    ident_make_npi("12345678a", npi);
}

static void make_npi_of_another_kind(void)
{
    char npi[11];
    ident_make_npi("323456789", npi);
}

static void an_npi_is_made_of_digits_only(void **state)
{
    (void)state;
    assert_true(child_aborts(make_npi_of_letters));
    assert_true(child_aborts(make_npi_of_another_kind));
}

static void check_characters_are_those_of_iso_7064(void **state)
{
    (void)state;
    // Published codes under Mod 37,36: a GRid (GRid standard 2.1), and ISANs with their versions
    // (ISO 15706).
    static const struct {
        const char *text;
        char check;
    } cases[] = {
        {"A12425GABC1234002", 'M'},
        {"00000000D07A0090", 'Q'},
        {"00000000D07A009000000000", 'X'},
        {"188166C734200000", '3'},
        {"188166C734206541", 'Y'},
        {"188166C7342065419F3A0245", 'O'},
        {"006A15FA002BC95F", 'W'},
        {"B159D8FA01240000", 'K'},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
        assert_int_equal(ident_check_character(text_of(cases[i].text)), cases[i].check);
    assert_int_equal(ident_check_character(TEXT("A1-2")), '\0');
    assert_int_equal(ident_check_character(TEXT("a")), '\0');
    assert_int_equal(ident_check_character(TEXT("A B")), '\0');
}

static void control_numbers_go_there_and_back(void **state)
{
    (void)state;
    static const struct {
        int64_t claim_id;
        int ordinal;
        const char *start;
    } cases[] = {
        {0, 0, "00000000000"},
        {1, 1, "00000000101"},
        {35, 35, "00000000Z0Z"},
        {36, 36, "00000001010"},
        {INT64_C(101559956668415), 1295, "ZZZZZZZZZZZ"},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        char number[IDENT_CONTROL_ROOM];
        ident_make_patient_control_number(cases[i].claim_id, cases[i].ordinal, number);
        assert_int_equal(strlen(number), 12);
        assert_memory_equal(number, cases[i].start, 11);
        int64_t claim_id = -1;
        int ordinal = -1;
        assert_true(ident_read_patient_control_number(text_of(number), &claim_id, &ordinal));
        assert_true(claim_id == cases[i].claim_id);
        assert_int_equal(ordinal, cases[i].ordinal);
    }
}

static void a_damaged_control_number_is_known(void **state)
{
    (void)state;
    char number[IDENT_CONTROL_ROOM];
    ident_make_patient_control_number(4711, 2, number);
    int64_t claim_id = -1;
    int ordinal = -1;
    static const char characters[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    for (size_t at = 0; at < 12; at++) {
        for (size_t c = 0; c < 36; c++) {
            char other[IDENT_CONTROL_ROOM];
            memcpy(other, number, sizeof(other));
            other[at] = characters[c];
            if (other[at] != number[at])
                assert_false(
                    ident_read_patient_control_number(text_of(other), &claim_id, &ordinal));
        }
        if (at > 0 && number[at] != number[at - 1]) {
            char other[IDENT_CONTROL_ROOM];
            memcpy(other, number, sizeof(other));
            other[at] = number[at - 1];
            other[at - 1] = number[at];
            assert_false(ident_read_patient_control_number(text_of(other), &claim_id, &ordinal));
        }
    }
    assert_false(ident_read_patient_control_number(TEXT(""), &claim_id, &ordinal));
    assert_false(
        ident_read_patient_control_number(text_part(text_of(number), 0, 11), &claim_id, &ordinal));
    assert_false(ident_read_patient_control_number(TEXT("00000000101 "), &claim_id, &ordinal));
    assert_false(ident_read_patient_control_number(TEXT("0000-0000101"), &claim_id, &ordinal));
    assert_int_equal(claim_id, -1);
    assert_int_equal(ordinal, -1);
}

static void line_control_numbers_are_led_by_l_and_differ_by_line(void **state)
{
    (void)state;
    char first[IDENT_CONTROL_ROOM], second[IDENT_CONTROL_ROOM];
    ident_make_line_control_number(4711, 1, first);
    ident_make_line_control_number(4711, 2, second);
    assert_int_equal(strlen(first), 13);
    assert_memory_equal(first, "L0000003MV01", 12); // 4711 = 3 * 1296 + 22 * 36 + 31
    assert_memory_equal(second, "L0000003MV02", 12);
    assert_int_equal(first[12], ident_check_character((struct text){first, 12}));
}

static void make_number_beyond(void)
{
    char number[IDENT_CONTROL_ROOM];
    ident_make_patient_control_number(INT64_C(101559956668416), 1, number);
}

static void make_negative_number(void)
{
    char number[IDENT_CONTROL_ROOM];
    ident_make_patient_control_number(-1, 1, number);
}

static void make_line_beyond(void)
{
    char number[IDENT_CONTROL_ROOM];
    ident_make_line_control_number(1, 1296, number);
}

static void numbers_that_do_not_fit_stop_the_process(void **state)
{
    (void)state;
    assert_true(child_aborts(make_number_beyond));
    assert_true(child_aborts(make_negative_number));
    assert_true(child_aborts(make_line_beyond));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_identifier_has_its_shape),
        cmocka_unit_test(a_member_id_may_be_80_long),
        cmocka_unit_test(an_npi_that_is_made_passes),
        cmocka_unit_test(an_npi_is_made_of_digits_only),
        cmocka_unit_test(check_characters_are_those_of_iso_7064),
        cmocka_unit_test(control_numbers_go_there_and_back),
        cmocka_unit_test(a_damaged_control_number_is_known),
        cmocka_unit_test(line_control_numbers_are_led_by_l_and_differ_by_line),
        cmocka_unit_test(numbers_that_do_not_fit_stop_the_process),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
