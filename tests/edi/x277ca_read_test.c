#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "edi/x277ca_read.h"
#include "tests/edi/files.h"
#include "tests/edi/inbound_log.h"

#define ISA \
    "ISA*00*          *00*          *ZZ*PAYER          *ZZ*CLINIC         *260115*1200*^*00501*" \
    "000000001*0*P*:~"
#define GS   "GS*HN*PAYER*CLINIC*20260115*1200*7*X*005010X214~"
#define TAIL "GE*1*7~IEA*1*000000001~"
// Segments 4 to 9, then 10 to 12.
#define SOURCE(code) \
    "BHT*0085*08*ACK1*20260115*1200*TH~HL*1**20*1~NM1*" code \
    "*2*SOURCE*****PI*SRC1~TRN*1*TRACE~DTP*050*D8*20260112~DTP*009*D8*20260114~"
#define RECEIVER           "HL*2*1*21*1~NM1*41*2*CLINIC*****46*C1~TRN*2*BATCH7~"
#define PROVIDER           "HL*3*2*19*1~NM1*85*2*CLINIC*****XX*1234567893~TRN*1*0~"
#define PATIENT(hl, claim) "HL*" hl "*3*PT~NM1*QC*1*DOE*JANE****MI*M1~TRN*2*" claim "~"

static void assert_verdicts(const char *segments, const char *verdicts, const char *findings)
{
    struct inbound_log log;
    struct buf file;
    int count = 2;
    for (const char *at = segments; *at != '\0'; at++)
        count += *at == '~';
    buf_init(&file, 1 << 20);
    buf_format(&file, ISA GS "ST*277*0001*005010X214~%sSE*%d*0001~" TAIL, segments, count);
    inbound_log_read(&log, buf_slice(&file), 100000);
    assert_string_equal(log.verdicts.at, verdicts);
    assert_string_equal(log.findings.at, findings);
    assert_string_equal(log.proven, "1");
    inbound_log_free(&log);
    buf_free(&file);
}

static void verdicts_stand_at_transmission_provider_and_claim(void **state)
{
    (void)state;
    assert_verdicts(SOURCE("PR") RECEIVER
        "STC*A1:19:PR*20260114*WQ*300~QTY*90*1~QTY*AA*1~AMT*YU*100~AMT*YY*200~" PROVIDER
        "STC*A1:19**WQ*300~REF*TJ*123456789~QTY*QA*1~" PATIENT("4",
            "AB12") "STC*A2:20:PR*20260113*WQ*100~REF*1K*ICN001~REF*D9*X~DTP*472*D8*"
                    "20260105~" PATIENT("5",
                        "CD34") "STC*A7:562:85*20260113*U*200**.~DTP*472*RD8*20260105-20260106~",
        "payer accepted A1 status=19 entity=PR batch=BATCH7 stated=2026-01-14 amount=300.00 "
        "received=2026-01-12 @12\n"
        "payer accepted A1 status=19 batch=BATCH7 provider=1234567893 amount=300.00 "
        "received=2026-01-12 @20\n"
        "payer accepted A2 status=20 entity=PR claim=AB12 batch=BATCH7 provider=1234567893 "
        "stated=2026-01-13"
        " amount=100.00 icn=ICN001 received=2026-01-12 @26\n"
        "payer rejected A7 status=562 entity=85 claim=CD34 batch=BATCH7 provider=1234567893 "
        "stated=2026-01-13"
        " amount=200.00 received=2026-01-12 @33\n",
        "");
}

static void the_source_decides_the_level(void **state)
{
    (void)state;
    assert_verdicts(SOURCE("AY") RECEIVER "STC*A0:16*20260114*WQ*300~",
        "intermediary accepted A0 status=16 batch=BATCH7 stated=2026-01-14 amount=300.00 "
        "received=2026-01-12 @12\n",
        "");
    // An unknown source is taken for the lower one.
    assert_verdicts(SOURCE("GP") RECEIVER "STC*A1:19*20260114*WQ*300~",
        "intermediary accepted A1 status=19 batch=BATCH7 stated=2026-01-14 amount=300.00 "
        "received=2026-01-12 @12\n",
        "info x12_segment_unknown 6 NM1  2200A\n");
}

static void a_rejected_transmission_names_the_batch_only(void **state)
{
    (void)state;
    assert_verdicts(
        SOURCE("PR") "HL*2*1*21*0~NM1*41*2*CLINIC*****46*C1~TRN*2*BATCH7~STC*A3:24*20260114*U*300~",
        "payer rejected A3 status=24 batch=BATCH7 stated=2026-01-14 amount=300.00 "
        "received=2026-01-12 @12\n",
        "");
}

