// What we write, against the implementation guides as tables (tests/edi/guide.h).
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "edi/ta1_write.h"
#include "edi/x277ca_write.h"
#include "edi/x835_write.h"
#include "edi/x837p_write.h"
#include "edi/x999_write.h"
#include "tests/edi/files.h"
#include "tests/edi/guide.h"
#include "tests/edi/sample_claims.h"

static void assert_keeps_guide(
    struct text file, const char *guide, const struct guide_separators *separators)
{
    struct buf errors;
    buf_init(&errors, 1 << 20);
    guide_check_file(file, guide, separators, &errors);
    if (errors.size > 0)
        fail_msg("%.*s", TEXT_ARG(buf_slice(&errors)));
    buf_free(&errors);
}

static const struct guide_separators usual = {.element = '*', .component = ':', .terminator = '~'};

// ---- 837P

static void write_claims(struct buf *out, struct x837p_envelope *envelope)
{
    struct arena *arena = arena_new(1 << 20);
    struct finding_list findings;
    finding_list_start(&findings, arena);
    struct claim first, second, plain;
    struct service_line lines[2], other_lines[1], plain_lines[2];
    struct line_adjudication adjudications[1];
    struct claim_adjustment adjustments[9];
    sample_subscriber_claim(&first, lines);
    sample_secondary_claim(&second, other_lines, adjudications, adjustments);
    // As little as a claim may hold.
    sample_subscriber_claim(&plain, plain_lines);
    struct claim bare = {.control_number = plain.control_number,
        .total = plain.total,
        .place_of_service = plain.place_of_service,
        .frequency = '1',
        .assignment = 'A',
        .benefits_assigned = 'Y',
        .release_of_information = 'Y',
        .onset_date = DATE_NONE,
        .accident_date = DATE_NONE,
        .admission_date = DATE_NONE,
        .discharge_date = DATE_NONE,
        .diagnoses = {T("I10")},
        .diagnosis_count = 1,
        .payer = {.name = T("P"),
            .identifier = T("P1"),
            .filing_indicator = T("CI"),
            .sequence = 'P'},
        .subscriber = plain.subscriber,
        .patient_is_subscriber = true,
        .lines = plain_lines,
        .line_count = 1};
    bare.providers[PROVIDER_BILLING] = plain.providers[PROVIDER_BILLING];
    plain_lines[0].pointers[1] = plain_lines[0].pointers[2] = plain_lines[0].pointers[3] = 0;
    x837p_write_head(out, envelope, &findings);
    int64_t segments = x837p_write_set_head(out, envelope, T("0001"), T("B1"), &findings);
    segments += x837p_write_provider(out, envelope, &first, 1, &findings);
    segments += x837p_write_claim(out, envelope, &first, 2, 1, &findings);
    segments += x837p_write_claim(out, envelope, &bare, 3, 1, &findings);
    segments += x837p_write_provider(out, envelope, &second, 4, &findings);
    segments += x837p_write_claim(out, envelope, &second, 5, 4, &findings);
    x837p_write_set_tail(out, envelope, T("0001"), segments);
    // The same payer adjudicated as a whole, not by line; the first payer is asked by an
    // organisation.
    other_lines[0].adjudication_count = 0;
    second.other_payers[0].adjudication_date = sample_day(2026, 1, 12);
    second.subscriber.is_person = false;
    segments = x837p_write_set_head(out, envelope, T("0002"), T("B2"), &findings);
    segments += x837p_write_provider(out, envelope, &second, 1, &findings);
    segments += x837p_write_claim(out, envelope, &second, 2, 1, &findings);
    x837p_write_set_tail(out, envelope, T("0002"), segments);
    x837p_write_tail(out, envelope, 2);
    assert_int_equal(findings.count, 0);
    arena_free(arena);
}

