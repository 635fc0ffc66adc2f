// Codes as of the day of service: the list of a test, of codes with the days from and to which they
// hold.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

#include "tests/edi/check_files.h"

static const struct {
    enum x12_code_kind kind;
    const char *code;
    const char *from, *to; // CCYYMMDD, both included
    bool heading;
} list[] = {
    {X12_ICD10CM, "J069", "20151001", "21991231", false},
    {X12_ICD10CM, "R059", "20211001", "21991231", false},
    {X12_ICD10CM, "R05", "20151001", "20210930", false},
    {X12_ICD10CM, "J06", "20151001", "21991231", true},
    {X12_ICD10CM, "J189", "20151001", "20261104", false},
    {X12_ICD10CM, "E119", "20151001", "21991231", false},
    {X12_ICD10PCS, "0BH17EZ", "20151001", "21991231", false},
    {X12_HCPCS, "99213", "20150101", "21991231", false},
    {X12_HCPCS, "87880", "20150101", "20261101", false},
};

static enum x12_code_answer answer_code(
    void *context, enum x12_code_kind kind, struct text code, date_t on, const char **as_of)
{
    (void)context;
    enum x12_code_answer said = X12_CODE_UNKNOWN;
    *as_of = "2026-10";
    for (size_t i = 0; i < sizeof(list) / sizeof(list[0]); i++) {
        date_t from, to;
        assert_true(date_parse_d8(text_of(list[i].from), &from));
        assert_true(date_parse_d8(text_of(list[i].to), &to));
        if (list[i].kind != kind || !text_equal_z(code, list[i].code) || on < from)
            continue;
        said = on > to ? X12_CODE_ENDED : list[i].heading ? X12_CODE_HEADING : X12_CODE_VALID;
    }
    return said;
}

static enum x12_code_answer answer_nothing(
    void *context, enum x12_code_kind kind, struct text code, date_t on, const char **as_of)
{
    (void)context;
    (void)kind;
    (void)code;
    (void)on;
    (void)as_of;
    return X12_CODE_NO_LIST;
}

static const char *check_with(int file, const char *edits,
    enum x12_code_answer (*code)(void *, enum x12_code_kind, struct text, date_t, const char **))
{
    static struct said said;
    static char room[FILE_BYTES];
    struct text bytes = make(file, edits, room);
    said = (struct said){0};
    struct x12_check *check = x12_check_new(
        (struct x12_check_handler){.context = &said, .finding = on_finding, .code = code});
    x12_check_feed(check, bytes);
    x12_check_end(check);
    x12_check_free(check);
    return said.words;
}

static void test_days(void **state)
{
    (void)state;
    static const struct {
        int file;
        const char *edits, *found;
    } cases[] = {
        {0, "", ""},
        // The day of the line, of its first day where it has several.
        {0, "DTP*472|DTP*472*D8*20261101~DTP*472|DTP*472*D8*20261102",
            "code_ended 26 SV101-2/2400"},
        {0, "DTP*472|DTP*472*D8*20261101~DTP*472|DTP*472*RD8*20261101-20261102", ""},
        {0, "SV1*HC:99213|SV1*HC:99215*100*UN*1***1:2", "code_unknown 22 SV101-2/2400"},
        // Diagnoses go by the first of the claim's days.
        {0, "DTP*472|DTP*472*D8*20210930~DTP*472|DTP*472*D8*20211001",
            "code_unknown 20 HI02-2/2300"},
        {0, "DTP*472|DTP*472*D8*20211001~DTP*472|DTP*472*D8*20211001", ""},
        {0, "HI*ABK|HI*ABK:J069*ABF:R05", "code_ended 20 HI02-2/2300"},
        {0, "HI*ABK|HI*ABK:J06*ABF:R059", "code_heading 20 HI01-2/2300"},
        // An inpatient's go by the end of the statement.
        {4, "", "code_ended 24 HI01-2/2300, code_ended 25 HI01-2/2300"},
        {4, "DTP*434|DTP*434*RD8*20261101-20261104", ""},
        {4, "DTP*434|DTP*434*RD8*20261101-20261104~HI*BBR|HI*BBR:0BH18EZ:D8:20261102",
            "code_unknown 27 HI01-2/2300"},
        {4, "DTP*434|DTP*434*RD8*20261101-20261104~SV2*0260|SV2*0260*HC:J7030*500*UN*1",
            "code_unknown 33 SV202-2/2400"},
        // A remittance's lines: by their day, or the first of several, or the claim's.
        {2, "", ""},
        {2, "SVC*HC:87880|SVC*HC:87881*50*40**1", "code_unknown 18 SVC01-2/2110"},
        {2, "SVC*HC:87880|SVC*HC:99213*50*40**1*HC:87881", "code_unknown 18 SVC06-2/2110"},
        {2, "SVC*HC:87880|SVC*HC:87881*50*40**1*HC:87882",
            "code_unknown 18 SVC01-2/2110, code_unknown 18 SVC06-2/2110"},
        {2, "SVC*HC:87880|SVC*ER:87881*50*40**1*NU:0120", ""},
        {2, "DTM*472|DTM*472*20261101~DTM*472|DTM*472*20261102", "code_ended 18 SVC01-2/2110"},
        {2, "DTM*472|~DTM*472|DTM*150*20261101\nDTM*151*20261102", ""},
        {2, "DTM*472|~DTM*472|DTM*150*20261102\nDTM*151*20261103", "code_ended 17 SVC01-2/2110"},
        {2, "DTM*472|~DTM*472|", ""},
        {2, "DTM*232|DTM*232*20261102~DTM*472|~DTM*472|", "code_ended 17 SVC01-2/2110"},
        {2, "DTM*232|DTM*233*20261102~DTM*472|~DTM*472|",
            "line_date_missing 14 SVC/2110, code_ended 17 SVC01-2/2110, "
            "line_date_missing 17 SVC/2110"},
        {2, "DTM*232|~DTM*472|~DTM*472|~SVC*HC:87880|SVC*HC:87881*50*40**1",
            "line_date_missing 13 SVC/2110, line_date_missing 16 SVC/2110"},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
        assert_string_equal(check_with(cases[i].file, cases[i].edits, answer_code), cases[i].found);
}

static void test_without_a_list(void **state)
{
    (void)state;
    assert_string_equal(check_with(4, "", answer_nothing), "");
    assert_string_equal(check_with(4, "", NULL), "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_days),
        cmocka_unit_test(test_without_a_list),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