// The first category of each must decide alone.
static void assert_category(const char *category, const char *outcome)
{
    char segments[1000], said[1000];
    snprintf(segments, sizeof(segments),
        SOURCE("PR") RECEIVER "STC*A1:19*20260114*WQ*1~" PROVIDER PATIENT("4", "AB12") "STC*%s:20~",
        category);
    snprintf(said, sizeof(said),
        "payer accepted A1 status=19 batch=BATCH7 stated=2026-01-14 amount=1.00 "
        "received=2026-01-12 @12\n"
        "payer %s %s status=20 claim=AB12 batch=BATCH7 provider=1234567893 received=2026-01-12 "
        "@19\n",
        outcome, category);
    assert_verdicts(segments, said, "");
}

static void categories_accept_reject_or_say_nothing(void **state)
{
    (void)state;
    assert_category("A0", "accepted");
    assert_category("A1", "accepted");
    assert_category("A2", "accepted");
    assert_category("A5", "accepted");
    assert_category("A3", "rejected");
    assert_category("A6", "rejected");
    assert_category("A7", "rejected");
    assert_category("A8", "rejected");
    assert_category("A4", "nothing");
    assert_category("D0", "nothing");
    assert_category("F1", "nothing");
    assert_category("R4", "nothing");
}

static void of_several_statuses_a_rejecting_one_decides(void **state)
{
    (void)state;
    assert_verdicts(SOURCE("PR") RECEIVER "STC*A1:19*20260114*WQ*1~" PROVIDER PATIENT(
                        "4", "AB12") "STC*A1:20*20260113*WQ*100******A7:562:85*A7:500~STC*A4:35*"
                                     "20260112~SVC*HC:99213*100~"
                                     "STC*A8:21**U~REF*FJ*L1~",
        "payer accepted A1 status=19 batch=BATCH7 stated=2026-01-14 amount=1.00 "
        "received=2026-01-12 @12\n"
        "payer rejected A7 status=562 entity=85 more=A1:20 A7:500 A4:35 A8:21 claim=AB12 "
        "batch=BATCH7"
        " provider=1234567893 stated=2026-01-13 amount=100.00 received=2026-01-12 @19\n",
        "");
    // A line alone may reject the claim.
    assert_verdicts(SOURCE("PR") RECEIVER "STC*A1:19*20260114*WQ*1~" PROVIDER PATIENT(
                        "4", "AB12") "STC*A2:20*20260113*WQ*100~SVC*HC:99213*100~STC*A7:21**U~REF*"
                                     "FJ*L1~DTP*472*D8*20260105~",
        "payer accepted A1 status=19 batch=BATCH7 stated=2026-01-14 amount=1.00 "
        "received=2026-01-12 @12\n"
        "payer rejected A7 status=21 more=A2:20 claim=AB12 batch=BATCH7"
        " provider=1234567893 stated=2026-01-13 amount=100.00 received=2026-01-12 @19\n",
        "");
}

static void one_patient_may_have_several_claims(void **state)
{
    (void)state;
    assert_verdicts(SOURCE("PR") RECEIVER
        "STC*A1:19~" PROVIDER PATIENT("4", "AB12") "STC*A2:20~TRN*2*AB13~STC*A3:21~",
        "payer accepted A1 status=19 batch=BATCH7 received=2026-01-12 @12\n"
        "payer accepted A2 status=20 claim=AB12 batch=BATCH7 provider=1234567893 "
        "received=2026-01-12 @19\n"
        "payer rejected A3 status=21 claim=AB13 batch=BATCH7 provider=1234567893 "
        "received=2026-01-12 @21\n",
        "");
}

static void a_verdict_about_nothing_that_is_named_is_not_given(void **state)
{
    (void)state;
    // Without its claim number it would look like one about the provider.
    assert_verdicts(SOURCE("PR") RECEIVER "STC*A1:19~" PROVIDER PATIENT("4", "") "STC*A7:20~",
        "payer accepted A1 status=19 batch=BATCH7 received=2026-01-12 @12\n",
        "warn x12_element_missing 19 TRN TRN02 2200D\nwarn x12_segment_unknown 20 STC  2200D\n");
    // Without its provider like one about the transmission.
    assert_verdicts(SOURCE("PR") RECEIVER
        "STC*A1:19~HL*3*2*19*0~NM1*85*2*CLINIC~TRN*1*0~STC*A7:20~",
        "payer accepted A1 status=19 batch=BATCH7 received=2026-01-12 @12\n",
        "warn x12_element_missing 16 NM1 NM109 2200C\n");
    // The provider before is another one, and so is the batch before.
    assert_verdicts(SOURCE("PR") RECEIVER "STC*A1:19~" PROVIDER
                                          "STC*A1:19~HL*4*2*19*0~TRN*1*0~STC*A7:20~",
        "payer accepted A1 status=19 batch=BATCH7 received=2026-01-12 @12\n"
        "payer accepted A1 status=19 batch=BATCH7 provider=1234567893 received=2026-01-12 @16\n",
        "warn x12_element_missing 19 NM1 NM109 2200C\n");
    assert_verdicts(SOURCE("PR") RECEIVER "STC*A1:19~HL*3*1*21*0~STC*A3:20~",
        "payer accepted A1 status=19 batch=BATCH7 received=2026-01-12 @12\n"
        "payer rejected A3 status=20 received=2026-01-12 @15\n",
        "");
    assert_verdicts(SOURCE("PR") "STC*A7:20~", "", "warn x12_segment_unknown 10 STC  2200A\n");
    assert_verdicts(SOURCE("PR") RECEIVER, "", "warn x12_element_missing 12 STC STC01 2200B\n");
}

