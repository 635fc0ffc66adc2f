// The validator on every X12 file of ../shared/corpus, held to what was judged of each by reading
// it: corpus_verdicts.txt says it, file by file.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

#include "edi/x12_check.h"
#include "tests/edi/files.h"

#define VERDICTS      "tests/edi/corpus_verdicts.txt"
#define FINDINGS_MAX  20000
#define FINDING_BYTES 72
#define NEW_CODES_MAX 32
#define TOLD_PER_FILE 12

// "19 claim_charge CLM02 2300 reject"; "x12 claim_charge CLM02 2300 reject" of twelve of them.
struct list {
    char (*lines)[FINDING_BYTES];
    size_t count;
};

struct new_code {
    char word[40];
    int files, findings;
    char first[256];
};

struct comparing {
    struct text verdicts; // the whole page
    struct list expected, found;
    char file[256];
    int files, findings, wrong;
    struct new_code codes[NEW_CODES_MAX];
    size_t code_count;
};

static void on_finding(void *context, const struct x12_finding *f)
{
    static const char *const severities[] = {
        [X12_INFO] = "info", [X12_WARN] = "warn", [X12_REJECT] = "reject"};
    struct comparing *c = context;
    const char *place = f->place.element[0] ? f->place.element : f->place.segment_id;
    assert_true(c->found.count < FINDINGS_MAX);
    snprintf(c->found.lines[c->found.count++], FINDING_BYTES, "%lld %s %s %s %s",
        (long long)f->place.segment, f->word, *place ? place : "-",
        f->place.loop[0] ? f->place.loop : "-", severities[f->severity]);
}

static int compare(const void *a, const void *b)
{
    return strcmp(a, b);
}

// Lines without their segment, each once with how often: what a file that repeats itself is held
// to.
static void sum_up(struct list *list)
{
    size_t kept = 0;
    for (size_t i = 0; i < list->count; i++) {
        char *line = list->lines[i];
        memmove(line, strchr(line, ' ') + 1, strlen(strchr(line, ' ') + 1) + 1);
    }
    qsort(list->lines, list->count, FINDING_BYTES, compare);
    for (size_t i = 0, next; i < list->count; i = next) {
        char sum[FINDING_BYTES + 16];
        for (next = i; next < list->count && strcmp(list->lines[i], list->lines[next]) == 0;)
            next++;
        snprintf(sum, sizeof(sum), "x%zu %s", next - i, list->lines[i]);
        text_copy_z(list->lines[kept++], FINDING_BYTES, text_of(sum));
    }
    list->count = kept;
}

// Whether the word stands anywhere on the page as a finding's.
static bool is_judged(const struct comparing *c, const char *word)
{
    char sought[64];
    snprintf(sought, sizeof(sought), " %s ", word);
    return strstr(c->verdicts.at, sought) != NULL;
}

// A finding of a code that the page has nowhere: told once for all files.
static bool take_new_code(struct comparing *c, const char *line)
{
    char word[40];
    const char *from = strchr(line, ' ') + 1;
    text_copy_z(
        word, sizeof(word), text_part((struct text){from, strlen(from)}, 0, strcspn(from, " ")));
    if (is_judged(c, word))
        return false;
    size_t i = 0;
    while (i < c->code_count && strcmp(c->codes[i].word, word) != 0)
        i++;
    if (i == NEW_CODES_MAX)
        return false;
    if (i == c->code_count) {
        c->code_count++;
        text_copy_z(c->codes[i].word, sizeof(c->codes[i].word), text_of(word));
    }
    if (strcmp(c->codes[i].first, c->file) != 0) {
        c->codes[i].files++;
        text_copy_z(c->codes[i].first, sizeof(c->codes[i].first), text_of(c->file));
    }
    c->codes[i].findings++;
    return true;
}

