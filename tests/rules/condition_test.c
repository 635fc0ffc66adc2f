// Every operator with a value that passes, one that fails, and none. Each case is one rule of one
// row, asked of the fixture's claim (see rules_fixture.h); expectations follow the semantics of the
// rule tables.
#include "tests/rules/rules_fixture.h"

#include <string.h>

typedef void (*setup)(struct fixture *f);

// Whether a rule with this check is met by the claim, or by its first line. Fails the test when the
// rule does not load or is not judged.
static bool met(
    const char *scope, const char *field, const char *op, const char *value, setup change)
{
    struct fixture f;
    struct rule_table *table;
    struct table_faults faults;
    struct finding_list findings;
    struct rule_row rule = {
        .scope = scope, .check_field = field, .check_op = op, .check_value = value};
    struct rule_run run = fixture_run();
    fixture_start(&f);
    f.claim.line_count = 1;
    if (change != NULL)
        change(&f);
    bool loaded = fixture_compile(f.arena, &rule, 1, &table, &faults);
    if (!loaded || faults.count > 0)
        print_faults(&faults);
    assert_true(loaded);
    assert_int_equal(rule_table_view(table, 0).needs.size, 0);
    finding_list_start(&findings, f.arena);
    const struct profile *profile = &rule_table_profiles(table)->items[0];
    assert_int_equal(rule_table_judge(table, profile, &f.claim, 'P', &run, &findings, NULL), 0);
    size_t count = findings.count;
    assert_true(count <= 1);
    rule_table_free(table);
    fixture_end(&f);
    return count == 0;
}

// Whether a rule with this condition applies: a rule without a check is never met where it applies.
static bool applies(
    const char *scope, const char *field, const char *op, const char *value, setup change)
{
    struct fixture f;
    struct rule_table *table;
    struct table_faults faults;
    struct finding_list findings;
    struct rule_row rule = {
        .scope = scope, .when1_field = field, .when1_op = op, .when1_value = value};
    struct rule_run run = fixture_run();
    fixture_start(&f);
    f.claim.line_count = 1;
    if (change != NULL)
        change(&f);
    bool loaded = fixture_compile(f.arena, &rule, 1, &table, &faults);
    if (!loaded)
        print_faults(&faults);
    assert_true(loaded);
    finding_list_start(&findings, f.arena);
    rule_table_judge(
        table, &rule_table_profiles(table)->items[0], &f.claim, 'P', &run, &findings, NULL);
    size_t count = findings.count;
    rule_table_free(table);
    fixture_end(&f);
    return count == 1;
}

#define CLAIM(field, op, value, change) met("claim", field, op, value, change)
#define LINE(field, op, value, change)  met("line", field, op, value, change)

// ---- Changes of the claim

static void with_auth(struct fixture *f)
{
    f->claim.prior_authorization = TEXT("AUTH77");
}

static void with_modifiers(struct fixture *f) // 25 26
{
    f->lines[0].modifiers[0] = TEXT("25");
    f->lines[0].modifiers[1] = TEXT("26");
}

static void with_ordered_modifiers(struct fixture *f) // 26 TC 25 59
{
    f->lines[0].modifiers[0] = TEXT("26");
    f->lines[0].modifiers[1] = TEXT("TC");
    f->lines[0].modifiers[2] = TEXT("25");
    f->lines[0].modifiers[3] = TEXT("59");
}

static void with_swapped_modifiers(struct fixture *f) // TC 26
{
    f->lines[0].modifiers[0] = TEXT("TC");
    f->lines[0].modifiers[1] = TEXT("26");
}

static void with_drug(struct fixture *f)
{
    f->lines[0].procedure = TEXT("J3490");
    f->lines[0].ndc = TEXT("13533063601");
}

static void with_drug_of_2023(struct fixture *f)
{
    with_drug(f);
    f->lines[0].from = f->lines[0].to = day("2023-12-31");
}

static void with_bad_diagnosis(struct fixture *f)
{
    f->claim.diagnoses[1] = TEXT("E11"); // a heading
}

