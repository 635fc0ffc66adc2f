// grammar: the implementation guides as tables. What edi/grammar/*.txt say, which people read and
// amend, is compiled into these at build time (edi/grammar/README.md); the validator, the writer
// and `x12 show` read them.
//
// Everything is constant and reached by index into the arrays of `grammar`. Index 0 of each array
// is unused, so that 0 means none.
#ifndef EDI_GRAMMAR_H
#define EDI_GRAMMAR_H

#include "claims/base/text.h"

// A segment id or a code of at most four characters as one number ("CLM" = 'C' | 'L' << 8 | 'M' <<
// 16), so that a comparison is one instruction. Longer texts and empty ones are 0.
static inline uint32_t grammar_pack(struct text t)
{
    const unsigned char *at = (const unsigned char *)t.at;
    switch (t.size) {
    case 1:
        return at[0];
    case 2:
        return at[0] | (uint32_t)at[1] << 8;
    case 3:
        return at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16;
    case 4:
        return at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 | (uint32_t)at[3] << 24;
    default:
        return 0;
    }
}

enum grammar_type {
    GRAMMAR_AN,
    GRAMMAR_ID,
    GRAMMAR_N, // N0, N2: `implied` decimals
    GRAMMAR_R,
    GRAMMAR_DT,
    GRAMMAR_TM,
    GRAMMAR_COMPOSITE,
};

enum grammar_usage { GRAMMAR_NOT_USED, GRAMMAR_SITUATIONAL, GRAMMAR_REQUIRED };

struct grammar_code {
    const char *code;
    const char *meaning; // "" when the list has none
};

// A list of codes: one of edi/grammar/codes/, or the few that a guide allows at one place (name
// "").
struct grammar_codes {
    const char *name;      // "place_of_service"
    uint32_t first, count; // in grammar.code, sorted by code
    // In grammar.packed: the same codes packed, a hash table of 2^packed_bits places (grammar_has),
    // of which those that are empty hold 0; packed = 0 when one of the codes has more than four
    // characters.
    uint32_t packed;
    uint8_t packed_bits;
    bool external;     // kept by somebody else and changing: an unknown code is a warning
    bool by_prefix;    // its codes are beginnings: "027" covers revenue code 0278
    const char *as_of; // of an external list: "2020-07"; else ""
};

// Relational notes of the standard (X12.6): P all or none, R at least one, E at most one, C if the
// first then all, L if the first then at least one.
struct grammar_note {
    char kind;
    uint8_t count;
    uint8_t elements[8]; // their numbers in the segment or composite, 1 first
    uint32_t mask;       // the same, bit n: element n
};

// An element of a segment, or a component of a composite, as one guide uses it.
struct grammar_element {
    uint16_t number; // data element (1325); of a composite 23 for C023; 0 for those of the envelope
                     // (I05)
    uint8_t type;    // enum grammar_type
    uint8_t usage;   // enum grammar_usage
    uint16_t min, max; // characters; `max` is the guide's where that is lower than the standard's
    uint16_t kept;     // a receiver need not keep and return more characters (CLM01: 20), so that a
                       // longer value is allowed, and a warning; 0 = all
    uint8_t implied;   // decimals of N
    bool patient;      // may hold patient data: its value never stands in a finding
    uint16_t repeat;   // how often it may stand in one segment, 1 as a rule
    uint32_t codes;    // grammar.codes; 0 = any value
    uint32_t
        list; // grammar.codes: an external list that the value is looked up in besides; 0 = none
    uint32_t components, component_count; // of a composite, in grammar.element
    uint32_t notes, note_count;           // of a composite, in grammar.note
    const char *name;                     // "Claim Filing Indicator Code"
};

struct grammar_segment {
    uint32_t id;      // packed
    const char *name; // "Claim Information"
    uint16_t loop;    // grammar.loop
    // In the guide, 10000 more for each of its tables before (835: LX is 10030). For equality only:
    // steps of one loop with equal positions are neighbours and come in any order. (HL loops stand
    // behind all others of their parent whatever their position.)
    uint16_t position;
    uint8_t usage; // enum grammar_usage
    // Known by the code of this element (and component, 0 = the whole element): 0 = by its id
    // alone.
    uint8_t qualifier_element, qualifier_component;
    uint16_t max;             // how often in one loop; 0 = any number
    uint32_t qualifier_codes; // grammar.codes
    uint32_t elements,
        element_count;         // in grammar.element: element 1 first, those not used included
    uint32_t required, unused; // of them those of this usage, bit n: element n
    uint32_t coded; // those that are of codes, in a list, or composites: the others are free
    uint32_t notes, note_count; // in grammar.note
    // In grammar.mark: what rules ask of it. First the facts that hang on its codes alone, then
    // other facts, then values kept: how many of each.
    uint32_t marks, mark_count;
    uint8_t codes_facts, facts;
    uint32_t rules, rule_count; // in grammar.rule: those that are judged when it is met
};

