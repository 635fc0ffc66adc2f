#include "scripts/grammar/lines.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

struct arena *memory;
int complaints;

void complain(struct place place, const char *format, ...)
{
    // One fault can be the cause of many: nobody reads a thousand.
    if (++complaints > COMPLAINTS_SAID)
        return;
    va_list args;
    va_start(args, format);
    fprintf(stderr, "%s:%d: ", place.file, place.line);
    vfprintf(stderr, format, args);
    fputc('\n', stderr);
    va_end(args);
}

void *lines_more(void *array, size_t *count, size_t each)
{
    // Room doubles: it is full when the count is a power of two.
    if ((*count & (*count - 1)) == 0) {
        void *bigger = arena_take_array(memory, *count == 0 ? 1 : *count * 2, each);
        if (*count > 0)
            memcpy(bigger, array, *count * each);
        array = bigger;
    }
    ++*count;
    return array;
}

struct lines lines_open(const char *file)
{
    struct lines lines = {.file = file};
    FILE *stream = fopen(file, "rb");
    char *bytes = NULL;
    size_t size = 0, room = 0;
    while (stream != NULL && !feof(stream) && !ferror(stream)) {
        if (size == room) {
            char *bigger = arena_take(memory, room = room * 2 + 65536);
            if (size > 0)
                memcpy(bigger, bytes, size);
            bytes = bigger;
        }
        size += fread(bytes + size, 1, room - size, stream);
    }
    if (stream == NULL || ferror(stream))
        complain((struct place){file, 0}, "cannot be read");
    if (stream != NULL)
        fclose(stream);
    lines.rest = (struct text){bytes, size};
    lines.more = size > 0;
    return lines;
}

// Without its comment: a # at the start or behind a blank.
static struct text uncommented(struct text t)
{
    for (size_t i = 0; i < t.size; i++) {
        if (t.at[i] == '#' && (i == 0 || t.at[i - 1] == ' '))
            return text_part(t, 0, i);
    }
    return t;
}

static bool is_open(struct text t)
{
    bool open = false;
    for (size_t i = 0; i < t.size; i++) {
        if (t.at[i] == '[')
            open = true;
        else if (t.at[i] == ']')
            open = false;
    }
    return open;
}

#define NEVER_CLOSED "the [ is never closed: write ] behind the last code"

bool lines_next(struct lines *lines, struct line *line)
{
    struct text raw, whole = {0};
    while (text_split(&lines->rest, '\n', &lines->more, &raw)) {
        lines->line++;
        raw = uncommented(raw);
        struct text said = text_trim(raw);
        if (said.size == 0)
            continue;
        if (whole.size > 0 && memchr(said.at, '[', said.size) != NULL) {
            complain(line->place, NEVER_CLOSED);
            whole.size = 0;
        }
        if (whole.size == 0) {
            *line = (struct line){{lines->file, lines->line}, raw.at[0] == ' ', said};
            whole = said;
        } else {
            whole = arena_format(memory, "%.*s %.*s", TEXT_ARG(whole), TEXT_ARG(said));
        }
        if (is_open(whole))
            continue;
        line->rest = whole;
        return true;
    }
    if (whole.size > 0)
        complain(line->place, NEVER_CLOSED);
    return false;
}

struct text line_word(struct line *line)
{
    line->rest = text_trim(line->rest);
    size_t size = 0;
    while (size < line->rest.size && line->rest.at[size] != ' ')
        size++;
    struct text word = text_part(line->rest, 0, size);
    line->rest = text_trim(text_part(line->rest, size, line->rest.size));
    return word;
}

struct text line_code(struct line *line)
{
    struct text rest = text_trim(line->rest);
    const char *end = rest.size > 1 ? memchr(rest.at + 1, '"', rest.size - 1) : NULL;
    if (rest.size == 0 || rest.at[0] != '"' || end == NULL)
        return line_word(line);
    size_t size = (size_t)(end - rest.at) - 1;
    line->rest = text_trim(text_part(rest, size + 2, rest.size));
    return text_part(rest, 1, size);
}

bool line_takes(struct line *line, const char *word)
{
    struct line ahead = *line;
    if (!text_equal_z(line_word(&ahead), word))
        return false;
    *line = ahead;
    return true;
}

bool line_takes_value(struct line *line, const char *start, struct text *value)
{
    struct line ahead = *line;
    struct text word = line_word(&ahead);
    if (!text_starts(word, text_of(start)))
        return false;
    *value = text_part(word, strlen(start), word.size);
    *line = ahead;
    return true;
}

uint16_t line_number(const struct line *line, struct text word)
{
    int64_t n = -1;
    if (!text_to_i64(word, &n) || n < 0 || n > UINT16_MAX) {
        complain(line->place, "'%.*s' is no number", TEXT_ARG(word));
        return 0;
    }
    return (uint16_t)n;
}
