#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "edi/x835_read.h"
#include "tests/edi/files.h"
#include "tests/edi/inbound_log.h"

#define ISA \
    "ISA*00*          *00*          *ZZ*PAYER          *ZZ*CLINIC         *260115*1200*^*00501*" \
    "000000001*0*P*:~"
#define GS   "GS*HP*PAYER*CLINIC*20260115*1200*7*X*005010X221A1~"
#define TAIL "GE*1*7~IEA*1*000000001~"

// One payment with all that struct remittance has a place for. The sums, by hand:
//   claim 1  200.00 - 150.25 = 49.75 = CO 5.00 - 2.50 (claim), PR 15.00 + 5.00 (line 1), CO 17.50 +
//   PR 9.75 line 1   120.00 - 100.00 = 20.00;  line 2  80.00 - 52.75 = 27.25 claim 2  -100.00
//   + 60.00 = -40.00 claim 3  75.00 - 50.00 = 25.00 payment  150.25 - 60.00 + 50.00 = 140.25, less
//   PLB -100.00 - 1.25 + 10.00 = -91.25 gives 231.50
#define HEADER \
    "ST*835*0001~" \
    "BPR*I*231.5*C*ACH*CCP*01*021000021*DA*111*1512345678**01*031000011*DA*222*20260116~" \
    "TRN*1*EFT77*1512345678~" \
    "REF*EV*RECV1~" \
    "DTM*405*20260114~" \
    "N1*PR*ACME HEALTH*XV*PAYERX~" \
    "N3*1 MAIN ST~" \
    "N4*ALBANY*NY*12207~" \
    "PER*BL*HELP*TE*8005550100~" \
    "N1*PE*GOOD CLINIC*XX*1234567893~" \
    "REF*TJ*123456789~"
#define CLAIM_1 \
    "CLP*AB12*1*200*150.25*29.75*12*ICN001*11*1~" \
    "CAS*CO*45*5*1*24*-2.5~" \
    "NM1*QC*1*DOE*JANE****MI*M1~" \
    "SVC*HC:99213*120*100~" \
    "DTM*472*20260105~" \
    "CAS*PR*1*15~" \
    "CAS*PR*2*5~" \
    "REF*6R*L1~" \
    "SVC*HC:85025*80*52.75**0~" \
    "CAS*CO*45*17.5~" \
    "CAS*PR*3*9.75~"
#define CLAIM_2 \
    "CLP*CD34*22*-100*-60**12*ICN000~" \
    "CAS*CO*45*-40~" \
    "NM1*QC*1*ROE*RICHARD~"
#define CLAIM_3 \
    "CLP*EF56*19*75*50*25*MB*ICN003*11*1~" \
    "NM1*QC*1*POE*ANN~" \
    "NM1*74*1*POE*ANNA~" \
    "NM1*TT*2*MEDIGAP PLAN*****PI*GAP01~" \
    "MOA***MA01*N115*M1*M2*M3~" \
    "REF*1L*GROUP9~" \
    "REF*F8*OLD1~" \
    "DTM*232*20251201~" \
    "DTM*233*20251202~" \
    "DTM*050*20251210~" \
    "AMT*I*1.25~" \
    "SVC*HC:99213:25:59*75*50**2*HC:99214:25~" \
    "DTM*150*20251201~" \
    "DTM*151*20251202~" \
    "CAS*PR*2*25~" \
    "REF*6R*L7~" \
    "AMT*B6*75~" \
    "LQ*HE*N130~" \
    "LQ*HE*M15~"
#define PLB   "PLB*1234567893*20261231*WO:REF1*-100*L6*-1.25*FB:OLD*10~"
#define SET   HEADER "LX*1~" CLAIM_1 CLAIM_2 CLAIM_3 PLB "SE*47*0001~"
#define SOUND ISA GS SET TAIL

