// ta1_write: an interchange acknowledgement (TA1, 00501), for rehearsal and tests: a whole
// interchange of ISA, TA1 and IEA, or the segment alone to stand behind an ISA that the caller
// wrote.
#ifndef EDI_TA1_WRITE_H
#define EDI_TA1_WRITE_H

#include "edi/x12_write.h"

struct ta1 {
    int64_t interchange_control; // TA101: ISA13 of what is acknowledged
    struct moment at;            // TA102, TA103: its ISA09 and ISA10
    char code;                   // TA104: A, E, R
    struct text note;            // TA105: 000 and others
};

// Segments written; 0 = refused.
int ta1_write(struct buf *out, const struct x12_settings *settings, const struct ta1 *ta1,
    struct x12_refusals refusals);
int ta1_write_segment(struct buf *out, const struct x12_settings *settings, const struct ta1 *ta1,
    struct x12_refusals refusals);

#endif
