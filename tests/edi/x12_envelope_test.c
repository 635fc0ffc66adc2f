#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "claims/base/buf.h"
#include "edi/x12_envelope.h"
#include "tests/edi/files.h"

// ---- A sound file of two groups and three sets, and what becomes of it

#define ISA \
    "ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       *260101*1200*^*00501*" \
    "000000001*0*P*:~"
#define GS_HP "GS*HP*AA*BB*20260101*1200*7*X*005010X221A1~"
#define GS_FA "GS*FA*AA*BB*20260101*1200*8*X*005010X231A1~"
#define SOUND \
    ISA GS_HP "ST*835*0001~LX*1~SE*3*0001~" \
              "ST*835*0002~LX*1~LX*2~SE*4*0002~" \
              "GE*2*7~" GS_FA "ST*999*0003*005010X231A1~AK1*HC*5~SE*3*0003~" \
              "GE*1*8~IEA*2*000000001~"
// Segments:     1 ISA, 2 GS, 3 ST, 4 LX, 5 SE, 6 ST, 7 LX, 8 LX, 9 SE, 10 GE, 11 GS, 12 ST, 13 AK1,
// 14 SE,
//               15 GE, 16 IEA

struct log {
    struct buf events; // "I1 G1 S1 s+ S2 s+ g+ … i+"
    struct buf faults; // "x12_count 5 SE SE01 000000001/7/0001\n"
    char proven[64];   // "110"
    int64_t sets;
    int64_t last_offset; // of the last fault
    bool whole;
};

static void on_interchange(void *context, const struct x12_interchange *interchange)
{
    struct log *log = context;
    buf_format(&log->events, "I%lld ", (long long)interchange->ordinal);
}

static void on_interchange_end(void *context, const struct x12_interchange *interchange, bool sound)
{
    struct log *log = context;
    (void)interchange;
    buf_z(&log->events, sound ? "i+ " : "i- ");
}

static void on_group(void *context, const struct x12_group *group)
{
    struct log *log = context;
    buf_format(&log->events, "G%lld ", (long long)group->ordinal);
}

static void on_group_end(void *context, const struct x12_group *group, bool sound)
{
    struct log *log = context;
    (void)group;
    buf_z(&log->events, sound ? "g+ " : "g- ");
}

static void on_set(void *context, const struct x12_set *set)
{
    struct log *log = context;
    buf_format(&log->events, "S%lld ", (long long)set->ordinal);
}

static void on_set_end(void *context, const struct x12_set *set, bool sound, int64_t end)
{
    struct log *log = context;
    assert_true(end > set->offset);
    buf_z(&log->events, sound ? "s+ " : "s- ");
}

static void on_ta1(
    void *context, const struct x12_interchange *interchange, const struct x12_segment *segment)
{
    struct log *log = context;
    assert_true(text_equal_z(interchange->control, "000000001"));
    buf_format(&log->events, "T%lld ", (long long)segment->number);
}

static void on_segment(void *context, const struct x12_set *set, const struct x12_segment *segment)
{
    struct log *log = context;
    (void)set;
    buf_text(&log->events, segment->id);
    buf_char(&log->events, ' ');
}

static void on_proven(void *context, int64_t ordinal, bool proven)
{
    struct log *log = context;
    assert_int_equal(ordinal, ++log->sets); // each once, in order
    if (ordinal < (int64_t)sizeof(log->proven))
        log->proven[ordinal - 1] = proven ? '1' : '0';
}

static void on_fault(void *context, const struct x12_fault *fault)
{
    struct log *log = context;
    const struct x12_place *at = &fault->place;
    buf_format(&log->faults, "%s %lld %s %s %s/%s/%s\n", x12_fault_word(fault->code),
        (long long)at->segment, at->segment_id, at->element, at->interchange, at->group, at->set);
    log->last_offset = at->offset;
}

static struct x12_envelope *new_envelope(struct log *log)
{
    return x12_envelope_new((struct x12_envelope_handler){.context = log,
        .interchange_begin = on_interchange,
        .ta1 = on_ta1,
        .group_begin = on_group,
        .set_begin = on_set,
        .segment = on_segment,
        .set_end = on_set_end,
        .group_end = on_group_end,
        .interchange_end = on_interchange_end,
        .set_proven = on_proven,
        .fault = on_fault});
}