static const char payments_said[] =
    "payment 0001 I C amount=231.50 method=ACH effective=2026-01-16 trace=EFT77 "
    "originator=1512345678"
    " receiver=RECV1 production=2026-01-14 payer=ACME HEALTH payer_id=PAYERX payee=GOOD CLINIC"
    " npi=1234567893 tax_id=123456789 @3\n"
    "claim 1 AB12 status=1 charge=200.00 paid=150.25 patient=29.75 filing=12 icn=ICN001 facility=11"
    " frequency=1 @15\n"
    "  cas 1 CO 45 amount=5.00 quantity=1000 @16\n"
    "  cas 2 CO 24 amount=-2.50 @16\n"
    " line 1 HC:99213 charge=120.00 paid=100.00 units=1000 from=2026-01-05 to=2026-01-05 6R=L1 "
    "@18\n"
    "  cas 1 PR 1 amount=15.00 @20\n"
    "  cas 2 PR 2 amount=5.00 @21\n"
    " line 2 HC:85025 charge=80.00 paid=52.75 @23\n"
    "  cas 1 CO 45 amount=17.50 @24\n"
    "  cas 2 PR 3 amount=9.75 @25\n"
    "claim 2 CD34 status=22 charge=-100.00 paid=-60.00 patient=0.00 filing=12 icn=ICN000 @26\n"
    "  cas 1 CO 45 amount=-40.00 @27\n"
    "claim 3 EF56 status=19 charge=75.00 paid=50.00 patient=25.00 filing=MB icn=ICN003 facility=11"
    " frequency=1 crossover=MEDIGAP PLAN crossover_id=GAP01 original=OLD1 corrected=1 "
    "from=2025-12-01"
    " to=2025-12-02 received=2025-12-10 interest=125 remarks=MA01 N115 M1 M2 M3 @29\n"
    " line 1 HC:99213:25:59 charge=75.00 paid=50.00 units=2000 submitted=99214:25 from=2025-12-01"
    " to=2025-12-02 6R=L7 allowed=7500 remarks=N130 M15 @40\n"
    "  cas 1 PR 2 amount=25.00 @43\n"
    "plb 1 1234567893 period=2026-12-31 reason=WO reference=REF1 amount=-100.00 @48\n"
    "plb 2 1234567893 period=2026-12-31 reason=L6 amount=-1.25 @48\n"
    "plb 3 1234567893 period=2026-12-31 reason=FB reference=OLD amount=10.00 @48\n";

static void everything_a_payment_says_is_read(void **state)
{
    (void)state;
    struct inbound_log log;
    inbound_log_read(&log, TEXT(SOUND), 100000);
    assert_string_equal(log.findings.at, "");
    assert_string_equal(log.payments.at, payments_said);
    assert_string_equal(log.sets.at, "835 0001 sound\n");
    assert_string_equal(log.proven, "1");
    assert_true(log.result.whole);
    assert_true(log.proof.readable && log.proof.balanced);
    assert_int_equal(log.proof.claims, 3);
    assert_int_equal(log.proof.lines, 3);
    assert_int_equal(log.proof.adjustments, 8);
    assert_int_equal(log.proof.provider_adjustments, 3);
    assert_int_equal(log.proof.claims_paid, 14025);
    assert_int_equal(log.proof.difference, 0);
    inbound_log_free(&log);
}

static void windows_of_any_size_read_the_same(void **state)
{
    (void)state;
    for (size_t window = 1; window < 40; window++) {
        struct inbound_log log;
        inbound_log_read(&log, TEXT(SOUND), window);
        assert_string_equal(log.payments.at, payments_said);
        assert_string_equal(log.proven, "1");
        inbound_log_free(&log);
    }
}

// ---- What is wrong, and what follows

static void assert_change(
    const char *from, const char *to, const char *findings, bool readable, bool balanced)
{
    char room[8192];
    struct inbound_log log;
    inbound_log_read(&log, files_replace(room, sizeof(room), SOUND, from, to), 100000);
    assert_string_equal(log.findings.at, findings);
    assert_int_equal(log.proof.readable, readable);
    assert_int_equal(log.proof.balanced, balanced);
    // What cannot be read is not proven; what does not balance is another question.
    if (strstr(findings, "x12_count") == NULL)
        assert_string_equal(log.proven, readable ? "1" : "0");
    inbound_log_free(&log);
}

static void imbalance_is_told_at_line_claim_and_payment(void **state)
{
    (void)state;
    // Line 1 of claim 1 is paid 99.99: the line is off by 0.01, the claim's sums do not use it.
    assert_change("*120*100~", "*120*99.99~",
        "reject line_out_of_balance 18 SVC  2110 line 1 '0.01'\n", true, false);
    // Its CAS is 1.00 more: line and claim.
    assert_change("CAS*PR*1*15~", "CAS*PR*1*16~",
        "reject line_out_of_balance 18 SVC  2110 line 1 '-1.00'\n"
        "reject claim_out_of_balance 15 CLP  2100 '-1.00'\n",
        true, false);
    // The claim-level CAS is missing.
    assert_change("CAS*CO*45*-40~", "CAS*CO*45*0~",
        "reject claim_out_of_balance 26 CLP  2100 '-40.00'\n", true, false);
    assert_change("BPR*I*231.5", "BPR*I*231.51",
        "reject payment_out_of_balance 4 BPR BPR02  '0.01'\n", true, false);
    assert_change("*FB:OLD*10", "*FB:OLD*-10",
        "reject payment_out_of_balance 4 BPR BPR02  '-20.00'\n", true, false);
}