static void statuses_beyond_the_limit_are_told(void **state)
{
    (void)state;
    struct buf segments;
    buf_init(&segments, 1 << 20);
    buf_z(&segments, SOURCE("PR") RECEIVER "STC*A1:19~" PROVIDER PATIENT("4", "AB12"));
    for (int i = 0; i < 64; i++)
        buf_z(&segments, "STC*A2:20~");
    buf_z(&segments, "STC*A7:21~");
    buf_char(&segments, '\0');
    struct buf file;
    buf_init(&file, 1 << 20);
    buf_format(&file, ISA GS "ST*277*0001*005010X214~%sSE*83*0001~" TAIL, segments.at);
    struct inbound_log log;
    inbound_log_read(&log, buf_slice(&file), 100000);
    // The one that decides is known all the same.
    assert_non_null(strstr(log.verdicts.at, "payer rejected A7 status=21 more=A2:20 A2:20"));
    assert_string_equal(log.findings.at, "warn x12_limit 84 STC STC01 2200D\n");
    inbound_log_free(&log);
    buf_free(&segments);
    buf_free(&file);
}

static void acknowledgements_of_others_are_read(void **state)
{
    (void)state;
    FILES_NEED_SHARED();
    struct inbound_log log;
    struct text file = files_read(CORPUS "/x12-277CA/imsweb__x12-parser__x12_277CA_rejected.txt");
    inbound_log_read(&log, file, 50);
    assert_string_equal(log.verdicts.at,
        "payer accepted A1 status=20 batch=11200001 stated=2011-03-11 amount=199.14 "
        "received=2011-03-11 @12\n"
        "payer rejected A7 status=562 entity=85 claim=3920394930203 batch=11200001 "
        "provider=123456789"
        " stated=2011-03-11 amount=199.14 icn=1107000000001120 received=2011-03-11 @21\n");
    assert_string_equal(log.findings.at, "");
    assert_string_equal(log.proven, "1");
    inbound_log_free(&log);
    free((char *)file.at);
    file = files_read(CORPUS "/x12-277CA/apimeister__x12-types___277_test.rs_literal4.x12");
    inbound_log_read(&log, file, 50);
    assert_string_equal(log.verdicts.at,
        "payer accepted A1 status=20 batch=000000674 stated=2011-03-11 amount=125.00 "
        "received=2011-03-11 @12\n"
        "payer accepted A2 status=20 claim=5781 batch=000000674 provider=1234567890 "
        "stated=2011-03-11"
        " amount=125.00 icn=1107000000014420 received=2011-03-11 @21\n");
    assert_string_equal(log.findings.at, "");
    inbound_log_free(&log);
    free((char *)file.at);
    // Another sender's HL 22 and NM1*1P; HL02 9 is no level of the file.
    file = files_read(CORPUS "/x12-277CA/cosyte__x12__277ca-hl-orphan.edi");
    inbound_log_read(&log, file, 50);
    assert_string_equal(log.verdicts.at,
        "payer rejected A7 status=21 entity=PR claim=ORPHAN-CLAIM-001 provider=1234567890 "
        "stated=2026-06-01"
        " amount=150.00 @13\n");
    assert_string_equal(log.findings.at, "warn x12_segment_variant 10 NM1 NM101 2200C '1P'\n"
                                         "warn x12_segment_variant 11 HL HL03 2200D '22'\n"
                                         "warn x12_element_invalid 11 HL HL02 2200D\n");
    inbound_log_free(&log);
    free((char *)file.at);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(verdicts_stand_at_transmission_provider_and_claim),
        cmocka_unit_test(the_source_decides_the_level),
        cmocka_unit_test(a_rejected_transmission_names_the_batch_only),
        cmocka_unit_test(categories_accept_reject_or_say_nothing),
        cmocka_unit_test(of_several_statuses_a_rejecting_one_decides),
        cmocka_unit_test(one_patient_may_have_several_claims),
        cmocka_unit_test(a_verdict_about_nothing_that_is_named_is_not_given),
        cmocka_unit_test(statuses_beyond_the_limit_are_told),
        cmocka_unit_test(acknowledgements_of_others_are_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