static void prove(struct log *log, struct text file)
{
    *log = (struct log){0};
    buf_init(&log->events, 1 << 20);
    buf_init(&log->faults, 1 << 20);
    struct x12_envelope *envelope = new_envelope(log);
    x12_envelope_feed(envelope, file);
    log->whole = x12_envelope_end(envelope).whole;
    x12_envelope_free(envelope);
    buf_char(&log->events, '\0');
    buf_char(&log->faults, '\0');
}

static void forget(struct log *log)
{
    buf_free(&log->events);
    buf_free(&log->faults);
}

static void assert_proof(struct text file, const char *faults, const char *proven, bool whole)
{
    struct log log;
    prove(&log, file);
    assert_string_equal(log.faults.at, faults);
    assert_string_equal(log.proven, proven);
    assert_int_equal(log.whole, whole);
    forget(&log);
}

static void assert_change(
    const char *from, const char *to, const char *faults, const char *proven, bool whole)
{
    char room[4096];
    assert_proof(files_replace(room, sizeof(room), SOUND, from, to), faults, proven, whole);
}

static void a_sound_file_is_proven_set_by_set(void **state)
{
    (void)state;
    struct log log;
    prove(&log, TEXT(SOUND));
    assert_string_equal(log.events.at, "I1 G1 S1 LX s+ S2 LX LX s+ g+ G2 S3 AK1 s+ g+ i+ ");
    assert_string_equal(log.faults.at, "");
    assert_string_equal(log.proven, "111");
    assert_true(log.whole);
    forget(&log);
}

// ---- Each fault at its place, and what it takes along

static void a_wrong_set_count_loses_that_set_only(void **state)
{
    (void)state;
    assert_change("SE*3*0001", "SE*4*0001", "x12_count 5 SE SE01 000000001/7/0001\n", "011", false);
    assert_change("SE*3*0001", "SE**0001", "x12_count 5 SE SE01 000000001/7/0001\n", "011", false);
    assert_change(
        "SE*3*0001", "SE*3.0*0001", "x12_count 5 SE SE01 000000001/7/0001\n", "011", false);
}

static void a_wrong_set_control_number_loses_that_set_only(void **state)
{
    (void)state;
    assert_change(
        "SE*4*0002", "SE*4*0001", "x12_control_number 9 SE SE02 000000001/7/0002\n", "101", false);
    // ST02 is no number: leading zeros count.
    assert_change(
        "SE*4*0002", "SE*4*2", "x12_control_number 9 SE SE02 000000001/7/0002\n", "101", false);
    assert_change(
        "SE*4*0002", "SE*4", "x12_control_number 9 SE SE02 000000001/7/0002\n", "101", false);
}

static void a_wrong_group_trailer_loses_the_group(void **state)
{
    (void)state;
    assert_change("GE*2*7", "GE*1*7", "x12_count 10 GE GE01 000000001/7/\n", "001", false);
    assert_change("GE*2*7", "GE*2*9", "x12_control_number 10 GE GE02 000000001/7/\n", "001", false);
    // Numbers: leading zeros do not count.
    assert_change("GE*2*7", "GE*2*07", "", "111", true);
}

static void a_wrong_interchange_trailer_loses_all(void **state)
{
    (void)state;
    assert_change("IEA*2", "IEA*3", "x12_count 16 IEA IEA01 000000001//\n", "000", false);
    assert_change("IEA*2*000000001", "IEA*2*000000002",
        "x12_control_number 16 IEA IEA02 000000001//\n", "000", false);
}

static void a_missing_set_trailer_is_told_where_the_next_segment_begins(void **state)
{
    (void)state;
    assert_change("SE*3*0001~", "", "x12_envelope 5 ST  000000001/7/0001\n", "011", false);
    // The count of the group is right: it has two sets.
    assert_change("SE*4*0002~", "", "x12_envelope 9 GE  000000001/7/0002\n", "101", false);
}