static void amounts_that_cannot_be_read_make_the_payment_unreadable(void **state)
{
    (void)state;
    assert_change("BPR*I*231.5*", "BPR*I*231,50*",
        "reject x12_element_invalid 4 BPR BPR02  '231,50'\n", false, false);
    assert_change(
        "BPR*I*231.5*", "BPR*I**", "reject x12_element_missing 4 BPR BPR02 \n", false, false);
    // A value that may be a name is not shown.
    assert_change("*1*200*150.25*", "*1*DOE JANE*150.25*",
        "reject x12_element_invalid 15 CLP CLP03 2100\n", false, true);
    assert_change("*200*150.25*29.75*", "*200**29.75*",
        "reject x12_element_missing 15 CLP CLP04 2100\n", false, false);
    assert_change("*150.25*29.75*", "*150.25*29.7.5*",
        "reject x12_element_invalid 15 CLP CLP05 2100 '29.7.5'\n", false, true);
    assert_change("CAS*PR*1*15~", "CAS*PR*1*15.005~",
        "reject x12_element_invalid 20 CAS CAS03 2110 '15.005'\n", false, true);
    assert_change("CAS*PR*1*15~", "CAS*PR*1~",
        "reject x12_element_invalid 20 CAS  2110\nreject x12_element_missing 20 CAS CAS03 2110\n",
        false, true);
    assert_change("CAS*PR*1*15~", "CAS*PR**15~", "reject x12_element_missing 20 CAS CAS02 2110\n",
        false, true);
    assert_change("CAS*PR*1*15~", "CAS**1*15~", "reject x12_element_missing 20 CAS CAS01 2110\n",
        false, true);
    assert_change(
        "*120*100~", "*120~", "reject x12_element_missing 18 SVC SVC03 2110\n", false, true);
    assert_change("*WO:REF1*-100*", "*WO:REF1*X*", "reject x12_element_invalid 48 PLB PLB04 \n",
        false, false);
    // Nobody's claim has 999999999999.99.
    assert_change("*WO:REF1*-100*", "*WO:REF1*999999999999*",
        "reject x12_element_invalid 48 PLB PLB04  '999999999999'\n", false, false);
}

static void keys_and_dates_of_the_payment_must_be_there(void **state)
{
    (void)state;
    assert_change("*222*20260116~", "*222*20260230~",
        "reject x12_element_invalid 4 BPR BPR16  '20260230'\n", false, true);
    assert_change(
        "*222*20260116~", "*222~", "reject x12_element_missing 4 BPR BPR16 \n", false, true);
    assert_change(
        "TRN*1*EFT77*", "TRN*1**", "reject x12_element_missing 5 TRN TRN02 \n", false, true);
    assert_change(
        "*EFT77*1512345678~", "*EFT77~", "reject x12_element_missing 5 TRN TRN03 \n", false, true);
    assert_change(
        "CLP*AB12*1*", "CLP*AB12**", "reject x12_element_missing 15 CLP CLP02 2100\n", false, true);
    assert_change("TRN*1*EFT77*1512345678~", "REF*F2*1~",
        "reject x12_element_missing 3 TRN TRN02 \n", false, true);
}

static void what_is_no_money_is_a_warning(void **state)
{
    (void)state;
    assert_change("CLP*AB12*", "CLP**", "warn x12_element_missing 15 CLP CLP01 2100\n", true, true);
    assert_change("DTM*472*20260105", "DTM*472*2026",
        "warn x12_element_invalid 19 DTM DTM02 2110 '2026'\n", true, true);
    assert_change("SVC*HC:99213*120", "SVC*HC>99213*120",
        "warn x12_element_missing 18 SVC SVC01-2 2110\n", true, true);
    assert_change(
        "*52.75**0~", "*52.75**one~", "warn x12_element_invalid 23 SVC SVC05 2110\n", true, true);
    assert_change(
        "AMT*I*1.25", "AMT*I*one", "warn x12_element_invalid 39 AMT AMT02 2100\n", true, true);
    assert_change(
        "*L6*-1.25", "*:REFX*-1.25", "warn x12_element_missing 48 PLB PLB05-1 \n", true, true);
    assert_change(
        "*20261231*WO", "*2026*WO", "warn x12_element_invalid 48 PLB PLB02  '2026'\n", true, true);
}

static void unknown_segments_are_passed_over(void **state)
{
    (void)state;
    assert_change(
        "REF*EV*RECV1~", "REF*ZZ*RECV1~", "info x12_segment_unknown 6 REF  \n", true, true);
    assert_change("PER*BL*HELP*TE*8005550100~", "XYZ*1~",
        "info x12_segment_unknown 11 XYZ  1000A\n", true, true);
    assert_change(
        "REF*1L*GROUP9~", "REF*1Q*GROUP9~", "info x12_segment_unknown 34 REF  2100\n", true, true);
    assert_change(
        "LQ*HE*N130~", "LQ*XX*N130~", "info x12_segment_unknown 46 LQ  2110\n", true, true);
    assert_change("NM1*74*1*POE*ANNA~", "NM1*XX*1*POE*ANNA~",
        "info x12_segment_unknown 31 NM1  2100\n", true, true);
}

