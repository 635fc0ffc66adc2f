#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "edi/inbound.h"
#include "tests/edi/files.h"
#include "tests/edi/inbound_log.h"

#define ISA(control) \
    "ISA*00*          *00*          *ZZ*PAYER          *30*CLINIC         " \
    "*260115*1200*^*00501*" control "*0*T*:~"
#define SET_835(control, amount) \
    "ST*835*" control "~BPR*I*" amount "*C*CHK************20260116~TRN*1*T" control \
    "*1512345678~CLP*A*1*" amount "*" amount "**12*I~SE*5*" control "~"
#define SET_999(control) "ST*999*" control "*005010X231A1~AK1*HC*5~AK9*A*1*1*1~SE*4*" control "~"
#define SET_277(control) \
    "ST*277*" control \
    "*005010X214~HL*1**20*1~NM1*PR*2*P*****PI*1~HL*2*1*21*0~TRN*2*B~STC*A3:20~SE*7*" control "~"

static void one_file_may_hold_everything(void **state)
{
    (void)state;
    struct inbound_log log;
    inbound_log_read(&log,
        TEXT(ISA("000000001") "TA1*000000009*260114*1200*A*000~"
                              "GS*FA*P*C*20260115*1200*1*X*005010X231A1~" SET_999(
                                  "0001") "GE*1*1~"
                                          "GS*HN*P*C*20260115*1200*2*X*005010X214~" SET_277(
                                              "0001") "GE*1*2~"
                                                      "GS*HP*P*C*20260115*1200*3*X*"
                                                      "005010X221A1~" SET_835("0001", "10")
                                                          SET_835("0002",
                                                              "20") "GE*2*3~IEA*3*000000001~"
                                                                    "\r\n" ISA("000000002") "TA1*"
                                                                                            "000000"
                                                                                            "010*"
                                                                                            "260114"
                                                                                            "*1200*"
                                                                                            "R*025~"
                                                                                            "IEA*0*"
                                                                                            "000000"
                                                                                            "002~"),
        64);
    assert_string_equal(log.verdicts.at,
        "TA1 accepted A status=000 interchange=9 stated=2026-01-14 @2\n"
        "999 accepted A group=5 @6\n"
        "payer rejected A3 status=20 batch=B @14\n"
        "TA1 rejected R status=025 interchange=10 stated=2026-01-14 @32\n");
    assert_string_equal(
        log.sets.at, "999 0001 sound\n277 0001 sound\n835 0001 sound\n835 0002 sound\n");
    assert_string_equal(log.proven, "1111");
    assert_string_equal(log.findings.at, "");
    assert_int_equal(log.remittances, 2);
    assert_true(log.result.whole);
    assert_int_equal(log.result.interchanges, 2);
    assert_int_equal(log.result.groups, 3);
    assert_int_equal(log.result.sets, 4);
    assert_int_equal(log.result.segments, 33);
    inbound_log_free(&log);
}

static void look_at_set(void *context, const struct inbound_set *set)
{
    (*(int *)context)++;
    assert_int_equal(set->ordinal, 1);
    assert_int_equal(set->group_ordinal, 1);
    assert_int_equal(set->kind, INBOUND_REMITTANCE);
    assert_true(text_equal_z(set->id, "835"));
    assert_true(text_equal_z(set->control, "0007"));
    assert_true(text_equal_z(set->version, "005010X221A1"));
    assert_true(text_equal_z(set->group_control, "003"));
    assert_int_equal(set->group_control_number, 3);
    assert_true(text_equal_z(set->group_sender, "GSENDER"));
    assert_true(text_equal_z(set->group_receiver, "GRECEIVER"));
    assert_int_equal(set->segment, 3);
    assert_int_equal(set->offset, 163);
    const struct inbound_interchange *interchange = set->interchange;
    assert_int_equal(interchange->ordinal, 1);
    assert_true(text_equal_z(interchange->sender, "PAYER"));
    assert_true(text_equal_z(interchange->receiver, "CLINIC"));
    assert_true(text_equal_z(interchange->control, "000000001"));
    assert_int_equal(interchange->control_number, 1);
    assert_int_equal(interchange->usage, 'T');
    date_t day;
    assert_true(date_from_parts(2026, 1, 15, &day));
    assert_int_equal(interchange->date, day);
    assert_int_equal(interchange->offset, 0);
    assert_int_equal(interchange->segment, 1);
}