static void without_diagnosis(struct fixture *f)
{
    f->claim.diagnosis_count = 0;
}

static void with_other_npi(struct fixture *f)
{
    f->claim.providers[PROVIDER_RENDERING].npi = f->claim.providers[PROVIDER_BILLING].npi;
}

static void without_rendering(struct fixture *f)
{
    f->claim.providers[PROVIDER_RENDERING].present = false;
}

static void with_admission(struct fixture *f)
{
    f->claim.admission_date = day("2025-02-28");
}

static void with_two_same_lines(struct fixture *f)
{
    f->lines[1] = f->lines[0];
    f->lines[1].number = 2;
    f->claim.line_count = 2;
}

static void with_two_lines(struct fixture *f)
{
    f->claim.line_count = 2;
}

// ---- present, absent

static void present_asks_for_a_value(void **state)
{
    (void)state;
    assert_true(CLAIM("claim.auth", "present", "", with_auth));
    assert_false(CLAIM("claim.auth", "present", "", NULL));
    assert_true(CLAIM("prov.rendering.npi", "present", "", NULL));
    assert_false(CLAIM("prov.rendering.npi", "present", "", without_rendering));
}

static void absent_asks_for_none(void **state)
{
    (void)state;
    assert_true(CLAIM("claim.auth", "absent", "", NULL));
    assert_false(CLAIM("claim.auth", "absent", "", with_auth));
}

// ---- Comparisons

static void eq_and_ne_compare_codes_by_bytes(void **state)
{
    (void)state;
    assert_true(CLAIM("claim.freq", "eq", "1", NULL));
    assert_false(CLAIM("claim.freq", "eq", "7", NULL));
    assert_false(CLAIM("claim.auth", "eq", "AUTH77", NULL));
    assert_true(CLAIM("claim.auth", "eq", "AUTH77", with_auth));
    assert_false(CLAIM("claim.auth", "eq", "auth77", with_auth));
    assert_false(CLAIM("claim.freq", "ne", "1", NULL));
    assert_true(CLAIM("claim.freq", "ne", "7", NULL));
    assert_true(CLAIM("claim.auth", "ne", "AUTH77", NULL)); // absent passes
}

static void amounts_compare_as_numbers(void **state)
{
    (void)state;
    assert_true(CLAIM("claim.total", "eq", "150", NULL));
    assert_true(CLAIM("claim.total", "eq", "150.00", NULL));
    assert_true(CLAIM("claim.total", "lt", "1000", NULL)); // "1000" is below "150" as text
    assert_false(CLAIM("claim.total", "lt", "150", NULL));
    assert_true(CLAIM("claim.total", "le", "150", NULL));
    assert_false(CLAIM("claim.total", "le", "149.99", NULL));
    assert_true(CLAIM("claim.total", "gt", "149.99", NULL));
    assert_false(CLAIM("claim.total", "gt", "150", NULL));
    assert_true(CLAIM("claim.total", "ge", "150", NULL));
    assert_false(CLAIM("claim.total", "ge", "150.01", NULL));
    assert_false(CLAIM("claim.patient_paid", "ge", "0", NULL)); // absent fails
    assert_false(CLAIM("claim.patient_paid", "lt", "1", NULL));
}

static void quantities_compare_as_decimals(void **state)
{
    (void)state;
    assert_true(LINE("line.units", "eq", "1", NULL));
    assert_true(LINE("line.units", "lt", "1.5", NULL));
    assert_false(LINE("line.units", "gt", "1.000", NULL));
}

static void dates_compare_as_days(void **state)
{
    (void)state;
    assert_true(LINE("line.dos", "le", "2025-03-10", NULL));
    assert_false(LINE("line.dos", "lt", "2025-03-10", NULL));
    assert_true(LINE("line.dos", "gt", "2024-12-31", NULL));
    assert_true(LINE("line.dos", "le", "=run.date", NULL));
    assert_false(LINE("line.dos", "ge", "=run.date", NULL));
    assert_false(CLAIM("claim.admission_date", "le", "=claim.dos_from", NULL));
    assert_true(CLAIM("claim.admission_date", "le", "=claim.dos_from", with_admission));
    assert_false(CLAIM("claim.dos_from", "ge", "=claim.admission_date", NULL)); // right side absent
    assert_true(CLAIM("claim.dos_from", "ne", "=claim.admission_date", NULL));
}