static void compare_file(struct comparing *c)
{
    int told = 0;
    size_t i = 0, j = 0, kept = 0;
    for (size_t k = 0; k < c->found.count; k++) {
        if (take_new_code(c, c->found.lines[k]))
            c->wrong++;
        else
            memmove(c->found.lines[kept++], c->found.lines[k], FINDING_BYTES);
    }
    c->found.count = kept;
    c->findings += (int)kept;
    if (c->expected.count > 0 && c->expected.lines[0][0] == 'x')
        sum_up(&c->found);
    qsort(c->found.lines, c->found.count, FINDING_BYTES, compare);
    qsort(c->expected.lines, c->expected.count, FINDING_BYTES, compare);
    while (i < c->expected.count || j < c->found.count) {
        int order = i == c->expected.count ? 1
                    : j == c->found.count  ? -1
                                           : strcmp(c->expected.lines[i], c->found.lines[j]);
        if (order != 0) {
            c->wrong++;
            if (told == 0)
                print_message("%s\n", c->file);
            if (told++ < TOLD_PER_FILE)
                print_message("    %s %s\n", order < 0 ? "not found:" : "found besides:",
                    order < 0 ? c->expected.lines[i] : c->found.lines[j]);
        }
        i += order <= 0;
        j += order >= 0;
    }
    c->files++;
}

static void check_file(struct comparing *c)
{
    char path[512];
    snprintf(path, sizeof(path), CORPUS "/%s", c->file);
    struct text bytes = files_read(path);
    struct x12_check *check =
        x12_check_new((struct x12_check_handler){.context = c, .finding = on_finding});
    c->found.count = 0;
    x12_check_feed(check, bytes);
    x12_check_end(check);
    x12_check_free(check);
    free((char *)bytes.at);
    compare_file(c);
    c->expected.count = 0;
    c->file[0] = '\0';
}

// Every file of the corpus has its line.
static void count_file(void *context, const char *path, struct text bytes)
{
    struct comparing *c = context;
    char line[1100];
    (void)bytes;
    snprintf(line, sizeof(line), "\n%s: ", path + strlen(CORPUS "/"));
    if (strstr(c->verdicts.at, line) == NULL) {
        print_message("%s has no verdict\n", path);
        c->wrong++;
    }
}

static void test_corpus(void **state)
{
    (void)state;
    FILES_NEED_SHARED();
    static const char *const folders[] = {"x12-270", "x12-271", "x12-276", "x12-277", "x12-277CA",
        "x12-835", "x12-837-PACDR", "x12-837D", "x12-837I", "x12-837P", "x12-997", "x12-999",
        "x12-TA1", "x12-fragment-or-unparseable", "x12-mixed", "x12-negative-4010", "x12-other-set",
        "x12-source-and-expected-ack"};
    struct comparing c = {.verdicts = files_read(VERDICTS)};
    c.expected.lines = calloc(FINDINGS_MAX, FINDING_BYTES);
    c.found.lines = calloc(FINDINGS_MAX, FINDING_BYTES);
    assert_true(c.expected.lines != NULL && c.found.lines != NULL);
    for (size_t i = 0; i < sizeof(folders) / sizeof(*folders); i++)
        files_each(folders[i], count_file, &c);
    struct text rest = c.verdicts, line;
    bool more = true;
    while (text_split(&rest, '\n', &more, &line)) {
        if (line.size > 0 && *line.at == ' ') {
            assert_true(c.file[0] != '\0' && c.expected.count < FINDINGS_MAX);
            text_copy_z(c.expected.lines[c.expected.count++], FINDING_BYTES, text_trim(line));
            continue;
        }
        if (c.file[0] != '\0')
            check_file(&c);
        const char *colon = line.size > 0 ? memchr(line.at, ':', line.size) : NULL;
        if (colon != NULL && *line.at != '#')
            text_copy_z(c.file, sizeof(c.file), text_part(line, 0, (size_t)(colon - line.at)));
    }
    for (size_t i = 0; i < c.code_count; i++)
        print_message("new: %s, %d findings in %d files, as %s: judge them, and write them down\n",
            c.codes[i].word, c.codes[i].findings, c.codes[i].files, c.codes[i].first);
    print_message("%d files compared, %d findings as they were judged\n", c.files, c.findings);
    free((char *)c.verdicts.at);
    free(c.expected.lines);
    free(c.found.lines);
    assert_true(c.files > 300);
    assert_int_equal(c.wrong, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_corpus)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
