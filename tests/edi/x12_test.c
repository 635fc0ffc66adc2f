#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "claims/base/buf.h"
#include "edi/x12_scan.h"
#include "tests/edi/files.h"
#include "tests/edi/x12_reference.h"

// ---- What a reader said, as text: see tests/edi/x12_reference.h

static void on_segment(void *context, const struct x12_segment *segment)
{
    struct buf *out = context;
    buf_format(out, "%lld@%lld-%lld ", (long long)segment->number, (long long)segment->offset,
        (long long)segment->end);
    buf_text(out, segment->id);
    for (size_t i = 1; i <= segment->count; i++)
        reference_element(out, x12_element(segment, i));
    buf_z(out, segment->terminated ? "\n" : "…\n");
}

static void on_fault(void *context, const struct x12_fault *fault)
{
    buf_format(context, "!%s %lld@%lld\n", x12_fault_word(fault->code),
        (long long)fault->place.segment, (long long)fault->place.offset);
}

static struct x12_reader *new_reader(struct buf *out)
{
    return x12_new((struct x12_handler){.context = out, .segment = on_segment, .fault = on_fault});
}

// One reader for all files: to make a new one takes longer than to read most of them.
static struct x12_reader *shared_reader;
static struct buf shared_out;

static int set_up(void **state)
{
    (void)state;
    buf_init(&shared_out, 64 << 20);
    shared_reader = new_reader(&shared_out);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    x12_free(shared_reader);
    buf_free(&shared_out);
    return 0;
}

// Feeds the file in windows of `window` bytes, `first` bytes in the first.
static void read_in_windows(struct buf *out, struct text file, size_t first, size_t window)
{
    buf_clear(&shared_out);
    // Each window is a copy of its own, so that reading beyond it is found by the sanitiser.
    for (size_t at = 0; at < file.size;) {
        size_t size = at == 0 && first > 0 ? first : window;
        if (size > file.size - at)
            size = file.size - at;
        char *copy = malloc(size);
        assert_non_null(copy);
        memcpy(copy, file.at + at, size);
        x12_feed(shared_reader, (struct text){copy, size});
        free(copy);
        at += size;
    }
    x12_end(shared_reader);
    buf_clear(out);
    buf_text(out, buf_slice(&shared_out));
}

static void assert_says(struct text file, const char *expected)
{
    struct buf out;
    buf_init(&out, 64 << 20);
    read_in_windows(&out, file, 0, file.size + 1);
    buf_char(&out, '\0');
    assert_string_equal(out.at, expected);
    buf_free(&out);
}

// ISA with its usual separators, 106 bytes, "ISA…*P*:~".
#define ISA_BODY(control) \
    "ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       " \
    "*260101*1200*^*00501*" control "*0*P*:"
#define ISA ISA_BODY("000000001") "~"
#define ISA_SAID(n, from, to) \
    n "@" from "-" to \
      " ISA[00][          ][00][          ][ZZ][SENDER         ][ZZ][RECEIVER       ]" \
      "[260101][1200][^][00501][000000001][0][P][:]\n"
// With other separators.
#define ISA_BAR \
    "ISA|00|          |00|          |ZZ|SENDER         |ZZ|RECEIVER       " \
    "|260101|1200|^|00501|000000001|0|P|>~"
#define ISA_BAR_SAID(n, from, to) \
    n "@" from "-" to \
      " ISA[00][          ][00][          ][ZZ][SENDER         ][ZZ][RECEIVER       ]" \
      "[260101][1200][^][00501][000000001][0][P][>]\n"

static void a_file_without_line_breaks(void **state)
{
    (void)state;
    assert_int_equal(sizeof(ISA) - 1, 106);
    assert_says(TEXT(ISA "GS*HP*A**C~LX*1~IEA*1*000000001~"),
        ISA_SAID("1", "0", "106") "2@106-117 GS[HP][A][][C]\n"
                                  "3@117-122 LX[1]\n"
                                  "4@122-138 IEA[1][000000001]\n");
}

static void line_breaks_between_segments_are_no_part_of_them(void **state)
{
    (void)state;
    assert_says(TEXT(ISA "\nLX*1~\nLX*2~\n"), ISA_SAID("1", "0", "106") "2@107-112 LX[1]\n"
                                                                        "3@113-118 LX[2]\n");
    assert_says(TEXT(ISA "\r\nLX*1~\r\nLX*2~\r\n"), ISA_SAID("1", "0", "106") "2@108-113 LX[1]\n"
                                                                              "3@115-120 LX[2]\n");
    assert_says(TEXT(ISA "\rLX*1~\r\r\nLX*2~"), ISA_SAID("1", "0", "106") "2@107-112 LX[1]\n"
                                                                          "3@115-120 LX[2]\n");
    assert_says(TEXT(ISA " \n  LX*1~\t~~\nLX*2~"), ISA_SAID("1", "0", "106") "2@110-115 LX[1]\n"
                                                                             "3@119-124 LX[2]\n");
}