static void money_at_a_wrong_place_makes_the_payment_unreadable(void **state)
{
    (void)state;
    assert_change(
        "LX*1~", "CAS*CO*45*1~", "reject x12_segment_unknown 14 CAS  1000B\n", false, true);
    // Behind LX there is no claim any more.
    assert_change("LQ*HE*M15~", "LX*2~SVC*HC:99213*1*1~",
        "reject x12_segment_unknown 48 SVC  \nreject x12_count 50 SE SE01 \n", false, true);
    assert_change("LQ*HE*M15~PLB", "LX*2~PLB", "", true, true);
    assert_change(
        "REF*1L*GROUP9~", "BPR*I*1~", "info x12_segment_unknown 34 BPR  2100\n", true, true);
    assert_change("REF*EV*RECV1~", "BPR*I*1~", "reject x12_segment_unknown 6 BPR  \n", false, true);
}

static void a_cut_payment_does_not_seem_out_of_balance(void **state)
{
    (void)state;
    struct text whole = TEXT(SOUND);
    for (size_t size = sizeof(ISA GS HEADER); size + 1 < whole.size; size++) {
        struct inbound_log log;
        inbound_log_read(&log, text_part(whole, 0, size), 100000);
        assert_null(strstr(log.findings.at, "balance"));
        assert_non_null(strstr(log.findings.at, "reject x12_truncated"));
        assert_string_equal(log.proven, "0");
        inbound_log_free(&log);
    }
}

static void six_triplets_and_six_pairs_are_read_and_a_seventh_refused(void **state)
{
    (void)state;
    struct inbound_log log;
    char room[8192];
    inbound_log_read(&log,
        files_replace(
            room, sizeof(room), SOUND, "CAS*CO*45*17.5~", "CAS*CO*1*1**2*2**3*3**4*4**5*5**6*2.5~"),
        100000);
    assert_string_equal(log.findings.at, "");
    assert_non_null(
        strstr(log.payments.at, "  cas 6 CO 6 amount=2.50 @24\n  cas 7 PR 3 amount=9.75 @25\n"));
    inbound_log_free(&log);
    assert_change("CAS*CO*45*17.5~", "CAS*CO*1*1**2*2**3*3**4*4**5*5**6*2.5**7*1~",
        "reject x12_element_invalid 24 CAS  2110\n", false, true);
    inbound_log_read(&log,
        files_replace(room, sizeof(room), SOUND, PLB,
            "PLB*1*20261231*A1*-50*A2*-50*A3*-1.25*A4*1*A5*2*A6*7~"),
        100000);
    assert_string_equal(log.findings.at, "");
    assert_non_null(
        strstr(log.payments.at, "plb 6 1 period=2026-12-31 reason=A6 amount=7.00 @48\n"));
    inbound_log_free(&log);
}

static void remarks_of_inpatient_claims_stand_in_mia(void **state)
{
    (void)state;
    char room[8192];
    struct inbound_log log;
    inbound_log_read(&log,
        files_replace(room, sizeof(room), SOUND, "MOA***MA01*N115*M1*M2*M3~",
            "MIA*0***10*MA02*6*7*8*9*10*11*12*13*14*15*16*17*18*19*N20*N21*N22*N23*24~"),
        100000);
    assert_string_equal(log.findings.at, "");
    assert_non_null(strstr(log.payments.at, " remarks=MA02 N20 N21 N22 N23 @29\n"));
    inbound_log_free(&log);
}

static void many_provider_adjustments_are_kept_apart(void **state)
{
    (void)state;
    struct buf file, expected;
    buf_init(&file, 1 << 20);
    buf_init(&expected, 1 << 20);
    buf_z(&file, ISA GS HEADER);
    int ordinal = 0;
    for (int i = 0; i < 40; i++) {
        buf_format(&file, "PLB*P%d*20261231", i);
        for (int k = 0; k < 6; k++) {
            buf_format(&file, "*W%d:R%d-%d*%d", k, i, k, i * 6 + k);
            buf_format(&expected,
                "plb %d P%d period=2026-12-31 reason=W%d reference=R%d-%d amount=%d.00 @%d\n",
                ++ordinal, i, k, i, k, i * 6 + k, 14 + i);
        }
        buf_char(&file, '~');
    }
    buf_z(&file, "SE*52*0001~" TAIL);
    buf_char(&expected, '\0');
    struct inbound_log log;
    inbound_log_read(&log, buf_slice(&file), 100000);
    assert_string_equal(strstr(log.payments.at, "plb 1 "), expected.at);
    assert_int_equal(log.proof.provider_adjustments, 240);
    inbound_log_free(&log);
    buf_free(&file);
    buf_free(&expected);
}

static void a_payer_without_identifier_is_known_by_its_reference(void **state)
{
    (void)state;
    char room[8192];
    struct inbound_log log;
    inbound_log_read(&log,
        files_replace(room, sizeof(room), SOUND, "*XV*PAYERX~N3*1 MAIN ST~", "~REF*2U*SECOND~"),
        100000);
    assert_string_equal(log.findings.at, "");
    assert_non_null(strstr(log.payments.at, " payer=ACME HEALTH payer_id=SECOND payee"));
    inbound_log_free(&log);
    inbound_log_read(&log,
        files_replace(room, sizeof(room), SOUND, "*XX*1234567893~REF*TJ*123456789~",
            "*FI*987654321~REF*PQ*1~"),
        100000);
    assert_non_null(strstr(log.payments.at, " payee=GOOD CLINIC tax_id=987654321 @3"));
    inbound_log_free(&log);
}

