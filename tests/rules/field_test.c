#include "tests/rules/rules_fixture.h"

#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

// A claim in which everything has a value.
static void fill(struct fixture *f)
{
    struct claim *c = &f->claim;
    c->related_causes[0] = TEXT("AA");
    c->related_causes[2] = TEXT("EM");
    c->accident_state = TEXT("OK");
    c->delay_reason = TEXT("11");
    c->onset_date = day("2025-03-01");
    c->accident_date = day("2025-03-02");
    c->admission_date = day("2025-03-03");
    c->discharge_date = day("2025-03-04");
    c->patient_paid = 2050;
    c->prior_authorization = TEXT("AUTH");
    c->referral_number = TEXT("REF9F");
    c->clia = TEXT("45D1234567");
    c->payer_claim_number = TEXT("ICN1");
    c->attachment_type = TEXT("OZ");
    c->attachment_transmission = TEXT("FX");
    c->attachment_control = TEXT("DOC1");
    c->payer.insurance_type = TEXT("12");
    c->payer.provider_g2 = TEXT("G2G2");
    c->other_payer_count = 2;
    c->other_payers[0] =
        (struct other_payer){.payer = {.identifier = TEXT("60054"), .sequence = 'P'},
            .relationship = TEXT("18"),
            .adjudicated = true,
            .paid = 1234,
            .claim_control_number = TEXT("CCN")};
    c->other_payers[1] =
        (struct other_payer){.payer = {.identifier = TEXT("87726"), .sequence = 'T'}};
    static struct line_adjudication decisions[2];
    decisions[0].date = day("2025-03-20");
    decisions[1].date = day("2025-03-21");
    f->lines[0].adjudications = decisions;
    f->lines[0].adjudication_count = 2;
    f->lines[0].modifiers[0] = TEXT("25");
    f->lines[0].modifiers[1] = TEXT("59");
    f->lines[0].pointers[1] = 2;
    f->lines[0].units = 1500;
    f->lines[0].to = day("2025-03-11");
    f->lines[0].emergency = true;
    f->lines[0].ndc = TEXT("13533063601");
    f->lines[0].ndc_quantity = 500;
    f->lines[0].ndc_unit = TEXT("ML");
    c->providers[PROVIDER_REFERRING] =
        (struct provider){.present = true, .is_person = true, .npi = TEXT("")};
}

// What the field holds, values separated by blanks.
static const char *read_field(struct fixture *f, const char *name, char out[200])
{
    const struct field *field = field_find(text_of(name));
    assert_non_null(field);
    struct field_file file = {.isa06 = TEXT("OFFICE01"),
        .delimiters = TEXT("*:^~"),
        .usage = 'T',
        .isa_count = 1,
        .st_count = 2,
        .claims_per_st = 3,
        .claims = 5};
    struct field_context context = {.claim = &f->claim,
        .line = &f->lines[0],
        .file = &file,
        .claim_type = 'P',
        .run_date = day("2025-03-31"),
        .submit_date = day("2025-04-01")};
    struct field_value values[FIELD_VALUES_MAX] = {0};
    size_t count = field_get(field, &context, values);
    size_t size = 0;
    out[0] = '\0';
    for (size_t i = 0; i < count && field->repeat != FIELD_COUNTED; i++)
        size += (size_t)snprintf(out + size, 200 - size, "%s%.*s", i > 0 ? " " : "",
            TEXT_ARG(field_format(field->type, values[i], f->arena)));
    if (field->repeat == FIELD_COUNTED)
        snprintf(out, 200, "%zu", count);
    return out;
}