static void a_line_feed_may_be_the_terminator(void **state)
{
    (void)state;
    assert_says(TEXT(ISA_BODY("000000001") "\nLX*1\nLX*2\n"),
        ISA_SAID("1", "0", "106") "2@106-111 LX[1]\n"
                                  "3@111-116 LX[2]\n");
    // The carriage return before it belongs to the line break, not to the element.
    assert_says(TEXT(ISA_BODY("000000001") "\nLX*1\r\nLX\r\n"),
        ISA_SAID("1", "0", "106") "2@106-112 LX[1]\n"
                                  "3@112-116 LX\n");
}

static void a_carriage_return_may_be_the_terminator(void **state)
{
    (void)state;
    assert_says(TEXT(ISA_BODY("000000001") "\r\nLX*1\r\nLX*2\r\n"),
        ISA_SAID("1", "0", "106") "2@107-112 LX[1]\n"
                                  "3@113-118 LX[2]\n");
}

static void separators_come_from_each_isa(void **state)
{
    (void)state;
    static const char file[] = "ISA|00|          |00|          |ZZ|SENDER         |ZZ|RECEIVER     "
                               "  |260101|1200|U|00501|000000001|0|P|>'"
                               "SVC|HC>99213|10.5*~'"
                               "IEA|0|000000001'" ISA "SVC*HC:99213*1|0~";
    struct buf out;
    buf_init(&out, 1 << 20);
    read_in_windows(&out, TEXT(file), 0, 1000);
    buf_char(&out, '\0');
    assert_non_null(strstr(out.at, "2@106-126 SVC[HC>99213][10.5*~]\n"));
    assert_non_null(strstr(out.at, ISA_SAID("4", "142", "248")));
    assert_non_null(strstr(out.at, "5@248-265 SVC[HC:99213][1|0]\n"));
    assert_null(strchr(out.at, '!'));
    buf_free(&out);
}

static char seen_repetition;

static void note_repetition(void *context, const struct x12_segment *segment)
{
    (void)context;
    seen_repetition = segment->separators->repetition;
}

static char repetition_of(const char *isa11)
{
    char file[] = ISA;
    file[82] = *isa11;
    struct x12_reader *reader =
        x12_new((struct x12_handler){.segment = note_repetition, .fault = on_fault});
    seen_repetition = '?';
    x12_feed(reader, TEXT(file));
    x12_end(reader);
    x12_free(reader);
    return seen_repetition;
}

static void isa11_is_a_separator_only_when_it_is_no_letter_digit_or_blank(void **state)
{
    (void)state;
    assert_int_equal(repetition_of("^"), '^');
    assert_int_equal(repetition_of("!"), '!');
    assert_int_equal(repetition_of("U"), '\0');
    assert_int_equal(repetition_of("V"), '\0');
    assert_int_equal(repetition_of("7"), '\0');
    assert_int_equal(repetition_of(" "), '\0');
}

static void a_byte_order_mark_and_blanks_may_stand_before_and_padding_behind(void **state)
{
    (void)state;
    assert_says(TEXT("\xEF\xBB\xBF" ISA "LX*1~"), ISA_SAID("1", "3", "109") "2@109-114 LX[1]\n");
    assert_says(TEXT(" \r\n\t" ISA "LX*1~ \n\x1A"), ISA_SAID("1", "4", "110") "2@110-115 LX[1]\n");
    struct text padded = TEXT(ISA "LX*1~\0\0\0\0\0");
    assert_says(padded, ISA_SAID("1", "0", "106") "2@106-111 LX[1]\n");
}

static void isa_inside_an_element_means_nothing(void **state)
{
    (void)state;
    assert_says(TEXT(ISA "NM1*IL*1*ISA*ISABEL~ISABEL*1~N3*5 ISA*ISA~"),
        ISA_SAID("1", "0", "106") "2@106-126 NM1[IL][1][ISA][ISABEL]\n"
                                  "3@126-135 ISABEL[1]\n"
                                  "4@135-148 N3[5 ISA][ISA]\n");
}