static void claims_keep_the_guide(void **state)
{
    (void)state;
    FILES_NEED_SHARED();
    struct x837p_envelope envelope = sample_envelope();
    struct buf out;
    buf_init(&out, 1 << 20);
    write_claims(&out, &envelope);
    assert_keeps_guide(buf_slice(&out), "837P_005010X222A1.tsv", &usual);
    buf_clear(&out);
    envelope.settings.separators = (struct x12_separators){
        .element = '|', .component = '>', .repetition = '!', .terminator = '\n'};
    envelope.settings.line_break = X12_LINE_NONE;
    write_claims(&out, &envelope);
    struct guide_separators others = {.element = '|', .component = '>', .terminator = '\n'};
    assert_keeps_guide(buf_slice(&out), "837P_005010X222A1.tsv", &others);
    buf_free(&out);
}

// ---- 835

static void write_payment(struct buf *out)
{
    struct x12_settings settings = sample_envelope().settings;
    struct address address = {
        .line1 = T("1 MAIN ST"), .city = T("ALBANY"), .state = T("NY"), .zip = T("12207")};
    struct x835_parties parties = {.payer_address = address,
        .payee_address = address,
        .contact_name = T("HELP"),
        .contact_phone = T("8005550100"),
        .payer_routing = T("021000021"),
        .payer_account = T("111"),
        .payee_routing = T("031000011"),
        .payee_account = T("222")};
    struct x835_patient patient = {.last_name = T("DOE"),
        .first_name = T("JANE"),
        .suffix = T("JR"),
        .member_id = T("M1"),
        .corrected_last_name = T("DOE"),
        .corrected_member_id = T("M2")};
    struct remittance_adjustment adjustments[9] = {
        {.group = T("CO"), .reason = T("45"), .amount = 100}};
    for (size_t i = 1; i < 9; i++)
        adjustments[i] = (struct remittance_adjustment){.group = i == 4 ? T("PR") : T("CO"),
            .reason = T("45"),
            .amount = i == 5 ? -250 : 100,
            .quantity = i == 2 ? 1000 : 0};
    struct remittance_line lines[2] = {{.ordinal = 1,
                                           .control_number = T("L1"),
                                           .procedure = T("99213"),
                                           .modifiers = {T("25"), T("59"), T("GT"), T("95")},
                                           .qualifier = T("HC"),
                                           .submitted_procedure = T("99214"),
                                           .charge = 1000,
                                           .paid = 450,
                                           .units = 2000,
                                           .from = sample_day(2026, 1, 5),
                                           .to = sample_day(2026, 1, 6),
                                           .allowed = 450,
                                           .remarks = T("N130 M15"),
                                           .adjustments = adjustments,
                                           .adjustment_count = 9},
        {.ordinal = 2,
            .procedure = T("85025"),
            .qualifier = T("HC"),
            .units = 1000,
            .from = sample_day(2026, 1, 5),
            .to = sample_day(2026, 1, 5)}};
    struct remittance_claim claim = {.ordinal = 1,
        .control_number = T("00000A1B2013"),
        .status = T("19"),
        .charge = 1000,
        .paid = 450,
        .patient_responsibility = 100,
        .filing_indicator = T("12"),
        .payer_claim_number = T("ICN1"),
        .facility_type = T("11"),
        .frequency = T("1"),
        .crossover_name = T("MEDIGAP"),
        .crossover_id = T("GAP1"),
        .original_reference = T("OLD1"),
        .patient_corrected = true,
        .from = sample_day(2026, 1, 5),
        .to = sample_day(2026, 1, 6),
        .received = sample_day(2026, 1, 7),
        .remarks = T("MA01 N115"),
        .adjustments = adjustments,
        .adjustment_count = 1,
        .lines = lines,
        .line_count = 2};
    struct provider_adjustment plb[8];
    for (size_t i = 0; i < 8; i++)
        plb[i] = (struct provider_adjustment){.provider = T("1234567893"),
            .fiscal_period = sample_day(2026, 12, 31),
            .reason = T("WO"),
            .reference = i == 3 ? (struct text){0} : T("REF1"),
            .amount = i == 7 ? -125 : 100};
    struct remittance payment = {.st_control = T("0001"),
        .handling = 'I',
        .amount = 450,
        .credit_debit = 'C',
        .method = T("ACH"),
        .effective_date = sample_day(2026, 1, 16),
        .trace_number = T("EFT1"),
        .originator = T("1512345678"),
        .receiver_id = T("RECV"),
        .production_date = sample_day(2026, 1, 15),
        .payer_name = T("ACME HEALTH"),
        .payer_id = T("PAYERX"),
        .payee_name = T("GOOD CLINIC"),
        .payee_npi = T("1234567893"),
        .payee_tax_id = T("123456789"),
        .provider_adjustments = plb,
        .provider_adjustment_count = 8};
    assert_int_equal(
        x12_write_head(out, &settings, "HP", X835_VERSION, (struct x12_refusals){0}), 2);
    int64_t segments =
        x835_write_start(out, &settings, &payment, &parties, (struct x12_refusals){0});
    segments += x835_write_claim(out, &settings, &claim, &patient, (struct x12_refusals){0});
    assert_true(segments > 20);
    assert_int_equal(
        x835_write_end(out, &settings, &payment, segments, (struct x12_refusals){0}), 3);
    // A cheque, a payee without NPI, a claim without lines, no provider adjustment.
    payment.st_control = T("0002");
    payment.method = T("CHK");
    payment.payee_npi = (struct text){0};
    payment.payer_id = (struct text){0};
    payment.provider_adjustment_count = 0;
    parties.payee_address = (struct address){0};
    claim = (struct remittance_claim){.control_number = T("X"),
        .status = T("4"),
        .charge = 100,
        .filing_indicator = T("MB"),
        .payer_claim_number = T("ICN2"),
        .from = DATE_NONE,
        .to = DATE_NONE,
        .received = DATE_NONE,
        .adjustments = adjustments,
        .adjustment_count = 1};
    segments = x835_write_start(out, &settings, &payment, &parties, (struct x12_refusals){0});
    segments += x835_write_claim(out, &settings, &claim, &patient, (struct x12_refusals){0});
    assert_int_equal(
        x835_write_end(out, &settings, &payment, segments, (struct x12_refusals){0}), 1);
    assert_int_equal(x12_write_tail(out, &settings, 2), 2);
}

