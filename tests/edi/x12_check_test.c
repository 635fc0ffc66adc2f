// The validator: files with one fault each. What has to be found was worked out from the guides,
// not from what the program printed; nothing else may be found besides.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

#include "tests/edi/check_files.h"

// ---- One fault each

struct fault {
    int file; // index in files
    // What is done to the line that begins with `line` (its `nth`): replaced by `with` (several
    // lines with \n between),
    // "" removes it.
    const char *line;
    const char *with;
    const char *found; // "" = nothing
};

static const struct fault faults[] = {
#include "tests/edi/x12_check_cases.def"
};

static struct text make_fault(const struct fault *fault, char *room)
{
    char edits[4096] = "";
    if (*fault->line != '\0')
        snprintf(edits, sizeof(edits), "%s|%s", fault->line, fault->with);
    return make(fault->file, edits, room);
}

static void test_faults(void **state)
{
    (void)state;
    char room[FILE_BYTES];
    size_t wrong = 0;
    for (size_t i = 0; i < sizeof(faults) / sizeof(faults[0]); i++) {
        struct text file = make_fault(&faults[i], room);
        const char *said = check_bytes(file, file.size);
        if (strcmp(said, faults[i].found) != 0) {
            print_message("file %d: %s -> %s\n  has to be found: %s\n  was found:       %s\n",
                faults[i].file, faults[i].line, faults[i].with, faults[i].found, said);
            wrong++;
        }
    }
    assert_int_equal(wrong, 0);
}

static void test_windows(void **state)
{
    (void)state;
    char room[FILE_BYTES], whole[4096];
    for (size_t i = 0; i < sizeof(faults) / sizeof(faults[0]); i++) {
        struct text file = make_fault(&faults[i], room);
        text_copy_z(whole, sizeof(whole), text_of(check_bytes(file, file.size)));
        assert_string_equal(check_bytes(file, 7), whole);
    }
}

// Every cut, and every byte changed, ends in findings or in none, never in a crash; and in the same
// ones when each segment is looked at in full.
static void test_damage(void **state)
{
    (void)state;
    char room[FILE_BYTES];
    for (int f = 0; f < (int)(sizeof(files) / sizeof(files[0])); f++) {
        struct fault none = {f, "", "", ""};
        struct text file = make_fault(&none, room);
        assert_string_equal(check_bytes(file, file.size), "");
        for (size_t at = 0; at < file.size; at++) {
            const char *said = check_bytes(text_part(file, 0, at), file.size);
            assert_true(*said != '\0');
            char kept = room[at];
            room[at] = at % 3 == 0 ? '*' : at % 3 == 1 ? '~' : (char)(kept ^ 0x15);
            said = check_bytes(file, file.size);
            assert_string_equal(said, check_file(file, file.size, true));
            room[at] = kept;
        }
    }
}

// Feeds the file 8000 times with another number at `at`, each hundredth time with `wrong` at
// `fault` instead of what is right: only those are rejected.
static void assert_only_wrong(
    struct text file, char *at, int digits, char *fault, const char *right, const char *wrong)
{
    char number[12];
    struct x12_check *check = x12_check_new((struct x12_check_handler){0});
    for (int i = 0; i < 8000; i++) {
        bool is_wrong = i % 100 == 99;
        snprintf(number, sizeof(number), "%0*d", digits, i);
        memcpy(at, number, (size_t)digits);
        memcpy(fault, is_wrong ? wrong : right, strlen(right));
        x12_check_feed(check, file);
        assert_int_equal(x12_check_end(check).rejects, is_wrong);
    }
    x12_check_free(check);
}

// What is remembered of a segment is said of no other with the same codes, and of no other codes of
// the same size: thousands of them fill every place where something is remembered.
static void test_alike(void **state)
{
    (void)state;
    char room[FILE_BYTES];
    struct text file = make(0, "CLM|CLM*C00000*150***11:B:1*Y*A*Y*Y", room);
    char *claim = strstr(room, "C00000*150");
    assert_non_null(claim);
    assert_only_wrong(file, claim + 1, 5, claim + 7, "150", "1X0");

    file = make(0, "SV1|SV1*HC:00000*100*UN*1***1:2", room);
    char *line = strstr(room, "HC:00000");
    assert_non_null(line);
    assert_only_wrong(file, line + 3, 5, line, "HC", "XX");
}

// The second line's SV101 is "A", in bytes as many as the first one's has, and its SV103 and SV107
// are the first sixteen of these: eight bytes a word, both begin with the same words. Where
// something is remembered of the first changes with its last word.
static void test_alike_in_words(void **state)
{
    (void)state;
    char room[FILE_BYTES], number[6];
    struct text file = make(0,
        "SV1*HC:99213|SV1*HC:99213:25:59:GT:95:FORTY-FOUR CHARACTERS OF WORDS IN HERE "
        "00000*100*UN*1***1:2"
        "~SV1*HC:87880|SV1*A*50*HC:99213*1***:25:59:G",
        room);
    char *composite = strstr(room, "HC:99213:25");
    assert_non_null(composite);
    assert_int_equal(strcspn(composite, "*"), 'A');
    assert_string_equal(check_bytes(file, file.size),
        "code_not_allowed 26 SV101-1/2400, component_extra 26 SV103/2400, "
        "element_missing 26 SV107-1/2400, element_number 26 SV107-4/2400");
    struct x12_check *check = x12_check_new((struct x12_check_handler){0});
    for (int i = 0; i < 20000; i++) {
        snprintf(number, sizeof(number), "%05d", i);
        memcpy(composite + 'A' - 5, number, 5);
        x12_check_feed(check, file);
        assert_int_equal(x12_check_end(check).rejects, 4);
    }
    x12_check_free(check);
}

