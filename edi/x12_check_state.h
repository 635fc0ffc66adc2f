// x12_check_state: what the parts of the validator share while a set is walked; for
// edi/x12_check*.c only.
#ifndef EDI_X12_CHECK_STATE_H
#define EDI_X12_CHECK_STATE_H

#include <stdlib.h>

#include "edi/x12_check.h"
#include "edi/x12_look.h"

#define CHECK_MISSED_MAX       16
// Control numbers that are remembered.
#define CHECK_SEEN_MAX         4096
#define CHECK_INTERCHANGES_MAX 256

// Where something was met.
struct check_site {
    const struct grammar_segment *spec; // NULL: nowhere
    int64_t number, offset;             // of the segment
    uint8_t element, component;         // 0: the whole of it
};

// A loop that is open.
struct check_frame {
    const struct grammar_loop *loop;
    const struct grammar_step *steps; // of the loop
    uint32_t at;             // the step that was met last; the first of those with its position
    uint32_t proven;         // steps before this one have been looked at for what is missing
    uint16_t *counts;        // how often each step was met, and a bit (x12_check_walk.c)
    bool lacks_opener;       // its first segment is missing, which was told, or will be (stray)
    uint32_t before;         // then: where the loop around it stood
    bool is_disordered;      // a segment of its own stood too late
    int64_t segment, offset; // of the loop's first segment
    uint16_t ordinal;        // how often the loop has come in its parent
};

// A step that has to be met and was passed; it may still come, in the wrong order.
struct check_missed {
    size_t depth;
    uint32_t step;
    struct x12_place place; // where it was noticed
};

// A segment for which a loop opened without its first segment, while one beside it was open:
// whether it stands in that one, or the first segment is missing, shows only later.
struct check_stray {
    size_t frame;           // of the loop that opened; 0 = there is no such segment
    struct x12_place place; // of the segment, in the loop that was open
};

// Segments in a row that stand behind where they belong: each is in the wrong order, or they are
// the first ones of a loop whose own first segment is missing; that shows only behind them.
#define CHECK_BLOCK_MAX 8
struct check_block {
    int64_t last; // of its segments; 0 = there is none
    size_t frame; // of the loop in which the first of them would stand
    bool is_told; // with the segment before them, which was told as something strange
    // The segment before them, when it is of the same loop: it came before its place.
    const struct grammar_segment *early; // NULL: it is not
    struct x12_place early_place;
    struct x12_place places[CHECK_BLOCK_MAX];
    const struct grammar_segment *specs[CHECK_BLOCK_MAX];
    const struct grammar_segment *jumped[CHECK_BLOCK_MAX]; // what they had to stand before
    size_t count;
};

// A hierarchical level: what HL01 to HL04 said.
struct check_level {
    size_t depth; // of its loop
    int64_t number;
    int64_t due; // the number it should have, if it has another and none hangs from it yet; else 0
    bool says_child, has_child;
    bool is_silent; // it has no HL04
    bool is_lost;   // it has no HL: its number is a guess
    struct check_site site;
};

// A sum of amounts; unknown when one of them could not be read.
struct check_sum {
    int64_t cents;
    bool unknown;
};

// Of the guides: ten other payers of a claim, fifteen adjudications of a line.
#define CHECK_PAYERS_MAX 16

// What another payer said of a claim (837, loop 2320 and below) and of a line (loop 2430).
struct check_payer {
    char id[82]; // of loop 2330B
    struct check_sum paid, adjusted;
    bool has_paid, has_date;
    bool is_judged;         // by rules: it says more of the claim than what it paid
    int64_t lines_off;      // by how much what it said of the lines is off, which was told
    struct check_site site; // of what it paid; where that is missing, of the first line
};
struct check_line_payer {
    size_t payer; // index in payers + 1; 0 = none of them
    struct check_sum paid, adjusted;
    struct check_site site;
};

