#include "tests/rules/rules_fixture.h"

#include <string.h>

#define LONG80 "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzab"
#define LONG56 "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcd"

// ---- What claims of the cases have besides

static void add_facility(struct fixture *f)
{
    f->claim.providers[PROVIDER_FACILITY] = (struct provider){
        .present = true,
        .last_name = TEXT("Oak Hospital"),
        .npi = TEXT("1679576722"),
        .address = fixture_address(),
    };
}

static void add_pay_to(struct fixture *f)
{
    f->claim.providers[PROVIDER_PAY_TO] =
        (struct provider){.present = true, .address = fixture_address()};
    f->claim.providers[PROVIDER_PAY_TO].address.line1 = TEXT("PO Box 12");
}

static void add_referring(struct fixture *f)
{
    f->claim.providers[PROVIDER_REFERRING] = (struct provider){
        .present = true, .is_person = true, .last_name = TEXT("Sender"), .npi = TEXT("1679576722")};
}

static void twelve_diagnoses(struct fixture *f)
{
    static const char *const codes[] = {"E119", "J069", "S52501A", "W010XXA", "Z0000", "M0001",
        "M0002", "M0003", "M0004", "M0005", "M0006", "M0007"};
    for (size_t i = 0; i < 12; i++)
        f->claim.diagnoses[i] = text_of(codes[i]);
    f->claim.diagnosis_count = 12;
}

static void at_day(struct fixture *f, const char *iso)
{
    f->claim.service_from = f->claim.service_to = day(iso);
    for (size_t i = 0; i < f->claim.line_count; i++)
        f->lines[i].from = f->lines[i].to = day(iso);
}

static void many_lines(struct fixture *f, size_t count)
{
    f->claim.total = 0;
    for (size_t i = 0; i < count; i++) {
        f->lines[i] = fixture_line((int)i + 1, "99213", 100);
        f->lines[i].units = 1000 * ((int64_t)i + 1); // all different
        f->lines[i].pointers[1] = 2;
        f->claim.total += 100;
    }
    f->claim.line_count = count;
}

static void same_line(struct fixture *f)
{
    f->lines[1] = f->lines[0];
    f->lines[1].number = 2;
    f->lines[1].pointers[0] = 2;
    f->claim.total = 25000;
}

static void add_attachment(struct fixture *f)
{
    f->claim.attachment_type = TEXT("OZ");
    f->claim.attachment_transmission = TEXT("FX");
    f->claim.attachment_control = TEXT("DOC1");
}

static void add_accident(struct fixture *f)
{
    f->claim.related_causes[0] = TEXT("AA");
    f->claim.accident_date = day("2025-03-01");
    f->claim.accident_state = TEXT("OK");
}

static void add_drug(struct fixture *f)
{
    f->lines[0].procedure = TEXT("J3490");
    f->lines[0].ndc = TEXT("13533063601");
    f->lines[0].ndc_quantity = 1500;
    f->lines[0].ndc_unit = TEXT("ML");
}

// The claim goes to the second payer; the first paid 100.00 of 150.00 and adjusted the rest.
static void add_second_payer(struct fixture *f)
{
    static struct claim_adjustment rest = {{"CO", 2}, {"45", 2}, 5000, 0};
    f->claim.payer.sequence = 'S';
    f->claim.other_payer_count = 1;
    f->claim.other_payers[0] = (struct other_payer){
        .payer = {.name = TEXT("First Plan"),
            .identifier = TEXT("60054"),
            .filing_indicator = TEXT("CI"),
            .sequence = 'P'},
        .subscriber = {.is_person = true,
            .person = {.last_name = TEXT("Quixworth")},
            .member_id = TEXT("W1122")},
        .relationship = TEXT("18"),
        .adjudicated = true,
        .paid = 10000,
        .adjustments = &rest,
        .adjustment_count = 1,
    };
}

// The same by line: 125.00 = 105.00 + 20.00, 25.00 = 20.00 + 5.00; 5.00 more taken off the claim as
// a whole.
static void adjudicate_lines(struct fixture *f)
{
    static struct claim_adjustment of_claim = {{"CO", 2}, {"131", 3}, 500, 0};
    static struct claim_adjustment of_lines[] = {
        {{"CO", 2}, {"45", 2}, 2000, 0}, {{"PR", 2}, {"3", 1}, 500, 0}};
    static struct line_adjudication decisions[2];
    add_second_payer(f);
    decisions[0] = (struct line_adjudication){.paid = 10500,
        .adjustments = &of_lines[0],
        .adjustment_count = 1,
        .date = day("2025-03-20")};
    decisions[1] = (struct line_adjudication){.paid = 2000,
        .adjustments = &of_lines[1],
        .adjustment_count = 1,
        .date = day("2025-03-20")};
    f->lines[0].adjudications = &decisions[0];
    f->lines[1].adjudications = &decisions[1];
    f->lines[0].adjudication_count = f->lines[1].adjudication_count = 1;
    f->claim.other_payers[0].paid = 12000;
    f->claim.other_payers[0].adjustments = &of_claim;
}

