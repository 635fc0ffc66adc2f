#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>

#include "edi/x835_write.h"
#include "tests/edi/inbound_log.h"
#include "tests/edi/sample_claims.h"

static int refused;
static char refused_field[80];

static void on_refusal(
    void *context, enum x12_refusal refusal, const char *field, struct text value)
{
    (void)context;
    (void)refusal;
    (void)value;
    refused++;
    snprintf(refused_field, sizeof(refused_field), "%s", field);
}

static const struct x12_refusals refusals = {.refuse = on_refusal};

static struct x835_parties sample_parties(void)
{
    struct address address = {
        .line1 = T("1 MAIN ST"), .city = T("ALBANY"), .state = T("NY"), .zip = T("12207")};
    return (struct x835_parties){.payer_address = address,
        .contact_name = T("HELP"),
        .contact_phone = T("8005550100"),
        .payer_routing = T("021000021"),
        .payer_account = T("111"),
        .payee_routing = T("031000011"),
        .payee_account = T("222")};
}

// 200.00 - 150.25 = 49.75 = CO 5.00 - 2.50 (claim) + PR 20.00 + CO 17.50 + PR 9.75; 150.25 - (-100
// + 18.75) = 231.50.
static struct remittance_adjustment claim_adjustments[2], line_1[8], line_2[2];
static struct remittance_line lines[2];
static struct provider_adjustment plb[7];

static void sample_payment(struct remittance *payment, struct remittance_claim *claim)
{
    claim_adjustments[0] = (struct remittance_adjustment){
        .group = T("CO"), .reason = T("45"), .amount = 500, .quantity = 1000};
    claim_adjustments[1] =
        (struct remittance_adjustment){.group = T("CO"), .reason = T("24"), .amount = -250};
    for (size_t i = 0; i < 8; i++)
        line_1[i] =
            (struct remittance_adjustment){.group = T("PR"), .reason = T("2"), .amount = 250};
    line_2[0] = (struct remittance_adjustment){.group = T("CO"), .reason = T("45"), .amount = 1750};
    line_2[1] = (struct remittance_adjustment){.group = T("PR"), .reason = T("3"), .amount = 975};
    lines[0] = (struct remittance_line){.ordinal = 1,
        .control_number = T("L1"),
        .procedure = T("99213"),
        .modifiers = {T("25")},
        .qualifier = T("HC"),
        .submitted_procedure = T("99214"),
        .submitted_modifiers = {T("25")},
        .charge = 12000,
        .paid = 10000,
        .units = 1000,
        .from = sample_day(2026, 1, 5),
        .to = sample_day(2026, 1, 5),
        .allowed = 12000,
        .remarks = T("N130 M15"),
        .adjustments = line_1,
        .adjustment_count = 8};
    lines[1] = (struct remittance_line){.ordinal = 2,
        .procedure = T("85025"),
        .qualifier = T("HC"),
        .charge = 8000,
        .paid = 5275,
        .units = 0,
        .from = sample_day(2026, 1, 5),
        .to = sample_day(2026, 1, 6),
        .adjustments = line_2,
        .adjustment_count = 2};
    *claim = (struct remittance_claim){.ordinal = 1,
        .control_number = T("AB12"),
        .status = T("1"),
        .charge = 20000,
        .paid = 15025,
        .patient_responsibility = 2975,
        .filing_indicator = T("12"),
        .payer_claim_number = T("ICN001"),
        .facility_type = T("11"),
        .frequency = T("1"),
        .crossover_name = T("MEDIGAP"),
        .crossover_id = T("GAP1"),
        .original_reference = T("OLD1"),
        .patient_corrected = true,
        .from = sample_day(2026, 1, 5),
        .to = sample_day(2026, 1, 6),
        .received = sample_day(2026, 1, 8),
        .interest = 125,
        .remarks = T("MA01 N115"),
        .adjustments = claim_adjustments,
        .adjustment_count = 2,
        .lines = lines,
        .line_count = 2};
    for (size_t i = 0; i < 7; i++)
        plb[i] = (struct provider_adjustment){.provider = T("1234567893"),
            .fiscal_period = sample_day(2026, 12, 31),
            .reason = T("WO"),
            .reference = T("R1"),
            .amount = i == 0 ? -10000 : 375};
    plb[5].provider = T("OTHER");
    plb[6] = (struct provider_adjustment){.provider = T("OTHER"),
        .fiscal_period = sample_day(2025, 12, 31),
        .reason = T("L6"),
        .amount = 0};
    *payment = (struct remittance){.st_control = T("0001"),
        .handling = 'I',
        .amount = 23150,
        .credit_debit = 'C',
        .method = T("ACH"),
        .effective_date = sample_day(2026, 1, 16),
        .trace_number = T("EFT77"),
        .originator = T("1512345678"),
        .receiver_id = T("RECV1"),
        .production_date = sample_day(2026, 1, 14),
        .payer_name = T("ACME HEALTH"),
        .payer_id = T("PAYERX"),
        .payee_name = T("GOOD CLINIC"),
        .payee_npi = T("1234567893"),
        .payee_tax_id = T("123456789"),
        .provider_adjustments = plb,
        .provider_adjustment_count = 7};
}