static void a_missing_group_trailer_loses_the_group(void **state)
{
    (void)state;
    assert_change("GE*2*7~", "", "x12_envelope 10 GS  000000001/7/\n", "001", false);
    assert_change("GE*1*8~", "", "x12_envelope 15 IEA  000000001/8/\n", "110", false);
}

static void a_missing_group_header_is_told_and_its_sets_passed_over(void **state)
{
    (void)state;
    assert_change(GS_FA, "", "x12_envelope 11 ST  000000001//\n", "00", false);
}

static void a_missing_set_header_loses_the_group(void **state)
{
    (void)state;
    assert_change("ST*835*0001~", "", "x12_envelope 3 LX  000000001/7/\n", "01", false);
    // A trailer alone, and one too many.
    assert_change("ST*835*0001~LX*1~", "",
        "x12_envelope 3 SE  000000001/7/\nx12_count 8 GE GE01 000000001/7/\n", "01", false);
}

static void a_missing_interchange_trailer_loses_all(void **state)
{
    (void)state;
    assert_change("IEA*2*000000001~", "", "x12_truncated 15   000000001//\n", "000", false);
    // Another interchange follows: that one is not lost.
    assert_change("IEA*2*000000001~", SOUND, "x12_envelope 16 ISA  000000001//\n", "000111", false);
}

static void envelope_elements_must_be_there_and_be_numbers(void **state)
{
    (void)state;
    assert_change("*1200*7*X*", "*1200*7A*X*",
        "x12_element_invalid 2 GS GS06 000000001/7A/\n"
        "x12_control_number 10 GE GE02 000000001/7A/\n",
        "001", false);
    assert_change("ST*835*0001", "ST**0001", "x12_element_missing 3 ST ST01 000000001/7/0001\n",
        "011", false);
    assert_change("ST*835*0001", "ST*835",
        "x12_element_missing 3 ST ST02 000000001/7/\nx12_control_number 5 SE SE02 000000001/7/\n",
        "011", false);
    assert_change(
        "*X*005010X221A1", "*X", "x12_element_missing 2 GS GS08 000000001/7/\n", "001", false);
    assert_change("000000001*0*P", "00000000A*0*P",
        "x12_element_invalid 1 ISA ISA13 00000000A//\n"
        "x12_control_number 16 IEA IEA02 00000000A//\n",
        "000", false);
}

static void another_version_loses_all(void **state)
{
    (void)state;
    assert_change("*00501*", "*00401*", "x12_version 1 ISA ISA12 000000001//\n", "000", false);
}

static void an_isa_of_wrong_length_and_equal_separators_lose_the_interchange(void **state)
{
    (void)state;
    assert_change("SENDER  ", "SENDER ", "x12_isa_length 1   //\n", "000", false);
    assert_change("*P*:~", "*P*^~", "x12_separators 1   //\n", "000", false);
}

static void something_behind_the_trailer_is_a_warning_when_it_is_no_segment(void **state)
{
    (void)state;
    assert_proof(TEXT(SOUND "\n-- end of file --\n"), "x12_trailing 17 ???  //\n", "111", true);
    assert_proof(TEXT(SOUND "garbage~more~"), "x12_trailing 17 gar  //\n", "111", true);
    assert_proof(TEXT(SOUND "\n\n\x1A"), "", "111", true);
    // Segments of the envelope are more than garbage.
    assert_proof(TEXT(SOUND GS_HP "ST*835*0001~SE*2*0001~GE*1*7~"), "x12_envelope 17 GS  //\n",
        "111", false);
}

static void a_last_trailer_without_terminator_is_complete(void **state)
{
    (void)state;
    struct text file = text_part(TEXT(SOUND), 0, sizeof(SOUND) - 2);
    assert_proof(file, "x12_last_terminator 16 IEA  000000001//\n", "111", true);
}

static void every_other_cut_loses_what_was_not_yet_proven(void **state)
{
    (void)state;
    struct text sound = TEXT(SOUND);
    for (size_t size = 0; size + 1 < sound.size; size++) {
        struct log log;
        prove(&log, text_part(sound, 0, size));
        assert_false(log.whole);
        assert_null(strchr(log.proven, '1'));
        const char *code = size == 0 ? "x12_no_isa" : "x12_truncated";
        assert_int_equal(strncmp(log.faults.at, code, strlen(code)), 0);
        assert_true(log.last_offset >= 0 && (size_t)log.last_offset <= size);
        forget(&log);
    }
}

