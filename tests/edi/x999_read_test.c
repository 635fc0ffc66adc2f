#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "edi/x999_read.h"
#include "tests/edi/files.h"
#include "tests/edi/inbound_log.h"

#define ISA \
    "ISA*00*          *00*          *ZZ*PAYER          *ZZ*CLINIC         *260115*1200*^*00501*" \
    "000000001*0*P*:~"
#define GS   "GS*FA*PAYER*CLINIC*20260115*1200*7*X*005010X231A1~"
#define TAIL "GE*1*7~IEA*1*000000001~"

// A 999 of these segments between ST and SE.
static void read_999(struct inbound_log *log, const char *segments)
{
    struct buf file;
    int count = 2;
    for (const char *at = segments; *at != '\0'; at++)
        count += *at == '~';
    buf_init(&file, 1 << 20);
    buf_format(&file, ISA GS "ST*999*0001*005010X231A1~%sSE*%d*0001~" TAIL, segments, count);
    inbound_log_read(log, buf_slice(&file), 100000);
    buf_free(&file);
}

static void assert_verdicts(const char *segments, const char *verdicts, const char *findings)
{
    struct inbound_log log;
    read_999(&log, segments);
    assert_string_equal(log.verdicts.at, verdicts);
    assert_string_equal(log.findings.at, findings);
    assert_string_equal(log.proven, strstr(findings, "reject") == NULL ? "1" : "0");
    inbound_log_free(&log);
}

static void accepted_sets_and_the_group_have_verdicts(void **state)
{
    (void)state;
    assert_verdicts(
        "AK1*HC*55*005010X222A1~AK2*837*0001*005010X222A1~IK5*A~AK2*837*0002~IK5*E~AK9*E*2*2*2~",
        "999 accepted A group=55 set=0001 @6\n"
        "999 accepted E group=55 set=0002 @8\n"
        "999 accepted E group=55 @9\n",
        "");
}

static void rejected_sets_say_where_the_first_error_is(void **state)
{
    (void)state;
    assert_verdicts("AK1*HC*55*005010X222A1~"
                    "AK2*837*0001*005010X222A1~"
                    "IK3*CLM*22*2300*8~CTX*CLM01:AB12~IK4*5:3*1325*7*DOE~IK4*2*782*1~"
                    "IK3*SV1*30*2400*8~IK4*1*1*1~"
                    "IK5*R*5*I5~"
                    "AK9*R*1*1*0~",
        "999 rejected R status=5 group=55 set=0001 error=CLM05-3 in 2300, segment 22 @12\n"
        "999 rejected R group=55 @13\n",
        "");
    // Without loop, without element; the next set begins anew.
    assert_verdicts("AK1*HC*55*005010X222A1~"
                    "AK2*837*0001~IK3*REF*57**3~IK3*CLM*60*2300*8~IK4*2*782*1~IK5*M~"
                    "AK2*837*0002~IK3*NM1*9*2010AA*8~IK4*9*67*7~IK5*W~"
                    "AK2*837*0003~IK5*X~"
                    "AK9*R*3*3*0~",
        "999 rejected M group=55 set=0001 error=REF, segment 57 @9\n"
        "999 rejected W group=55 set=0002 error=NM109 in 2010AA, segment 9 @13\n"
        "999 rejected X group=55 set=0003 @15\n"
        "999 rejected R group=55 @16\n",
        "");
}

static void the_group_alone_may_be_rejected_or_accepted(void **state)
{
    (void)state;
    assert_verdicts(
        "AK1*HC*55*005010X222A1~AK9*R*3*3*0*4~", "999 rejected R status=4 group=55 @5\n", "");
    assert_verdicts("AK1*HC*55*005010X222A1~AK9*A*3*3*3~", "999 accepted A group=55 @5\n", "");
    assert_verdicts("AK1*HC*55*005010X222A1~AK9*X*3*3*0~", "999 rejected X group=55 @5\n", "");
}

static void partial_acceptance_speaks_for_the_others_only_when_it_counts_them(void **state)
{
    (void)state;
    // Three received, one listed and rejected, two accepted: the two that are not listed.
    assert_verdicts("AK1*HC*55*005010X222A1~AK2*837*0002~IK5*R*5~AK9*P*3*3*2~",
        "999 rejected R status=5 group=55 set=0002 @6\n"
        "999 accepted P group=55 @7\n",
        "");
    // One accepted of two that are not listed: which one?
    assert_verdicts("AK1*HC*55*005010X222A1~AK2*837*0002~IK5*R*5~AK9*P*3*3*1~",
        "999 rejected R status=5 group=55 set=0002 @6\n"
        "999 nothing P group=55 @7\n",
        "");
    // All are listed: nothing is left to say.
    assert_verdicts("AK1*HC*55*005010X222A1~AK2*837*0001~IK5*A~AK2*837*0002~IK5*R*5~AK9*P*2*2*1~",
        "999 accepted A group=55 set=0001 @6\n"
        "999 rejected R status=5 group=55 set=0002 @8\n"
        "999 nothing P group=55 @9\n",
        "");
}