static void a_file_appended_to_one_that_was_cut_is_read(void **state)
{
    (void)state;
    assert_says(TEXT(ISA "REF*6R*12" ISA "LX*1~"),
        ISA_SAID("1", "0", "106") "2@106-115 REF[6R][12]…\n" ISA_SAID(
            "3", "115", "221") "4@221-226 LX[1]\n");
    assert_says(TEXT(ISA "REF*6R*12\r\n" ISA "LX*1~"),
        ISA_SAID("1", "0", "106") "2@106-117 REF[6R][12]…\n" ISA_SAID(
            "3", "117", "223") "4@223-228 LX[1]\n");
    // Lines that end in "\r\n": of the second file the carriage return is the terminator.
    assert_says(TEXT(ISA_BODY("000000001") "\nREF*6R*12" ISA_BODY("000000001") "\r\nLX*1\r\n"),
        ISA_SAID("1", "0", "106") "2@106-115 REF[6R][12]…\n" ISA_SAID(
            "3", "115", "221") "4@222-227 LX[1]\n");
    // Cut behind a separator, and within the id.
    assert_says(TEXT(ISA "REF*6R*" ISA),
        ISA_SAID("1", "0", "106") "2@106-113 REF[6R][]…\n" ISA_SAID("3", "113", "219"));
    assert_says(TEXT(ISA "RE" ISA),
        ISA_SAID("1", "0", "106") "2@106-108 RE…\n" ISA_SAID("3", "108", "214"));
    // With other separators of elements and components.
    assert_says(TEXT(ISA "REF*6R*12|" ISA_BAR "LX|1~"),
        ISA_SAID("1", "0", "106") "2@106-116 REF[6R][12|]…\n" ISA_BAR_SAID(
            "3", "116", "222") "4@222-227 LX[1]\n");
}

static void the_last_segment_may_lack_its_terminator(void **state)
{
    (void)state;
    assert_says(
        TEXT(ISA "IEA*0*000000001"), ISA_SAID("1", "0", "106") "2@106-121 IEA[0][000000001]…\n");
}

static void padding_is_no_part_of_a_last_segment_without_terminator(void **state)
{
    (void)state;
    assert_says(TEXT(ISA "IEA*0*000000001 \r\n\x1A\0\0"),
        ISA_SAID("1", "0", "106") "2@106-121 IEA[0][000000001]…\n");
}

static void what_stands_before_the_isa_is_told_once(void **state)
{
    (void)state;
    assert_says(TEXT(""), "!x12_no_isa 0@0\n");
    assert_says(TEXT(" \n"), "!x12_no_isa 0@0\n");
    assert_says(TEXT("x"), "!x12_no_isa 0@0\n");
    assert_says(TEXT("\nHello, I am no ISA file. I IS ISA"), "!x12_no_isa 0@1\n");
    assert_says(TEXT("To: us\nI send:\n" ISA "LX*1~"),
        "!x12_no_isa 0@0\n" ISA_SAID("1", "15", "121") "2@121-126 LX[1]\n");
    // UTF-16.
    assert_says(TEXT("\xFF\xFEI\0S\0A\0*\0"), "!x12_no_isa 0@0\n");
}

static void an_isa_of_a_wrong_length_is_told_and_read_by_counting(void **state)
{
    (void)state;
    // One blank too many in ISA06.
    assert_says(TEXT("ISA*00*          *00*          *ZZ*SENDER          *ZZ*RECEIVER       "
                     "*260101*1200*^*00501*"
                     "000000001*0*P*:~LX*1~"),
        "!x12_isa_length 1@0\n"
        "1@0-107 ISA[00][          ][00][          ][ZZ][SENDER          ][ZZ][RECEIVER       ]"
        "[260101][1200][^][00501][000000001][0][P][:]\n"
        "2@107-112 LX[1]\n");
    // Without its 16 elements nothing can be known; reading goes on with the next one.
    assert_says(TEXT("ISA*00*~LX*1~" ISA "LX*2~"),
        "!x12_isa_length 0@0\n" ISA_SAID("1", "13", "119") "2@119-124 LX[2]\n");
    // The same after a good one.
    assert_says(TEXT(ISA "LX*1~ISA*00*~LX*2~" ISA),
        ISA_SAID("1", "0", "106") "2@106-111 LX[1]\n!x12_isa_length 0@111\n" ISA_SAID(
            "3", "124", "230"));
}

static void a_separator_of_the_isa_that_stands_elsewhere_makes_it_wrong(void **state)
{
    (void)state;
    static const size_t separators[] = {
        3, 6, 17, 20, 31, 34, 50, 53, 69, 76, 81, 83, 89, 99, 101, 103};
    for (size_t i = 1; i < 16; i++) {
        for (size_t more = 0; more < 4; more++) {
            // One is missing, and none to three are too many.
            char file[] = ISA "LX*1~";
            file[separators[i]] = 'x';
            for (size_t k = 0; k < more; k++)
                file[40 + 3 * k] = '*';
            struct buf out;
            buf_init(&out, 1 << 20);
            read_in_windows(&out, TEXT(file), 0, sizeof(file));
            assert_true(text_starts(buf_slice(&out), TEXT("!x12_isa_length ")));
            buf_free(&out);
        }
    }
}

