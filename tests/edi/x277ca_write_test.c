#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>

#include "edi/x277ca_write.h"
#include "tests/edi/inbound_log.h"
#include "tests/edi/sample_claims.h"

static void a_277ca_is_written_and_read_back(void **state)
{
    (void)state;
    struct x12_settings settings = sample_envelope().settings;
    struct x277ca_claim claims[3] = {{.last_name = T("DOE"),
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
            .service_to = sample_day(2026, 1, 6)},
        {.last_name = T("POE"),
            .member_id = T("M3"),
            .control_number = T("EF56"),
            .status = {T("A1"), T("20")},
            .amount = 50,
            .service_from = sample_day(2026, 1, 5),
            .service_to = sample_day(2026, 1, 5)}};
    struct x277ca_provider providers[2] = {{.last_name = T("GOOD CLINIC"),
                                               .npi = T("1234567893"),
                                               .trace = T("0"),
                                               .claims = claims,
                                               .claim_count = 3},
        {.is_person = true,
            .last_name = T("SOLO"),
            .first_name = T("SUE"),
            .npi = T("1999999984"),
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
        .amount = 30600,
        .providers = providers,
        .provider_count = 2};
    struct buf out;
    buf_init(&out, 1 << 20);
    x12_write_head(&out, &settings, "HN", X277CA_VERSION, (struct x12_refusals){0});
    assert_int_equal(x277ca_write(&out, &settings, &batch, (struct x12_refusals){0}), 43);
    batch.set_control = T("0002");
    batch.is_payer = false;
    batch.provider_count = 0;
    batch.status = (struct x277ca_status){T("A3"), T("24"), T("41")};
    assert_int_equal(x277ca_write(&out, &settings, &batch, (struct x12_refusals){0}), 12);
    x12_write_tail(&out, &settings, 2);
    struct inbound_log log;
    inbound_log_read(&log, buf_slice(&out), 50);
    assert_string_equal(log.findings.at, "");
    assert_string_equal(log.proven, "11");
    assert_string_equal(log.verdicts.at,
        "payer accepted A1 status=19 entity=PR batch=B1 stated=2026-01-16 amount=306.00 "
        "received=2026-01-15 @12\n"
        "payer accepted A2 status=20 entity=PR claim=AB12 batch=B1 provider=1234567893 "
        "stated=2026-01-16"
        " amount=100.00 icn=ICN1 received=2026-01-15 @27\n"
        "payer rejected A7 status=562 entity=85 more=A7:500 claim=CD34 batch=B1 provider=1234567893"
        " stated=2026-01-16 amount=200.50 received=2026-01-15 @33\n"
        "payer accepted A1 status=20 claim=EF56 batch=B1 provider=1234567893 stated=2026-01-16 "
        "amount=0.50"
        " received=2026-01-15 @38\n"
        "payer rejected A8 status=26 entity=85 batch=B1 provider=1999999984 amount=5.00 "
        "received=2026-01-15 @43\n"
        "intermediary rejected A3 status=24 entity=41 batch=B1 stated=2026-01-16 amount=306.00"
        " received=2026-01-15 @55\n");
    inbound_log_free(&log);
    buf_char(&out, '\0');
    const char *set = strstr(out.at, "ST*");
    *strstr(out.at, "ST*277*0002") = '\0';
    assert_string_equal(set, "ST*277*0001*005010X214~\n"
                             "BHT*0085*08*ACK1*20260115*1305*TH~\n"
                             "HL*1**20*1~\n"
                             "NM1*PR*2*ACME HEALTH*****PI*PAYERX~\n"
                             "TRN*1*T1~\n"
                             "DTP*050*D8*20260115~\n"
                             "DTP*009*D8*20260116~\n"
                             "HL*2*1*21*1~\n"
                             "NM1*41*2*GOOD CLINIC*****46*GC01~\n"
                             "TRN*2*B1~\n"
                             "STC*A1:19:PR*20260116*WQ*306~\n"
                             "QTY*90*2~\n"
                             "QTY*AA*1~\n"
                             "AMT*YU*100.5~\n"
                             "AMT*YY*200.5~\n"
                             "HL*3*2*19*1~\n"
                             "NM1*85*2*GOOD CLINIC*****XX*1234567893~\n"
                             "TRN*1*0~\n"
                             "QTY*QA*2~\n"
                             "QTY*QC*1~\n"
                             "AMT*YU*100.5~\n"
                             "AMT*YY*200.5~\n"
                             "HL*4*3*PT~\n"
                             "NM1*QC*1*DOE*JANE****MI*M1~\n"
                             "TRN*2*AB12~\n"
                             "STC*A2:20:PR*20260116*WQ*100~\n"
                             "REF*1K*ICN1~\n"
                             "DTP*472*D8*20260105~\n"
                             "HL*5*3*PT~\n"
                             "NM1*QC*1*ROE*****MI*M2~\n"
                             "TRN*2*CD34~\n"
                             "STC*A7:562:85*20260116*U*200.5******A7:500~\n"
                             "DTP*472*RD8*20260105-20260106~\n"
                             "HL*6*3*PT~\n"
                             "NM1*QC*1*POE*****MI*M3~\n"
                             "TRN*2*EF56~\n"
                             "STC*A1:20*20260116*WQ*0.5~\n"
                             "DTP*472*D8*20260105~\n"
                             "HL*7*2*19*0~\n"
                             "NM1*85*1*SOLO*SUE****XX*1999999984~\n"
                             "TRN*1*0~\n"
                             "STC*A8:26:85**U*5~\n"
                             "SE*43*0001~\n");
    buf_free(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_277ca_is_written_and_read_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
