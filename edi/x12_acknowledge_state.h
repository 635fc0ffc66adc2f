// x12_acknowledge_state: what is gathered of an interchange before it is answered; for
// edi/x12_acknowledge*.c only.
#ifndef EDI_X12_ACKNOWLEDGE_STATE_H
#define EDI_X12_ACKNOWLEDGE_STATE_H

#include "edi/x12_acknowledge.h"

#define ACK_CODES_MAX 5 // IK502-06, AK905-09

// Codes of what is wrong, each once, in the order found. All strings are NUL-terminated.
struct ack_codes {
    char code[ACK_CODES_MAX][4];
    size_t count;
};

// What a situational error follows from: CTX.
struct ack_trigger {
    int64_t position;
    char segment[4], loop[5];
    int element, component;
    uint16_t number, component_number; // of the data elements; 0 = it has none
    bool is_composite;
};

// One error: IK3 and, when `element` is not 0, IK4. Sorted by where it stands; errors that one IK3
// can say are neighbours then.
struct ack_error {
    int64_t position; // IK302: in the set, ST = 1
    char segment[4];  // IK301
    char loop[5];     // IK303
    char ik304[4];
    char unit_kind[24]; // CTX01-1 of the business unit: CLM01, TRN02; "" = none
    char unit[36];      // CTX01-2
    int64_t order;      // as found
    int64_t at;         // position of what the finding is told of; of what is missing another
    int element, component, repetition; // repetition 0: there is but one
    char number[5];                     // IK402
    char ik403[4];
    char value[100]; // IK404; until the segment is at hand, what the finding shows of it
    size_t first_trigger, trigger_count;
};

struct ack_set {
    char id[4], control[10], version[36]; // AK201-03
    char verdict;                         // IK501: A, E, R
    struct ack_codes codes;
    size_t first_error, error_count;
};

struct ack_group {
    char functional_id[3], control[12], version[13]; // AK101-03
    char sender[16], receiver[16];                   // GS02, GS03
    int64_t included, received, accepted;            // AK902-04
    struct ack_codes codes;                          // of the group itself
    bool answered;                                   // by a 999
    size_t first_set, set_count;
};

struct ack_interchange {
    char control[10];                         // ISA13
    char date[7], time[5];                    // ISA09, ISA10
    char sender_qualifier[3], sender[16];     // ISA05, ISA06
    char receiver_qualifier[3], receiver[16]; // ISA07, ISA08
    bool ta1_wanted;                          // ISA14
    char usage;                               // ISA15
    char note[4]; // TA105: what was wrong first, which rejects it; "" = nothing
};

// A growing array; `at` is never NULL, since empty parts of it are asked for too.
struct ack_list {
    void *at;
    size_t count, room, each;
};
void *x12_acknowledge_add(struct ack_list *list); // zeroed; NULL: there is no memory

struct x12_acknowledge {
    struct x12_acknowledge_settings settings;
    struct x12_acknowledge_handler handler;
    struct x12_acknowledge_totals totals;
    struct x12_check *check;
    struct x12_emit *emit; // writes the answers

    struct ack_interchange interchange;
    struct ack_list groups, sets, errors, triggers;

    // What was found of a header before it began what it heads.
    char next_isa[4];
    struct ack_codes next_gs, next_st;
    bool next_gs_unnamed;
    bool st_has_version;
    int64_t ge_count; // GE01; -1 = cannot be read

    bool in_interchange, in_group, in_set;
    const struct grammar_set *guide; // of the set at hand; NULL: it is not known
    bool lost;           // there was no memory for what was found: the interchange is not answered
    int64_t set_segment; // of the ST
    int64_t met;         // position of the last segment that was met
    // Numbers in the file, by index in grammar.segment and grammar.loop: of each kind of segment
    // the one that was met last; of each loop, when it came last, the first and last of its own.
    int64_t *segment_met, *loop_begin, *loop_met;
    size_t met_from;              // errors from here on are of the segment at hand
    char unit_kind[24], unit[36]; // open
    int64_t unit_at;              // its position
    bool set_rejected, set_noted; // by an error
    bool by_standard, by_guide;   // kinds of errors
};

// Whether an answer can hold the value: blanks at its ends are none, and it is no separator's.
bool x12_acknowledge_element_can_be_said(
    const struct x12_acknowledge *acknowledge, struct text value);
// IK402, IK403 where it hangs on the value, and IK404 of the segment at hand.
void x12_acknowledge_element_name(
    const struct x12_acknowledge *acknowledge, struct ack_error *error, const struct x12_met *met);
// IK402 of one that was found when its segment was not at hand any more.
void x12_acknowledge_element_number(struct ack_error *error);
// The writer of the answers; NULL when there is no memory.
struct x12_emit *x12_acknowledge_emit_new(struct x12_acknowledge *acknowledge);
// Writes the answer to the interchange that was gathered.
void x12_acknowledge_write(struct x12_acknowledge *acknowledge);

#endif