static void an_isa_may_be_too_long_only_so_far(void **state)
{
    (void)state;
    char file[400];
    struct buf out;
    buf_init(&out, 1 << 20);
    for (int blanks = 149; blanks < 155; blanks++) {
        int size = snprintf(file, sizeof(file),
            "ISA*00*          *00*          *ZZ*SENDER         %*s*ZZ*RECEIVER       "
            "*260101*1200*^*00501*000000001*0*P*:~LX*1~",
            blanks, "");
        assert_int_equal(size, 111 + blanks);
        for (size_t window = 255; window < 259; window++) {
            read_in_windows(&out, (struct text){file, (size_t)size}, 0, window);
            bool read = text_starts(buf_slice(&out), TEXT("!x12_isa_length 1@0\n1@0-"));
            assert_int_equal(read, 106 + blanks <= 256);
            assert_true(text_starts(buf_slice(&out), TEXT("!x12_isa_length ")));
        }
    }
    buf_free(&out);
}

static void a_file_that_ends_within_the_isa_is_truncated(void **state)
{
    (void)state;
    for (size_t size = 4; size < 106; size++) {
        struct text file = text_part(TEXT(ISA), 0, size);
        // Blanks at the end are no help.
        assert_says(file, "!x12_truncated 0@0\n");
    }
    assert_says(TEXT(ISA "ISA*00*"), ISA_SAID("1", "0", "106") "!x12_truncated 0@106\n");
}

static void equal_separators_are_told(void **state)
{
    (void)state;
    char file[] = ISA "LX*1~";
    file[104] = '*'; // component
    struct buf out;
    buf_init(&out, 1 << 20);
    read_in_windows(&out, TEXT(file), 0, 1000);
    assert_true(text_starts(buf_slice(&out), TEXT("!x12_separators 1@0\n1@0-106 ISA")));
    file[104] = '^'; // the repetition separator
    read_in_windows(&out, TEXT(file), 0, 1000);
    assert_true(text_starts(buf_slice(&out), TEXT("!x12_separators 1@0\n1@0-106 ISA")));
    buf_free(&out);
}

static void a_segment_of_the_greatest_length_is_read_and_a_longer_one_passed_over(void **state)
{
    (void)state;
    size_t size = 106 + X12_SEGMENT_BYTES_MAX + 5;
    char *file = malloc(size + 1);
    assert_non_null(file);
    struct buf out;
    buf_init(&out, 64 << 20);
    for (size_t extra = 0; extra < 2; extra++) {
        memcpy(file, ISA, 106);
        memset(file + 106, 'x', X12_SEGMENT_BYTES_MAX + extra - 1);
        memcpy(file + 106 + X12_SEGMENT_BYTES_MAX + extra - 1, "~LX*1~", 6);
        for (size_t window = 1000; window < 200000; window *= 3) {
            read_in_windows(&out, (struct text){file, size + extra}, 0, window);
            buf_char(&out, '\0');
            if (extra == 0) {
                assert_null(strchr(out.at, '!'));
                assert_non_null(strstr(out.at, "\n2@106-65642 xxx"));
                assert_non_null(strstr(out.at, "\n3@65642-65647 LX[1]\n"));
            } else {
                assert_null(strstr(out.at, "xxx"));
                assert_non_null(
                    strstr(out.at, "\n!x12_segment_length 2@106\n3@65643-65648 LX[1]\n"));
            }
        }
    }
    buf_free(&out);
    free(file);
}

static void elements_beyond_the_limit_are_told_and_left_out(void **state)
{
    (void)state;
    char file[1000];
    struct buf out;
    buf_init(&out, 1 << 20);
    for (size_t count = X12_ELEMENTS_MAX; count <= X12_ELEMENTS_MAX + 1; count++) {
        memcpy(file, ISA "Z", 107);
        for (size_t i = 0; i < count; i++)
            memcpy(file + 107 + 2 * i, "*e", 2);
        memcpy(file + 107 + 2 * count, "~LX*1~", 6);
        read_in_windows(&out, (struct text){file, 107 + 2 * count + 6}, 0, 5000);
        buf_char(&out, '\0');
        bool told = strstr(out.at, "!x12_segment_length 2@106\n2@106") != NULL;
        assert_int_equal(told, count > X12_ELEMENTS_MAX);
        size_t elements = 0;
        for (const char *at = out.at; (at = strstr(at, "[e]")) != NULL; at++)
            elements++;
        assert_int_equal(elements, X12_ELEMENTS_MAX);
        assert_non_null(strstr(out.at, " LX[1]\n"));
    }
    buf_free(&out);
}

