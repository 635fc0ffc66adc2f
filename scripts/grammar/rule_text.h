// rule_text: the files of edi/grammar/rules/ as they are written, before what they name is looked
// for in a set.
#ifndef SCRIPTS_GRAMMAR_RULE_TEXT_H
#define SCRIPTS_GRAMMAR_RULE_TEXT_H

#include "scripts/grammar/guide.h"

// A value that is kept: "keep NAME in LOOP KIND REF…".
struct keep_text {
    struct place place;
    struct text sets; // names, blanks between
    struct text name, loop;
    enum grammar_kept_kind kind;
    struct line refs;
};

struct rule_text {
    struct place place;
    struct text sets;
    struct text name;
    uint8_t severity, snip;
    bool at;           // judged at a segment, not at the end of a loop
    struct line scope; // loops, or segments
    struct line *when, *need;
    size_t when_count, need_count;
    struct text source, says, remedy;
};

struct rule_texts {
    struct keep_text *keep;
    struct rule_text *rule;
    size_t keep_count, rule_count;
};

// Reads FOLDER/*.txt. Faults are complained about.
struct rule_texts rule_texts_read(const char *folder, struct set *const *sets, size_t set_count);

// Whether `word` is one of the words, which have blanks between.
bool rule_text_has(struct text words, struct text word);

#endif
