// x12_emit_state: what the parts of the writer share; for edi/x12_emit*.c only.
#ifndef EDI_X12_EMIT_STATE_H
#define EDI_X12_EMIT_STATE_H

#include "edi/x12_emit.h"

#define HEADER_ROOM 81 // of an element of GS or ST: edi/x12_envelope.h keeps no more

// What is open at one level of the envelope.
struct level {
    bool open;
    bool refused;    // nothing in it can be written any more
    size_t start;    // where it begins in `out`, as long as nothing of it has left
    int64_t segment; // number of its header
    int64_t count;   // groups, sets that are in it
    char control[HEADER_ROOM];
};

struct x12_emit {
    struct x12_emit_handler handler;
    struct x12_check *check;
    const struct x12_settings *settings;
    struct x12_separators separators;
    enum x12_line_break line_break;
    unsigned char separates[256]; // characters that may stand in no value: 1

    struct buf out;        // what has not left yet
    int64_t left;          // bytes that have
    int64_t number;        // segments so far
    bool refused_here;     // the segment at hand
    int64_t group_control; // of the next group
    bool ta1;              // there is one in the interchange
    struct level interchange, group, set;
    char group_version[HEADER_ROOM], set_id[HEADER_ROOM], set_version[HEADER_ROOM];
    char functional_id[HEADER_ROOM];
    struct x12_interchange told_interchange; // what findings are told of
    struct x12_group told_group;
    struct x12_set told_set;
    int64_t interchanges, groups, sets; // begun

    // The segment at hand: from `start` in `out` up to `at`, which has room up to `end`.
    bool in_segment;
    size_t start;
    char *at, *end;
    size_t count;                           // elements so far, those still due included
    size_t due;                             // of them, not yet written
    size_t components_due, repetitions_due; // in the element begun last
    size_t component;                       // of it, begun last: 1 first
    uint32_t ends[X12_ELEMENTS_MAX + 1];
    // The first separator in a value of it: element 0 = none.
    size_t wrong_element, wrong_component, wrong_byte;
    char wrong;
};

// ---- x12_emit.c

// There is no memory for more: the set at hand, or the whole interchange, is refused and told so.
// Room for a segment is there then.
void x12_emit_give_up(struct x12_emit *emit);

// ---- x12_emit_segment.c

// A segment of any kind begins at the end of `out`.
void x12_emit_begin(struct x12_emit *emit, struct text id);
// Writes the separators that are due, of empty elements too.
void x12_emit_write_due(struct x12_emit *emit);
// Ends the segment at hand: `out` has it whole. Returns it as one that was read, valid until `out`
// changes; trailing empty elements are not part of it.
struct x12_segment x12_emit_finish(struct x12_emit *emit);

#endif