// ---- The cases

#define CASE(name, finding, line, place, value, prepare, spoil) \
    static void prepare_##name(struct fixture *f) \
    { \
        struct claim *c = &f->claim; \
        struct provider *b = &c->providers[PROVIDER_BILLING]; \
        struct service_line *l = &f->lines[0]; \
        (void)c, (void)b, (void)l; \
        prepare; \
    } \
    static void spoil_##name(struct fixture *f) \
    { \
        struct claim *c = &f->claim; \
        struct provider *b = &c->providers[PROVIDER_BILLING]; \
        struct service_line *l = &f->lines[0]; \
        (void)c, (void)b, (void)l; \
        spoil; \
    }
#include "tests/rules/scrub_cases.def"
#undef CASE

static const struct scrub_case {
    const char *name;
    enum finding_code code;
    int line;
    const char *place, *value;
    void (*prepare)(struct fixture *f);
    void (*spoil)(struct fixture *f);
} cases[] = {
#define CASE(name, finding, line, place, value, prepare, spoil) \
    {#name, FINDING_##finding, line, place, value, prepare_##name, spoil_##name},
#include "tests/rules/scrub_cases.def"
#undef CASE
};

#define CASES (sizeof(cases) / sizeof(cases[0]))

static struct finding_list scrub(struct fixture *f)
{
    struct finding_list findings;
    struct scrub_context context = {.run = fixture_run()};
    finding_list_start(&findings, f->arena);
    assert_int_equal(scrub_claim(&context, &f->claim, &findings, NULL), 0);
    return findings;
}

static void a_claim_without_fault_has_no_finding(void **state)
{
    (void)state;
    struct fixture f;
    fixture_start(&f);
    struct finding_list findings = scrub(&f);
    print_findings(&findings);
    assert_int_equal(findings.count, 0);
    fixture_end(&f);
}

static void each_valid_twin_has_no_finding(void **state)
{
    (void)state;
    for (size_t i = 0; i < CASES; i++) {
        struct fixture f;
        fixture_start(&f);
        cases[i].prepare(&f);
        struct finding_list findings = scrub(&f);
        if (findings.count != 0) {
            print_message("twin of %s:\n", cases[i].name);
            print_findings(&findings);
        }
        assert_int_equal(findings.count, 0);
        fixture_end(&f);
    }
}

static void each_broken_claim_has_exactly_its_finding(void **state)
{
    (void)state;
    for (size_t i = 0; i < CASES; i++) {
        struct fixture f;
        fixture_start(&f);
        cases[i].prepare(&f);
        cases[i].spoil(&f);
        struct finding_list findings = scrub(&f);
        bool right = findings.count == 1 && findings.items[0].code == cases[i].code &&
                     findings.items[0].line == cases[i].line &&
                     text_equal_z(findings.items[0].place, cases[i].place) &&
                     text_equal_z(findings.items[0].value, cases[i].value);
        if (!right) {
            print_message("%s:\n", cases[i].name);
            print_findings(&findings);
        }
        assert_true(right);
        fixture_end(&f);
    }
}

// Codes of the section that the job finds, because they need more than the claim.
static bool is_the_jobs(enum finding_code code)
{
    return code == FINDING_profile_missing || code == FINDING_claim_duplicate ||
           code == FINDING_payer_rule || code == FINDING_guide_not_followed ||
           code == FINDING_content_changed || code == FINDING_rejected_by_receiver ||
           code == FINDING_replacement_proposed || code == FINDING_secondary_not_sent;
}

static void every_code_of_the_section_has_a_case(void **state)
{
    (void)state;
    for (int code = FINDING_npi_missing; code <= FINDING_secondary_not_sent; code++) {
        bool found = is_the_jobs((enum finding_code)code);
        for (size_t i = 0; i < CASES && !found; i++)
            found = cases[i].code == (enum finding_code)code;
        if (!found)
            print_message("no case for %s\n", finding_word((enum finding_code)code));
        assert_true(found);
    }
}

static void places_are_fields_of_the_dictionary(void **state)
{
    (void)state;
    for (size_t i = 0; i < CASES; i++)
        assert_non_null(field_find(text_of(cases[i].place)));
}

// ---- Beyond one fault

static void several_values_of_one_place_are_one_finding(void **state)
{
    (void)state;
    struct fixture f;
    fixture_start(&f);
    f.claim.diagnoses[0] = TEXT("Q999");
    f.claim.diagnoses[1] = TEXT("Q998");
    struct finding_list findings = scrub(&f);
    assert_int_equal(findings.count, 1);
    assert_int_equal(findings.items[0].code, FINDING_diagnosis_unknown);
    assert_true(text_equal_z(findings.items[0].value, "Q999 Q998"));
    fixture_end(&f);
}

static void faults_of_several_lines_stand_by_line(void **state)
{
    (void)state;
    struct fixture f;
    fixture_start(&f);
    f.lines[0].procedure = TEXT("bad");
    f.lines[1].procedure = TEXT("worse");
    struct finding_list findings = scrub(&f);
    assert_int_equal(findings.count, 2);
    assert_int_equal(findings.items[0].line, 1);
    assert_int_equal(findings.items[1].line, 2);
    fixture_end(&f);
}

static void a_diagnosis_is_judged_on_the_day_of_the_line_that_points_to_it(void **state)
{
    (void)state;
    struct fixture f;
    fixture_start(&f);
    // R100 ended with 2024-09-30; the line that was done for it is of that day, the other one of
    // the next.
    f.claim.service_from = f.lines[0].from = f.lines[0].to = day("2024-09-30");
    f.claim.service_to = f.lines[1].from = f.lines[1].to = day("2024-10-01");
    f.claim.diagnoses[0] = TEXT("R100");
    assert_int_equal(scrub(&f).count, 0);
    f.lines[1].pointers[0] = 1;
    struct finding_list findings = scrub(&f);
    assert_int_equal(findings.count, 1);
    assert_int_equal(findings.items[0].code, FINDING_diagnosis_unknown);
    fixture_end(&f);
}

static void cpt_and_dental_codes_are_checked_for_shape_only(void **state)
{
    (void)state;
    struct fixture f;
    fixture_start(&f);
    f.lines[0].procedure = TEXT("0001F");
    f.lines[1].procedure = TEXT("D0120"); // not in CMS's release, which leaves the ADA's codes out
    assert_int_equal(scrub(&f).count, 0);
    fixture_end(&f);
}

static void an_atypical_provider_has_the_payers_number_instead_of_an_npi(void **state)
{
    (void)state;
    struct fixture f;
    fixture_start(&f);
    f.claim.providers[PROVIDER_BILLING].npi = TEXT("");
    f.claim.payer.provider_g2 = TEXT("MCD001");
    assert_int_equal(scrub(&f).count, 0);
    fixture_end(&f);
}

static void an_organisation_as_subscriber_needs_no_member_id(void **state)
{
    (void)state;
    struct fixture f;
    fixture_start(&f);
    fixture_dependent(&f);
    f.claim.relationship = TEXT("20");
    f.claim.subscriber = (struct subscriber){.person = {.last_name = TEXT("Quixworth Mills")}};
    assert_int_equal(scrub(&f).count, 0);
    fixture_end(&f);
}

// The second payer's decisions stand beside the first one's on the same line.
static void each_earlier_payer_balances_by_itself(void **state)
{
    (void)state;
    struct fixture f;
    fixture_start(&f);
    adjudicate_lines(&f);
    struct claim_adjustment rest[] = {
        {{"OA", 2}, {"23", 2}, 12500, 0}, {{"OA", 2}, {"23", 2}, 2500, 0}};
    struct line_adjudication decisions[2][2];
    for (int line = 0; line < 2; line++) {
        decisions[line][0] = f.lines[line].adjudications[0];
        decisions[line][1] = (struct line_adjudication){.payer = 1,
            .adjustments = &rest[line],
            .adjustment_count = 1,
            .date = day("2025-03-25")};
        f.lines[line].adjudications = decisions[line];
        f.lines[line].adjudication_count = 2;
    }
    f.claim.payer.sequence = 'T';
    f.claim.other_payers[1] = f.claim.other_payers[0];
    f.claim.other_payers[1].payer.sequence = 'S';
    f.claim.other_payers[1].paid = 0;
    f.claim.other_payers[1].adjustment_count = 0;
    f.claim.other_payer_count = 2;
    assert_int_equal(scrub(&f).count, 0);
    f.claim.other_payers[1].paid = 1;
    assert_int_equal(scrub(&f).count, 1);
    fixture_end(&f);
}

static void a_repeated_line_with_a_modifier_that_says_so_is_none(void **state)
{
    (void)state;
    struct fixture f;
    fixture_start(&f);
    same_line(&f);
    f.lines[0].modifiers[0] = f.lines[1].modifiers[0] = TEXT("76");
    assert_int_equal(scrub(&f).count, 0);
    fixture_end(&f);
}

static void streets_that_look_like_boxes_are_streets(void **state)
{
    (void)state;
    static const char *const streets[] = {"1 Boxwood Lane", "Rural Route 2 Box 10",
        "9 Drawer Street", "12 Post Office Road", "5 Lock Box Road"};
    for (size_t i = 0; i < sizeof(streets) / sizeof(streets[0]); i++) {
        struct fixture f;
        fixture_start(&f);
        f.claim.providers[PROVIDER_BILLING].address.line1 = text_of(streets[i]);
        assert_int_equal(scrub(&f).count, 0);
        fixture_end(&f);
    }
}

static void delimiters_are_those_of_the_profile(void **state)
{
    (void)state;
    struct fixture f;
    fixture_start(&f);
    struct profile profile = {.delimiters = TEXT("|>^!")};
    struct scrub_context context = {.profile = &profile, .run = fixture_run()};
    struct finding_list findings;
    f.claim.note = TEXT("a*b:c~d");
    finding_list_start(&findings, f.arena);
    scrub_claim(&context, &f.claim, &findings, NULL);
    assert_int_equal(findings.count, 0);
    f.claim.note = TEXT("a|b");
    scrub_claim(&context, &f.claim, &findings, NULL);
    assert_int_equal(findings.count, 1);
    assert_int_equal(findings.items[0].code, FINDING_text_characters);
    fixture_end(&f);
}

static void a_claim_of_nothing_does_no_harm(void **state)
{
    (void)state;
    struct fixture f;
    fixture_start(&f);
    f.claim = (struct claim){0};
    struct finding_list findings = scrub(&f);
    assert_true(findings.count > 10);
    f.claim.line_count = 2;
    f.claim.lines = f.lines;
    memset(f.lines, 0, sizeof(f.lines));
    f.claim.diagnosis_count = 13;
    f.claim.other_payer_count = 2;
    assert_true(scrub(&f).count > 10);
    fixture_end(&f);
}

// ---- Patient data

static bool text_holds(struct text t, const char *part)
{
    return t.size > 0 && memmem(t.at, t.size, part, strlen(part)) != NULL;
}

// Every text of a patient is wrong in every way that is known: no finding shows any of it.
static void no_finding_carries_patient_data(void **state)
{
    (void)state;
    static const char *const secrets[] = {"Quix", "Zebu", "Otto", "Marrow", "Jr.", "XYZ99", "1961",
        "2015-06", "Elmhurst", "Nowhere", "ZQ", "7870", "COMP-77", "GRP-5", "W1122"};
    for (int dependent = 0; dependent < 2; dependent++) {
        struct fixture f;
        fixture_start(&f);
        add_second_payer(&f);
        f.claim.subscriber.person.address = (struct address){.line1 = TEXT("1 Elmhurst*Road"),
            .city = TEXT("Nowhere~"),
            .state = TEXT("ZQ"),
            .zip = TEXT("7870")};
        f.claim.subscriber.person.last_name = TEXT("Quix*worth");
        f.claim.subscriber.person.first_name = TEXT("Zebu:lon" LONG80);
        f.claim.subscriber.person.middle_name = TEXT("Marrow~");
        f.claim.subscriber.person.suffix = TEXT("Jr.*********");
        f.claim.subscriber.person.sex = '\0';
        f.claim.subscriber.person.birth_date = day("2025-03-11");
        f.claim.subscriber.member_id = TEXT("XYZ99*");
        f.claim.property_casualty_number = TEXT("COMP-77*");
        f.claim.payer.group_number = TEXT("GRP-5*");
        f.claim.other_payers[0].subscriber.person.last_name = TEXT("Quix*worth");
        f.claim.other_payers[0].subscriber.member_id = TEXT("W1122*");
        f.claim.note = TEXT("Quixworth*");
        f.lines[0].note = TEXT("Quixworth*");
        f.lines[0].description = TEXT("Quixworth*");
        if (dependent)
            fixture_dependent(&f);
        struct finding_list findings = scrub(&f);
        assert_true(findings.count > 12);
        for (size_t i = 0; i < findings.count; i++)
            for (size_t k = 0; k < sizeof(secrets) / sizeof(secrets[0]); k++) {
                assert_false(text_holds(findings.items[i].value, secrets[k]));
                assert_false(text_holds(findings.items[i].place, secrets[k]));
            }
        fixture_end(&f);
    }
}

// The values that are shown are cut, and only between characters.
static void a_shown_value_is_whole_utf8(void **state)
{
    (void)state;
    struct fixture f;
    fixture_start(&f);
    char name[200];
    memset(name, 'a', sizeof(name));
    name[79] = '\xC3';
    name[80] = '\xA9';
    f.claim.providers[PROVIDER_BILLING].last_name = (struct text){name, sizeof(name)};
    struct finding_list findings = scrub(&f);
    assert_int_equal(findings.count, 2);
    assert_int_equal(findings.items[0].code, FINDING_text_too_long);
    assert_int_equal(findings.items[0].value.size, 79);
    assert_true(text_is_utf8(findings.items[0].value));
    fixture_end(&f);
}

// ---- With payer rules

static void payer_rules_come_after_the_built_in_checks(void **state)
{
    (void)state;
    struct fixture f;
    struct rule_table *table;
    struct table_faults faults;
    struct finding_list findings;
    static const struct rule_row rule = {.check_field = "claim.freq",
        .check_op = "eq",
        .check_value = "7",
        .action = "hold",
        .message = "Only replacements.",
        .denial_hint = "CARC 16 / N152"};
    fixture_start(&f);
    assert_true(fixture_compile(f.arena, &rule, 1, &table, &faults));
    struct scrub_context context = {
        .rules = table, .profile = &rule_table_profiles(table)->items[0], .run = fixture_run()};
    f.claim.place_of_service = TEXT("");
    finding_list_start(&findings, f.arena);
    assert_int_equal(scrub_claim(&context, &f.claim, &findings, NULL), 0);
    assert_int_equal(findings.count, 2);
    assert_int_equal(findings.items[0].code, FINDING_place_of_service_invalid);
    const struct finding *finding = &findings.items[1];
    assert_int_equal(finding->code, FINDING_payer_rule);
    assert_int_equal(finding->severity, SEVERITY_HOLD);
    assert_int_equal(finding->line, 0);
    assert_true(text_equal_z(finding->place, "claim.freq"));
    assert_true(text_equal_z(finding->value, "1"));
    assert_true(text_equal_z(finding->rule_id, "R1"));
    assert_true(text_equal_z(finding->rule_message, "Only replacements."));
    assert_true(text_equal_z(finding->denial_hint, "CARC 16 / N152"));
    rule_table_free(table);
    fixture_end(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_claim_without_fault_has_no_finding),
        cmocka_unit_test(each_valid_twin_has_no_finding),
        cmocka_unit_test(each_broken_claim_has_exactly_its_finding),
        cmocka_unit_test(every_code_of_the_section_has_a_case),
        cmocka_unit_test(places_are_fields_of_the_dictionary),
        cmocka_unit_test(several_values_of_one_place_are_one_finding),
        cmocka_unit_test(faults_of_several_lines_stand_by_line),
        cmocka_unit_test(a_diagnosis_is_judged_on_the_day_of_the_line_that_points_to_it),
        cmocka_unit_test(cpt_and_dental_codes_are_checked_for_shape_only),
        cmocka_unit_test(an_atypical_provider_has_the_payers_number_instead_of_an_npi),
        cmocka_unit_test(an_organisation_as_subscriber_needs_no_member_id),
        cmocka_unit_test(each_earlier_payer_balances_by_itself),
        cmocka_unit_test(a_repeated_line_with_a_modifier_that_says_so_is_none),
        cmocka_unit_test(streets_that_look_like_boxes_are_streets),
        cmocka_unit_test(delimiters_are_those_of_the_profile),
        cmocka_unit_test(a_claim_of_nothing_does_no_harm),
        cmocka_unit_test(no_finding_carries_patient_data),
        cmocka_unit_test(a_shown_value_is_whole_utf8),
        cmocka_unit_test(payer_rules_come_after_the_built_in_checks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