// Ids are looked for by slot: those of one slot are few.
#define GRAMMAR_SLOTS   64
#define GRAMMAR_NO_STEP 255
static inline uint32_t grammar_id_slot(uint32_t id)
{
    return id * UINT32_C(0x9E3779B1) >> 26;
}

// What may come in a loop, in the guide's order: a segment of its own, or a loop inside by its
// first segment.
struct grammar_step {
    uint16_t segment; // grammar.segment
    uint16_t loop;    // grammar.loop that it opens; 0 = a segment of this loop
    // Of the segment, its id, position and whether a code tells it from others; usage and `max` are
    // those of what the step is, loop or segment: a walk over steps need not look at both.
    uint32_t id;
    uint16_t position, max;
    uint8_t usage;
    bool has_qualifier;
    uint32_t code; // packed; of the first element, which tells it, when that has one code of at
                   // most four characters; else 0
    // Counted in the steps of the loop, step_count when there is none: the next step whose id has
    // the same grammar_id_slot; the next that has to be met, this one included; the first of those
    // with the same position.
    uint16_t next_in_slot, next_required, first_there;
};

struct grammar_loop {
    const char
        *id; // "2010AA"; "HDR" for what comes before the first loop is part of the set's root loop
    const char *name;             // "Billing Provider Name"
    uint8_t usage;                // enum grammar_usage
    uint16_t max;                 // how often in its parent; 0 = any number
    uint16_t opens;               // grammar.segment: its first segment
    uint32_t steps, step_count;   // in grammar.step; the opening segment is not among them
    uint8_t first[GRAMMAR_SLOTS]; // by grammar_id_slot: the first step with such an id, counted in
                                  // the steps of the loop; GRAMMAR_NO_STEP = none
    uint32_t rules, rule_count;   // in grammar.rule: those that are judged when it ends
    uint16_t facts, fact_count;   // of its set: those that are forgotten when it ends
    uint16_t keeps, keep_count;   // so are the values kept
};

// ---- Situational rules (edi/grammar/rules/, language: edi/grammar/README.md)
//
// A rule asks for facts ("a REF*F8 stands in the claim"), each true or not within its home: the
// innermost loop that has both the rule and the segment. Of one set facts are numbered from 1,
// those of one home in a row; so are the values that it keeps. Marks say which segment makes a fact
// true.

enum grammar_test_kind {
    GRAMMAR_THERE, // it has a value
    GRAMMAR_IS,    // one of `codes`
    GRAMMAR_FROM,  // from the first of `codes` to the second, as texts of their length
    GRAMMAR_FORM,  // of one of the forms `codes`: 9 digit, a letter, x either, * any rest
    GRAMMAR_HAS, // holds one of `codes` from the start of a word on, case, blanks and points apart
    GRAMMAR_NPI, // a National Provider Identifier, check digit included
    GRAMMAR_ABA, // a bank's routing number, check digit included
    GRAMMAR_ABOVE,   // a number above `number`, above the other element, or above what is kept
    GRAMMAR_BELOW,   // below
    GRAMMAR_BEFORE,  // a day before `number`, or before what is kept
    GRAMMAR_AFTER,   // after
    GRAMMAR_SAME,    // the text of the other element, or one of the values kept
    GRAMMAR_COUNTED, // how often its loop has come in its parent: 1, 2, 3 …
};

// Of the elements that have a value, one is enough in a condition, and each must pass in a demand.
struct grammar_test {
    uint8_t kind;        // enum grammar_test_kind
    uint8_t kept_kind;   // of `kept`: enum grammar_kept_kind
    uint16_t kept;       // a value kept, compared with; 0 = none
    uint16_t other;      // an element of the same segment, compared with: 16 times its number plus
                         // its component; 0 = none
    uint16_t components; // bit n: component n; 0: the whole element
    uint64_t elements;   // bit n: element n; 0: the segment itself, which is there
    uint32_t qualifier;  // packed: the code that tells the segment, where the guide has several
    uint32_t codes;      // grammar.codes
    int64_t number;      // thousandths; of before and after CCYYMMDD
};

enum grammar_kept_kind {
    GRAMMAR_KEPT_TEXT,
    GRAMMAR_KEPT_FIRST_DAY, // of CCYYMMDD or CCYYMMDD-CCYYMMDD
    GRAMMAR_KEPT_LAST_DAY,
    GRAMMAR_KEPT_NUMBER, // thousandths
    GRAMMAR_KEPT_COUNT,  // how many values, or segments
};

// What happens when a segment is met: a fact becomes true, or a value is kept.
struct grammar_mark {
    uint32_t test;     // in grammar.test
    uint16_t home;     // in grammar.loop
    uint16_t fact;     // 0: a value is kept
    uint16_t kept;     // its number
    uint8_t kept_kind; // enum grammar_kept_kind
};

enum grammar_of { GRAMMAR_OF_FACT, GRAMMAR_OF_SEGMENT, GRAMMAR_OF_KEPT };