static void flags_are_y_or_n(void **state)
{
    (void)state;
    assert_true(CLAIM("prov.billing.par", "eq", "Y", NULL));
    assert_false(CLAIM("prov.billing.par", "eq", "N", NULL));
    assert_true(CLAIM("prov.billing.is_group", "eq", "Y", NULL));
    assert_true(CLAIM("prov.rendering.is_group", "eq", "N", NULL));
    assert_false(CLAIM("prov.rendering.is_group", "eq", "N", without_rendering));
}

static void between_includes_both_ends(void **state)
{
    (void)state;
    assert_true(CLAIM("claim.total", "between", "150..151", NULL));
    assert_true(CLAIM("claim.total", "between", "149.5..150.00", NULL));
    assert_false(CLAIM("claim.total", "between", "150.01..1000", NULL));
    assert_true(CLAIM("claim.dos_from", "between", "2025-03-10..2025-03-10", NULL));
    assert_false(CLAIM("claim.dos_from", "between", "2025-03-11..2025-12-31", NULL));
    assert_true(LINE("line.proc", "between", "99201..99215", NULL));
    assert_false(LINE("line.proc", "between", "99214..99215", NULL));
    assert_false(CLAIM("claim.patient_paid", "between", "0..100", NULL)); // absent
}

static void with_charges_beyond_64_bits(struct fixture *f)
{
    f->claim.line_count = 2;
    f->lines[0].charge = f->lines[1].charge = INT64_MAX;
}

static void the_sum_of_the_lines_can_be_compared_with(void **state)
{
    (void)state;
    assert_false(CLAIM("claim.total", "eq", "=sum(line.charge)", NULL)); // one line of two
    assert_true(CLAIM("claim.total", "eq", "=sum(line.charge)", with_two_lines));
    assert_true(CLAIM("claim.total", "gt", "=sum(line.charge)", NULL));
    // A sum that does not fit is no value.
    assert_false(CLAIM("claim.total", "gt", "=sum(line.charge)", with_charges_beyond_64_bits));
    assert_false(CLAIM("claim.total", "lt", "=sum(line.charge)", with_charges_beyond_64_bits));
}

// ---- Sets

static void in_takes_one_of_a_list(void **state)
{
    (void)state;
    assert_true(CLAIM("claim.freq", "in", "1 7 8", NULL));
    assert_false(CLAIM("claim.freq", "in", "7 8", NULL));
    assert_false(CLAIM("claim.auth", "in", "A B", NULL)); // absent
    assert_true(CLAIM("claim.freq", "not_in", "7 8", NULL));
    assert_false(CLAIM("claim.freq", "not_in", " 1  7 8 ", NULL));
    assert_true(CLAIM("claim.auth", "not_in", "A B", NULL)); // absent passes
    assert_true(CLAIM("claim.total", "in", "100 150.00", NULL));
}

static void starts_looks_at_the_beginning(void **state)
{
    (void)state;
    assert_true(LINE("line.proc", "starts", "992", NULL));
    assert_false(LINE("line.proc", "starts", "213", NULL));
    assert_false(CLAIM("claim.auth", "starts", "A", NULL));
    assert_true(CLAIM("claim.auth", "starts", "AUTH", with_auth));
    assert_false(CLAIM("claim.auth", "starts", "AUTH777", with_auth)); // longer than the value
}

static void matches_is_a_posix_expression(void **state)
{
    (void)state;
    assert_true(CLAIM("claim.auth", "matches", "^[A-Z]{4}[0-9]+$", with_auth));
    assert_false(CLAIM("claim.auth", "matches", "^[0-9]+$", with_auth));
    assert_true(CLAIM("claim.auth", "matches", "TH7", with_auth)); // anywhere
    assert_false(CLAIM("claim.auth", "matches", ".", NULL));       // absent
    assert_false(CLAIM("claim.auth", "not_matches", "7$", with_auth));
    assert_true(CLAIM("claim.auth", "not_matches", "8$", with_auth));
    assert_true(CLAIM("claim.auth", "not_matches", ".", NULL)); // absent passes
}