enum check_balance_kind {
    CHECK_BALANCE_NONE,
    CHECK_BALANCE_CLAIMS,
    CHECK_BALANCE_REMITTANCE,
    CHECK_BALANCE_ACKNOWLEDGEMENT,
    CHECK_BALANCE_CLAIM_ACKNOWLEDGEMENT,
};

// Of a 277CA: a count or an amount that stands above claims, and what they come to. `said` and
// `claims` are counts in cents too.
struct check_total {
    bool is_said;
    struct check_site site;
    struct check_sum said, claims;
};

enum check_total_kind {
    CHECK_ACCEPTED_COUNT,
    CHECK_REJECTED_COUNT,
    CHECK_ACCEPTED_AMOUNT,
    CHECK_REJECTED_AMOUNT,
    CHECK_TOTALS,
};

// What is said of a batch (2200B) or of a provider (2200C).
struct check_batch {
    struct check_total totals[CHECK_TOTALS];
    struct check_sum submitted; // STC04 of the first STC of 2200B
    struct check_site submitted_site;
    bool has_submitted;
    int64_t claims;
    bool unsure; // not to be judged
};

// Sums of the payment, claim and line at hand.
struct check_balance {
    bool in_payment, in_summary, in_claim, in_line;
    struct check_site payment_site, summary_site, claim_site, charge_site, patient_site, line_site;
    struct check_sum payment, claims_paid, provider_adjusted;
    struct check_sum claim_charge, claim_paid, claim_adjusted;
    struct check_sum line_charge, line_paid, line_adjusted;
    struct check_sum lines_charge;
    int64_t lines;
    int64_t lines_off;  // of an 835: as in check_payer
    int64_t claims_off; // of an 835: by how much payments of claims are off, which was told
    struct check_sum summary_charge, summary_claims_charge; // of an 835, as the next ones
    struct check_sum patient_owes, patient_adjusted;
    bool lines_balance, is_reversal;
    size_t payer_count, line_payer_count;     // in payers and line_payers, below
    bool unknown_payer;                       // of the claim, on a line that is over
    struct check_line_payer *line_payer;      // of the SVD at hand; NULL = none
    int64_t acknowledged, answered, accepted; // AK2 and IK5 of a 999, those that say A or E
    bool has_errors;                          // of a 999: the set at hand, by its IK3
    bool unsure;                              // of a 999: nobody knows how many they are
    struct check_batch batch, provider;
    char action; // STC03 of the claim at hand of a 277CA; 0: none yet
    // Last, since what begins anew sets nothing of them.
    struct check_payer payers[CHECK_PAYERS_MAX];
    struct check_line_payer line_payers[CHECK_PAYERS_MAX];
};

// Values kept of one name: as many as an institutional claim has lines.
#define CHECK_KEPT_VALUES 1000

// What the situational rules of the set know at this point (edi/grammar.h); index 0 is unused.
// Loops by their index behind the set's root.
struct check_situation {
    bool open[GRAMMAR_LOOPS_MAX];
    bool doubtful[GRAMMAR_LOOPS_MAX]; // nobody knows what stands in it: not to be judged
    int64_t faulty;                   // the last segment with a fault of its own
    uint64_t faulty_elements;         // of it, a bit each: rules on them are not judged
    int64_t unwanted;                 // the last segment with a value where none belongs
    int64_t wrong;                    // the last one with another fault
    // The same of those whose code is in no list, which is a warning: rules of that severity.
    int64_t unknown;
    uint64_t unknown_elements;
    bool fact[GRAMMAR_FACTS_MAX];
    // What hangs on something that is missing, misplaced or wrong: rules that ask for it are not
    // judged. How many of both there are.
    bool unsure_fact[GRAMMAR_FACTS_MAX], unsure_kept[GRAMMAR_KEPT_MAX];
    uint32_t unsure;
    struct check_site met[GRAMMAR_FACTS_MAX]; // of the facts that are true
    uint32_t kept[GRAMMAR_KEPT_MAX];          // how many values
    uint64_t has_kept;                        // bit n: kept n has some
    struct check_site kept_at[GRAMMAR_KEPT_MAX];
    int64_t (*values)[CHECK_KEPT_VALUES]; // GRAMMAR_KEPT_MAX of them, set up to kept[]
};

