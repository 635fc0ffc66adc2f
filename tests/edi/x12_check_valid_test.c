// Valid files, in which nothing may be found: those of x12_check_valid.txt, each in every form that
// files come in.
#include "edi/x12_check.h"
#include "tests/edi/valid_files.h"

static const struct form forms[] = {
    {"without line breaks", '*', ':', '^', '~', "", "", 1, 1, 1},
    {"line feeds", '*', ':', '^', '~', "\n", "", 1, 1, 1},
    {"carriage returns and line feeds", '*', ':', '^', '~', "\r\n", "", 1, 1, 1},
    {"carriage returns", '*', ':', '^', '~', "\r", "", 1, 1, 1},
    {"blank lines and indents", '*', ':', '^', '~', "\n\n  \t", "", 1, 1, 1},
    {"the line feed ends segments", '*', ':', '^', '\n', "", "", 1, 1, 1},
    {"the line feed ends segments, after a carriage return", '*', '>', '^', '\n', "\r", "", 1, 1,
        1},
    {"other separators", '|', '>', '}', '!', "\n", "", 1, 1, 1},
    {"separators of the guides' examples", '*', ':', '^', '~', "", "\n \n", 1, 1, 1},
    {"odd separators", '\x1d', '\x1f', '\x1e', '\x1c', "", "", 1, 1, 1},
    {"a byte order mark", '*', ':', '^', '~', "\n", "\xef\xbb\xbf", 1, 1, 1},
    {"several sets", '*', ':', '^', '~', "\n", "", 1, 1, 3},
    {"several groups", '*', ':', '^', '~', "\n", "", 1, 3, 2},
    {"several interchanges", '*', ':', '^', '~', "\n", "", 2, 2, 2},
};

static void on_finding(void *context, const struct x12_finding *f)
{
    print_message("    %lld %s %s %s: %s\n", (long long)f->place.segment, f->word,
        f->place.element[0] ? f->place.element : f->place.segment_id, f->place.loop, f->message);
    (*(int *)context)++;
}

static int check_forms(const struct valid_file *s, char *room)
{
    int found = 0;
    for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
        struct text file = valid_files_write(room, s, &forms[i]);
        int before = found;
        struct x12_check *check =
            x12_check_new((struct x12_check_handler){.context = &found, .finding = on_finding});
        for (size_t at = 0; at < file.size; at += 301)
            x12_check_feed(check, text_part(file, at, 301));
        struct x12_check_totals t = x12_check_end(check);
        x12_check_free(check);
        assert_int_equal(t.envelope.sets,
            valid_files_is_ta1(s) ? 0 : forms[i].interchanges * forms[i].groups * forms[i].sets);
        if (found > before)
            print_message("  found in a valid file: %.*s, %s\n", TEXT_ARG(s->name), forms[i].name);
    }
    return found;
}

static void test_valid(void **state)
{
    (void)state;
    struct text page = files_read("tests/edi/x12_check_valid.txt"), rest = page;
    static struct valid_file s;
    char *room = malloc(FILE_BYTES);
    int found = 0, samples = 0;
    assert_non_null(room);
    for (; valid_files_next(&rest, &s); samples++)
        found += check_forms(&s, room);
    print_message("%d valid files in %zu forms\n", samples, sizeof(forms) / sizeof(forms[0]));
    free((char *)page.at);
    free(room);
    assert_true(samples > 10);
    assert_int_equal(found, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_valid)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