// ---- Digests of the money content

static void digests_of(
    struct text file, unsigned char digest[DIGEST_SIZE], unsigned char claims[DIGEST_SIZE])
{
    struct inbound_log log;
    inbound_log_read(&log, file, 100000);
    assert_int_equal(log.remittances, 1);
    memcpy(digest, log.proof.digest, DIGEST_SIZE);
    memcpy(claims, log.proof.claims_digest, DIGEST_SIZE);
    inbound_log_free(&log);
}

static void assert_digests(struct text file, bool same, bool same_claims)
{
    unsigned char digest[DIGEST_SIZE], claims[DIGEST_SIZE], other[DIGEST_SIZE],
        other_claims[DIGEST_SIZE];
    digests_of(TEXT(SOUND), digest, claims);
    digests_of(file, other, other_claims);
    assert_int_equal(memcmp(digest, other, DIGEST_SIZE) == 0, same);
    assert_int_equal(memcmp(claims, other_claims, DIGEST_SIZE) == 0, same_claims);
}

static void the_same_payment_in_another_file_has_the_same_digests(void **state)
{
    (void)state;
    char room[8192];
    // Another envelope, other control numbers, amounts written otherwise, other loops, another
    // order.
    assert_digests(
        TEXT("ISA*00*          *00*          *30*CLEARINGHOUSE  *ZZ*CLINIC         "
             "*260301*0100*^*00501*"
             "000000777*0*P*>\n"
             "GS*HP*CH*CLINIC*20260301*0100*55*X*005010X221A1\n"
             "ST*835*9999\nBPR*I*231.50*C*ACH*CCP*01*021000021*DA*111*1512345678**01*031000011*DA*"
             "222*20260116\n"
             "TRN*1*EFT77*1512345678\nN1*PR*ACME\nN1*PE*GOOD CLINIC*XX*1234567893\nLX*1\n"
             "CLP*CD34*22*-100.00*-60.00*0*12*ICN000\nCAS*CO*45*-40.00\nNM1*QC*1*ROE*RICHARD\n"
             "LX*2\n"
             "CLP*EF56*19*75.0*50*25*MB*ICN003*11*1\nDTM*232*20251201\nDTM*233*20251202\n"
             "SVC*HC>99213>25>59*75*50**2*HC>99214>25\nDTM*150*20251201\nDTM*151*20251202\n"
             "CAS*PR*2*25\nREF*6R*L7\n"
             "CLP*AB12*1*200*150.25*29.75*12*ICN001*11*1\nCAS*CO*45*5*1*24*-2.5\n"
             "SVC*HC>99213*120*100\nDTM*472*20260105\nCAS*PR*1*15**2*5\nREF*6R*L1\n"
             "SVC*HC>85025*80*52.75**0\nCAS*CO*45*17.5\nCAS*PR*3*9.75\n"
             "PLB*1234567893*20261231*FB>OLD*10*WO>REF1*-100\nPLB*1234567893*20261231*L6*-1.25\n"
             "SE*31*9999\nGE*1*55\nIEA*1*000000777\n"),
        true, true);
    assert_digests(
        files_replace(room, sizeof(room), SOUND, "000000001*0*P", "000000002*0*P"), true, true);
}

static void another_amount_code_or_number_changes_the_digests(void **state)
{
    (void)state;
    char room[8192];
    assert_digests(
        files_replace(room, sizeof(room), SOUND, "CAS*PR*2*5~", "CAS*PR*2*5.01~"), false, false);
    assert_digests(
        files_replace(room, sizeof(room), SOUND, "CAS*PR*2*5~", "CAS*PR*3*5~"), false, false);
    assert_digests(
        files_replace(room, sizeof(room), SOUND, "CLP*AB12*1*", "CLP*AB13*1*"), false, false);
    assert_digests(
        files_replace(room, sizeof(room), SOUND, "CLP*AB12*1*", "CLP*AB12*2*"), false, false);
    assert_digests(files_replace(room, sizeof(room), SOUND, CLAIM_2, ""), false, false);
    assert_digests(
        files_replace(room, sizeof(room), SOUND, CLAIM_2, CLAIM_2 CLAIM_2), false, false);
    assert_digests(
        files_replace(room, sizeof(room), SOUND, "HC:99213*120", "HC:99214*120"), false, false);
    // Provider adjustments are part of the payment, not of its claims.
    assert_digests(files_replace(room, sizeof(room), SOUND, "FB:OLD*10", "FB:OLD*11"), false, true);
    assert_digests(files_replace(room, sizeof(room), SOUND, "WO:REF1", "WO:REF2"), false, true);
}

// ---- Limits