// Interchanges and groups that hold nothing, or come twice, and a TA1 behind a group.
static void test_envelopes(void **state)
{
    (void)state;
#define ISA(receiver, control) \
    "ISA*00*          *00*          *ZZ*SENDER         *ZZ*" receiver \
    "*261122*1200*^*00501*" control "*0*T*:~"
#define GS    "GS*FA*SENDER*RECEIVER*20261122*1200*1*X*005010X231A1~"
#define SET   "ST*999*0001*005010X231A1~AK1*HC*1*005010X222A1~AK9*A*1*1*1~SE*4*0001~"
#define OTHER "GS*FA*SENDER*RECEIVER*20261122*1200*1*X*005010X214~"
#define BASE  "ST*999*0001*005010X231~AK1*HC*1*005010X222A1~AK9*A*1*1*1~SE*4*0001~"
#define TA1   "TA1*000000009*261122*1200*A*000~"
#define A     ISA("RECEIVER       ", "000000001")
    static const struct {
        const char *file, *found;
    } cases[] = {
        {A TA1 "IEA*0*000000001~", ""},
        {A "IEA*0*000000001~", "interchange_empty -1 ISA"},
        {A TA1 GS SET "GE*1*1~IEA*1*000000001~", ""},
        {A GS SET "GE*1*1~" TA1 "IEA*1*000000001~", "acknowledgement_order 6 TA1"},
        {A GS "GE*0*1~IEA*1*000000001~", "group_empty 0 GS"},
        // What is told already is not told again.
        {A "IEA*1*000000001~", "x12_count 0 IEA01"},
        {A TA1 "IEA*0*000000001~" A TA1 "IEA*0*000000001~", "interchange_repeated 2 ISA13"},
        {A TA1 "IEA*0*000000001~" ISA("RECEIVER       ", "000000002") TA1 "IEA*0*000000002~", ""},
        {A TA1 "IEA*0*000000001~" ISA("ANOTHER        ", "000000001") TA1 "IEA*0*000000001~", ""},
        // A guide without its addenda is one thing, a group of another guide another.
        {A GS BASE "GE*1*1~IEA*1*000000001~", "set_base_version 1 ST03"},
        {A OTHER BASE "GE*1*1~IEA*1*000000001~", "set_version 1 ST03"},
        {A OTHER SET "GE*1*1~IEA*1*000000001~", "set_version 1 ST03"},
    };
#undef ISA
#undef GS
#undef SET
#undef OTHER
#undef BASE
#undef TA1
#undef A
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct text file = text_of(cases[i].file);
        assert_string_equal(check_bytes(file, file.size), cases[i].found);
    }
}

// Components may be separated by any character, be it NUL: a code with one behind it is not taken
// for the code that came before.
static void test_alike_but_for_nul(void **state)
{
    (void)state;
    char room[FILE_BYTES];
    struct text file = make(
        0, "SV1*HC:99213|SV1*HC:99213*100*UN*1***1~SV1*HC:87880|SV1*HC:99213*50*UN:*1***1", room);
    for (int i = 0; i < 2; i++) {
        const char *said = check_bytes(file, file.size);
        assert_string_equal(said, "component_extra 26 SV103/2400");
        for (char *c = memchr(room, ':', file.size); c != NULL;
             c = memchr(c, ':', file.size - (size_t)(c - room)))
            *c = '\0';
    }
}

// A file that was cut behind a segment which waits for the next one, and another one with other
// separators: what waits is of the first.
static void test_appended(void **state)
{
    (void)state;
    static const char *const appended[] = {
        "ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       "
        "*261122*1200*^*00501*000000002*0*T*:~TA1*000000009*261122*1200*A*000~IEA*0*000000002~",
        "ISA|00|          |00|          |ZZ|SENDER         |ZZ|RECEIVER       "
        "|261122|1200|^|00501|000000002|0|T|>\nTA1|000000009|261122|1200|A|000\nIEA|0|000000002\n",
    };
    char room[FILE_BYTES], same[4096];
    for (int f = 0; f < (int)(sizeof(files) / sizeof(files[0])); f++) {
        struct text file = make(f, "", room);
        for (size_t at = 0; at < file.size; at++) {
            char kept[256];
            if (file.at[at] != '~')
                continue;
            memcpy(kept, room + at + 1, sizeof(kept));
            for (size_t i = 0; i < 2; i++) {
                size_t size = strlen(appended[i]);
                memcpy(room + at + 1, appended[i], size);
                const char *said = check_bytes((struct text){room, at + 1 + size}, FILE_BYTES);
                if (i == 0)
                    text_copy_z(same, sizeof(same), text_of(said));
                else
                    assert_string_equal(said, same);
            }
            memcpy(room + at + 1, kept, sizeof(kept));
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_faults),
        cmocka_unit_test(test_windows),
        cmocka_unit_test(test_damage),
        cmocka_unit_test(test_alike),
        cmocka_unit_test(test_envelopes),
        cmocka_unit_test(test_alike_in_words),
        cmocka_unit_test(test_alike_but_for_nul),
        cmocka_unit_test(test_appended),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