static void segments_of_the_997_are_read_with_a_warning(void **state)
{
    (void)state;
    assert_verdicts(
        "AK1*HC*55*005010X222A1~AK2*837*0001~AK3*CLM*22**8~AK4*2*782*1~AK5*R*5~AK9*R*1*1*0~",
        "999 rejected R status=5 group=55 set=0001 error=CLM02, segment 22 @8\n"
        "999 rejected R group=55 @9\n",
        "warn x12_segment_variant 6 AK3  2000\n"
        "warn x12_segment_variant 7 AK4  2000\n"
        "warn x12_segment_variant 8 AK5  2000\n");
}

static void what_is_missing_is_told(void **state)
{
    (void)state;
    assert_verdicts("AK1*HC**005010X222A1~AK9*A*1*1*1~", "999 accepted A @5\n",
        "reject x12_element_missing 4 AK1 AK102 \n");
    assert_verdicts("AK1*HC*5X*005010X222A1~AK9*A*1*1*1~", "999 accepted A @5\n",
        "reject x12_element_invalid 4 AK1 AK102 \n");
    assert_verdicts("AK2*837*0001~", "", "reject x12_segment_unknown 4 AK2  \n");
    assert_verdicts("AK1*HC*55*005010X222A1~IK5*A~AK9*A*1*1*1~", "999 accepted A group=55 @6\n",
        "reject x12_segment_unknown 5 IK5  2000\n");
    assert_verdicts("AK1*HC*55*005010X222A1~AK2*837*0001~IK5*A~",
        "999 accepted A group=55 set=0001 @6\n", "warn x12_element_missing 4 AK9 AK901 \n");
    assert_verdicts("AK1*HC*55*005010X222A1~XX*1~AK9*Q*1*1*1~", "999 nothing Q group=55 @6\n",
        "info x12_segment_unknown 5 XX  \n");
}

static void hostile_error_places_do_no_harm(void **state)
{
    (void)state;
    assert_verdicts("AK1*HC*55*005010X222A1~AK2*837*0001~"
                    "IK3*%s%n%s*99999999999999999999*%s*8~IK4*-1:99999999999*1*1~IK4*"
                    "77777777777777777777*1*1~IK5*R~"
                    "AK9*R*1*1*0~",
        "999 rejected R group=55 set=0001 error=sns in s, segment 0 @9\n"
        "999 rejected R group=55 @10\n",
        "warn x12_element_invalid 6 IK3 IK302 2100 '99999999999999999999'\n");
}

static void acknowledgements_of_others_are_read(void **state)
{
    (void)state;
    FILES_NEED_SHARED();
    // Set 0001 accepted, 0002 and 0003 rejected with one IK3 each; AK9 P 3 3 1 lists them all.
    struct inbound_log log;
    struct text file = files_read(CORPUS "/x12-999/xlate__staedi__simple999.edi");
    inbound_log_read(&log, file, 13);
    assert_string_equal(log.verdicts.at,
        "999 accepted A group=17456 set=0001 @6\n"
        "999 rejected R status=5 group=17456 set=0002 error=CLM02, segment 22 @11\n"
        "999 rejected R status=5 group=17456 set=0003 error=REF, segment 57 @16\n"
        "999 nothing P group=17456 @17\n");
    assert_string_equal(log.proven, "1");
    inbound_log_free(&log);
    free((char *)file.at);
    // IEA02 000000001 closes ISA13 000000286.
    file = files_read(CORPUS "/x12-999/imsweb__x12-parser__x12_999_accepted.txt");
    inbound_log_read(&log, file, 13);
    assert_string_equal(log.findings.at, "reject x12_control_number 10 IEA IEA02 \n");
    assert_string_equal(log.proven, "0");
    inbound_log_free(&log);
    free((char *)file.at);
    // No set is listed, the group is accepted.
    file = files_read(CORPUS "/x12-999/woliver13__X12Net__999_accepted.edi");
    inbound_log_read(&log, file, 13);
    assert_string_equal(log.verdicts.at, "999 accepted A group=1 @5\n");
    assert_string_equal(log.proven, "1");
    inbound_log_free(&log);
    free((char *)file.at);
    // Four sets in two groups.
    file = files_read(CORPUS "/x12-999/azoner__pyx12__834_lui_id_5010.999.txt");
    inbound_log_read(&log, file, 13);
    assert_string_equal(log.proven, "1111");
    inbound_log_free(&log);
    free((char *)file.at);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(accepted_sets_and_the_group_have_verdicts),
        cmocka_unit_test(rejected_sets_say_where_the_first_error_is),
        cmocka_unit_test(the_group_alone_may_be_rejected_or_accepted),
        cmocka_unit_test(partial_acceptance_speaks_for_the_others_only_when_it_counts_them),
        cmocka_unit_test(segments_of_the_997_are_read_with_a_warning),
        cmocka_unit_test(what_is_missing_is_told),
        cmocka_unit_test(hostile_error_places_do_no_harm),
        cmocka_unit_test(acknowledgements_of_others_are_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