static void counts_look_at_how_many_values_there_are(void **state)
{
    (void)state;
    assert_true(CLAIM("claim.dx", "count_between", "1..12", NULL));
    assert_false(CLAIM("claim.dx", "count_between", "3..12", NULL));
    assert_false(CLAIM("claim.dx", "count_between", "1..12", without_diagnosis));
    assert_true(CLAIM("claim.lines", "count_between", "1..50", NULL));
    assert_false(CLAIM("claim.lines", "count_ge", "2", NULL));
    assert_true(CLAIM("claim.lines", "count_ge", "2", with_two_lines));
    assert_true(LINE("line.mods", "count_le", "0", NULL));
    assert_false(LINE("line.mods", "count_le", "1", with_modifiers));
    assert_true(LINE("line.mods", "count_le", "2", with_modifiers));
    assert_false(LINE("line.mods", "count_ge", "1", NULL));
}

static void in_list_asks_the_dated_code_list(void **state)
{
    (void)state;
    assert_true(LINE("line.proc", "in_list", "drugs", with_drug));
    assert_false(LINE("line.proc", "in_list", "drugs", NULL));
    assert_false(LINE("line.proc", "in_list", "drugs", with_drug_of_2023)); // not on that day
    assert_false(LINE("line.proc", "not_in_list", "drugs", with_drug));
    assert_true(LINE("line.proc", "not_in_list", "drugs", NULL));
    assert_false(LINE("line.ndc", "in_list", "drugs", NULL));     // absent
    assert_false(LINE("line.ndc", "not_in_list", "drugs", NULL)); // absent
    assert_true(LINE("line.ndc", "not_in_list?", "drugs", NULL));
}

// ---- valid

static void set_npi(struct fixture *f)
{
    f->claim.providers[PROVIDER_BILLING].npi = TEXT("1234567890");
}

static void set_zip(struct fixture *f)
{
    f->claim.providers[PROVIDER_BILLING].address.zip = TEXT("78701");
}

static void set_taxonomy(struct fixture *f)
{
    f->claim.providers[PROVIDER_BILLING].taxonomy = TEXT("261QP2300");
}

static void set_place(struct fixture *f)
{
    f->claim.place_of_service = TEXT("30");
}

static void set_short_ndc(struct fixture *f)
{
    f->lines[0].ndc = TEXT("1353306360");
}

static void set_unknown_hcpcs(struct fixture *f)
{
    f->lines[0].procedure = TEXT("Q9999");
}

static void set_pcs(struct fixture *f)
{
    f->claim.prior_authorization = TEXT("0DTJ4ZZ");
}

static void set_wrong_pcs(struct fixture *f)
{
    f->claim.prior_authorization = TEXT("0DTO4ZZ"); // no letter O
}

static void set_revenue(struct fixture *f)
{
    f->claim.prior_authorization = TEXT("0450");
}

