// lines: the files of edi/grammar/ as lines of words, and complaints about them.
#ifndef SCRIPTS_GRAMMAR_LINES_H
#define SCRIPTS_GRAMMAR_LINES_H

#include "claims/base/arena.h"
#include "claims/base/text.h"

// Memory of the whole run.
extern struct arena *memory;

// Where a fact is said.
struct place {
    const char *file;
    int line;
};

// A line that says something: without comment, and with those that follow when its [ is closed
// there.
struct line {
    struct place place;
    bool indented;
    struct text rest; // what is not yet taken
};

struct lines {
    const char *file;
    int line;
    struct text rest;
    bool more;
};

// Opens a file; one that cannot be read is complained about and has no lines.
struct lines lines_open(const char *file);
// The next line that says something; false at the end.
bool lines_next(struct lines *lines, struct line *line);

// Takes the next word off the line; empty at its end.
struct text line_word(struct line *line);
// The same of a code, which stands in quotes when it has blanks; the quotes are not part of it.
struct text line_code(struct line *line);
// Takes the next word when it is this one.
bool line_takes(struct line *line, const char *word);
// Takes the next word when it begins so ("max="), and gives what follows.
bool line_takes_value(struct line *line, const char *start, struct text *value);
// A number from 0 to 65535; anything else is complained about and 0.
uint16_t line_number(const struct line *line, struct text word);

// Prints FILE:LINE: and what is wrong, for the first of them; the run will fail.
void complain(struct place place, const char *format, ...) __attribute__((format(printf, 2, 3)));
extern int complaints;
#define COMPLAINTS_SAID 30

// One more at the end of an array that grows; zeroed.
void *lines_more(void *array, size_t *count, size_t each);
#define MORE(array, count) ((array) = lines_more((array), &(count), sizeof(*(array))))

#endif
