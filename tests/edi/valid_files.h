// The valid files of x12_check_valid.txt: read, and written in a form that files come in.
#ifndef TESTS_EDI_VALID_FILES_H
#define TESTS_EDI_VALID_FILES_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

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

struct valid_file {
    struct text name, id, version, functional_id;
    struct text segments[SEGMENTS_MAX];
    size_t count;
};

// Reads the file that comes next in `rest` of the page. False: there is none.
static inline bool valid_files_next(struct text *rest, struct valid_file *file)
{
    struct text line;
    bool more = rest->size > 0;
    *file = (struct valid_file){0};
    while (more) {
        struct text before = *rest;
        if (!text_split(rest, '\n', &more, &line))
            break;
        if (line.size > 3 && memcmp(line.at, "== ", 3) == 0) {
            if (file->count > 0) {
                *rest = before;
                return true;
            }
            struct text fields = text_part(line, 3, line.size);
            bool field = true;
            text_split(&fields, '|', &field, &file->name);
            text_split(&fields, '|', &field, &file->id);
            text_split(&fields, '|', &field, &file->version);
            text_split(&fields, '|', &field, &file->functional_id);
        } else if (line.size > 0 && *line.at != '#') {
            assert_true(file->count < SEGMENTS_MAX);
            file->segments[file->count++] = line;
        }
    }
    *rest = (struct text){0};
    return file->count > 0;
}

struct valid_writing {
    char *room;
    size_t at;
    const struct form *form;
};

// A segment with the separators of the form.
static inline void valid_files_put(struct valid_writing *w, struct text segment)
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

static inline void valid_files_put_isa(struct valid_writing *w, int number)
{
    char isa[128];
    int n = snprintf(isa, sizeof(isa),
        "ISA*00*          *00*          *ZZ*SENDER         *30*123456789      *261122*1200*^*00501*"
        "%09d*0*P*:",
        number);
    valid_files_put(w, (struct text){isa, (size_t)n});
}

static inline void valid_files_put_words(struct valid_writing *w, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
static inline void valid_files_put_words(struct valid_writing *w, const char *format, ...)
{
    char words[200];
    va_list values;
    va_start(values, format);
    int n = vsnprintf(words, sizeof(words), format, values);
    va_end(values);
    valid_files_put(w, (struct text){words, (size_t)n});
}

// Acknowledgements of interchanges stand in no group.
static inline bool valid_files_is_ta1(const struct valid_file *s)
{
    return text_equal_z(s->id, "TA1");
}

// The file in the form, with its envelope; in `room` of FILE_BYTES.
static inline struct text valid_files_write(
    char *room, const struct valid_file *s, const struct form *form)
{
    struct valid_writing w = {.room = room, .form = form};
    int groups = valid_files_is_ta1(s) ? 0 : form->groups;
    struct text version = s->version.size > 0 ? s->version : TEXT("005010X221A1");
    for (const char *c = form->before; *c != '\0'; c++)
        room[w.at++] = *c;
    for (int i = 1; i <= form->interchanges; i++) {
        valid_files_put_isa(&w, i);
        for (size_t k = 0; valid_files_is_ta1(s) && k < s->count; k++)
            valid_files_put(&w, s->segments[k]);
        for (int g = 1; g <= groups; g++) {
            valid_files_put_words(&w, "GS*%.*s*SENDER*RECEIVER*20261122*120059*%d*X*%.*s",
                TEXT_ARG(s->functional_id), g, TEXT_ARG(version));
            for (int n = 1; n <= form->sets; n++) {
                valid_files_put_words(&w, "ST*%.*s*%04d%s%.*s", TEXT_ARG(s->id), n,
                    s->version.size > 0 ? "*" : "", TEXT_ARG(s->version));
                for (size_t k = 0; k < s->count; k++)
                    valid_files_put(&w, s->segments[k]);
                valid_files_put_words(&w, "SE*%zu*%04d", s->count + 2, n);
            }
            valid_files_put_words(&w, "GE*%d*%d", form->sets, g);
        }
        valid_files_put_words(&w, "IEA*%d*%09d", groups, i);
    }
    return (struct text){room, w.at};
}

#endif
