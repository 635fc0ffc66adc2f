// dictionary: the standard's elements, composites and segments (edi/grammar/dictionary.txt), the
// codes of its elements (edi/grammar/codes.txt) and the lists that others keep
// (edi/grammar/codes/). Formats: edi/grammar/README.md.
#ifndef SCRIPTS_GRAMMAR_DICTIONARY_H
#define SCRIPTS_GRAMMAR_DICTIONARY_H

#include "edi/grammar.h"
#include "scripts/grammar/lines.h"

struct code {
    struct text code, meaning;
};

struct list {
    struct text name;
    struct code *codes; // sorted by code, each once
    size_t count;
    bool by_prefix;
    struct text as_of;
    uint32_t index; // in grammar.codes, once it is written
};

struct element;

struct part {
    struct element *element;
    uint16_t repeat;
};

// A segment or composite: what is in it, and the relational notes between that.
struct shape {
    struct text id, name; // "NM1", "C023"
    struct part *parts;
    size_t part_count;
    struct grammar_note *notes;
    size_t note_count;
};

struct element {
    struct text id; // "98", "I05"; of a composite "C023"
    struct text name;
    enum grammar_type type;
    uint16_t min, max;
    uint16_t guide_max; // lower in every guide; 0: not so
    uint8_t implied;
    bool patient;
    struct list *list;   // a list of others that its values are in, unless a guide names codes
    struct list *codes;  // the standard's codes and what they mean
    struct shape *shape; // of a composite
};

// Reads FOLDER/dictionary.txt, codes.txt and codes/*.txt. Faults are complained about.
void dictionary_read(const char *folder);

// NULL when there is none.
struct element *dictionary_element(struct text id);
struct shape *dictionary_segment(struct text id);
struct list *dictionary_list(struct text name);

// All lists, sorted by name.
struct list *const *dictionary_lists(size_t *count);
// Whether a list has the code; its meaning then, unless NULL.
bool dictionary_meaning(const struct list *list, struct text code, struct text *meaning);
// Sorts by code.
void dictionary_sort(struct code *codes, size_t count);

// The files of a folder that end in .txt, sorted by name; NULL ends them.
const char **dictionary_files(const char *folder);

#endif