static void payments_keep_the_guide(void **state)
{
    (void)state;
    FILES_NEED_SHARED();
    struct buf out;
    buf_init(&out, 1 << 20);
    write_payment(&out);
    assert_keeps_guide(buf_slice(&out), "835_005010X221A1.tsv", &usual);
    buf_free(&out);
}

// ---- 999, TA1, 277CA

static void acknowledgements_keep_the_guide(void **state)
{
    (void)state;
    FILES_NEED_SHARED();
    struct x12_settings settings = sample_envelope().settings;
    struct buf out;
    buf_init(&out, 1 << 20);
    struct x999_set sets[3] = {
        {.id = T("837"), .control = T("0001"), .version = T("005010X222A1"), .code = 'A'},
        {.id = T("837"),
            .control = T("0002"),
            .version = T("005010X222A1"),
            .code = 'R',
            .status = T("5"),
            .error_segment = T("CLM"),
            .error_position = 22,
            .error_loop = T("2300"),
            .error_code = T("8"),
            .error_element = 5,
            .error_component = 3,
            .error_element_number = T("1325"),
            .error_element_code = T("7")},
        {.id = T("837"),
            .control = T("0003"),
            .code = 'E',
            .error_segment = T("REF"),
            .error_position = 5,
            .error_code = T("3")}};
    struct x999_group group = {.set_control = T("0001"),
        .functional_id = T("HC"),
        .control = 7,
        .version = T("005010X222A1"),
        .code = 'P',
        .included = 3,
        .received = 3,
        .accepted = 2,
        .sets = sets,
        .set_count = 3};
    assert_int_equal(
        x12_write_head(&out, &settings, "FA", X999_VERSION, (struct x12_refusals){0}), 2);
    assert_int_equal(x999_write(&out, &settings, &group, (struct x12_refusals){0}), 13);
    group = (struct x999_group){.set_control = T("0002"),
        .functional_id = T("HC"),
        .control = 8,
        .version = T("005010X222A1"),
        .code = 'R',
        .included = 1,
        .status = T("4")};
    assert_int_equal(x999_write(&out, &settings, &group, (struct x12_refusals){0}), 4);
    assert_int_equal(x12_write_tail(&out, &settings, 2), 2);
    struct ta1 ta1 = {.interchange_control = 42, .at = settings.at, .code = 'R', .note = T("025")};
    assert_int_equal(ta1_write(&out, &settings, &ta1, (struct x12_refusals){0}), 3);
    assert_keeps_guide(buf_slice(&out), "999_005010X231A1.tsv", &usual);
    buf_free(&out);
}