// Of an institutional claim: 66 in its HI.
#define CHECK_CODES_MAX      80
// Of a line: paid, and billed.
#define CHECK_LINE_CODES_MAX 2

// Codes of a claim, and of its line, that wait for the day as of which they are looked up.
struct check_code {
    enum x12_code_kind kind;
    struct check_site site;
    char code[9];
};
struct check_codes {
    struct check_code codes[CHECK_CODES_MAX], line[CHECK_LINE_CODES_MAX];
    size_t count, line_count;
    date_t first, statement_end, statement_begin, line_day; // DATE_NONE: not known
};

// What was found out of a segment by its codes alone: by which elements it has, and the bytes of
// those that are coded (edi/grammar.h), which are as they should be.
#define CHECK_MEMO_WORDS 14
#define CHECK_MEMO_MARKS 12
struct check_memo {
    const struct grammar_segment *spec; // NULL: of none
    uint64_t there;                     // as in x12_look
    uint32_t era;                       // of the memory of memos (x12_check_memo.c)
    uint32_t code;  // its qualifier, packed; 0: it has none, or one of more than four characters
    uint32_t holds; // bit n: the test of mark n holds; without kept values
    uint32_t open;  // bit n: rule n of the segment may be broken, by what else there is
    uint8_t elements[CHECK_MEMO_MARKS], components[CHECK_MEMO_MARKS]; // which one made it hold
    uint64_t words[CHECK_MEMO_WORDS]; // the coded elements, eight bytes a word
};

// What tests ask for one after the other, of the segment at hand. The components of one element:
// component n is from from[n - 1] to from[n] less one; tests name the first fifteen. And the value
// that was read last.
#define CHECK_PARTS_MAX 16
struct check_parts {
    size_t element; // 0: of none
    size_t count;
    const char *from[CHECK_PARTS_MAX + 1];
    struct text read; // at = NULL: none
    uint8_t read_as;  // enum grammar_kept_kind
    bool is_read;     // it is one
    int64_t value;
};

// What the one behind says of a segment that waits: it stands in its place, or where else; WAIT:
// that one has to be held too.
enum check_verdict { CHECK_IN_PLACE, CHECK_OTHER_PLACE, CHECK_MISPLACED, CHECK_WAIT };

// Segments that wait for the one behind them; copies, with their separators: the one behind may be
// an ISA that has others.
struct check_held {
    struct x12_segment segment;
    struct x12_separators separators;
    uint32_t ends[X12_ELEMENTS_MAX + 1];
    char raw[X12_SEGMENT_BYTES_MAX];
};
// Where the first of them would stand: a step of a frame, or in the loop that the step opens.
struct check_spot {
    size_t depth;
    uint32_t step;
    const struct grammar_loop *opened; // NULL: the step is no loop
    uint32_t inner;                    // the step of that loop, which lacks its first segment
    bool is_guess;                     // it fits nowhere as it is
};
struct check_ahead {
    size_t count;
    struct check_spot spot;
    struct check_spot other; // of an HL: where it stands by HL02, not by its code
    bool has_other;
    bool may_ask, asks; // while it is guessed what a segment is: whether it may wait, and has to
    struct check_held held[2];
};

struct check_state {
    struct x12_check_handler handler;
    struct x12_check_totals totals;
    const struct grammar_set
        *set; // NULL: of a version that is not known; its content is passed over
    const struct x12_set *open;
    bool set_rejected;