static void write_payment(
    struct buf *out, const struct remittance *payment, const struct remittance_claim *claim)
{
    struct x12_settings settings = sample_envelope().settings;
    struct x835_parties parties = sample_parties();
    struct x835_patient patient = {.last_name = T("DOE"),
        .first_name = T("JANE"),
        .member_id = T("M1"),
        .corrected_first_name = T("JANET")};
    refused = 0;
    x12_write_head(out, &settings, "HP", X835_VERSION, refusals);
    int64_t segments = x835_write_start(out, &settings, payment, &parties, refusals);
    segments += x835_write_claim(out, &settings, claim, &patient, refusals);
    x835_write_end(out, &settings, payment, segments, refusals);
    x12_write_tail(out, &settings, 1);
}

static void a_payment_is_written_as_the_guide_orders_it(void **state)
{
    (void)state;
    struct remittance payment;
    struct remittance_claim claim;
    struct buf out;
    buf_init(&out, 1 << 20);
    sample_payment(&payment, &claim);
    write_payment(&out, &payment, &claim);
    buf_char(&out, '\0');
    assert_int_equal(refused, 0);
    assert_string_equal(strstr(out.at, "ST*"),
        "ST*835*0001~\n"
        "BPR*I*231.5*C*ACH*CCP*01*021000021*DA*111*1512345678**01*031000011*DA*222*20260116~\n"
        "TRN*1*EFT77*1512345678~\n"
        "REF*EV*RECV1~\n"
        "DTM*405*20260114~\n"
        "N1*PR*ACME HEALTH*XV*PAYERX~\n"
        "N3*1 MAIN ST~\n"
        "N4*ALBANY*NY*12207~\n"
        "PER*BL*HELP*TE*8005550100~\n"
        "N1*PE*GOOD CLINIC*XX*1234567893~\n"
        "REF*TJ*123456789~\n"
        "LX*1~\n"
        "CLP*AB12*1*200*150.25*29.75*12*ICN001*11*1~\n"
        "CAS*CO*45*5*1*24*-2.5~\n"
        "NM1*QC*1*DOE*JANE****MI*M1~\n"
        "NM1*74*1**JANET~\n"
        "NM1*TT*2*MEDIGAP*****PI*GAP1~\n"
        "MOA***MA01*N115~\n"
        "REF*F8*OLD1~\n"
        "DTM*232*20260105~\n"
        "DTM*233*20260106~\n"
        "DTM*050*20260108~\n"
        "AMT*I*1.25~\n"
        "SVC*HC:99213:25*120*100***HC:99214:25~\n"
        "DTM*472*20260105~\n"
        "CAS*PR*2*2.5**2*2.5**2*2.5**2*2.5**2*2.5**2*2.5~\n"
        "CAS*PR*2*2.5**2*2.5~\n"
        "REF*6R*L1~\n"
        "AMT*B6*120~\n"
        "LQ*HE*N130~\n"
        "LQ*HE*M15~\n"
        "SVC*HC:85025*80*52.75**0~\n"
        "DTM*150*20260105~\n"
        "DTM*151*20260106~\n"
        "CAS*CO*45*17.5~\n"
        "CAS*PR*3*9.75~\n"
        "PLB*1234567893*20261231*WO:R1*-100*WO:R1*3.75*WO:R1*3.75*WO:R1*3.75*WO:R1*3.75~\n"
        "PLB*OTHER*20261231*WO:R1*3.75~\n"
        "PLB*OTHER*20251231*L6*0~\n"
        "SE*40*0001~\n"
        "GE*1*7~\n"
        "IEA*1*000000042~\n");
    buf_free(&out);
}

