// The lines of releases: fixed columns of both code sets, the CSV, and what is wrong with them. All
// lines are made up, in the published layouts.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "claims/base/buf.h"
#include "jobs/refdata_read.h"

static struct refdata_counts counts;
static char fault[200];
static struct buf rows; // "code flag name added terminated\n" for each code
static struct buf bad;  // "line: why\n"

static bool on_code(void *context, const struct refdata_code *code)
{
    char added[DATE_ROOM] = "-";
    char terminated[DATE_ROOM] = "-";
    (void)context;
    if (code->added != DATE_NONE)
        date_format_iso(code->added, added);
    if (code->terminated != DATE_NONE)
        date_format_iso(code->terminated, terminated);
    buf_format(&rows, "%zu %.*s %d '%.*s' %s %s\n", code->line, TEXT_ARG(code->code),
        code->billable, TEXT_ARG(code->short_name), added, terminated);
    return true;
}

static void on_bad(void *context, size_t line, const char *why)
{
    (void)context;
    buf_format(&bad, "%zu: %s\n", line, why);
}

// Feeds the text in pieces of `piece` bytes.
static void read_in_pieces(enum refdata_format format, struct text t, size_t piece)
{
    struct refdata_reader *reader = refdata_reader_new(format, on_code, on_bad, NULL);
    buf_clear(&rows);
    buf_clear(&bad);
    bool ok = true;
    for (size_t at = 0; ok && at < t.size; at += piece)
        ok = refdata_reader_feed(reader, text_part(t, at, piece));
    if (ok)
        refdata_reader_end(reader);
    snprintf(fault, sizeof fault, "%s", refdata_reader_fault(reader));
    counts = refdata_reader_counts(reader);
    refdata_reader_free(reader);
}

static void read_all(enum refdata_format format, struct text t)
{
    read_in_pieces(format, t, t.size > 0 ? t.size : 1);
}

static void expect(const struct buf *got, const char *want)
{
    if (!text_equal_z(buf_slice(got), want))
        fail_msg("got:\n%.*swant:\n%s", TEXT_ARG(buf_slice(got)), want);
}

// ---- ICD-10

static const char icd[] =
    "00001 A00     0 Cholera                                                      Cholera\r\n"
    "00002 A000    1 Cholera due to Vibrio cholerae 01, biovar cholerae           Cholera due "
    "to\r\n"
    "00003 S52501A 1 Unsp fracture of the lower end of right radius, init         Unspecified\r\n"
    "00004 QA00101 1 M\xE9ni\xE8re's                                                     x\r\n";

static void codes_headings_and_names_of_the_order_file(void **state)
{
    (void)state;
    read_all(REFDATA_ICD10CM, text_of(icd));
    assert_string_equal(fault, "");
    expect(&rows, "1 A00 0 'Cholera' - -\n"
                  "2 A000 1 'Cholera due to Vibrio cholerae 01, biovar cholerae' - -\n"
                  "3 S52501A 1 'Unsp fracture of the lower end of right radius, init' - -\n"
                  "4 QA00101 1 'M\xC3\xA9ni\xC3\xA8re's' - -\n");
    assert_int_equal(counts.codes, 4);
    assert_int_equal(counts.lines, 4);
    assert_int_equal(counts.bad, 0);
}

static void icd10pcs_has_codes_of_seven_and_headings_of_three(void **state)
{
    (void)state;
    read_all(REFDATA_ICD10PCS,
        TEXT("00001 001     0 Nervous system, bypass                                       x\r\n"
             "00002 0016070 1 Bypass made up                                               x\r\n"
             "00003 001607I 1 No such letter                                               x\r\n"
             "00004 A000    1 Of another code set                                          x\r\n"));
    assert_string_equal(fault, "");
    expect(&rows, "1 001 0 'Nervous system, bypass' - -\n"
                  "2 0016070 1 'Bypass made up' - -\n");
    expect(&bad, "3: no ICD-10-PCS code stands in columns 7 to 13\n"
                 "4: no ICD-10-PCS code stands in columns 7 to 13\n");
}