    struct check_frame frames[GRAMMAR_DEPTH_MAX];
    size_t depth; // frames open
    uint16_t counts[GRAMMAR_STEPS_MAX];
    struct check_missed missed[CHECK_MISSED_MAX];
    size_t missed_count;
    struct check_level levels[GRAMMAR_DEPTH_MAX];
    size_t level_count;
    int64_t level_next;  // HL01 that is next
    int64_t level_due;   // or this, had the last one had its number; else 0
    int64_t levels_lost; // levels without an HL since the last one
    int64_t
        strange; // the last segment that was told as nothing that is known, or with a wrong code
    uint32_t strange_id; // its id; 0 = one that nobody knows
    int64_t guess;       // the last segment for which a loop opened without its first segment
    const struct grammar_segment *late; // the last one that was told as missing, at segment
    int64_t late_behind;
    struct check_stray stray;
    struct check_block block;
    char latest[128]; // the first segment of the loop that opened last; the second, if that has to
                      // come first in it
    size_t latest_size;
    const struct grammar_segment *doubled;
    bool has_late_opener; // the segment at hand opens a loop that was open without it
    uint32_t lead;        // what the segment at hand begins with, its first code (x12_check_walk.c)
    size_t own;           // frames down to the loop that the segment at hand is of; 0 = all of them

    enum check_balance_kind balance_kind;
    struct check_balance balance;
    struct check_situation situation;
    struct check_codes codes;
    x12_look_function *looks;
    bool in_full; // no segment is remembered, or accepted at a glance: for tests
    struct check_memos *memos;
    struct check_memo unkept; // of a segment that is not remembered

    struct check_ahead *ahead;
    bool looks_ahead; // segments may wait

    // The segment at hand; NULL between two. Where the last one of the set stood is kept: a set may
    // end without another.
    const struct x12_segment *segment;
    int64_t last_number, last_offset;
    uint32_t last_id;
    const struct grammar_segment *spec;      // NULL: it is not known
    const struct grammar_segment *last_spec; // of the one before
    struct x12_look look;
    uint32_t code; // of what is known, as in check_memo
    struct check_parts *parts;
    uint32_t passed; // elements that are not looked at, a bit each

    // The envelope segment at hand, NULL when nobody tells them; what is open.
    const struct x12_segment *header;
    const struct x12_interchange *interchange;
    const struct x12_group *group;
    bool is_readable;   // the interchange is of version 00501
    int64_t isa_fault;  // the ISA whose form was told
    int64_t group_told; // the group whose identifier was told
    uint64_t seen[CHECK_SEEN_MAX];
    uint64_t interchanges_seen[CHECK_INTERCHANGES_MAX]; // apart: sets would make them forgotten
};

// Tells a finding at element `number` (0: the segment) and component (0: the whole element) of the
// segment at hand. `expected` and `name` may be NULL; `value` is told as it is: the caller leaves
// patient data out.
void x12_check_tell(struct check_state *state, enum x12_check_code code, size_t number,
    size_t component, const char *name, const char *expected, struct text value);
// The same at a place that was noted before.
void x12_check_tell_at(struct check_state *state, enum x12_check_code code,
    const struct x12_place *place, const char *segment_name, const char *name, const char *expected,
    struct text value);
// The same of a situational rule. `finding` says where, about what and how a 999 says it, the rule
// the rest.
void x12_check_tell_rule(
    struct check_state *state, const struct grammar_rule *rule, struct x12_finding finding);
// The place of the segment at hand, with its loop.
struct x12_place x12_check_place(const struct check_state *state, size_t number, size_t component);

// The loop that the segment at hand is of.
static inline const struct grammar_loop *x12_check_loop(const struct check_state *state)
{
    return state->frames[(state->own > 0 ? state->own : state->depth) - 1].loop;
}

// Whether a segment of this id stands in the loop, its first one apart.
static inline bool x12_check_has_id(const struct grammar_loop *loop, uint32_t id)
{
    uint32_t i = loop->first[grammar_id_slot(id)];
    while (i < loop->step_count && grammar.step[loop->steps + i].id != id)
        i = grammar.step[loop->steps + i].next_in_slot;
    return i < loop->step_count;
}

// ---- x12_check_walk.c: where a segment belongs