static void valid_knows_the_standards(void **state)
{
    (void)state;
    assert_true(CLAIM("prov.billing.npi", "valid", "npi", NULL));
    assert_false(CLAIM("prov.billing.npi", "valid", "npi", set_npi));
    assert_false(CLAIM("prov.referring.npi", "valid", "npi", NULL)); // absent
    assert_true(CLAIM("prov.referring.npi", "valid?", "npi", NULL));
    assert_true(CLAIM("prov.billing.zip", "valid", "zip9", NULL));
    assert_false(CLAIM("prov.billing.zip", "valid", "zip9", set_zip));
    assert_true(LINE("line.ndc", "valid", "ndc11", with_drug));
    assert_false(LINE("line.ndc", "valid", "ndc11", set_short_ndc));
    assert_false(LINE("line.ndc", "valid", "ndc11", NULL));
    assert_true(CLAIM("prov.billing.taxonomy", "valid", "taxonomy", NULL));
    assert_false(CLAIM("prov.billing.taxonomy", "valid", "taxonomy", set_taxonomy));
    assert_true(CLAIM("claim.dx", "all:valid", "icd10cm", NULL));
    assert_false(CLAIM("claim.dx", "all:valid", "icd10cm", with_bad_diagnosis));
    assert_true(CLAIM("claim.dx_first", "valid", "icd10cm", NULL));
    assert_true(CLAIM("claim.auth", "valid", "icd10pcs", set_pcs));
    assert_false(CLAIM("claim.auth", "valid", "icd10pcs", set_wrong_pcs));
    assert_true(LINE("line.proc", "valid", "hcpcs", NULL));
    assert_true(LINE("line.proc", "valid", "hcpcs", with_drug));
    assert_false(LINE("line.proc", "valid", "hcpcs", set_unknown_hcpcs));
    assert_true(CLAIM("claim.pos", "valid", "pos", NULL));
    assert_false(CLAIM("claim.pos", "valid", "pos", set_place));
    assert_true(CLAIM("claim.auth", "valid", "revenue", set_revenue));
    assert_false(CLAIM("claim.auth", "valid", "revenue", with_auth));
}

// ---- within

static void dos_to(struct fixture *f, const char *iso)
{
    f->claim.service_to = day(iso);
}

static void on_leap_day(struct fixture *f)
{
    dos_to(f, "2024-02-29");
}

static void on_2024_04_01(struct fixture *f)
{
    dos_to(f, "2024-04-01");
}

static void on_2024_03_31(struct fixture *f)
{
    dos_to(f, "2024-03-31");
}

static void on_2025_01_01(struct fixture *f)
{
    dos_to(f, "2025-01-01");
}

static void on_2024_12_31(struct fixture *f)
{
    dos_to(f, "2024-12-31");
}

static void admitted_at_the_end_of_january(struct fixture *f)
{
    f->claim.admission_date = day("2025-01-31");
    f->claim.discharge_date = day("2025-02-28");
}

static void discharged_in_march(struct fixture *f)
{
    f->claim.admission_date = day("2025-01-31");
    f->claim.discharge_date = day("2025-03-01");
}

static void leap_day_and_last_of_february(struct fixture *f)
{
    f->claim.admission_date = day("2024-02-29");
    f->claim.discharge_date = day("2025-02-28");
}

static void leap_day_and_first_of_march(struct fixture *f)
{
    f->claim.admission_date = day("2024-02-29");
    f->claim.discharge_date = day("2025-03-01");
}

// The run sends on 2025-04-01.
static void within_counts_in_calendar_units(void **state)
{
    (void)state;
    // 2025-01-01 + 90 days = 2025-04-01.
    assert_true(CLAIM("submit.date", "within", "90d of claim.dos_to", on_2025_01_01));
    assert_false(CLAIM("submit.date", "within", "90d of claim.dos_to", on_2024_12_31));
    assert_true(CLAIM("submit.date", "within", "1y of claim.dos_to", on_2024_04_01));
    assert_false(CLAIM("submit.date", "within", "1y of claim.dos_to", on_2024_03_31));
    assert_false(CLAIM("submit.date", "within", "1y of claim.dos_to", on_leap_day));
    // 31 January + 1 month = 28 February; 29 February + 1 year = 28 February.
    assert_true(CLAIM("claim.discharge_date", "within", "1m of claim.admission_date",
        admitted_at_the_end_of_january));
    assert_false(
        CLAIM("claim.discharge_date", "within", "1m of claim.admission_date", discharged_in_march));
    assert_true(CLAIM("claim.discharge_date", "within", "1y of claim.admission_date",
        leap_day_and_last_of_february));
    assert_false(CLAIM("claim.discharge_date", "within", "1y of claim.admission_date",
        leap_day_and_first_of_march));
}

static void within_looks_both_ways(void **state)
{
    (void)state;
    assert_true(CLAIM("claim.admission_date", "within", "28d of claim.discharge_date",
        admitted_at_the_end_of_january));
    assert_false(CLAIM("claim.admission_date", "within", "27d of claim.discharge_date",
        admitted_at_the_end_of_january));
    assert_true(
        CLAIM("claim.admission_date", "within", "0d of claim.admission_date", with_admission));
}