static void windows_of_any_size_give_the_same(void **state)
{
    (void)state;
    char want[1000];
    read_all(REFDATA_ICD10CM, text_of(icd));
    snprintf(want, sizeof want, "%.*s", TEXT_ARG(buf_slice(&rows)));
    for (size_t piece = 1; piece < 100; piece++) {
        read_in_pieces(REFDATA_ICD10CM, text_of(icd), piece);
        expect(&rows, want);
    }
}

static void a_last_line_without_its_end_counts(void **state)
{
    (void)state;
    read_all(REFDATA_ICD10CM, TEXT("00001 A00     0 Cholera"));
    expect(&rows, "1 A00 0 'Cholera' - -\n");
}

static void lines_that_are_none_are_set_aside_with_their_numbers(void **state)
{
    (void)state;
    read_all(REFDATA_ICD10CM, TEXT("00001 A00     0 Cholera\n"
                                   "\n"
                                   "00002 000     1 No letter\n"
                                   "00003 A001    2 No flag\n"
                                   "     B001    1 Shifted\n"
                                   "00005 A009    1 Cholera, unspecified\n"
                                   "\x1A"));
    expect(&rows, "1 A00 0 'Cholera' - -\n6 A009 1 'Cholera, unspecified' - -\n");
    expect(&bad, "3: no ICD-10-CM code stands in columns 7 to 13\n"
                 "4: column 15 is neither 0 (heading) nor 1 (billable)\n"
                 "5: no ICD-10-CM code stands in columns 7 to 13\n");
    assert_int_equal(counts.bad, 3);
    assert_int_equal(counts.lines, 5);
}

static void what_is_no_text_is_refused(void **state)
{
    (void)state;
    static char long_line[70000];
    memset(long_line, 'x', sizeof long_line);
    read_all(REFDATA_ICD10CM, (struct text){"00001 A00 \0", 11});
    assert_string_equal(fault, "it holds NUL bytes: it is no text file");
    read_all(REFDATA_ICD10CM, (struct text){long_line, sizeof long_line});
    assert_string_equal(fault, "a line is far too long: it is no such file");
    read_all(REFDATA_ICD10CM, TEXT(""));
    assert_string_equal(fault, "there is no code in it");
    read_all(REFDATA_HCPCS_FIXED, text_of(icd));
    assert_string_equal(fault, "there is no code in it");
}

// ---- HCPCS, fixed columns

// A record of 320 columns, or `size`: 6-10 sequence, 11 record, 12-91 long, 92-119 short, 269-276
// added, 285-292 terminated.
static void put_record(struct buf *out, const char *code, const char *sequence, char record,
    const char *long_name, const char *short_name, const char *added, const char *terminated,
    size_t size)
{
    char line[321];
    snprintf(line, sizeof line, "%-5s%-5s%c%-80s%-28s%149s%-8s%8s%-8s%28s", code, sequence, record,
        long_name, short_name, "", added, "", terminated, "");
    assert_int_equal(strlen(line), 320);
    buf_bytes(out, line, size);
    buf_z(out, "\r\n");
}

static struct buf hcpcs;

static void start_hcpcs(void)
{
    buf_clear(&hcpcs);
    // As in 2019: tabs and non-breaking blanks.
    buf_z(&hcpcs, "***Disclaimers\t\t\t\r\n\t\t\t\r\n*Inclusion 03 of a procedure.\xA0\r\n\r\n");
}