// Before the first segment of a set.
void x12_check_walk_begin(struct check_state *state);
// Finds what the segment at hand is by the guide, opening and closing loops; sets state->spec.
// Tells what is misplaced, missing and repeated too often. False: nothing was done, it has to wait.
bool x12_check_walk_segment(struct check_state *state);
// The same of the segment at hand that has waited.
void x12_check_walk_held(struct check_state *state, enum check_verdict verdict);
// After the last one.
void x12_check_walk_end(struct check_state *state);
// Whether the segment is the one that the guide means: its id, and the code that tells it from
// others.
bool x12_check_walk_matches(
    const struct grammar_segment *spec, const struct x12_segment *segment, uint32_t id);

// ---- x12_check_ahead.c: a segment and the one behind it

// Keeps a copy of a segment that has to wait.
void x12_check_ahead_hold(struct check_state *state, const struct x12_segment *segment);
// Whether the first one that is held stands in its place, now that the next one is known; NULL: the
// end of the set.
enum check_verdict x12_check_ahead_judge(struct check_state *state, const struct x12_segment *next);

// ---- x12_check_level.c: hierarchical levels

// The HL at hand, whose loop has opened.
void x12_check_level_take(struct check_state *state);
// A level whose HL is missing: its number is not known, only that it is one.
void x12_check_level_lose(struct check_state *state);
// The levels of frame `depth` and inside it end.
void x12_check_level_close(struct check_state *state, size_t depth);

// ---- x12_check_element.c: what stands in it

// Whether element `number` of the segment at hand is one of the codes that the guide has there.
bool x12_check_is_code(const struct check_state *state, size_t number);

// Holds each element of the segment at hand against state->spec. Returns whether nothing stands
// against them for certain.
bool x12_check_elements(struct check_state *state);
// The same for an ISA, whose elements are filled with blanks and hold the separators.
void x12_check_isa(struct check_state *state);

// ---- x12_check_plain.c: quickly, whether nothing is to be said of them

// Whether the elements of the segment at hand are all as the guide wants them. False says nothing.
bool x12_check_plain(const struct check_state *state);
// The same where the codes of the segment are known to be right: only the others are looked at.
bool x12_check_plain_but_codes(const struct check_state *state);
// Whether the eight bytes are CCYYMMDD from 1800 to 2199, up to the 28th: the last days of a month
// are left to the calendar. Sets the same as a number.
bool x12_check_plain_day(const char *at, int64_t *day);

// ---- x12_check_memo.c: segments that came before

struct check_memos *x12_check_memos_new(void); // NULL: no memory; free() frees them
// What is remembered of a segment of these codes. Not known: a place for it, to be filled in by the
// caller, and to be forgotten (spec = NULL) if something is against its elements.
struct check_memo *x12_check_memo(struct check_state *state, bool *known);

// ---- x12_check_envelope.c: what stands round the sets

// Each as it begins, after its segment was noted in state->header; a set before its first segment,
// `base` as grammar_find has it.
void x12_check_interchange(struct check_state *state, const struct x12_interchange *interchange);
// As it ends, sound or not; so a group.
void x12_check_interchange_end(
    struct check_state *state, const struct x12_interchange *interchange, bool sound);
void x12_check_ta1(struct check_state *state);
void x12_check_group(struct check_state *state, const struct x12_group *group);
void x12_check_group_end(struct check_state *state, const struct x12_group *group, bool sound);
void x12_check_set(struct check_state *state, const struct x12_set *set, bool base);
// x12_check_envelope_segment of x12_check.h.
void x12_check_envelope_elements(struct check_state *state, const struct x12_segment *segment);
// Tells a control number of GS or ST that was seen before in the interchange or group `within`.
void x12_check_control_number_of(
    struct check_state *state, const struct x12_segment *header, int64_t within);

// ---- x12_check_balance.c: sums

void x12_check_balance_begin(struct check_state *state);
// After x12_check_walk_segment found what the segment is.
void x12_check_balance_segment(struct check_state *state);
// A segment of this id (0: of an unknown one) is missing, or stands where it is not known whose it
// is: sums that hang on it are not judged.
void x12_check_balance_doubt(struct check_state *state, uint32_t id);
void x12_check_balance_end(struct check_state *state);