static void ta1_may_stand_before_groups_and_alone(void **state)
{
    (void)state;
    struct log log;
    prove(&log, TEXT(ISA "TA1*000000009*260101*1200*A*000~IEA*0*000000001~"));
    assert_string_equal(log.events.at, "I1 T2 i+ ");
    assert_string_equal(log.faults.at, "");
    assert_true(log.whole);
    forget(&log);
    prove(&log, TEXT(ISA "TA1*000000009*260101*1200*A*000~TA1*000000010*260101*1200*A*000~" GS_FA
                         "ST*999*0003~AK1*HC*5~SE*3*0003~GE*1*8~IEA*1*000000001~"));
    assert_string_equal(log.events.at, "I1 T2 T3 G1 S1 AK1 s+ g+ i+ ");
    assert_string_equal(log.proven, "1");
    assert_true(log.whole);
    forget(&log);
    // Within a group it stands at a wrong place.
    prove(&log, TEXT(ISA GS_FA "TA1*000000009*260101*1200*A*000~"
                               "ST*999*0003~AK1*HC*5~SE*3*0003~GE*1*8~IEA*1*000000001~"));
    assert_string_equal(log.faults.at, "x12_envelope 3 TA1  000000001/8/\n");
    assert_string_equal(log.proven, "0");
    forget(&log);
}

static void several_interchanges_are_proven_each_for_itself(void **state)
{
    (void)state;
    char room[8192];
    struct text second = files_replace(room, sizeof(room), SOUND, "SE*4*0002", "SE*4*0003");
    struct buf file;
    buf_init(&file, 1 << 20);
    buf_z(&file, SOUND);
    buf_text(&file, second);
    buf_z(&file, "\r\n" SOUND);
    struct log log;
    prove(&log, buf_slice(&file));
    assert_string_equal(log.faults.at, "x12_control_number 25 SE SE02 000000001/7/0002\n");
    assert_string_equal(log.proven, "111101111");
    assert_false(log.whole);
    forget(&log);
    buf_free(&file);
}

static void a_segment_that_is_too_long_loses_its_set(void **state)
{
    (void)state;
    struct buf file;
    buf_init(&file, 1 << 20);
    const char *at = strstr(SOUND, "LX*2~");
    buf_bytes(&file, SOUND, (size_t)(at - SOUND));
    for (size_t i = 0; i < X12_SEGMENT_BYTES_MAX; i++)
        buf_char(&file, 'x');
    buf_z(&file, at + 4);
    // It still counts as a segment: SE01 is right.
    assert_proof(buf_slice(&file), "x12_segment_length 8   000000001/7/0002\n", "101", false);
    buf_free(&file);
}

static void refuse(void *context, const struct x12_set *set, bool sound, int64_t end)
{
    (void)end;
    if (sound && set->ordinal == 2)
        x12_envelope_refuse_set(*(struct x12_envelope **)context);
}

static void refused_proven(void *context, int64_t ordinal, bool proven)
{
    (void)context;
    assert_int_equal(proven, ordinal != 2);
}

static void a_set_that_its_reader_refuses_is_not_proven(void **state)
{
    (void)state;
    struct x12_envelope *envelope;
    envelope = x12_envelope_new((struct x12_envelope_handler){
        .context = &envelope, .set_end = refuse, .set_proven = refused_proven});
    x12_envelope_feed(envelope, TEXT(SOUND));
    struct x12_envelope_totals totals = x12_envelope_end(envelope);
    assert_int_equal(totals.sets, 3);
    assert_int_equal(totals.groups, 2);
    assert_int_equal(totals.interchanges, 1);
    assert_int_equal(totals.segments, 16);
    assert_int_equal(totals.bytes, sizeof(SOUND) - 1);
    x12_envelope_free(envelope);
}