static void a_set_comes_with_what_its_envelope_says(void **state)
{
    (void)state;
    int sets = 0;
    struct inbound *inbound =
        inbound_new((struct inbound_handler){.context = &sets, .set_start = look_at_set});
    inbound_feed(inbound,
        TEXT(ISA("000000001") "GS*HP*GSENDER*GRECEIVER*20260115*1200*003*X*005010X221A1~" SET_835(
            "0007", "10") "GE*1*003~IEA*1*000000001~"));
    assert_true(inbound_end(inbound).whole);
    inbound_free(inbound);
    assert_int_equal(sets, 1);
}

static void assert_version(
    const char *set, const char *version, const char *findings, const char *proven)
{
    struct buf file;
    struct inbound_log log;
    buf_init(&file, 10000);
    buf_format(&file, ISA("000000001") "GS*XX*P*C*20260115*1200*3*X*%s~%sGE*1*3~IEA*1*000000001~",
        version, set);
    inbound_log_read(&log, buf_slice(&file), 1000);
    assert_string_equal(log.findings.at, findings);
    assert_string_equal(log.proven, proven);
    inbound_log_free(&log);
    buf_free(&file);
}

static void other_editions_are_read_with_a_warning_and_other_guides_not(void **state)
{
    (void)state;
    assert_version(SET_835("0001", "10"), "005010X221A1", "", "1");
    assert_version(SET_835("0001", "10"), "005010X221",
        "warn x12_version_base 3 ST ST03  '005010X221'\n", "1");
    assert_version(
        SET_835("0001", "10"), "005010", "warn x12_version_base 3 ST ST03  '005010'\n", "1");
    assert_version(SET_835("0001", "10"), "004010X091A1",
        "reject x12_version 3 ST ST03  '004010X091A1'\n", "0");
    assert_version(
        SET_835("0001", "10"), "005010X999", "warn x12_set_unknown 3 ST ST03  '005010X999'\n", "1");
    // Only a 277 of X214 is a claim acknowledgement: X212 answers a 276, and 005010 alone may be
    // anything.
    assert_version("ST*277*0001*005010X212~BHT*1~SE*3*0001~", "005010X212",
        "warn x12_set_unknown 3 ST ST03  '005010X212'\n", "1");
    assert_version("ST*277*0001~BHT*1~SE*3*0001~", "005010",
        "warn x12_set_unknown 3 ST ST03  '005010'\n", "1");
    assert_version("ST*270*0001~BHT*1~SE*3*0001~", "005010X279A1",
        "warn x12_set_unknown 3 ST ST01  '270'\n", "1");
    // What is no code is not repeated.
    assert_version(
        "ST*J DOE*0001~BHT*1~SE*3*0001~", "005010X279A1", "warn x12_set_unknown 3 ST ST01 \n", "1");
}

static void a_bad_set_does_not_hide_the_others(void **state)
{
    (void)state;
    struct inbound_log log;
    inbound_log_read(&log,
        TEXT(ISA("000000001") "GS*HP*P*C*20260115*1200*3*X*005010X221A1~" SET_835("0001",
            "10") "ST*835*0002~BPR*I*x*C*CHK************20260116~TRN*1*T*1512345678~SE*4*"
                  "0002~" SET_835("0003",
                      "30") "ST*837*0004*005010X222A1~BHT*1~SE*3*0004~"
                            "ST*835*0005~BPR*I*x*C*CHK************20260116~SE*3*0006~" SET_835(
                                "0007", "70") "GE*6*3~IEA*1*000000001~"),
        64);
    assert_string_equal(log.proven, "101101");
    assert_string_equal(log.sets.at,
        "835 0001 sound\n835 0002 unsound\n835 0003 sound\n837 0004 sound\n"
        "835 0005 unsound\n835 0007 sound\n");
    assert_string_equal(log.findings.at, "reject x12_element_invalid 9 BPR BPR02 \n"
                                         "warn x12_set_unknown 17 ST ST01  '837'\n"
                                         "reject x12_element_invalid 21 BPR BPR02 \n"
                                         "reject x12_control_number 22 SE SE02 \n"
                                         "reject x12_element_missing 20 TRN TRN02 \n");
    assert_false(log.result.whole);
    inbound_log_free(&log);
}