static void look_at_elements(void *context, const struct x12_segment *segment)
{
    int *looked = context;
    if (!x12_is(segment, "SV1"))
        return;
    (*looked)++;
    assert_int_equal(segment->count, 7);
    assert_true(text_equal_z(segment->raw, "SV1*HC:99213:25::59*10*UN*1***1:2"));
    assert_true(text_equal_z(x12_element(segment, 2), "10"));
    assert_int_equal(x12_element(segment, 5).size, 0);
    assert_int_equal(x12_element(segment, 8).size, 0);
    assert_int_equal(x12_element(segment, 5000).size, 0);
    assert_true(text_equal_z(x12_component(segment, 1, 1), "HC"));
    assert_true(text_equal_z(x12_component(segment, 1, 3), "25"));
    assert_int_equal(x12_component(segment, 1, 4).size, 0);
    assert_true(text_equal_z(x12_component(segment, 1, 5), "59"));
    assert_int_equal(x12_component(segment, 1, 6).size, 0);
    assert_true(text_equal_z(x12_component(segment, 2, 1), "10"));
    assert_int_equal(x12_component_count(segment, 1), 5);
    assert_int_equal(x12_component_count(segment, 2), 1);
    assert_int_equal(x12_component_count(segment, 5), 0);
    assert_false(x12_is(segment, "SV"));
    struct x12_place place = {.loop = "2400"};
    x12_place_segment(&place, segment, 1, 2);
    assert_string_equal(place.element, "SV101-2");
    assert_string_equal(place.segment_id, "SV1");
    assert_string_equal(place.loop, "2400");
    assert_int_equal(place.segment, 2);
    assert_int_equal(place.offset, 106);
    x12_place_segment(&place, segment, 12, 0);
    assert_string_equal(place.element, "SV112");
    x12_place_segment(&place, segment, 0, 0);
    assert_string_equal(place.element, "");
}

static void elements_and_components_that_are_missing_are_empty(void **state)
{
    (void)state;
    int looked = 0;
    struct x12_reader *reader = x12_new(
        (struct x12_handler){.context = &looked, .segment = look_at_elements, .fault = on_fault});
    x12_feed(reader, TEXT(ISA "SV1*HC:99213:25::59*10*UN*1***1:2~"));
    x12_end(reader);
    x12_free(reader);
    assert_int_equal(looked, 1);
}

static void a_reader_serves_one_file_after_another(void **state)
{
    (void)state;
    struct buf out;
    buf_init(&out, 1 << 20);
    struct x12_reader *reader = new_reader(&out);
    for (int turn = 0; turn < 3; turn++) {
        buf_clear(&out);
        x12_feed(reader, TEXT(ISA "LX*1~REF*6R"));
        x12_end(reader);
        buf_char(&out, '\0');
        assert_string_equal(
            out.at, ISA_SAID("1", "0", "106") "2@106-111 LX[1]\n3@111-117 REF[6R]…\n");
    }
    x12_free(reader);
    buf_free(&out);
}

// ---- Windows

static void assert_same_for_every_cut(struct text file)
{
    struct buf whole, cut;
    buf_init(&whole, 64 << 20);
    buf_init(&cut, 64 << 20);
    read_in_windows(&whole, file, 0, file.size + 1);
    for (size_t at = 1; at < file.size; at++) {
        read_in_windows(&cut, file, at, file.size);
        if (!text_equal(buf_slice(&whole), buf_slice(&cut)))
            fail_msg("cut at %zu: %.*s", at, TEXT_ARG(text_part(file, 0, 200)));
    }
    for (size_t window = 1; window < 9; window++) {
        read_in_windows(&cut, file, 0, window);
        if (!text_equal(buf_slice(&whole), buf_slice(&cut)))
            fail_msg("windows of %zu: %.*s", window, TEXT_ARG(text_part(file, 0, 200)));
    }
    buf_free(&whole);
    buf_free(&cut);
}

static void every_cut_gives_the_same_segments(void **state)
{
    (void)state;
    assert_same_for_every_cut(TEXT(ISA "GS*HP*A**C~LX*1~IEA*1*000000001~"));
    assert_same_for_every_cut(
        TEXT("\xEF\xBB\xBF" ISA "\r\nLX*1~\r\nISABEL~\r\nISA*1~\r\n" ISA "LX*2~\r\n"));
    assert_same_for_every_cut(TEXT(ISA_BODY("000000001") "\nLX*1\r\nI\nIS\nISA\nLX*2\nIEA*1"));
    assert_same_for_every_cut(TEXT(ISA "REF*6R*12" ISA "LX*1~IEA*1*1~\nthe end"));
    assert_same_for_every_cut(TEXT("IS this\nISA*00*~ISA*ISAISAISA" ISA "LX*1~"));
}

