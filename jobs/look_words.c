#include "jobs/look_words.h"

#include <stdio.h>

#include "claims/code_words.h"
#include "claims/finding.h"
#include "edi/x837p_check.h"
#include "sql/array.h"

#define LIST_BYTES ((size_t)256 * 1024)

struct lists {
    struct buf lists[4];
    size_t count;
};

static void begin(struct lists *l, size_t count)
{
    l->count = count;
    for (size_t i = 0; i < count; i++) {
        buf_init(&l->lists[i], LIST_BYTES);
        array_start(&l->lists[i]);
    }
}

static void end(struct lists *l, struct arena *arena, struct text *const *out)
{
    for (size_t i = 0; i < l->count; i++) {
        *out[i] = arena_copy(arena, array_end(&l->lists[i]));
        buf_free(&l->lists[i]);
    }
}

void look_words_each_finding(void *context, look_words_say_function say)
{
    for (int i = 0; i < FINDING_COUNT; i++) {
        enum finding_code code = (enum finding_code)i;
        say(context, finding_word(code), finding_snip(code), finding_message(code),
            finding_remedy(code));
    }
    x837p_check_each_word(context, say);
}

static void add_words(
    void *context, const char *code, int snip, const char *message, const char *remedy)
{
    struct lists *l = context;
    array_text(&l->lists[0], text_of(code));
    array_i64(&l->lists[1], snip);
    array_text(&l->lists[2], text_of(message));
    array_text(&l->lists[3], text_of(remedy));
}

struct look_finding_words look_words_findings(struct arena *arena)
{
    struct look_finding_words w;
    struct text *const out[] = {&w.codes, &w.snips, &w.messages, &w.remedies};
    struct lists l;
    begin(&l, 4);
    look_words_each_finding(&l, add_words);
    end(&l, arena, out);
    return w;
}

struct look_code_words look_words_codes(struct arena *arena)
{
    struct look_code_words w;
    struct text *const out[] = {&w.lists, &w.codes, &w.words};
    struct lists l;
    begin(&l, 3);
    for (size_t i = 0; code_words_at(i).list != NULL; i++) {
        struct code_words c = code_words_at(i);
        array_text(&l.lists[0], text_of(c.list));
        array_text(&l.lists[1], text_of(c.code));
        array_text(&l.lists[2], text_of(c.words));
    }
    end(&l, arena, out);
    return w;
}
