// ta1_read: an interchange acknowledgement (TA1, 00501) to a verdict of level EVIDENCE_TA1. It
// stands between ISA and GS, in no transaction set. TA104 A and E accept, R rejects; status is the
// note code TA105. Source: 005010 guides, Appendix C, TA1.
#ifndef EDI_TA1_READ_H
#define EDI_TA1_READ_H

#include "claims/verdict.h"
#include "edi/reading.h"

// Reads the segment. False when TA101 or TA104 cannot be read: a finding says which. Slices of the
// verdict point into the segment.
bool ta1_read(
    struct reading_report *report, const struct x12_segment *segment, struct verdict *verdict);

#endif
