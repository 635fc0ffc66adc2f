// x12_check: the validator. Bytes of a file, fed in windows of any size, are held against the
// standard and the implementation guides (edi/grammar.h), and everything that is wrong is told, in
// one pass: framing (edi/x12_envelope.h), elements, segments, loops, levels, balances. After
// something that fits nowhere it goes on at the next place that makes sense; one bad transaction
// never hides another. Memory does not grow with the file.
//
// SNIP types: 1 syntax, 2 guide, 3 balance, 4 situations, 5 code sets.
#ifndef EDI_X12_CHECK_H
#define EDI_X12_CHECK_H

#include "claims/base/date.h"
#include "edi/grammar.h"
#include "edi/x12_envelope.h"

enum x12_severity { X12_INFO, X12_WARN, X12_REJECT };

enum x12_check_code {
#define CHECK_CODE(word, severity, snip, ik304, ik403, message, remedy) X12_CHECK_##word,
#include "edi/x12_check_codes.def"
    X12_CHECK_CODES,
};

// What a condition of a situational rule was met by.
struct x12_trigger {
    struct x12_place place;
    const struct grammar_element *element;   // NULL: the segment itself, which is there
    const struct grammar_element *component; // NULL: the whole element
};

// One thing that is wrong. Strings are valid during the call that tells it.
struct x12_finding {
    const char *word; // stable: a line of x12_check_codes.def, the name of a situational rule
                      // (edi/grammar/rules/), or a word of the framing's (x12_fault_word)
    enum x12_severity severity;
    int snip;
    struct x12_place place;
    const char *segment_name; // of the guide; ""
    const char *name;         // of the element, segment or loop that it is about; ""
    struct text value;        // what failed; empty for patient data
    const char *message;      // a sentence, names and expectations filled in
    const char *remedy;
    const char *ik304, *ik403; // how a 999 says it; "" when it does not
    // Of a situational rule. What it asks for and is not there: the segment, or the first of the
    // loop, and the loop that was judged; NULL when nothing is missing.
    const struct grammar_segment *missing;
    const struct grammar_loop *missing_in;
    const struct x12_trigger *triggers; // what its conditions were met by
    size_t trigger_count;
};

#define X12_TRIGGERS_MAX 9 // so many a 999 can name

// A segment between ST and SE, and what the guide calls it.
struct x12_met {
    const struct x12_set *set;
    const struct x12_segment *segment;
    const struct grammar_set *guide;    // NULL: the version is not known
    const struct grammar_segment *spec; // NULL: it has no place in the guide
    const struct grammar_loop *loop;    // the innermost that is open; NULL without a guide
    size_t depth;                       // of that loop: 0 = between ST and the first loop
    bool opens;                         // it is the first segment of that loop
};

// Codes that others keep and that hold from one day to another.
enum x12_code_kind { X12_ICD10CM, X12_ICD10PCS, X12_HCPCS }; // HCPCS: CPT too

enum x12_code_answer {
    X12_CODE_VALID,
    X12_CODE_HEADING, // in the list of that day, but not specific enough to bill
    X12_CODE_UNKNOWN, // not in the list of that day
    X12_CODE_ENDED,   // was in it, and ended before that day
    X12_CODE_NO_LIST, // nothing can be said: no list of that day, or of such codes
};

// Slices are valid during the call. Each may be NULL.
struct x12_check_handler {
    void *context;
    void (*finding)(void *context, const struct x12_finding *finding);
    // After its findings; by x12_check_feed of some only when the next one or two are known.
    void (*segment)(void *context, const struct x12_met *met);
    // Each set when it ends; `rejected`: something in it has severity reject.
    void (*set_end)(void *context, const struct x12_set *set, bool rejected);
    // Asked for the diagnoses and procedures of claims (837) and for the procedures of paid lines
    // (835), as of their day of service; an inpatient's as of the end of the statement. `as_of` may
    // be set to the list's own date, or more of it, for the finding ("2026-10"; valid during the
    // call that asks and its finding). Without it these codes are not looked up.
    enum x12_code_answer (*code)(
        void *context, enum x12_code_kind kind, struct text code, date_t on, const char **as_of);
    // The framing round the sets, as edi/x12_envelope.h tells it. What is wrong with a header is
    // found before it begins what it heads.
    void (*outer)(
        void *context, const struct x12_segment *segment); // before what it begins or ends
    void (*interchange_begin)(void *context, const struct x12_interchange *interchange);
    void (*ta1)(void *context, const struct x12_interchange *interchange,
        const struct x12_segment *segment);
    void (*group_begin)(void *context, const struct x12_group *group);
    void (*set_begin)(void *context, const struct x12_set *set); // before its findings
    void (*group_end)(void *context, const struct x12_group *group, bool sound);
    void (*interchange_end)(void *context, const struct x12_interchange *interchange, bool sound);
    void (*set_proven)(void *context, int64_t set_ordinal, bool proven);
};

struct x12_check_totals {
    struct x12_envelope_totals envelope;
    int64_t rejects, warnings; // findings of these severities
    int64_t sets_rejected;
};

struct x12_check;

// Owned by the caller: x12_check_free. The handler is copied.
struct x12_check *x12_check_new(struct x12_check_handler handler);
void x12_check_free(struct x12_check *check); // NULL is allowed
// The same as x12_check_new; NULL when there is no memory.
struct x12_check *x12_check_new_or_null(struct x12_check_handler handler);
// For tests: looks at every segment in full from now on, as if none had come before and none could
// be accepted at a glance. It finds the same, slowly.
void x12_check_in_full(struct x12_check *check);

// The next bytes of the file.
void x12_check_feed(struct x12_check *check, struct text bytes);
// The file has ended. Ready for another one afterwards.
struct x12_check_totals x12_check_end(struct x12_check *check);

// The same for who has the segments themselves: a writer (edi/x12_emit.h), and who proves the
// framing alone (edi/x12_redact.h). A set, each segment between its ST and its SE, its end; of one
// file either these are called or x12_check_feed. Each segment is judged at once, not by the ones
// behind it: of one in the wrong place that begins or ends loops other things may be told.
void x12_check_set_begin(struct x12_check *check, const struct x12_set *set);
void x12_check_segment(
    struct x12_check *check, const struct x12_set *set, const struct x12_segment *segment);
// `sound`: the framing has nothing against the set. Returns whether it is rejected.
bool x12_check_set_end(struct x12_check *check, const struct x12_set *set, bool sound);
// Holds the elements of ISA, GS, GE, IEA or TA1 against the tables; of ST and SE too, inside of a
// set whose guide is known.
void x12_check_envelope_segment(struct x12_check *check, const struct x12_segment *segment);
// Tells when the control number of a GS or ST was used before in the same interchange or group,
// whose ordinal is `within`.
void x12_check_control_number(
    struct x12_check *check, const struct x12_segment *header, int64_t within);
// Tells a finding of the framing, which was found elsewhere.
void x12_check_fault(struct x12_check *check, const struct x12_fault *fault);
// Tells that a value of the segment that was checked last holds a character which may not stand
// there: `expected` says which.
void x12_check_character(struct x12_check *check, const struct x12_segment *segment, size_t number,
    size_t component, const char *expected);

// What the validator may say: its codes, the framing's, and the situational rules of all guides, by
// index from 0; in messages without what a finding fills in. `message` is a buffer of the caller's,
// the other texts are constant. False: there are no more.
struct x12_saying {
    const char *word, *message, *remedy;
    enum x12_severity severity;
    int snip;
    bool is_again; // a rule that another guide has too
};
bool x12_check_saying_at(size_t index, char *message, size_t size, struct x12_saying *out);

#endif
