// guide: one implementation guide (edi/grammar/837P.txt) or the envelope, as read. Format:
// edi/grammar/README.md.
#ifndef SCRIPTS_GRAMMAR_GUIDE_H
#define SCRIPTS_GRAMMAR_GUIDE_H

#include "scripts/grammar/dictionary.h"

// An element or component as the guide uses it; what it does not mention is not used.
struct use {
    enum grammar_usage usage;
    uint16_t max, repeat; // 0: the standard's
    uint16_t kept;        // 0: all
    bool qualifier, patient, shown, all_codes;
    struct list *list;
    struct code *codes;
    size_t code_count;
    struct text name;       // empty: the dictionary's
    struct use *components; // of a composite
    struct place place;
};

struct loop;

struct segment {
    struct shape *shape;
    struct text name;
    enum grammar_usage usage;
    uint16_t max;     // 0: any number
    int position;     // 10000 for each table before, plus the guide's number
    bool patient;     // all of it that is no code
    struct use *uses; // as many as the shape has elements
    struct place place;
    struct loop *loop;
    uint16_t index; // in grammar.segment, once it is written
};

struct step {
    struct segment *segment; // or
    struct text loop_id;
    struct loop *loop; // once all are known
    struct place place;
    struct step *next;
};

struct loop {
    struct text id, name;
    enum grammar_usage usage;
    uint16_t max;
    struct segment *opens;
    struct step *steps;
    struct place place;
    bool referred, checking;
    uint16_t index; // in grammar.loop, once it is written
    struct loop *next;
};

struct set {
    struct text name, title, st01, gs01, versions, base_versions, like;
    struct loop *loops; // the first is the root
    struct place place;
};

// Reads a set, and the set that it is a variation of; NULL when it is none, which was complained
// about.
struct set *guide_read(const char *file);
// Reads the segments of envelope.txt into a loop of their own.
struct loop *guide_read_envelope(const char *file);

// The element of the segment by which it is known, and component or 0; NULL when there is none.
const struct use *guide_qualifier(
    const struct segment *segment, size_t *element, size_t *component);

#endif