static void a_claim_beyond_all_measure_is_refused_and_the_next_is_read(void **state)
{
    (void)state;
    struct buf file;
    buf_init(&file, 256 << 20);
    buf_z(&file, ISA GS HEADER "LX*1~CLP*BIG*1*0*0**12*I1~");
    for (int i = 0; i < 120000; i++)
        buf_z(&file, "SVC*HC:99213*0*0~");
    buf_z(&file, CLAIM_2 "SE*1*0001~" TAIL);
    struct inbound_log log;
    inbound_log_start(&log);
    struct inbound *inbound = inbound_new((struct inbound_handler){.context = &log,
        .remittance_end = inbound_log_end_payment,
        .finding = inbound_log_finding,
        .set_proven = inbound_log_proven});
    inbound_feed(inbound, buf_slice(&file));
    inbound_end(inbound);
    inbound_free(inbound);
    buf_char(&log.findings, '\0');
    assert_non_null(strstr(log.findings.at, "reject x12_limit "));
    assert_int_equal(log.proof.claims, 2);
    assert_false(log.proof.readable);
    assert_string_equal(log.proven, "0");
    inbound_log_free(&log);
    buf_free(&file);
}

static void claims_of_any_size_end_in_a_finding_at_worst(void **state)
{
    (void)state;
    // Lines with long remarks and many adjustments, of sizes that meet the limit at different
    // places.
    for (size_t size = 30000; size < 65000; size += 8011) {
        struct buf file;
        buf_init(&file, 256 << 20);
        buf_z(&file, ISA GS HEADER "LX*1~CLP*BIG*1*0*0**12*I1~MOA***");
        for (size_t i = 0; i < size; i++)
            buf_char(&file, 'm');
        buf_char(&file, '~');
        for (size_t used = 0; used < (40u << 20); used += size) {
            buf_z(&file, "SVC*HC:99213*0*0~CAS*CO*1*0**2*0**3*0**4*0**5*0**6*0~LQ*HE*");
            for (size_t i = 0; i < size; i++)
                buf_char(&file, 'r');
            buf_char(&file, '~');
        }
        buf_z(&file, CLAIM_2 "SE*1*0001~" TAIL);
        struct inbound_log log = {0};
        buf_init(&log.findings, 1 << 20);
        struct inbound *inbound = inbound_new((struct inbound_handler){.context = &log,
            .remittance_end = inbound_log_end_payment,
            .finding = inbound_log_finding});
        buf_init(&log.payments, 1 << 20);
        inbound_feed(inbound, buf_slice(&file));
        inbound_end(inbound);
        inbound_free(inbound);
        buf_char(&log.findings, '\0');
        assert_non_null(strstr(log.findings.at, "reject x12_limit "));
        assert_int_equal(log.proof.claims, 2);
        buf_free(&log.findings);
        buf_free(&log.payments);
        buf_free(&file);
    }
}

static void memory_does_not_grow_with_the_number_of_claims(void **state)
{
    (void)state;
    struct inbound_log log = {0};
    buf_init(&log.findings, 1 << 20);
    buf_init(&log.payments, 1 << 20);
    struct inbound *inbound = inbound_new((struct inbound_handler){.context = &log,
        .remittance_end = inbound_log_end_payment,
        .finding = inbound_log_finding});
    inbound_feed(inbound, TEXT(ISA GS HEADER "LX*1~"));
    // Each takes more than 4,000 bytes of an arena of 32 MiB.
    for (int i = 0; i < 10000; i++)
        inbound_feed(inbound, TEXT(CLAIM_1));
    inbound_feed(inbound, TEXT("SE*110014*0001~" TAIL));
    inbound_end(inbound);
    inbound_free(inbound);
    buf_char(&log.findings, '\0');
    assert_null(strstr(log.findings.at, "x12_limit"));
    assert_int_equal(log.proof.claims, 10000);
    assert_int_equal(log.proof.claims_paid, 10000 * 15025);
    buf_free(&log.findings);
    buf_free(&log.payments);
}

static void sums_beyond_all_measure_are_refused(void **state)
{
    (void)state;
    struct buf file;
    buf_init(&file, 1 << 20);
    buf_z(&file, ISA GS HEADER);
    for (int i = 0; i < 1001; i++)
        buf_z(&file, "CLP*A*1*9999999999.99*9999999999.99**12*I~");
    buf_z(&file, "SE*1013*0001~" TAIL);
    struct inbound_log log;
    inbound_log_read(&log, buf_slice(&file), 100000);
    assert_string_equal(log.findings.at, "reject x12_limit 1014 CLP  2100\n");
    assert_string_equal(log.proven, "0");
    inbound_log_free(&log);
    buf_free(&file);
}