static void cut_file(void *context, const char *path, struct text bytes)
{
    (void)path;
    if (bytes.size > 4000)
        return;
    (*(int *)context)++;
    assert_same_for_every_cut(bytes);
}

static void every_cut_of_real_files_gives_the_same_segments(void **state)
{
    (void)state;
    FILES_NEED_SHARED();
    int cut = 0;
    files_each("x12-999", cut_file, &cut);
    files_each("x12-277CA", cut_file, &cut);
    files_each("x12-fragment-or-unparseable", cut_file, &cut);
    assert_true(cut > 15);
}

static void random_bytes_give_the_same_in_all_windows(void **state)
{
    (void)state;
    static const char alphabet[] = "ISA*~:\n\r I*AEG1";
    uint64_t seed = 4711;
    struct buf whole, cut;
    buf_init(&whole, 64 << 20);
    buf_init(&cut, 64 << 20);
    for (int turn = 0; turn < 3000; turn++) {
        char file[1200];
        size_t size = 200 + (size_t)(files_random(&seed) % 900);
        for (size_t i = 0; i < size; i++) {
            uint64_t r = files_random(&seed);
            file[i] = turn % 3 == 0 ? (char)r : alphabet[r % (sizeof(alphabet) - 1)];
        }
        // Whole ISAs here and there.
        for (int k = 0; k < 3; k++) {
            size_t at = (size_t)(files_random(&seed) % (size - 106));
            memcpy(file + at, ISA, 106);
            file[at + (size_t)(files_random(&seed) % 400) % 106] = k == 2 ? '*' : file[at + 3];
        }
        struct text bytes = {file, size};
        read_in_windows(&whole, bytes, 0, size);
        for (size_t window = 1; window < 300; window = window * 3 + 1) {
            read_in_windows(&cut, bytes, (size_t)(files_random(&seed) % size), window);
            if (!text_equal(buf_slice(&whole), buf_slice(&cut)))
                fail_msg("turn %d, windows of %zu", turn, window);
        }
    }
    buf_free(&whole);
    buf_free(&cut);
}

// ---- The same as a tokenizer that is too simple to be wrong

static void assert_as_reference(struct text file, size_t first, size_t window)
{
    struct buf expected, out;
    buf_init(&expected, 64 << 20);
    buf_init(&out, 64 << 20);
    reference_read(&expected, file);
    read_in_windows(&out, file, first, window);
    size_t same = 0;
    while (same < expected.size && same < out.size && expected.at[same] == out.at[same])
        same++;
    if (same < expected.size || same < out.size)
        fail_msg("windows of %zu, the first of %zu: after %.*s\nexpected %.*s\nread %.*s", window,
            first, (int)(same < 200 ? same : 200), expected.at + (same < 200 ? 0 : same - 200),
            TEXT_ARG(text_part(buf_slice(&expected), same, 200)),
            TEXT_ARG(text_part(buf_slice(&out), same, 200)));
    buf_free(&expected);
    buf_free(&out);
}

// Fills `file` with bytes that tell a tokenizer something.
static void fill_random(char *file, size_t size, uint64_t *seed)
{
    static const char elements[] = "*|+\x1D\0\x1A", terminators[] = "~'\n\r\t\x1E\0";
    uint64_t r = files_random(seed);
    char element = r % 8 == 0 ? (char)(r >> 32) : elements[(r >> 8) % 6];
    char terminator = r % 8 == 1 ? (char)(r >> 32) : terminators[(r >> 16) % 7];
    const char alphabet[] = {'I', 'S', 'A', element, terminator, ':', '\n', '\r', ' ', '1', '\0',
        '\x1A', '*', '~', element, element};
    // From noise to what looks like a file: a terminator in every 4 to 40 bytes.
    unsigned kind = (unsigned)(r >> 40) % 4, length = 4 + (unsigned)(r >> 48) % 37;
    for (size_t i = 0; i < size; i++) {
        uint64_t b = files_random(seed), at = b % length;
        file[i] = kind == 0   ? (char)(b >> 8)
                  : kind == 1 ? alphabet[(b >> 8) % sizeof(alphabet)]
                  : at == 0   ? terminator
                  : at < 5    ? alphabet[(b >> 8) % sizeof(alphabet)]
                              : (char)('A' + (b >> 8) % 26);
    }
    // Interchanges, some of them damaged; the first one as a rule at the start.
    for (uint64_t isas = (r >> 20) % 6; isas > 0 && size > 106; isas--) {
        uint64_t b = files_random(seed);
        char *isa = file + (isas == 1 && b % 8 != 0 ? 0 : (b >> 8) % (size - 106));
        memcpy(isa, ISA, 106);
        for (size_t i = 0; i < 106; i++)
            isa[i] = isa[i] == '*' ? element : isa[i];
        isa[105] = terminator;
        if (b % 4 == 0)
            isa[(b >> 24) % 106] = alphabet[(b >> 32) % sizeof(alphabet)];
    }
}

