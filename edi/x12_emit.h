// x12_emit: the writer over the guides' tables. Who writes begins interchange, group and set, and
// gives segments; counts and control numbers are made here, and each segment is held against the
// same tables by the same engine as one that was read (edi/x12_check.h): usage, order, codes,
// lengths, types, balances (SNIP 1 to 3; what SNIP 4 and 5 find is told, and refuses nothing). What
// is not valid is refused with a finding that names loop, segment, element and remedy, and no byte
// of its transaction set leaves.
//
//     struct x12_emit *emit = x12_emit_new(handler);
//     x12_emit_interchange(emit, &settings);
//     x12_emit_group(emit, "HC", "005010X222A1");
//     x12_emit_set(emit, "837", "005010X222A1");
//     x12_emit_segment(emit, "SV1");
//     x12_emit_element(emit, TEXT("HC"));      // SV101-1
//     x12_emit_component(emit, TEXT("99213")); // SV101-2
//     x12_emit_element(emit, TEXT("100"));     // SV102
//     x12_emit_segment_end(emit);
//     …
//     bool written = x12_emit_set_end(emit);
//     x12_emit_interchange_end(emit);
//
// Beginning and ending out of turn (a set without a group) is the caller's mistake and stops the
// process. x12_emit_copy does all of it for segments that were read: what it is given of a valid
// file it writes with the same bytes; line breaks come by x12_emit_break (edi/x12_copy.h).
// Nothing is allocated per segment.
#ifndef EDI_X12_EMIT_H
#define EDI_X12_EMIT_H

#include "edi/x12_check.h"
#include "edi/x12_write.h"

struct x12_emit_handler {
    void *context;
    // What may leave: whole sets with the envelope about them, in order.
    void (*bytes)(void *context, struct text bytes);
    // What is wrong; of severity reject: that is why something is refused. Segments are counted as
    // they would stand in the file. NULL is allowed.
    void (*finding)(void *context, const struct x12_finding *finding);
    // Sets too large to be held: bytes leave as soon as their segment is found valid. What shows
    // only later (a balance, something missing at the end) then refuses what has left in part:
    // x12_emit_set_end says so, and the caller throws the file away.
    bool stream;
};

// A held set may not be longer.
#define X12_EMIT_SET_BYTES_MAX ((size_t)1 << 30)

struct x12_emit;

// Owned by the caller: x12_emit_free. The handler is copied.
struct x12_emit *x12_emit_new(struct x12_emit_handler handler);
// The same; NULL when there is no memory. A set that there is no memory for is refused (x12_limit).
struct x12_emit *x12_emit_new_or_null(struct x12_emit_handler handler);
void x12_emit_free(struct x12_emit *emit); // NULL is allowed

// ISA. The settings must live until x12_emit_interchange_end. False: refused, and so is all that
// follows up to x12_emit_interchange_end.
bool x12_emit_interchange(struct x12_emit *emit, const struct x12_settings *settings);
// GS. GS06 is the settings' group_control, one more for each group of the interchange.
bool x12_emit_group(struct x12_emit *emit, const char *functional_id, const char *version);
// ST. ST02 counts the sets of the group: 0001. `version`: ST03; "" writes none (835).
bool x12_emit_set(struct x12_emit *emit, const char *id, const char *version);

// A segment between ST and SE, or TA1 between ISA and GS: its id, its elements in order, its end.
void x12_emit_segment(struct x12_emit *emit, const char *id);
// The next element, or its first component. Empty ones are left out; trailing ones are not written.
void x12_emit_element(struct x12_emit *emit, struct text value);
// One more component of the element begun last.
void x12_emit_component(struct x12_emit *emit, struct text value);
// One more repetition of the element begun last, or its first component.
void x12_emit_repetition(struct x12_emit *emit, struct text value);
// False: refused, and its set with it. The segments that follow are checked all the same.
bool x12_emit_segment_end(struct x12_emit *emit);

// SE, GE, IEA. False: nothing of it was written (streaming: not all), since something in it was
// refused, or nothing was in it. A group or interchange holds the sets that were not refused.
bool x12_emit_set_end(struct x12_emit *emit);
bool x12_emit_group_end(struct x12_emit *emit);
bool x12_emit_interchange_end(struct x12_emit *emit);

// A segment of any kind as it was read, ISA to IEA, with its own control numbers and, in a trailer,
// its own way to write the right count; a wrong count or number is corrected. Segments that stand
// where none may are refused. Returns whether it was written (a set's segment: whether nothing of
// its set was refused so far).
bool x12_emit_copy(struct x12_emit *emit, const struct x12_segment *segment);
// What stood between two segments: line breaks, blanks, terminators that end nothing. Other bytes
// are left out.
void x12_emit_break(struct x12_emit *emit, struct text bytes);
// The end of a file that is copied: ends what is still open. False: something was open, or was
// refused.
bool x12_emit_copy_end(struct x12_emit *emit);

#endif
