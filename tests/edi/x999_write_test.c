#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>

#include "edi/ta1_write.h"
#include "edi/x999_write.h"
#include "tests/edi/inbound_log.h"
#include "tests/edi/sample_claims.h"

static void a_999_is_written_and_read_back(void **state)
{
    (void)state;
    struct x12_settings settings = sample_envelope().settings;
    struct x999_set sets[2] = {
        {.id = T("837"), .control = T("0001"), .version = T("005010X222A1"), .code = 'A'},
        {.id = T("837"),
            .control = T("0002"),
            .code = 'R',
            .status = T("5"),
            .error_segment = T("CLM"),
            .error_position = 22,
            .error_loop = T("2300"),
            .error_code = T("8"),
            .error_element = 5,
            .error_component = 3,
            .error_element_number = T("1325"),
            .error_element_code = T("7")}};
    struct x999_group group = {.set_control = T("0001"),
        .functional_id = T("HC"),
        .control = 55,
        .version = T("005010X222A1"),
        .code = 'P',
        .included = 2,
        .received = 2,
        .accepted = 1,
        .sets = sets,
        .set_count = 2};
    struct ta1 ta1 = {.interchange_control = 9, .at = settings.at, .code = 'A', .note = T("000")};
    struct buf out;
    buf_init(&out, 1 << 20);
    // TA1 stands between ISA and GS.
    assert_int_equal(
        x12_write_head(&out, &settings, "FA", X999_VERSION, (struct x12_refusals){0}), 2);
    size_t gs = (size_t)(strstr(out.at, "GS*") - out.at);
    struct buf rest;
    buf_init(&rest, 1 << 20);
    buf_text(&rest, text_part(buf_slice(&out), gs, out.size));
    out.size = gs;
    assert_int_equal(ta1_write_segment(&out, &settings, &ta1, (struct x12_refusals){0}), 1);
    buf_text(&out, buf_slice(&rest));
    assert_int_equal(x999_write(&out, &settings, &group, (struct x12_refusals){0}), 10);
    assert_int_equal(x12_write_tail(&out, &settings, 1), 2);
    buf_char(&out, '\0');
    assert_string_equal(strstr(out.at, "TA1*"),
        "TA1*000000009*260115*1305*A*000~\n"
        "GS*FA*GOODCLINIC*PAYER*20260115*1305*7*X*005010X231A1~\n"
        "ST*999*0001*005010X231A1~\n"
        "AK1*HC*55*005010X222A1~\n"
        "AK2*837*0001*005010X222A1~\n"
        "IK5*A~\n"
        "AK2*837*0002~\n"
        "IK3*CLM*22*2300*8~\n"
        "IK4*5:3*1325*7~\n"
        "IK5*R*5~\n"
        "AK9*P*2*2*1~\n"
        "SE*10*0001~\n"
        "GE*1*7~\n"
        "IEA*1*000000042~\n");
    struct inbound_log log;
    inbound_log_read(&log, (struct text){out.at, out.size - 1}, 50);
    assert_string_equal(log.findings.at, "");
    assert_string_equal(log.verdicts.at,
        "TA1 accepted A status=000 interchange=9 stated=2026-01-15 @2\n"
        "999 accepted A group=55 set=0001 @7\n"
        "999 rejected R status=5 group=55 set=0002 error=CLM05-3 in 2300, segment 22 @11\n"
        "999 nothing P group=55 @12\n");
    assert_string_equal(log.proven, "1");
    inbound_log_free(&log);
    buf_free(&out);
    buf_free(&rest);
}

static void a_ta1_alone_is_an_interchange(void **state)
{
    (void)state;
    struct x12_settings settings = sample_envelope().settings;
    struct ta1 ta1 = {
        .interchange_control = 999999999, .at = settings.at, .code = 'R', .note = T("025")};
    struct buf out;
    buf_init(&out, 1 << 20);
    assert_int_equal(ta1_write(&out, &settings, &ta1, (struct x12_refusals){0}), 3);
    buf_char(&out, '\0');
    assert_string_equal(
        strstr(out.at, "TA1*"), "TA1*999999999*260115*1305*R*025~\nIEA*0*000000042~\n");
    struct inbound_log log;
    inbound_log_read(&log, (struct text){out.at, out.size - 1}, 50);
    assert_string_equal(
        log.verdicts.at, "TA1 rejected R status=025 interchange=999999999 stated=2026-01-15 @2\n");
    assert_true(log.result.whole);
    inbound_log_free(&log);
    buf_free(&out);
}

static void what_cannot_be_sent_is_refused(void **state)
{
    (void)state;
    struct x12_settings settings = sample_envelope().settings;
    struct buf out;
    buf_init(&out, 1 << 20);
    struct ta1 ta1 = {.interchange_control = 0, .at = settings.at, .code = 'R', .note = T("025")};
    assert_int_equal(ta1_write(&out, &settings, &ta1, (struct x12_refusals){0}), 0);
    assert_int_equal(out.size, 0);
    struct x999_group group = {
        .set_control = T("0001"), .functional_id = T("HC"), .control = 55, .code = 'A'};
    assert_int_equal(x999_write(&out, &settings, &group, (struct x12_refusals){0}), 0); // AK103
    assert_int_equal(out.size, 0);
    buf_free(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_999_is_written_and_read_back),
        cmocka_unit_test(a_ta1_alone_is_an_interchange),
        cmocka_unit_test(what_cannot_be_sent_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