static void findings_beyond_the_limit_are_counted(void **state)
{
    (void)state;
    struct buf file;
    buf_init(&file, 1 << 20);
    buf_z(&file, ISA GS "ST*835*0001~");
    for (int i = 0; i < READING_LISTED_MAX + 23; i++)
        buf_z(&file, "XX*1~");
    buf_format(&file, "SE*%d*0001~" TAIL, READING_LISTED_MAX + 25);
    struct inbound_log log;
    inbound_log_read(&log, buf_slice(&file), 100000);
    int lines = 0;
    for (const char *at = log.findings.at; (at = strstr(at, "x12_segment_unknown")) != NULL; at++)
        lines++;
    assert_int_equal(lines, READING_LISTED_MAX);
    assert_int_equal(log.not_listed, 23);
    // What rejects is still told.
    assert_non_null(strstr(log.findings.at, "reject x12_element_missing 3 BPR BPR02"));
    inbound_log_free(&log);
    buf_free(&file);
}

// ---- Files that others wrote, with sums worked out by hand

static void assert_file(const char *name, int64_t claims, int64_t lines, int64_t adjustments,
    int64_t plb, int64_t paid_cents, bool balanced, const char *proven, const char *findings)
{
    char path[512];
    struct inbound_log log;
    snprintf(path, sizeof(path), CORPUS "/x12-835/%s", name);
    struct text file = files_read(path);
    inbound_log_read(&log, file, 777);
    print_message("%s\n", name);
    assert_int_equal(log.proof.claims, claims);
    assert_int_equal(log.proof.lines, lines);
    assert_int_equal(log.proof.adjustments, adjustments);
    assert_int_equal(log.proof.provider_adjustments, plb);
    assert_int_equal(log.proof.claims_paid, paid_cents);
    assert_int_equal(log.proof.balanced, balanced);
    assert_string_equal(log.proven, proven);
    assert_string_equal(log.findings.at, findings);
    inbound_log_free(&log);
    free((char *)file.at);
}

static void remittances_of_others_are_read(void **state)
{
    (void)state;
    FILES_NEED_SHARED();
    // Two claims with claim-level CAS, no lines: 211366.97 - 138018.40 = 73348.57; 15000.00 -
    // 11980.33 = 3019.67; 138018.40 + 11980.33 - (-1.27) = 150000.00.
    assert_file("kputnam__stupidedi__dollars-and-data-sent-together.edi", 2, 0, 2, 1, 14999873,
        true, "1", "");
    // 800 - 450 = 350 = 50 + 300; 1200 - 495 = 705 = 55 + 600 + 50; 450 + 495 = 945.
    assert_file(
        "kputnam__stupidedi__dollars-and-data-sent-separate.edi", 2, 2, 5, 0, 94500, true, "1", "");
    // 541 - 34 = 507 = 516 - 9: a negative adjustment.
    assert_file("kputnam__stupidedi__secondary-payment-with-higher-fee-schedule.edi", 1, 1, 2, 0,
        3400, true, "1", "");
    // 10323.64 - 912 = 9411.64; 751.50 - 310 = 441.50 = 136.50 + 150 + 70 + 85; 912 + 310 = 1222.
    assert_file("kputnam__stupidedi__secondary-payments.edi", 2, 2, 5, 0, 122200, true, "1", "");
    // 1766.50 - 187.50 = 1579.
    assert_file("kputnam__stupidedi__tertiary-payments.edi", 1, 1, 1, 0, 18750, true, "1", "");
    // Five lines, each charge less CO 131; 25 + 14 + 10 + 34 + 49 = 132.
    assert_file("kputnam__stupidedi__era-sample.edi", 1, 5, 5, 0, 13200, true, "1", "");
    // CLP02 25: 3790 - 0 = 122 + 10 + 73 + 880 + 750 + 880 + 880 + 195; 3790 - 1790 = 2000; 3790 -
    // 0 = 3790.
    assert_file("jdavisp3__TigerShark__5010-835-example-1.txt", 3, 9, 10, 0, 179000, true, "1", "");
    // 2083 - 100 = 1983; 207.16 = 9.20 + 57.94 + 47 + 18.02 + 75; the copy of another hand has SE02
    // 0001 for ST02 1234.
    assert_file("jdavisp3__TigerShark__5010-835-example-2.txt", 2, 6, 6, 0, 10000, true, "1", "");
    assert_file("zentist__TigerShark__5010-835-example-2.txt", 2, 6, 6, 0, 10000, true, "0",
        "reject x12_control_number 54 SE SE02 \n");
    // 1088 - 0 = 1088; 100 - 57.44 = 30 + 12.56.
    assert_file("jdavisp3__TigerShark__5010-835-example-3.txt", 2, 2, 3, 0, 5744, true, "1", "");
    // 256.46 - 223.64 = 32.82 = -3.50 + 36.32; 223.64 - 3.99 = 219.65.
    assert_file(
        "apimeister__x12-types___835_test.rs_literal6.x12", 3, 3, 4, 1, 22364, true, "1", "");
    // Zero pay, BPR04 NON: 34 - 0 = 12 + 22.
    assert_file("apimeister__x12-types___835_test.rs_literal4.x12", 1, 2, 2, 0, 0, true, "1", "");
    // 150 - 80 = 70; 100 - 0 = 100; 150 - 0 = 150; 400 - 80 = 320.
    assert_file(
        "apimeister__x12-types___835_test.rs_literal8.x12", 1, 3, 3, 0, 8000, true, "1", "");
    // A line feed as terminator; ten lines, the denied ones with CAS.
    assert_file(
        "tastypackets__x12-parser__multi-line-not-delimited.edi", 3, 10, 4, 0, 4575, true, "1", "");
    // The same adjustment at claim and at line level: the line lacks PR 20 (125.50 - 92.14 - 13.36
    // = 20.00), the claim has 13.36 twice (33.36 - 46.72 = -13.36).
    assert_file("AlexJReid__scribe__sample_835.edi", 1, 1, 3, 0, 9214, false, "1",
        "reject line_out_of_balance 13 SVC  2110 line 1 '20.00'\n"
        "reject claim_out_of_balance 9 CLP  2100 '-13.36'\n");
    // SVC01 names 11040 and SVC02 says 24599: 24599 - 1766.50 - 1579 = 21253.50; LX is damaged.
    assert_file("kputnam__stupidedi__recover.txt_literal1.x12", 1, 1, 1, 0, 18750, false, "1",
        "warn x12_version_base 3 ST ST03  '005010X221'\n"
        "info x12_segment_unknown 15 LXX  1000B\n"
        "reject line_out_of_balance 22 SVC  2110 line 1 '21253.50'\n");
    // SE01 says 39 and there are 41; 912 + 310 - (-2.54) = 1224.54, not 1222, but half a set proves
    // nothing.
    assert_file("kputnam__stupidedi__3a.edi_literal1.x12", 2, 2, 5, 2, 122200, false, "0",
        "warn x12_version_base 3 ST ST03  '005010X221'\n"
        "reject x12_count 43 SE SE01 \n");
    // BPR16 is one place too far left, and its component separator is not the file's.
    assert_file("LinuxForHealth__x12__cob-contractural-adjustment.835", 1, 1, 2, 0, 3400, true, "0",
        "reject x12_element_missing 4 BPR BPR16 \n"
        "warn x12_element_missing 21 SVC SVC01-2 2110\n");
    // 2000-23-16 is no day.
    assert_file("LinuxForHealth__x12__managed-care.835", 2, 2, 5, 0, 94500, true, "0",
        "reject x12_element_invalid 4 BPR BPR16  '20002316'\n");
    // SE01 says 23; ST to SE are 25.
    assert_file("cosyte__x12__835-availity-quirk.edi", 1, 1, 1, 0, 13500, true, "0",
        "info x12_segment_unknown 26 REF  2110\nreject x12_count 27 SE SE01 \n");
}