static void records_of_codes_with_their_days(void **state)
{
    (void)state;
    start_hcpcs();
    put_record(&hcpcs, "   A1", "00100", '7', "Dressing", "Dressing", "20020701", "", 320);
    put_record(&hcpcs, "A0021", "00100", '3', "Ambulance", "Outside state ambulance serv",
        "19850101", "", 320);
    put_record(&hcpcs, "G0009", "00100", '3', "Admin", "Admin pneumo vaccine", "20000101",
        "20181231", 320);
    put_record(&hcpcs, "G0009", "00200", '4', "more of the long name", "", "", "", 320);
    put_record(&hcpcs, "D0120", "00100", '3', "Dental", "Dental", "20000101", "", 320);
    put_record(&hcpcs, "J3490", "00100", '3', "Drugs", "Drugs unclassified injection", "", "",
        316); // blanks at the end cut off
    read_all(REFDATA_HCPCS_FIXED, buf_slice(&hcpcs));
    assert_string_equal(fault, "");
    expect(&rows, "6 A0021 1 'Outside state ambulance serv' 1985-01-01 -\n"
                  "7 G0009 1 'Admin pneumo vaccine' 2000-01-01 2018-12-31\n"
                  "10 J3490 1 'Drugs unclassified injection' - -\n");
    expect(&bad, "");
    assert_int_equal(counts.codes, 3);
    assert_int_equal(counts.modifiers, 1);
    assert_int_equal(counts.dental, 1);
}

// In 2017 continuation lines end after the long name, and the disclaimers have another shape.
static void short_continuation_lines_as_in_2017(void **state)
{
    (void)state;
    buf_clear(&hcpcs);
    buf_z(&hcpcs, "Inclusion or exclusion of a procedure does not imply coverage.\r\n");
    put_record(
        &hcpcs, "A4466", "00100", '3', "Garment", "Elastic garment/covering", "20090101", "", 320);
    put_record(&hcpcs, "A4466", "00200", '4', "material, any type, each", "", "", "", 91);
    put_record(&hcpcs, "   AD", "00100", '7', "Medical supervision", "Md supervision", "19840101",
        "", 320);
    put_record(&hcpcs, "   AD", "00200", '8', "procedures", "", "", "", 91);
    read_all(REFDATA_HCPCS_FIXED, buf_slice(&hcpcs));
    expect(&rows, "2 A4466 1 'Elastic garment/covering' 2009-01-01 -\n");
    expect(&bad, "");
}

static void lines_after_the_first_record_must_be_records(void **state)
{
    (void)state;
    start_hcpcs();
    put_record(&hcpcs, "A0021", "00100", '3', "x", "x", "19850101", "", 320);
    buf_z(&hcpcs, "*** trailer\r\n");
    put_record(&hcpcs, "A0022", "00100", '3', "x", "x", "19851301", "", 320);
    put_record(&hcpcs, "A0023", "00100", '5', "x", "x", "19850101", "", 320);
    put_record(&hcpcs, "A00Z4", "00100", '3', "x", "x", "19850101", "", 320);
    read_all(REFDATA_HCPCS_FIXED, buf_slice(&hcpcs));
    expect(&rows, "5 A0021 1 'x' 1985-01-01 -\n");
    expect(&bad, "6: this is no record: columns 6 to 11 are no sequence and record number\n"
                 "7: the first or the last day of the code is no date\n"
                 "8: this is no record: columns 6 to 11 are no sequence and record number\n"
                 "9: no HCPCS code stands in front\n");
    assert_int_equal(counts.bad, 4);
}

static void names_are_windows_1252(void **state)
{
    (void)state;
    start_hcpcs();
    put_record(&hcpcs, "A0021", "00100", '3', "x", "Caf\xE9\xA0\x96 90\x80\x81", "", "", 320);
    read_all(REFDATA_HCPCS_FIXED, buf_slice(&hcpcs));
    expect(&rows, "5 A0021 1 'Caf\xC3\xA9 \xE2\x80\x93 90\xE2\x82\xAC?' - -\n");
}

// ---- HCPCS, CSV

static const char header[] = "HCPC,SEQNUM,RECID,LONG DESCRIPTION,SHORT DESCRIPTION,PRICE1,ADD DT,"
                             "ACT EFF DT,TERM DT,ACTION CD\r\n";