static void claim_acknowledgements_keep_the_guide(void **state)
{
    (void)state;
    FILES_NEED_SHARED();
    struct x12_settings settings = sample_envelope().settings;
    struct buf out;
    buf_init(&out, 1 << 20);
    struct x277ca_claim claims[2] = {{.last_name = T("DOE"),
                                         .first_name = T("JANE"),
                                         .member_id = T("M1"),
                                         .control_number = T("AB12"),
                                         .status = {T("A2"), T("20"), T("PR")},
                                         .amount = 10000,
                                         .payer_claim_number = T("ICN1"),
                                         .service_from = sample_day(2026, 1, 5),
                                         .service_to = sample_day(2026, 1, 5)},
        {.last_name = T("ROE"),
            .member_id = T("M2"),
            .control_number = T("CD34"),
            .status = {T("A7"), T("562"), T("85")},
            .more = {T("A7"), T("500")},
            .amount = 20050,
            .service_from = sample_day(2026, 1, 5),
            .service_to = sample_day(2026, 1, 6)}};
    struct x277ca_provider providers[2] = {{.last_name = T("GOOD CLINIC"),
                                               .npi = T("1234567893"),
                                               .trace = T("0"),
                                               .claims = claims,
                                               .claim_count = 2},
        {.is_person = true,
            .last_name = T("SOLO"),
            .first_name = T("SUE"),
            .npi = T("1234567893"),
            .trace = T("0"),
            .status = {T("A8"), T("26"), T("85")},
            .rejected_amount = 500}};
    struct x277ca_batch batch = {.set_control = T("0001"),
        .reference = T("ACK1"),
        .is_payer = true,
        .source_name = T("ACME HEALTH"),
        .source_id = T("PAYERX"),
        .source_trace = T("T1"),
        .received = sample_day(2026, 1, 15),
        .processed = sample_day(2026, 1, 16),
        .receiver_name = T("GOOD CLINIC"),
        .receiver_id = T("GC01"),
        .batch_reference = T("B1"),
        .status = {T("A1"), T("19"), T("PR")},
        .amount = 30550,
        .providers = providers,
        .provider_count = 2};
    assert_int_equal(
        x12_write_head(&out, &settings, "HN", X277CA_VERSION, (struct x12_refusals){0}), 2);
    assert_true(x277ca_write(&out, &settings, &batch, (struct x12_refusals){0}) > 0);
    // The whole transmission is rejected by an intermediary.
    batch.set_control = T("0002");
    batch.is_payer = false;
    batch.provider_count = 0;
    batch.status = (struct x277ca_status){T("A3"), T("24"), T("41")};
    assert_int_equal(x277ca_write(&out, &settings, &batch, (struct x12_refusals){0}), 12);
    assert_int_equal(x12_write_tail(&out, &settings, 2), 2);
    assert_keeps_guide(buf_slice(&out), "277CA_005010X214.tsv", &usual);
    // One claim accepted, one rejected: the totals.
    buf_char(&out, '\0');
    assert_non_null(strstr(out.at, "\nQTY*90*1~\nQTY*AA*1~\nAMT*YU*100~\nAMT*YY*200.5~\n"));
    assert_non_null(strstr(out.at, "\nQTY*QA*1~\nQTY*QC*1~\nAMT*YU*100~\nAMT*YY*200.5~\n"));
    buf_free(&out);
}