struct grammar_literal {
    bool no;           // it must not be so
    bool or_next;      // the next literal is an alternative
    uint8_t of;        // enum grammar_of: a fact, a test of the segment at hand, or of a value kept
    uint8_t kept_kind; // of a value kept: enum grammar_kept_kind
    bool of_codes;    // it hangs on nothing but the codes of the segment at hand: on which elements
                      // are there, and what those hold that are `coded`
    uint16_t index;   // of the fact or of the value kept
    uint16_t missing; // grammar.segment: of a fact that a segment, or the first of a loop, is
                      // there: that one; 0 = it is none
    uint32_t test;    // in grammar.test
};

struct grammar_rule {
    const char *name;    // "replaced_claim_unnamed"; stable
    const char *source;  // where the guide says it
    const char *message; // what is wrong
    const char *remedy;  // what to do
    uint8_t severity;    // 0 info, 1 warn, 2 reject
    uint8_t snip;        // 4, or 5
    uint16_t only;       // a fact without which it cannot be broken; 0 = none
    uint32_t asks; // of one judged at a segment, bit n: element n; with none of them there it is
                   // not broken (bit 0: the segment itself, which is there)
    // Values kept, bit n: kept n. It is not broken while one of `kept_needs` has no value, nor
    // while none of `kept_asks` has one (0: it may be).
    uint64_t kept_needs, kept_asks;
    uint32_t first, when, need; // in grammar.literal: the conditions, then the demands
};

// One transaction set as one guide has it. Its root loop ("ST") has everything between ST and SE,
// both included, as steps: the header segments, the outermost loops, the trailer segments. A loop
// that hangs from several others (2300 under 2000B and 2000C) is one loop that stands in the steps
// of each.
struct grammar_set {
    const char *id;            // ST01: "837"
    const char *name;          // "837P"
    const char *title;         // "Health Care Claim: Professional"
    const char *functional_id; // GS01: "HC"
    const char *versions; // accepted in GS08 and ST03, blanks between: "005010X222A1 005010X222A2"
    const char *base_versions; // accepted with a warning: "005010X222"
    const char *like;          // of a payer's variation: the set that it amends; else ""
    uint16_t root;             // grammar.loop
};

struct grammar {
    const struct grammar_set *set;
    uint32_t set_count; // sets are set[1] … set[set_count]; so are the others' counts
    const struct grammar_loop *loop;
    uint32_t loop_count;
    const struct grammar_step *step;
    const struct grammar_segment *segment;
    uint32_t segment_count;
    const struct grammar_element *element;
    const struct grammar_note *note;
    const struct grammar_codes *codes;
    uint32_t codes_count;
    const struct grammar_code *code;
    const uint32_t *packed;
    const struct grammar_test *test;
    const struct grammar_mark *mark;
    const struct grammar_literal *literal;
    const struct grammar_rule *rule;
    uint32_t rule_count;
};

// Of any set at most. Values kept are bits of grammar_rule.kept_needs.
#define GRAMMAR_LOOPS_MAX 128
#define GRAMMAR_FACTS_MAX 256
#define GRAMMAR_KEPT_MAX  64
// Loops open at once, the root included. Steps of all of them, and of one loop more that a walk
// tries (edi/x12_check_ahead.c).
#define GRAMMAR_DEPTH_MAX 16
#define GRAMMAR_STEPS_MAX 1024

// Made by scripts/grammar/ from edi/grammar/.
extern const struct grammar grammar;
// ISA, GS, GE, IEA and TA1, in this order, in grammar.segment.
extern const uint32_t grammar_envelope[5];

// The set of an implementation guide version ("005010X222A1"), and whether that is one of its base
// versions; NULL when there is none. `id` is ST01: 276 and 277 share a version.
const struct grammar_set *grammar_find(struct text id, struct text version, bool *base);

// The set of that name, also a payer's variation ("837P-MCARE"); NULL.
const struct grammar_set *grammar_named(struct text name);

// Whether a value of an element of codes is longer than any of them, in a segment that has patient
// data: that may have moved there from its own place (a member's identifier in NM108).
bool grammar_is_astray(const struct grammar_segment *segment, const struct grammar_element *element,
    struct text value);

// Where a packed code is looked for first in a hash table of 2^bits places.
static inline uint32_t grammar_place(uint32_t packed, unsigned bits)
{
    return (uint32_t)((uint64_t)(packed * UINT32_C(0x9E3779B1)) >> (32 - bits));
}

// Whether the list has the code.
bool grammar_has(const struct grammar_codes *codes, struct text code);
// Its meaning; NULL when the list does not have it, "" when the list says none.
const char *grammar_meaning(const struct grammar_codes *codes, struct text code);
// A list of edi/grammar/codes/ by name; NULL.
const struct grammar_codes *grammar_list(const char *name);
// Whether the loop, or one inside of it, has a segment of this id, packed as in grammar_step.
bool grammar_has_segment(const struct grammar_loop *loop, uint32_t id);

#endif
