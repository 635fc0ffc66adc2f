// Valid files, in which nothing may be found: those of x12_check_valid.txt, each in every form that
// files come in.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

#include "edi/x12_check.h"
#include "tests/edi/files.h"

#define FILE_BYTES   ((size_t)256 * 1024)
#define SEGMENTS_MAX 128

// The separators of a file, what stands between its segments, and how often it says the same.
struct form {
    const char *name;
    char element, component, repetition, terminator;
    const char *between; // behind each terminator
    const char *before;  // the ISA
    int interchanges, groups, sets;
};

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

struct sample {
    struct text name, id, version, functional_id;
    struct text segments[SEGMENTS_MAX];
    size_t count;
};

struct writing {
    char *room;
    size_t at;
    const struct form *form;
};

// A segment with the separators of the form.
static void put(struct writing *w, struct text segment)
{
    for (size_t i = 0; i < segment.size; i++) {
        char c = segment.at[i];
        w->room[w->at++] = c == '*'   ? w->form->element
                           : c == ':' ? w->form->component
                           : c == '^' ? w->form->repetition
                                      : c;
    }
    // What stands before a line feed that ends the segment is no part of it.
    bool is_line = w->form->terminator == '\n';
    if (!is_line)
        w->room[w->at++] = w->form->terminator;
    for (const char *c = w->form->between; *c != '\0'; c++)
        w->room[w->at++] = *c;
    if (is_line)
        w->room[w->at++] = '\n';
    assert_true(w->at + 1024 < FILE_BYTES);
}

static void put_isa(struct writing *w, int number)
{
    char isa[128];
    int n = snprintf(isa, sizeof(isa),
        "ISA*00*          *00*          *ZZ*SENDER         *30*123456789      *261122*1200*^*00501*"
        "%09d*0*P*:",
        number);
    put(w, (struct text){isa, (size_t)n});
}

static void put_words(struct writing *w, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
static void put_words(struct writing *w, const char *format, ...)
{
    char words[200];
    va_list values;
    va_start(values, format);
    int n = vsnprintf(words, sizeof(words), format, values);
    va_end(values);
    put(w, (struct text){words, (size_t)n});
}

// Acknowledgements of interchanges stand in no group.
static bool is_ta1(const struct sample *s)
{
    return text_equal_z(s->id, "TA1");
}

static struct text write_file(char *room, const struct sample *s, const struct form *form)
{
    struct writing w = {.room = room, .form = form};
    int groups = is_ta1(s) ? 0 : form->groups;
    struct text version = s->version.size > 0 ? s->version : TEXT("005010X221A1");
    for (const char *c = form->before; *c != '\0'; c++)
        room[w.at++] = *c;
    for (int i = 1; i <= form->interchanges; i++) {
        put_isa(&w, i);
        for (size_t k = 0; is_ta1(s) && k < s->count; k++)
            put(&w, s->segments[k]);
        for (int g = 1; g <= groups; g++) {
            put_words(&w, "GS*%.*s*SENDER*RECEIVER*20261122*120059*%d*X*%.*s",
                TEXT_ARG(s->functional_id), g, TEXT_ARG(version));
            for (int n = 1; n <= form->sets; n++) {
                put_words(&w, "ST*%.*s*%04d%s%.*s", TEXT_ARG(s->id), n,
                    s->version.size > 0 ? "*" : "", TEXT_ARG(s->version));
                for (size_t k = 0; k < s->count; k++)
                    put(&w, s->segments[k]);
                put_words(&w, "SE*%zu*%04d", s->count + 2, n);
            }
            put_words(&w, "GE*%d*%d", form->sets, g);
        }
        put_words(&w, "IEA*%d*%09d", groups, i);
    }
    return (struct text){room, w.at};
}

static void on_finding(void *context, const struct x12_finding *f)
{
    print_message("    %lld %s %s %s: %s\n", (long long)f->place.segment, f->word,
        f->place.element[0] ? f->place.element : f->place.segment_id, f->place.loop, f->message);
    (*(int *)context)++;
}

static int check_forms(const struct sample *s, char *room)
{
    int found = 0;
    for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
        struct text file = write_file(room, s, &forms[i]);
        int before = found;
        struct x12_check *check =
            x12_check_new((struct x12_check_handler){.context = &found, .finding = on_finding});
        for (size_t at = 0; at < file.size; at += 301)
            x12_check_feed(check, text_part(file, at, 301));
        struct x12_check_totals t = x12_check_end(check);
        x12_check_free(check);
        assert_int_equal(t.envelope.sets,
            is_ta1(s) ? 0 : forms[i].interchanges * forms[i].groups * forms[i].sets);
        if (found > before)
            print_message("  found in a valid file: %.*s, %s\n", TEXT_ARG(s->name), forms[i].name);
    }
    return found;
}

static void test_valid(void **state)
{
    (void)state;
    struct text page = files_read("tests/edi/x12_check_valid.txt"), rest = page, line;
    static struct sample s;
    char *room = malloc(FILE_BYTES);
    int found = 0, samples = 0;
    bool more = true;
    assert_non_null(room);
    s = (struct sample){0};
    while (text_split(&rest, '\n', &more, &line)) {
        bool begins = line.size > 3 && memcmp(line.at, "== ", 3) == 0;
        if ((begins || !more) && s.count > 0) {
            found += check_forms(&s, room);
            samples++;
        }
        if (begins) {
            struct text fields = text_part(line, 3, line.size);
            bool field = true;
            s = (struct sample){0};
            text_split(&fields, '|', &field, &s.name);
            text_split(&fields, '|', &field, &s.id);
            text_split(&fields, '|', &field, &s.version);
            text_split(&fields, '|', &field, &s.functional_id);
        } else if (line.size > 0 && *line.at != '#') {
            assert_true(s.count < SEGMENTS_MAX);
            s.segments[s.count++] = line;
        }
    }
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