static void random_files_are_read_as_the_reference_reads_them(void **state)
{
    (void)state;
    uint64_t seed = 837;
    static char file[150000];
    for (int turn = 0; turn < 6000; turn++) {
        uint64_t r = files_random(&seed);
        size_t size = 1 + (r >> 8) % (turn % 200 == 0 ? sizeof(file) : turn % 20 == 0 ? 9000 : 900);
        fill_random(file, size, &seed);
        // Segments about as long as they may be.
        if (turn % 400 == 0 && size > X12_SEGMENT_BYTES_MAX + 3000)
            memset(file + 200, 'x', X12_SEGMENT_BYTES_MAX - 100 + (r >> 32) % 200);
        size_t window = r % 3 == 0 ? size : r % 3 == 1 ? 1 + (r >> 24) % 20 : 1 + (r >> 24) % 5000;
        assert_as_reference((struct text){file, size}, 1 + (r >> 40) % size, window);
    }
}

#define SAMPLE \
    ISA "\r\nGS*HP*PAYER*CLINIC*20260101*1200*1*X*005010X221A1~\r\nST*835*0001~\r\n" \
        "NM1*QC*1*ISAAC*IDA****MI*M1~\r\nSVC*HC:99213:25*120*100***HC:99214~\r\n" \
        "SE*4*0001~\r\nGE*1*1~\r\nIEA*1*000000001~\r\n" ISA "TA1*1*260101*1200*A*000~" \
        "IEA*0*000000001~"

static void every_cut_and_every_flipped_byte_is_read_as_the_reference_reads_it(void **state)
{
    (void)state;
    char file[] = SAMPLE;
    size_t size = sizeof(file) - 1;
    for (size_t at = 0; at < size; at++) {
        assert_as_reference((struct text){file, at}, at / 2, 7);
        assert_as_reference((struct text){file + at, size - at}, 0, size);
        char was = file[at];
        for (int bit = 0; bit < 8; bit++) {
            file[at] = (char)(was ^ 1 << bit);
            assert_as_reference((struct text){file, size}, at, size);
        }
        for (const char *c = "*~:I\r\n A"; *c != '\0'; c++) {
            file[at] = *c;
            assert_as_reference((struct text){file, size}, at, 50);
        }
        file[at] = was;
    }
}

static void flip_file(void *context, const char *path, struct text bytes)
{
    (void)path;
    uint64_t seed = 4711 + bytes.size;
    (*(int *)context)++;
    assert_as_reference(bytes, 0, bytes.size + 1);
    char *file = malloc(bytes.size + 1);
    assert_non_null(file);
    for (int turn = 0; turn < 20 && bytes.size > 0; turn++) {
        memcpy(file, bytes.at, bytes.size);
        for (uint64_t flips = 1 + files_random(&seed) % 3; flips > 0; flips--)
            file[files_random(&seed) % bytes.size] = "*~:I\n\0x^"[files_random(&seed) % 8];
        size_t size = 1 + files_random(&seed) % bytes.size;
        assert_as_reference((struct text){file, size}, 0, 1 + files_random(&seed) % 70000);
    }
    free(file);
}

static void real_files_are_read_as_the_reference_reads_them(void **state)
{
    (void)state;
    FILES_NEED_SHARED();
    int files = 0;
    files_each("x12-837P", flip_file, &files);
    files_each("x12-835", flip_file, &files);
    files_each("x12-mixed", flip_file, &files);
    files_each("x12-fragment-or-unparseable", flip_file, &files);
    assert_true(files > 50);
}

static struct text joined;

static void join_pieces(void *context, const struct x12_segment *segment)
{
    struct buf *out = context;
    if (!x12_is(segment, "SVD"))
        return;
    for (size_t i = 1; i <= segment->count; i++) {
        struct x12_pieces repetitions =
            x12_pieces_of(x12_element(segment, i), segment->separators->repetition);
        while (x12_next(&repetitions)) {
            struct x12_pieces components = x12_pieces_of(repetitions.piece, ':');
            while (x12_next(&components))
                buf_format(out, "(%.*s)", TEXT_ARG(components.piece));
            buf_z(out, ";");
        }
        buf_z(out, "\n");
    }
    joined = buf_slice(out);
}