static void within_of_an_absent_date_fails_unless_it_says_so(void **state)
{
    (void)state;
    assert_false(CLAIM("claim.admission_date", "within", "9y of claim.dos_to", NULL));
    assert_true(CLAIM("claim.admission_date", "within?", "9y of claim.dos_to", NULL));
    assert_false(CLAIM("submit.date", "within", "9y of claim.admission_date", NULL));
    assert_true(CLAIM("submit.date", "within?", "9y of claim.admission_date", NULL));
}

// ---- differs, unique_in, ordered

static void differs_compares_two_fields(void **state)
{
    (void)state;
    assert_true(CLAIM("prov.rendering.npi", "differs", "=prov.billing.npi", NULL));
    assert_false(CLAIM("prov.rendering.npi", "differs", "=prov.billing.npi", with_other_npi));
    assert_false(CLAIM("prov.rendering.npi", "differs", "=prov.billing.npi", without_rendering));
    assert_true(CLAIM("prov.rendering.npi", "differs?", "=prov.billing.npi", without_rendering));
    assert_false(CLAIM("prov.billing.npi", "differs", "=prov.rendering.npi", without_rendering));
}

static void unique_in_looks_at_earlier_lines(void **state)
{
    (void)state;
    assert_true(LINE("line.dup_key", "unique_in", "claim", with_two_lines));
    assert_false(
        LINE("line.dup_key", "unique_in", "claim", with_two_same_lines)); // the second only
    assert_false(LINE("line.ndc", "unique_in", "claim", NULL));           // absent
    assert_true(LINE("line.ndc", "unique_in?", "claim", NULL));
}

static void ordered_goes_by_the_places_in_the_code_list(void **state)
{
    (void)state;
    assert_true(LINE("line.mods", "ordered", "pricing_first", with_ordered_modifiers));
    assert_false(LINE("line.mods", "ordered", "pricing_first", with_modifiers)); // 25 before 26
    assert_false(LINE("line.mods", "ordered", "pricing_first", with_swapped_modifiers));
    assert_true(LINE("line.mods", "ordered", "pricing_first", NULL)); // nothing is in order
}

// ---- any, all, none

static void any_needs_one_value(void **state)
{
    (void)state;
    assert_true(LINE("line.mods", "any:in", "26 TC", with_modifiers));
    assert_false(LINE("line.mods", "any:in", "TC", with_modifiers));
    assert_false(LINE("line.mods", "any:in", "26", NULL)); // absent
    assert_true(LINE("line.mods", "any:in?", "26", NULL));
    assert_true(LINE("line.mods", "any:eq", "25", with_modifiers));
    assert_true(LINE("line.mods", "any:present", "", with_modifiers));
    assert_false(LINE("line.mods", "any:present", "", NULL));
}

static void all_needs_every_value(void **state)
{
    (void)state;
    assert_true(LINE("line.mods", "all:in", "25 26 59", with_modifiers));
    assert_false(LINE("line.mods", "all:in", "25 59", with_modifiers));
    assert_false(LINE("line.mods", "all:in", "25 26", NULL)); // absent
    assert_false(CLAIM("claim.dx", "all:valid", "icd10cm", without_diagnosis));
    assert_true(CLAIM("claim.dx", "all:valid?", "icd10cm", without_diagnosis));
    assert_true(LINE("line.mods", "all:not_in", "59", NULL)); // absent passes with not_in
    assert_true(LINE("line.mods", "all:absent", "", NULL));
    assert_false(LINE("line.mods", "all:absent", "", with_modifiers));
}

static void none_refuses_every_value(void **state)
{
    (void)state;
    assert_true(LINE("line.mods", "none:in", "59 76", with_modifiers));
    assert_false(LINE("line.mods", "none:in", "26 59", with_modifiers));
    assert_true(LINE("line.mods", "none:in", "25", NULL)); // there is none
    assert_true(LINE("line.mods", "none:present", "", NULL));
    assert_false(LINE("line.mods", "none:present", "", with_modifiers));
}