static void look_at_set(void *context, const struct x12_set *set)
{
    (*(int *)context)++;
    const struct x12_interchange *interchange = set->interchange;
    assert_true(text_equal_z(interchange->sender_qualifier, "ZZ"));
    assert_true(text_equal_z(interchange->sender, "SENDER"));
    assert_true(text_equal_z(interchange->receiver, "RECEIVER"));
    assert_true(text_equal_z(interchange->date, "260101"));
    assert_true(text_equal_z(interchange->time, "1200"));
    assert_int_equal(interchange->usage, 'P');
    assert_int_equal(interchange->acknowledgement_requested, '0');
    assert_true(text_equal_z(set->group->sender, "AA"));
    assert_true(text_equal_z(set->group->receiver, "BB"));
    if (set->ordinal == 1) {
        assert_true(text_equal_z(set->id, "835"));
        assert_true(text_equal_z(set->control, "0001"));
        assert_true(text_equal_z(set->version, "005010X221A1")); // of GS08
        assert_int_equal(set->segment, 3);
        assert_int_equal(set->offset, sizeof(ISA GS_HP) - 1);
    } else if (set->ordinal == 3) {
        assert_true(text_equal_z(set->group->functional_id, "FA"));
        assert_true(text_equal_z(set->group->control, "8"));
        assert_true(text_equal_z(set->version, "005010X231A1")); // its own
    }
}

static void headers_are_given_with_their_sets(void **state)
{
    (void)state;
    int sets = 0;
    struct x12_envelope *envelope =
        x12_envelope_new((struct x12_envelope_handler){.context = &sets, .set_begin = look_at_set});
    x12_envelope_feed(envelope, TEXT(SOUND));
    x12_envelope_end(envelope);
    x12_envelope_free(envelope);
    assert_int_equal(sets, 3);
}

static void an_envelope_serves_one_file_after_another(void **state)
{
    (void)state;
    struct log log = {0};
    buf_init(&log.events, 1 << 20);
    buf_init(&log.faults, 1 << 20);
    struct x12_envelope *envelope = new_envelope(&log);
    x12_envelope_feed(envelope, text_part(TEXT(SOUND), 0, 300));
    assert_false(x12_envelope_end(envelope).whole);
    log.sets = 0;
    x12_envelope_feed(envelope, TEXT(SOUND));
    assert_true(x12_envelope_end(envelope).whole);
    assert_string_equal(log.proven, "111");
    x12_envelope_free(envelope);
    forget(&log);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_sound_file_is_proven_set_by_set),
        cmocka_unit_test(a_wrong_set_count_loses_that_set_only),
        cmocka_unit_test(a_wrong_set_control_number_loses_that_set_only),
        cmocka_unit_test(a_wrong_group_trailer_loses_the_group),
        cmocka_unit_test(a_wrong_interchange_trailer_loses_all),
        cmocka_unit_test(a_missing_set_trailer_is_told_where_the_next_segment_begins),
        cmocka_unit_test(a_missing_group_trailer_loses_the_group),
        cmocka_unit_test(a_missing_group_header_is_told_and_its_sets_passed_over),
        cmocka_unit_test(a_missing_set_header_loses_the_group),
        cmocka_unit_test(a_missing_interchange_trailer_loses_all),
        cmocka_unit_test(envelope_elements_must_be_there_and_be_numbers),
        cmocka_unit_test(another_version_loses_all),
        cmocka_unit_test(an_isa_of_wrong_length_and_equal_separators_lose_the_interchange),
        cmocka_unit_test(something_behind_the_trailer_is_a_warning_when_it_is_no_segment),
        cmocka_unit_test(a_last_trailer_without_terminator_is_complete),
        cmocka_unit_test(every_other_cut_loses_what_was_not_yet_proven),
        cmocka_unit_test(ta1_may_stand_before_groups_and_alone),
        cmocka_unit_test(several_interchanges_are_proven_each_for_itself),
        cmocka_unit_test(a_segment_that_is_too_long_loses_its_set),
        cmocka_unit_test(a_set_that_its_reader_refuses_is_not_proven),
        cmocka_unit_test(headers_are_given_with_their_sets),
        cmocka_unit_test(an_envelope_serves_one_file_after_another),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