static void an_element_is_walked_piece_by_piece(void **state)
{
    (void)state;
    struct buf out;
    buf_init(&out, 1 << 20);
    struct x12_reader *reader =
        x12_new((struct x12_handler){.context = &out, .segment = join_pieces, .fault = on_fault});
    x12_feed(reader, TEXT(ISA "SVD*A*HC:1::2^:^*"
                              "*3:~"));
    x12_end(reader);
    x12_free(reader);
    assert_true(text_equal_z(joined, "(A);\n(HC)(1)()(2);()();();\n();\n(3)();\n"));
    buf_free(&out);
}

static void note_packed(void *context, const struct x12_segment *segment)
{
    struct buf *out = context;
    assert_int_equal(segment->packed, x12_pack(segment->id));
    buf_format(out, "%x ", segment->packed);
}

static void an_id_is_also_a_number(void **state)
{
    (void)state;
    struct buf out;
    buf_init(&out, 1 << 20);
    struct x12_reader *reader =
        x12_new((struct x12_handler){.context = &out, .segment = note_packed, .fault = on_fault});
    x12_feed(reader, TEXT(ISA "CLM*1~LX~A~LONG*1~LONGER~*1~L"));
    x12_end(reader);
    x12_free(reader);
    buf_char(&out, '\0');
    assert_string_equal(out.at, "415349 4d4c43 584c 41 474e4f4c 0 0 4c ");
    assert_int_equal(X12_ID('I', 'S', 'A'), 0x415349);
    assert_int_equal(X12_ID('L', 'X', 0), 0x584c);
    buf_free(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_file_without_line_breaks),
        cmocka_unit_test(line_breaks_between_segments_are_no_part_of_them),
        cmocka_unit_test(a_line_feed_may_be_the_terminator),
        cmocka_unit_test(a_carriage_return_may_be_the_terminator),
        cmocka_unit_test(separators_come_from_each_isa),
        cmocka_unit_test(isa11_is_a_separator_only_when_it_is_no_letter_digit_or_blank),
        cmocka_unit_test(a_byte_order_mark_and_blanks_may_stand_before_and_padding_behind),
        cmocka_unit_test(isa_inside_an_element_means_nothing),
        cmocka_unit_test(a_file_appended_to_one_that_was_cut_is_read),
        cmocka_unit_test(the_last_segment_may_lack_its_terminator),
        cmocka_unit_test(padding_is_no_part_of_a_last_segment_without_terminator),
        cmocka_unit_test(what_stands_before_the_isa_is_told_once),
        cmocka_unit_test(an_isa_of_a_wrong_length_is_told_and_read_by_counting),
        cmocka_unit_test(a_separator_of_the_isa_that_stands_elsewhere_makes_it_wrong),
        cmocka_unit_test(an_isa_may_be_too_long_only_so_far),
        cmocka_unit_test(a_file_that_ends_within_the_isa_is_truncated),
        cmocka_unit_test(equal_separators_are_told),
        cmocka_unit_test(a_segment_of_the_greatest_length_is_read_and_a_longer_one_passed_over),
        cmocka_unit_test(elements_beyond_the_limit_are_told_and_left_out),
        cmocka_unit_test(elements_and_components_that_are_missing_are_empty),
        cmocka_unit_test(a_reader_serves_one_file_after_another),
        cmocka_unit_test(every_cut_gives_the_same_segments),
        cmocka_unit_test(every_cut_of_real_files_gives_the_same_segments),
        cmocka_unit_test(random_bytes_give_the_same_in_all_windows),
        cmocka_unit_test(random_files_are_read_as_the_reference_reads_them),
        cmocka_unit_test(every_cut_and_every_flipped_byte_is_read_as_the_reference_reads_it),
        cmocka_unit_test(real_files_are_read_as_the_reference_reads_them),
        cmocka_unit_test(an_element_is_walked_piece_by_piece),
        cmocka_unit_test(an_id_is_also_a_number),
    };
    // All of it on each path of the scan that this processor has.
    int failed = 0;
    if (x12_scan_force(X12_SCAN_AVX2))
        failed += cmocka_run_group_tests_name("AVX2", tests, set_up, tear_down);
    x12_scan_force(X12_SCAN_PORTABLE);
    failed += cmocka_run_group_tests_name("portable", tests, set_up, tear_down);
    return failed;
}