// ---- Alternatives

static void the_first_alternative_with_a_value_is_looked_at(void **state)
{
    (void)state;
    assert_true(CLAIM("prov.ordering.npi|prov.rendering.npi", "eq", "1245319599", NULL));
    assert_false(CLAIM("prov.billing.npi|prov.rendering.npi", "eq", "1245319599", NULL));
    assert_false(CLAIM("prov.ordering.npi|prov.referring.npi", "present", "", NULL));
}

// ---- Conditions of a rule

static void an_absent_value_makes_a_when_false(void **state)
{
    (void)state;
    assert_true(applies("claim", "claim.auth", "eq", "AUTH77", with_auth));
    assert_false(applies("claim", "claim.auth", "eq", "AUTH77", NULL));
    assert_true(applies("claim", "claim.auth", "eq?", "AUTH77", NULL));
    assert_true(applies("claim", "claim.auth", "absent", "", NULL));
    assert_true(applies("claim", "claim.auth", "ne", "X", NULL));
    assert_true(applies("claim", "claim.auth", "not_in", "X Y", NULL));
    assert_true(applies("claim", "claim.auth", "not_matches", "X", NULL));
    assert_false(applies("claim", "claim.auth", "matches", "X", NULL));
    assert_false(applies("claim", "claim.admission_date", "le", "=run.date", NULL));
    assert_true(applies("line", "line.mods", "none:in", "76 77", NULL));
    assert_false(applies("line", "line.mods", "any:in", "76 77", NULL));
}

static void ages_and_other_derived_fields_can_be_asked(void **state)
{
    (void)state;
    // 2025-03-10 to 2025-04-01 are 22 days; born 1961-02-03.
    assert_true(applies("claim", "claim.age_days", "eq", "22", NULL));
    assert_false(applies("claim", "claim.age_days", "gt", "22", NULL));
    assert_true(applies("claim", "patient.age", "eq", "64", NULL));
    assert_true(applies("claim", "claim.type", "eq", "P", NULL));
    assert_true(applies("line", "line.dx", "any:eq", "E119", NULL));
    assert_false(applies("line", "line.dx", "any:eq", "J069", NULL));
    assert_true(applies("line", "line.pos", "eq", "11", NULL)); // the claim's
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(present_asks_for_a_value),
        cmocka_unit_test(absent_asks_for_none),
        cmocka_unit_test(eq_and_ne_compare_codes_by_bytes),
        cmocka_unit_test(amounts_compare_as_numbers),
        cmocka_unit_test(quantities_compare_as_decimals),
        cmocka_unit_test(dates_compare_as_days),
        cmocka_unit_test(flags_are_y_or_n),
        cmocka_unit_test(between_includes_both_ends),
        cmocka_unit_test(the_sum_of_the_lines_can_be_compared_with),
        cmocka_unit_test(in_takes_one_of_a_list),
        cmocka_unit_test(starts_looks_at_the_beginning),
        cmocka_unit_test(matches_is_a_posix_expression),
        cmocka_unit_test(counts_look_at_how_many_values_there_are),
        cmocka_unit_test(in_list_asks_the_dated_code_list),
        cmocka_unit_test(valid_knows_the_standards),
        cmocka_unit_test(within_counts_in_calendar_units),
        cmocka_unit_test(within_looks_both_ways),
        cmocka_unit_test(within_of_an_absent_date_fails_unless_it_says_so),
        cmocka_unit_test(differs_compares_two_fields),
        cmocka_unit_test(unique_in_looks_at_earlier_lines),
        cmocka_unit_test(ordered_goes_by_the_places_in_the_code_list),
        cmocka_unit_test(any_needs_one_value),
        cmocka_unit_test(all_needs_every_value),
        cmocka_unit_test(none_refuses_every_value),
        cmocka_unit_test(the_first_alternative_with_a_value_is_looked_at),
        cmocka_unit_test(an_absent_value_makes_a_when_false),
        cmocka_unit_test(ages_and_other_derived_fields_can_be_asked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
