// x999_read: an implementation acknowledgement (999, 005010X231A1) to verdicts on transaction sets
// and on the group. Fed the segments between ST and SE.
//
// One verdict for each AK2 loop that has an IK5 (level EVIDENCE_999, set_control AK202), and one
// for the group (set_control empty, from AK9), which is about the sets that have no verdict of
// their own here: a 999 may list the rejected ones only. IK501 and AK901 A and E accept, R, M, W
// and X reject. AK901 P says nothing of the others, unless AK904 counts them all as accepted. AK3,
// AK4 and AK5 of the older 997 are read as IK3, IK4 and IK5, with a warning. Source: 999 guide,
// loops 2000 to 2110 and AK9.
#ifndef EDI_X999_READ_H
#define EDI_X999_READ_H

#include "claims/verdict.h"
#include "edi/reading.h"

struct x999_reader;

// `on_verdict`: slices are valid during the call. Owned by the caller: x999_read_free.
struct x999_reader *x999_read_new(
    void *context, void (*on_verdict)(void *context, const struct verdict *verdict));
void x999_read_free(struct x999_reader *reader); // NULL is allowed

// A set begins. `report` must live until x999_read_end.
void x999_read_begin(struct x999_reader *reader, struct reading_report *report);
void x999_read_segment(struct x999_reader *reader, const struct x12_segment *segment);
void x999_read_end(struct x999_reader *reader);

#endif