static void fields_are_read_from_where_they_are(void **state)
{
    (void)state;
    static const struct {
        const char *name, *value;
    } expected[] = {
        {"run.date", "2025-03-31"},
        {"submit.date", "2025-04-01"},
        {"file.isa06", "OFFICE01"},
        {"file.isa08", ""},
        {"file.delimiters", "*:^~"},
        {"file.usage", "T"},
        {"file.isa_count", "1"},
        {"file.st_count", "2"},
        {"file.claims_per_st", "3"},
        {"file.claims", "5"},
        {"claim.type", "P"},
        {"claim.total", "150.00"},
        {"claim.lines", "2"},
        {"claim.freq", "1"},
        {"claim.signature", "Y"},
        {"claim.related_cause", "AA EM"},
        {"claim.accident_state", "OK"},
        {"claim.delay_reason", "11"},
        {"claim.dos_from", "2025-03-10"},
        {"claim.age_days", "22"},
        {"claim.onset_date", "2025-03-01"},
        {"claim.accident_date", "2025-03-02"},
        {"claim.admission_date", "2025-03-03"},
        {"claim.discharge_date", "2025-03-04"},
        {"claim.patient_paid", "20.50"},
        {"claim.auth", "AUTH"},
        {"claim.referral", "REF9F"},
        {"claim.clia", "45D1234567"},
        {"claim.prior_ref", "ICN1"},
        {"claim.pwk.type", "OZ"},
        {"claim.pwk.transmission", "FX"},
        {"claim.pwk.control_no", "DOC1"},
        {"claim.dx", "E119 J069"},
        {"claim.dx_first", "E119"},
        {"claim.payer", "BLUE"},
        {"claim.payer_id", "84980"},
        {"claim.payer_seq", "P"},
        {"claim.filing_ind", "BL"},
        {"claim.msp_type", "12"},
        {"claim.payer_g2", "G2G2"},
        {"claim.tob", ""},
        {"prov.billing.npi", "1234567893"},
        {"prov.billing.name", "Elm Street Clinic"},
        {"prov.billing.is_group", "Y"},
        {"prov.billing.par", "Y"},
        {"prov.billing.atypical", "N"},
        {"prov.billing.addr1", "12 Elm Street"},
        {"prov.billing.zip", "787011234"},
        {"prov.rendering.is_group", "N"},
        {"prov.rendering.taxonomy", "207Q00000X"},
        {"prov.referring.atypical", "Y"},
        {"prov.referring.npi", ""},
        {"prov.ordering.npi", ""},
        {"prov.ordering.is_group", ""},
        {"prov.ordering.par", ""},
        {"prov.ordering.atypical", ""},
        {"subs.entity_type", "1"},
        {"subs.last_name", "Quixworth"},
        {"subs.member_id", "XYZ998877665"},
        {"patient.is_subscriber", "Y"},
        {"patient.relationship", "18"},
        {"patient.first_name", "Zebulon"},
        {"patient.birth_date", "1961-02-03"},
        {"patient.sex", "M"},
        {"patient.city", "Austin"},
        {"patient.age", "64"},
        {"cob.payer_id", "60054 87726"},
        {"cob.payer_seq", "P T"},
        {"cob.relationship", "18"},
        {"cob.paid", "12.34"},
        {"cob.control_no", "CCN"},
        {"cob.adjudication_date", "2025-03-21"},
        {"line.number", "1"},
        {"line.proc", "99213"},
        {"line.mods", "25 59"},
        {"line.charge", "125.00"},
        {"line.units", "1.5"},
        {"line.pos", "11"},
        {"line.pointers", "1 2"},
        {"line.dx", "E119 J069"},
        {"line.emergency", "Y"},
        {"line.dos", "2025-03-10"},
        {"line.dos_to", "2025-03-11"},
        {"line.ndc", "13533063601"},
        {"line.ndc_qty", "0.5"},
        {"line.ndc_unit", "ML"},
        {"line.dup_key", "99213|25|59|||20250310|20250311|1.5"},
    };
    struct fixture f;
    char out[200];
    fixture_start(&f);
    fill(&f);
    for (size_t i = 0; i < COUNT(expected); i++)
        assert_string_equal(read_field(&f, expected[i].name, out), expected[i].value);
    fixture_end(&f);
}

static void a_dependent_is_the_patient(void **state)
{
    (void)state;
    struct fixture f;
    char out[200];
    fixture_start(&f);
    fixture_dependent(&f);
    assert_string_equal(read_field(&f, "subs.first_name", out), "Zebulon");
    assert_string_equal(read_field(&f, "patient.first_name", out), "Ottoline");
    assert_string_equal(read_field(&f, "patient.is_subscriber", out), "N");
    assert_string_equal(read_field(&f, "patient.relationship", out), "19");
    assert_string_equal(read_field(&f, "patient.age", out), "9"); // ten on 2025-06-01
    f.claim.service_from = day("2025-06-01");
    assert_string_equal(read_field(&f, "patient.age", out), "10");
    fixture_end(&f);
}

static void a_line_has_its_own_place_of_service(void **state)
{
    (void)state;
    struct fixture f;
    char out[200];
    fixture_start(&f);
    f.lines[0].place_of_service = TEXT("22");
    assert_string_equal(read_field(&f, "line.pos", out), "22");
    fixture_end(&f);
}