static void what_was_written_is_read_back_and_balances(void **state)
{
    (void)state;
    struct remittance payment;
    struct remittance_claim claim;
    struct buf out;
    buf_init(&out, 1 << 20);
    sample_payment(&payment, &claim);
    write_payment(&out, &payment, &claim);
    struct inbound_log log, said;
    inbound_log_read(&log, buf_slice(&out), 100);
    assert_string_equal(log.findings.at, "");
    assert_string_equal(log.proven, "1");
    assert_true(log.proof.readable && log.proof.balanced);
    // The structs as they were given, with what the reader adds: ordinals and segments.
    payment.segment = 3;
    claim.segment = 15;
    claim_adjustments[0].ordinal = 1;
    claim_adjustments[1].ordinal = 2;
    claim_adjustments[0].segment = claim_adjustments[1].segment = 16;
    lines[0].segment = 26;
    for (size_t i = 0; i < 8; i++) {
        line_1[i].ordinal = (int)i + 1;
        line_1[i].segment = i < 6 ? 28 : 29;
    }
    lines[1].segment = 34;
    for (size_t i = 0; i < 2; i++) {
        line_2[i].ordinal = (int)i + 1;
        line_2[i].segment = 37 + (int)i;
    }
    for (size_t i = 0; i < 7; i++) {
        plb[i].ordinal = (int)i + 1;
        plb[i].segment = i < 5 ? 39 : i < 6 ? 40 : 41;
    }
    struct x835_proof proof = {0};
    inbound_log_start(&said);
    inbound_log_start_payment(&said, &payment);
    inbound_log_claim(&said, &claim);
    inbound_log_end_payment(&said, &payment, &proof);
    buf_char(&said.payments, '\0');
    assert_string_equal(log.payments.at, said.payments.at);
    inbound_log_free(&log);
    inbound_log_free(&said);
    buf_free(&out);
}

static void a_cheque_and_no_payment_name_no_bank(void **state)
{
    (void)state;
    struct remittance payment;
    struct remittance_claim claim;
    struct buf out;
    buf_init(&out, 1 << 20);
    sample_payment(&payment, &claim);
    payment.method = T("CHK");
    payment.payee_npi = (struct text){0};
    write_payment(&out, &payment, &claim);
    buf_char(&out, '\0');
    assert_int_equal(refused, 0);
    assert_non_null(strstr(out.at, "BPR*I*231.5*C*CHK************20260116~\n"));
    assert_non_null(strstr(out.at, "N1*PE*GOOD CLINIC*FI*123456789~\nLX*1~\n"));
    buf_free(&out);
}

static void values_that_cannot_be_sent_are_refused(void **state)
{
    (void)state;
    struct remittance payment;
    struct remittance_claim claim;
    struct x12_settings settings = sample_envelope().settings;
    struct x835_parties parties = sample_parties();
    struct x835_patient patient = {.last_name = T("DOE")};
    struct buf out;
    buf_init(&out, 1 << 20);
    sample_payment(&payment, &claim);
    refused = 0;
    claim.payer_claim_number = T("ICN*1");
    assert_int_equal(x835_write_claim(&out, &settings, &claim, &patient, refusals), 0);
    assert_int_equal(refused, 1);
    assert_string_equal(refused_field, "claim.payer_claim_number");
    assert_int_equal(out.size, 0);
    sample_payment(&payment, &claim);
    claim.remarks = T("A B C D E F");
    assert_int_equal(x835_write_claim(&out, &settings, &claim, &patient, refusals), 0);
    assert_string_equal(refused_field, "claim.remarks");
    payment.trace_number = (struct text){0};
    assert_int_equal(x835_write_start(&out, &settings, &payment, &parties, refusals), 0);
    assert_string_equal(refused_field, "payment.trace_number");
    payment.provider_adjustments[0].fiscal_period = DATE_NONE;
    assert_int_equal(x835_write_end(&out, &settings, &payment, 10, refusals), 0);
    assert_string_equal(refused_field, "plb.fiscal_period");
    assert_int_equal(out.size, 0);
    buf_free(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_payment_is_written_as_the_guide_orders_it),
        cmocka_unit_test(what_was_written_is_read_back_and_balances),
        cmocka_unit_test(a_cheque_and_no_payment_name_no_bank),
        cmocka_unit_test(values_that_cannot_be_sent_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