static void ta1_that_cannot_be_read_is_a_finding(void **state)
{
    (void)state;
    struct inbound_log log;
    inbound_log_read(&log,
        TEXT(ISA("000000001") "TA1*X*260114*1200*A*000~TA1*000000009*2601*1200*E*016~"
                              "TA1*000000009*260114*1200*Q*000~TA1*000000009*260114*1200~IEA*0*"
                              "000000001~"),
        64);
    assert_string_equal(log.verdicts.at, "TA1 accepted E status=016 interchange=9 @3\n");
    assert_string_equal(log.findings.at, "reject x12_element_invalid 2 TA1 TA101 \n"
                                         "warn x12_element_invalid 3 TA1 TA102 \n"
                                         "reject x12_element_invalid 4 TA1 TA104 \n"
                                         "reject x12_element_missing 5 TA1 TA104 \n");
    inbound_log_free(&log);
}

static void write_place(void *context, const struct finding *finding, const struct x12_place *place)
{
    (void)finding;
    buf_format(context, "%s/%s/%s %lld@%lld\n", place->interchange, place->group, place->set,
        (long long)place->segment, (long long)place->offset);
}

static void findings_name_interchange_group_and_set(void **state)
{
    (void)state;
    struct buf places;
    buf_init(&places, 10000);
    struct inbound *inbound =
        inbound_new((struct inbound_handler){.context = &places, .finding = write_place});
    inbound_feed(inbound, TEXT(ISA("000000005") "TA1*X*260114*1200*A*000~IEA*0*000000005~" ISA(
                              "000000006") "TA1*X*260114*1200*A*000~"
                                           "GS*HP*P*C*20260115*1200*31*X*005010X221A1~" SET_835(
                                               "0007", "x") "GE*2*31~"
                                                            "IEA*1*000000006~"));
    inbound_end(inbound);
    inbound_free(inbound);
    buf_char(&places, '\0');
    // ISA 106 bytes, TA1 24, IEA 16, GS 42, ST 12, BPR 34, TRN 23, CLP 18, SE 10.
    assert_string_equal(places.at, "000000005// 2@106\n"
                                   "000000006// 5@252\n"
                                   "000000006/31/0007 8@330\n"
                                   "000000006/31/0007 10@387\n"
                                   "000000006/31/0007 10@387\n"
                                   "000000006/31/ 12@415\n");
    buf_free(&places);
}

static void a_handler_may_be_empty(void **state)
{
    (void)state;
    struct inbound *inbound = inbound_new((struct inbound_handler){0});
    inbound_feed(inbound, TEXT(ISA("000000001") "TA1*000000009*260114*1200*A*000~"
                                                "GS*HP*P*C*20260115*1200*3*X*005010X221A1~" SET_835(
                                                    "0001", "10") "XX~" SET_999("0001")));
    assert_false(inbound_end(inbound).whole);
    inbound_free(inbound);
}

// ---- Files of others, whole, in odd windows and damaged

struct corpus {
    struct inbound *inbound;
    uint64_t seed;
    int files;
    int64_t sets;
};

static void feed_all(struct corpus *corpus, struct text bytes, size_t window)
{
    for (size_t at = 0; at < bytes.size; at += window)
        inbound_feed(corpus->inbound, text_part(bytes, at, window));
    corpus->sets += inbound_end(corpus->inbound).sets;
}

static void feed_file(void *context, const char *path, struct text bytes)
{
    static const size_t windows[] = {1, 7, 105, 106, 107, 4096, 1 << 20};
    struct corpus *corpus = context;
    (void)path;
    corpus->files++;
    for (size_t i = 0; i < sizeof(windows) / sizeof(windows[0]); i++)
        feed_all(corpus, bytes, windows[i]);
}

static void count_findings(
    void *context, const struct finding *finding, const struct x12_place *place)
{
    (void)context;
    // The places of hostile files are clean words, too.
    assert_true(strlen(place->element) < sizeof(place->element));
    assert_true(place->segment >= 0 && place->offset >= 0);
    assert_true(finding->value.size <= 64);
}

static void every_file_is_read_in_odd_windows(void **state)
{
    (void)state;
    FILES_NEED_SHARED();
    static const char *const folders[] = {"x12-835", "x12-999", "x12-277CA", "x12-277", "x12-TA1",
        "x12-fragment-or-unparseable", "x12-mixed", "x12-837P", "x12-negative-4010",
        "x12-other-set", "x12-source-and-expected-ack"};
    struct corpus corpus = {
        .inbound = inbound_new((struct inbound_handler){.finding = count_findings})};
    for (size_t i = 0; i < sizeof(folders) / sizeof(folders[0]); i++)
        assert_true(files_each(folders[i], feed_file, &corpus) > 0);
    inbound_free(corpus.inbound);
    assert_true(corpus.files > 150);
    assert_true(corpus.sets > 1000);
}