// Every field can be read from a claim of nothing and from one that is too full.
static void no_field_breaks_on_any_claim(void **state)
{
    (void)state;
    struct fixture f;
    size_t count;
    const struct field *fields = field_all(&count);
    static const struct field_file file;
    fixture_start(&f);
    memset(&f.lines[0], 0, sizeof(f.lines[0]));
    static char longest[5000];
    memset(longest, 'x', sizeof(longest));
    for (int round = 0; round < 2; round++) {
        memset(&f.claim, 0, sizeof(f.claim));
        f.claim.lines = f.lines;
        if (round == 1) {
            f.claim.line_count = FIXTURE_LINES;
            f.claim.diagnosis_count = 99;
            f.claim.other_payer_count = 99;
            f.lines[0].procedure = (struct text){longest, sizeof(longest)};
            f.lines[0].from = f.lines[0].to = DATE_NONE;
            f.lines[0].units = INT64_MIN;
            for (size_t i = 0; i < CLAIM_POINTERS_MAX; i++) {
                f.lines[0].pointers[i] = i % 2 ? INT32_MIN : INT32_MAX;
                f.lines[0].modifiers[i] = (struct text){longest, sizeof(longest)};
            }
        }
        for (size_t i = 0; i < count; i++) {
            struct field_context context = {.claim = &f.claim, .line = &f.lines[0], .file = &file};
            struct field_value values[FIELD_VALUES_MAX] = {0};
            size_t found = field_get(&fields[i], &context, values);
            assert_true(found <= FIELD_VALUES_MAX || fields[i].repeat == FIELD_COUNTED);
            for (size_t k = 0; k < found && fields[i].repeat != FIELD_COUNTED; k++)
                assert_true(!field_is_text(fields[i].type) || values[k].text.size > 0);
        }
    }
    fixture_end(&f);
}

static void the_dictionary_is_sound(void **state)
{
    (void)state;
    size_t count;
    const struct field *fields = field_all(&count);
    for (size_t i = 0; i < count; i++) {
        const struct field *field = &fields[i];
        assert_ptr_equal(field_find(text_of(field->name)), field); // no name twice
        assert_non_null(strchr(field->name, '.'));
        assert_true(strlen(field->meaning) > 0);
        assert_true(field->width == 0 || field->type == FIELD_CODE || field->type == FIELD_FLAG);
        assert_true(field->limit == 0 || field->type == FIELD_TEXT || field->type == FIELD_CODE);
        assert_true(field->limit == 0 || strlen(field->location) > 0);
        // The names say where a value comes from.
        bool of_line = strncmp(field->name, "line.", 5) == 0;
        bool of_file = strncmp(field->name, "file.", 5) == 0;
        assert_int_equal(field->scope == FIELD_LINE, of_line);
        assert_int_equal(field->scope == FIELD_FILE, of_file);
    }
    assert_null(field_find(TEXT("")));
    assert_null(field_find(TEXT("claim.totals")));
}

static void names_birth_dates_addresses_and_member_ids_are_patient_data(void **state)
{
    (void)state;
    static const char *const parts[] = {"name", "suffix", "birth", "sex", "age", "addr", "city",
        "state", "zip", "member_id", "group", "pc_claim_no"};
    size_t count;
    const struct field *fields = field_all(&count);
    for (size_t i = 0; i < count; i++) {
        bool person = strncmp(fields[i].name, "patient.", 8) == 0 ||
                      strncmp(fields[i].name, "subs.", 5) == 0 ||
                      strncmp(fields[i].name, "cob.", 4) == 0;
        for (size_t k = 0; person && k < COUNT(parts); k++)
            if (strstr(fields[i].name, parts[k]) != NULL &&
                strcmp(fields[i].name, "cob.payer_name") != 0)
                assert_int_equal(fields[i].data, FIELD_PATIENT);
        if (strstr(fields[i].name, "note") != NULL || strcmp(fields[i].name, "line.desc") == 0)
            assert_int_equal(fields[i].data, FIELD_PATIENT);
    }
}

static void cells_are_read_by_type(void **state)
{
    (void)state;
    struct field_value value = {0};
    assert_true(field_parse(FIELD_DATE, TEXT("2024-02-29"), &value));
    assert_int_equal(value.number, day("2024-02-29"));
    assert_false(field_parse(FIELD_DATE, TEXT("2023-02-29"), &value));
    assert_true(field_parse(FIELD_MONEY, TEXT("12.5"), &value));
    assert_int_equal(value.number, 1250);
    assert_true(field_parse(FIELD_QUANTITY, TEXT("0.125"), &value));
    assert_int_equal(value.number, 125);
    assert_true(field_parse(FIELD_INT, TEXT("-3"), &value));
    assert_int_equal(value.number, -3);
    assert_false(field_parse(FIELD_INT, TEXT("3.0"), &value));
    assert_true(field_parse(FIELD_FLAG, TEXT("N"), &value));
    assert_false(field_parse(FIELD_FLAG, TEXT("n"), &value));
    assert_false(field_parse(FIELD_TEXT, TEXT(""), &value));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fields_are_read_from_where_they_are),
        cmocka_unit_test(a_dependent_is_the_patient),
        cmocka_unit_test(a_line_has_its_own_place_of_service),
        cmocka_unit_test(no_field_breaks_on_any_claim),
        cmocka_unit_test(the_dictionary_is_sound),
        cmocka_unit_test(names_birth_dates_addresses_and_member_ids_are_patient_data),
        cmocka_unit_test(cells_are_read_by_type),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