// ---- x12_check_moved.c

// Tells that the values of the segment at hand are one place off, if they are: then nothing else of
// them is told.
bool x12_check_moved(struct check_state *state);

// ---- x12_check_situation.c: one thing by another

void x12_check_situation_begin(struct check_state *state);
// The innermost loop has opened, or is about to close.
void x12_check_situation_open(struct check_state *state);
void x12_check_situation_close(struct check_state *state);
// Something else was told, and what follows from it is not told besides: of element `number` (0: of
// all) of the segment at hand; of what may have been anything in the loops that are open.
void x12_check_situation_fault(struct check_state *state, size_t number);
// After that: it is a value where none belongs, or not.
void x12_check_situation_moved(struct check_state *state, bool by_value);
// The code of element `number` of the segment at hand is in no list, which is a warning.
void x12_check_situation_unknown(struct check_state *state, size_t number);
void x12_check_situation_doubt(struct check_state *state);
// Of element `number` (0: of all) and component (0: of all) of the segment, or of each segment of
// the set with this id.
void x12_check_situation_doubt_element(
    struct check_state *state, const struct grammar_segment *spec, size_t number, size_t component);
void x12_check_situation_doubt_id(struct check_state *state, uint32_t id);
// The step is missing: the segment, or the loop with all that stands in it.
void x12_check_situation_doubt_step(struct check_state *state, const struct grammar_step *step);
// Fills in what follows from the codes of the segment at hand.
void x12_check_situation_note(const struct check_state *state, struct check_memo *memo);
// After x12_check_walk_segment found what the segment is.
void x12_check_situation_segment(struct check_state *state, const struct check_memo *memo);
// Where element `number` (0: none) of the segment at hand, which is known, stands.
static inline struct check_site x12_check_site(const struct check_state *state, size_t number)
{
    return (struct check_site){.spec = state->spec,
        .number = state->segment->number,
        .offset = state->segment->offset,
        .element = (uint8_t)number};
}
// The place of a site, and what the guide calls it; NULL when it is no element.
struct x12_place x12_check_site_place(
    const struct check_state *state, const struct check_site *site);
const struct grammar_element *x12_check_site_element(const struct check_site *site);

// The demand at `demand` (grammar.literal) is not met. With `at` a segment is at hand, and the
// finding stands there.
void x12_check_tell_unmet(
    struct check_state *state, const struct grammar_rule *rule, uint32_t demand, bool at);

// ---- x12_check_holds.c: the tests of rules, and rules judged by them

// Whether the segment at hand passes: one of the values, or with `each` all that are there. Sets
// element and component of that which passed, or failed; `site` may be NULL.
bool x12_check_holds(const struct check_state *state, const struct grammar_test *test, bool each,
    struct check_site *site);
// Whether the literal is so; of a demand, also when there is nothing to be judged. Sets what was
// met that it depends on; `site` may be NULL.
bool x12_check_is_so(const struct check_state *state, const struct grammar_literal *literal,
    bool demand, struct check_site *site);
// Whether one of the alternatives from *at on (grammar.literal) is so; of a demand, also when there
// is nothing to be judged. Moves behind them.
bool x12_check_one_is_so(const struct check_state *state, uint32_t *at, bool demand);
// Judges a rule, and tells it when it is broken. `at`: a segment is at hand; `by_codes`: the
// conditions that hang on its codes alone are met.
void x12_check_judge(
    struct check_state *state, const struct grammar_rule *rule, bool at, bool by_codes);
// Keeps what the mark says of the segment at hand.
void x12_check_keep(struct check_state *state, const struct grammar_mark *mark);

// ---- x12_check_code.c: codes as of the day of service

// A loop opens, or is about to close; a segment is at hand. Only when handler.code is there.
void x12_check_code_open(struct check_state *state);
void x12_check_code_close(struct check_state *state);
void x12_check_code_segment(struct check_state *state);

#endif
