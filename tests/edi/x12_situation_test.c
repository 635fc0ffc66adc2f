// The situational rules (edi/grammar/rules/): each has a file that keeps it and one that breaks it,
// and samples that others made are not rejected. What has to be found was worked out from the
// guides and the rules' words.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

#include "tests/edi/check_files.h"
#include "tests/edi/files.h"

static const struct {
    int file; // index in files
    const char *kept, *broken;
    const char *found; // in the second
} cases[] = {
#include "tests/edi/x12_situation_cases.def"
};

#define CASES (sizeof(cases) / sizeof(cases[0]))

static void test_rules(void **state)
{
    (void)state;
    char room[FILE_BYTES];
    size_t wrong = 0;
    for (size_t i = 0; i < CASES; i++) {
        struct text kept = make(cases[i].file, cases[i].kept, room);
        const char *said = check_bytes(kept, kept.size);
        if (*said != '\0') {
            print_message(
                "%s is kept by %s\n  was found:       %s\n", cases[i].found, cases[i].kept, said);
            wrong++;
        }
        struct text broken = make(cases[i].file, cases[i].broken, room);
        said = check_bytes(broken, broken.size);
        if (strcmp(said, cases[i].found) != 0) {
            print_message("%s\n  has to be found: %s\n  was found:       %s\n", cases[i].broken,
                cases[i].found, said);
            wrong++;
        }
    }
    assert_int_equal(wrong, 0);
}

// The rules that have a test of their own below.
static const char *const others[] = {"claims_in_set"};

// Whether the word stands in a list with blanks and commas between.
static bool names(const char *list, const char *word)
{
    size_t size = strlen(word);
    for (const char *at = list; (at = strstr(at, word)) != NULL; at += size) {
        if ((at == list || at[-1] == ' ') && at[size] == ' ')
            return true;
    }
    return false;
}

static void test_each_rule_has_a_case(void **state)
{
    (void)state;
    size_t wrong = 0;
    for (uint32_t r = 1; r <= grammar.rule_count; r++) {
        const char *name = grammar.rule[r].name;
        bool has = false;
        for (size_t i = 0; i < CASES && !has; i++)
            has = names(cases[i].found, name);
        for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
            has = has || strcmp(others[i], name) == 0;
        if (!has) {
            print_message("no case breaks %s\n", name);
            wrong++;
        }
    }
    assert_int_equal(wrong, 0);
}

// ---- A set of many claims, fed piece by piece

static void count_findings(void *context, const struct x12_finding *f)
{
    assert_string_equal(f->word, "claims_in_set");
    ++*(int *)context;
}

static int findings_of_claims(int claims)
{
    char head[FILE_BYTES], piece[1024];
    struct text file = make(0, "", head);
    const char *claim = strstr(head, "CLM*"), *trailer = strstr(head, "SE*");
    int found = 0, segments = 2;
    struct x12_check *check =
        x12_check_new((struct x12_check_handler){.context = &found, .finding = count_findings});
    (void)file;
    for (const char *c = strstr(head, "BHT*"); c < claim; c++)
        segments += *c == '~';
    x12_check_feed(check, (struct text){head, (size_t)(claim - head)});
    for (int i = 0; i < claims; i++) {
        for (const char *c = claim; c < trailer; c++)
            segments += *c == '~';
        // A patient level has 100 claims at most.
        if (i > 0 && i % 100 == 0) {
            int level = i / 100 + 2;
            snprintf(piece, sizeof(piece),
                "HL*%d*1*22*0~SBR*P*18*GRP1******CI~NM1*IL*1*DOE*JANE****MI*MEMBER1~N3*2 OAK ST~"
                "N4*SPRINGFIELD*IL*62701~DMG*D8*19700101*F~NM1*PR*2*MADE UP PAYER*****PI*PAYER1~",
                level);
            segments += 7;
            x12_check_feed(check, text_of(piece));
        }
        x12_check_feed(check, (struct text){claim, (size_t)(trailer - claim)});
    }
    snprintf(piece, sizeof(piece), "SE*%d*0001~GE*1*1~IEA*1*000000001~", segments);
    x12_check_feed(check, text_of(piece));
    x12_check_end(check);
    x12_check_free(check);
    return found;
}

static void test_claims_in_set(void **state)
{
    (void)state;
    assert_int_equal(findings_of_claims(5000), 0);
    assert_int_equal(findings_of_claims(5001), 1);
}

// ---- Samples that others made

// What may be found in them: their providers are made up, with five digits of ZIP code.
static const char *const made_up[] = {
    "npi_check_digit",
    "payee_npi_check_digit",
    "billing_zip",
    "service_facility_zip",
    "facility_zip",
};

// In this one each claim repeats the same line, whose second pointer points to a second diagnosis
// that only the first claim has.
static const char *const wrong_pointers = "moov-io__x12__sample.txt";

struct sample {
    bool structure;        // something is wrong but for situations: it proves nothing
    char situations[2048]; // the rules that reject it
};

static void on_sample_finding(void *context, const struct x12_finding *f)
{
    struct sample *sample = context;
    bool expected = f->severity != X12_REJECT;
    if (!expected && f->snip < 4)
        sample->structure = true;
    for (size_t i = 0; i < sizeof(made_up) / sizeof(made_up[0]); i++)
        expected = expected || strcmp(made_up[i], f->word) == 0;
    size_t used = strlen(sample->situations);
    if (!expected && f->snip == 4)
        snprintf(sample->situations + used, sizeof(sample->situations) - used, " %s", f->word);
}

struct samples {
    int sound, rejected;
};

static void check_sample(void *context, const char *path, struct text bytes)
{
    struct samples *samples = context;
    struct sample sample = {0};
    struct x12_check *check =
        x12_check_new((struct x12_check_handler){.context = &sample, .finding = on_sample_finding});
    x12_check_feed(check, bytes);
    x12_check_end(check);
    x12_check_free(check);
    if (sample.structure || strstr(path, wrong_pointers) != NULL)
        return;
    samples->sound++;
    if (sample.situations[0] != '\0') {
        print_message("%s:%s\n", path, sample.situations);
        samples->rejected++;
    }
}

static void test_samples_are_not_rejected(void **state)
{
    (void)state;
    FILES_NEED_SHARED();
    static const char *const folders[] = {"x12-837P", "x12-837I", "x12-837D", "x12-835",
        "x12-277CA", "x12-999", "x12-270", "x12-271", "x12-276", "x12-277", "x12-mixed"};
    struct samples samples = {0};
    for (size_t i = 0; i < sizeof(folders) / sizeof(folders[0]); i++)
        files_each(folders[i], check_sample, &samples);
    assert_int_equal(samples.rejected, 0);
    // Were most of them unsound, they would prove nothing.
    assert_true(samples.sound > 80);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rules),
        cmocka_unit_test(test_each_rule_has_a_case),
        cmocka_unit_test(test_claims_in_set),
        cmocka_unit_test(test_samples_are_not_rejected),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