static void a_file_of_many_interchanges_is_read(void **state)
{
    (void)state;
    FILES_NEED_SHARED();
    struct text file = files_read(CORPUS "/x12-835/tastypackets__x12-parser__profee-multiple.edi");
    struct inbound_log log;
    inbound_log_read(&log, file, 4096);
    // 156 times the same payment of three claims.
    assert_int_equal(log.result.interchanges, 156);
    assert_int_equal(log.result.sets, 156);
    assert_int_equal(log.remittances, 156);
    assert_int_equal(log.proven_count, 156);
    assert_null(strchr(log.proven, '0'));
    assert_true(log.result.whole);
    assert_int_equal(log.result.bytes, file.size);
    inbound_log_free(&log);
    free((char *)file.at);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(everything_a_payment_says_is_read),
        cmocka_unit_test(windows_of_any_size_read_the_same),
        cmocka_unit_test(imbalance_is_told_at_line_claim_and_payment),
        cmocka_unit_test(amounts_that_cannot_be_read_make_the_payment_unreadable),
        cmocka_unit_test(keys_and_dates_of_the_payment_must_be_there),
        cmocka_unit_test(what_is_no_money_is_a_warning),
        cmocka_unit_test(unknown_segments_are_passed_over),
        cmocka_unit_test(money_at_a_wrong_place_makes_the_payment_unreadable),
        cmocka_unit_test(a_cut_payment_does_not_seem_out_of_balance),
        cmocka_unit_test(six_triplets_and_six_pairs_are_read_and_a_seventh_refused),
        cmocka_unit_test(remarks_of_inpatient_claims_stand_in_mia),
        cmocka_unit_test(many_provider_adjustments_are_kept_apart),
        cmocka_unit_test(a_payer_without_identifier_is_known_by_its_reference),
        cmocka_unit_test(the_same_payment_in_another_file_has_the_same_digests),
        cmocka_unit_test(another_amount_code_or_number_changes_the_digests),
        cmocka_unit_test(a_claim_beyond_all_measure_is_refused_and_the_next_is_read),
        cmocka_unit_test(claims_of_any_size_end_in_a_finding_at_worst),
        cmocka_unit_test(memory_does_not_grow_with_the_number_of_claims),
        cmocka_unit_test(sums_beyond_all_measure_are_refused),
        cmocka_unit_test(findings_beyond_the_limit_are_counted),
        cmocka_unit_test(remittances_of_others_are_read),
        cmocka_unit_test(a_file_of_many_interchanges_is_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