static void rows_of_the_csv_by_the_names_of_its_columns(void **state)
{
    (void)state;
    char file[1000];
    snprintf(file, sizeof file, "%s%s%s", "HCPCS contractor file,,,,,,,,,\r\n", header,
        "   A1,0010,7,Dressing,Dressing,,20020701,20020701,,N\r\n"
        "A0021,0010,3,\"Ambulance, outside\",Outside state,,19850101,19960910,,N\r\n"
        "G0009,0010,3,Admin,\"Admin, \xBD\",,20000101,20190101,20181231,D\r\n"
        "D0120,0010,3,Dental,Dental,,20000101,,,N\r\n"
        "A0022,0010,9,x,x,,20000101,,,N\r\n"
        "A0023,0010,3,x\r\n");
    read_all(REFDATA_HCPCS_CSV, text_of(file));
    assert_string_equal(fault, "");
    expect(&rows, "4 A0021 1 'Outside state' 1985-01-01 -\n"
                  "5 G0009 1 'Admin, \xC2\xBD' 2000-01-01 2018-12-31\n");
    expect(&bad, "7: RECID is not 3, 4, 7 or 8\n8: the row is shorter than the header\n");
    assert_int_equal(counts.modifiers, 1);
    assert_int_equal(counts.dental, 1);
}

static void a_csv_that_is_none(void **state)
{
    (void)state;
    char file[500];
    read_all(REFDATA_HCPCS_CSV, TEXT("HCPC,NAME\r\nA0021,x\r\n"));
    assert_string_equal(
        fault, "no row names the columns HCPC, RECID, SHORT DESCRIPTION, ADD DT and TERM DT");
    snprintf(file, sizeof file, "%s%s", header, "A0021,0010,3,\"x,Outside,,19850101,,,N\r\n");
    read_all(REFDATA_HCPCS_CSV, text_of(file));
    assert_string_equal(fault, "a quote is not closed or stands in a wrong place");
    snprintf(file, sizeof file, "%s", header);
    read_all(REFDATA_HCPCS_CSV, text_of(file));
    assert_string_equal(fault, "there is no code in it");
}

// ---- Any bytes

static void no_bytes_harm(void **state)
{
    (void)state;
    uint64_t seed = 88172645463325252u;
    static char bytes[3000];
    for (int run = 0; run < 300; run++) {
        for (size_t i = 0; i < sizeof bytes; i++) {
            seed ^= seed << 13;
            seed ^= seed >> 7;
            seed ^= seed << 17;
            bytes[i] = i % 97 == 0 ? '\n' : (char)(seed >> 20);
        }
        struct text t = {bytes, sizeof bytes};
        read_in_pieces(REFDATA_ICD10CM, t, 1 + (size_t)run);
        read_in_pieces(REFDATA_HCPCS_FIXED, t, 1 + (size_t)run);
        read_in_pieces(REFDATA_HCPCS_CSV, t, 1 + (size_t)run);
        assert_int_equal(counts.codes, 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(codes_headings_and_names_of_the_order_file),
        cmocka_unit_test(icd10pcs_has_codes_of_seven_and_headings_of_three),
        cmocka_unit_test(windows_of_any_size_give_the_same),
        cmocka_unit_test(a_last_line_without_its_end_counts),
        cmocka_unit_test(lines_that_are_none_are_set_aside_with_their_numbers),
        cmocka_unit_test(what_is_no_text_is_refused),
        cmocka_unit_test(records_of_codes_with_their_days),
        cmocka_unit_test(short_continuation_lines_as_in_2017),
        cmocka_unit_test(lines_after_the_first_record_must_be_records),
        cmocka_unit_test(names_are_windows_1252),
        cmocka_unit_test(rows_of_the_csv_by_the_names_of_its_columns),
        cmocka_unit_test(a_csv_that_is_none),
        cmocka_unit_test(no_bytes_harm),
    };
    buf_init(&rows, 1 << 20);
    buf_init(&bad, 1 << 20);
    buf_init(&hcpcs, 1 << 20);
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    buf_free(&rows);
    buf_free(&bad);
    buf_free(&hcpcs);
    return failed;
}