// ---- The checker itself must find what is wrong

static void assert_found(const char *from, const char *to, const char *error)
{
    struct x837p_envelope envelope = sample_envelope();
    struct buf out, changed, errors;
    buf_init(&out, 1 << 20);
    buf_init(&changed, 1 << 20);
    buf_init(&errors, 1 << 20);
    write_claims(&out, &envelope);
    buf_char(&out, '\0');
    const char *at = strstr(out.at, from);
    if (at == NULL)
        fail_msg("not there: %s", from);
    buf_bytes(&changed, out.at, (size_t)(at - out.at));
    buf_z(&changed, to);
    buf_z(&changed, at + strlen(from));
    guide_check_file(buf_slice(&changed), "837P_005010X222A1.tsv", &usual, &errors);
    buf_char(&errors, '\0');
    if (strstr(errors.at, error) == NULL)
        fail_msg("'%s' for '%s' gives: %s", to, from, errors.at);
    buf_free(&out);
    buf_free(&changed);
    buf_free(&errors);
}

static void the_checker_finds_what_is_wrong(void **state)
{
    (void)state;
    FILES_NEED_SHARED();
    assert_found("HI*ABK:E119", "HI*ABF:E119", "HI: has no place here");
    assert_found("SBR*P*18*", "SBR*Q*18*", "SBR: 01-0 is no code of the guide: 'Q'");
    assert_found("PWK*OZ*EL***AC*ATT-1~\nAMT*F5*25~\n", "AMT*F5*25~\nPWK*OZ*EL***AC*ATT-1~\n",
        "PWK: has no place here");
    assert_found("N3*9 MAIN ST~\n", "", "lacks N3");
    assert_found("NM1*IL*1*Doe*Jane*Q**Jr*MI*M 12-3~\n", "", "lacks loop 2010BA");
    assert_found("AMT*F5*25~\n", "AMT*F5*25~\nAMT*F5*25~\n", "AMT: segment repeats too often");
    assert_found("AMT*F5*25~", "AMT*F5*25.0~", "AMT: 02-0 is not of its type");
    assert_found("REF*9F*REF-9~", "REF*9F~", "REF: 02-0 is missing");
    assert_found("REF*9F*REF-9~", "REF*9F~", "REF: breaks note R0203");
    assert_found(
        "N4*ALBANY*NY*122071234~", "N4*ALBANY*NYC*122071234~", "N4: 02-0 has a wrong length");
    assert_found("HL*2*1*22*0~", "HL*2*1*22*1~", "HL 2: HL04 is wrong");
    assert_found("HL*3*1*22*0~", "HL*4*1*22*0~", "HL: HL01 does not rise by one");
    assert_found("SE*", "SE*1", "SE: SE01 is wrong");
    assert_found("NM1*DN*1*RAY*ROSA****XX*", "NM1*DN*1*RAY*ROSA*****", "NM1: breaks note P0809");
    assert_found("CLM*00000A1B2013*250.5***11:B:7*", "CLM*00000A1B2013*250.5**X*11:B:7*",
        "CLM: 04-0 is not used");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(claims_keep_the_guide),
        cmocka_unit_test(payments_keep_the_guide),
        cmocka_unit_test(acknowledgements_keep_the_guide),
        cmocka_unit_test(claim_acknowledgements_keep_the_guide),
        cmocka_unit_test(the_checker_finds_what_is_wrong),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
