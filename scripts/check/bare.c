// bare: prints C and SQL files line by line as FILE, LINE, CODE with tabs between, and without what
// comments and strings hold, so that the other checks can search code with plain patterns. Of a
// comment stays its mark, // (SQL: --), of a string its quotes; names of included files stay.
// Arguments: the files.
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *file;
static int line;
static bool line_begun;
static int last; // the character before, in code

// One character of code, or a line break.
static void put(int c)
{
    if (!line_begun)
        printf("%s\t%d\t", file, line);
    line_begun = true;
    putchar(c == '\t' ? ' ' : c);
    last = c;
    if (c == '\n') {
        line_begun = false;
        line++;
    }
}

static void put_all(const char *text)
{
    for (; *text; text++)
        put(*text);
}

// Skips to the character after the comment, printing its line breaks; each of its lines has the
// mark.
static const char *comment_block(const char *at, const char *mark, bool nested)
{
    int depth = 1;
    put_all(mark);
    for (at += 2; *at && depth > 0; at++) {
        if (*at == '\n') {
            put('\n');
            put_all(mark);
        } else if (at[0] == '*' && at[1] == '/') {
            depth--;
            at++;
        } else if (nested && at[0] == '/' && at[1] == '*') {
            depth++;
            at++;
        }
    }
    return at;
}

// Skips to the end of the line; in C a backslash before it carries the comment on.
static const char *comment_line(const char *at, const char *mark, bool carries_on)
{
    put_all(mark);
    for (; *at && *at != '\n'; at++) {
        if (carries_on && at[0] == '\\' && at[1] == '\n') {
            at++;
            put('\n');
            put_all(mark);
        }
    }
    return at;
}

// Skips to the character after the closing quote.
static const char *string(const char *at, bool backslashes)
{
    char quote = *at;
    put(quote);
    for (at++; *at && *at != quote; at++) {
        if (backslashes && *at == '\\' && at[1])
            at++;
        if (*at == '\n')
            put('\n');
    }
    put(quote);
    return *at ? at + 1 : at;
}

// The line begins with #include: its file name is no string to hide.
static bool is_include(const char *at)
{
    at += strspn(at, " \t");
    if (*at++ != '#')
        return false;
    at += strspn(at, " \t");
    return strncmp(at, "include", 7) == 0;
}

static const char *include_line(const char *at)
{
    for (; *at && *at != '\n' && strncmp(at, "//", 2) != 0 && strncmp(at, "/*", 2) != 0; at++)
        put(*at);
    return at;
}

static void print_c(const char *at)
{
    while (*at) {
        if (!line_begun && is_include(at))
            at = include_line(at);
        else if (strncmp(at, "//", 2) == 0)
            at = comment_line(at, "//", true);
        else if (strncmp(at, "/*", 2) == 0)
            at = comment_block(at, "//", false);
        else if (*at == '"' || *at == '\'')
            at = string(at, true);
        else
            put(*at++);
    }
}

// A quoted name stays as it is.
static const char *quoted_name(const char *at)
{
    do
        put(*at++);
    while (*at && *at != '"');
    if (*at)
        put(*at++);
    return at;
}

static void print_sql(const char *at)
{
    while (*at) {
        if (strncmp(at, "--", 2) == 0)
            at = comment_line(at, "--", false);
        else if (strncmp(at, "/*", 2) == 0)
            at = comment_block(at, "--", true);
        else if (*at == '\'')
            at = string(at, last == 'E' || last == 'e');
        else if (*at == '"')
            at = quoted_name(at);
        else
            put(*at++);
    }
}

// The whole file, NUL-terminated.
static char *file_read(const char *name)
{
    FILE *stream = fopen(name, "r");
    size_t size = 0;
    size_t room = 1 << 16;
    char *text = malloc(room);
    while (stream && text) {
        size += fread(text + size, 1, room - size - 1, stream);
        if (size + 1 < room)
            break;
        room *= 2;
        text = realloc(text, room);
    }
    if (!stream || !text || ferror(stream)) {
        perror(name);
        exit(2);
    }
    fclose(stream);
    text[size] = '\0';
    return text;
}

int main(int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        size_t size = strlen(argv[i]);
        file = argv[i];
        line = 1;
        last = '\n';
        char *text = file_read(file);
        if (size > 4 && strcmp(argv[i] + size - 4, ".sql") == 0)
            print_sql(text);
        else
            print_c(text);
        if (line_begun)
            put('\n');
        free(text);
    }
    return ferror(stdout) != 0;
}