// Flips, cuts, doubles and swaps bytes.
static void damage(struct corpus *corpus, struct text bytes, int turns)
{
    char *copy = malloc(2 * bytes.size + 1);
    assert_non_null(copy);
    for (int turn = 0; turn < turns; turn++) {
        size_t size = bytes.size;
        memcpy(copy, bytes.at, size);
        int changes = 1 + (int)(files_random(&corpus->seed) % 4);
        for (int i = 0; i < changes && size > 1; i++) {
            size_t at = (size_t)(files_random(&corpus->seed) % size);
            size_t other = (size_t)(files_random(&corpus->seed) % size);
            switch (files_random(&corpus->seed) % 6) {
            case 0:
                copy[at] = (char)files_random(&corpus->seed);
                break;
            case 1:
                copy[at] = "*:~^\n-.0"[files_random(&corpus->seed) % 8];
                break;
            case 2:
                size = at + 1;
                break;
            case 3:
                copy[at] = copy[other];
                break;
            case 4: // take a piece out
                if (at < other) {
                    memmove(copy + at, copy + other, size - other);
                    size -= other - at;
                }
                break;
            default: // repeat a piece
                if (at < other && size + other - at <= 2 * bytes.size) {
                    memmove(copy + other + (other - at), copy + other, size - other);
                    memcpy(copy + other, copy + at, other - at);
                    size += other - at;
                }
                break;
            }
        }
        // In an allocation of its own size, so that the sanitiser sees its end.
        char *exact = malloc(size);
        assert_non_null(exact);
        memcpy(exact, copy, size);
        feed_all(
            corpus, (struct text){exact, size}, 1 + (size_t)(files_random(&corpus->seed) % 3000));
        free(exact);
    }
    free(copy);
}

static void damage_file(void *context, const char *path, struct text bytes)
{
    struct corpus *corpus = context;
    (void)path;
    if (bytes.size > 10000)
        return;
    corpus->files++;
    damage(corpus, bytes, 60);
}

static void damaged_files_of_others_do_no_harm(void **state)
{
    (void)state;
    FILES_NEED_SHARED();
    struct corpus corpus = {
        .inbound = inbound_new((struct inbound_handler){.finding = count_findings}),
        .seed = 20260115};
    files_each("x12-835", damage_file, &corpus);
    files_each("x12-999", damage_file, &corpus);
    files_each("x12-277CA", damage_file, &corpus);
    files_each("x12-TA1", damage_file, &corpus);
    files_each("x12-mixed", damage_file, &corpus);
    inbound_free(corpus.inbound);
    assert_true(corpus.files > 70);
}

static void damaged_files_of_ours_do_no_harm(void **state)
{
    (void)state;
    struct corpus corpus = {
        .inbound = inbound_new((struct inbound_handler){.finding = count_findings}), .seed = 42};
    damage(&corpus,
        TEXT(ISA("000000001") "TA1*000000009*260114*1200*A*000~"
                              "GS*FA*P*C*20260115*1200*1*X*005010X231A1~" SET_999(
                                  "0001") "GE*1*1~"
                                          "GS*HN*P*C*20260115*1200*2*X*005010X214~" SET_277(
                                              "0001") "GE*1*2~"
                                                      "GS*HP*P*C*20260115*1200*3*X*"
                                                      "005010X221A1~" SET_835("0001", "10") SET_835(
                                                          "0002", "20") "GE*2*3~IEA*3*000000001~"),
        3000);
    inbound_free(corpus.inbound);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_file_may_hold_everything),
        cmocka_unit_test(a_set_comes_with_what_its_envelope_says),
        cmocka_unit_test(other_editions_are_read_with_a_warning_and_other_guides_not),
        cmocka_unit_test(a_bad_set_does_not_hide_the_others),
        cmocka_unit_test(ta1_that_cannot_be_read_is_a_finding),
        cmocka_unit_test(findings_name_interchange_group_and_set),
        cmocka_unit_test(a_handler_may_be_empty),
        cmocka_unit_test(every_file_is_read_in_odd_windows),
        cmocka_unit_test(damaged_files_of_others_do_no_harm),
        cmocka_unit_test(damaged_files_of_ours_do_no_harm),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
