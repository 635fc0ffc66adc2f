// x12_copy: a file segment by segment, with what stands between two segments, so that it can be
// written again: with the same bytes, or with some of them changed. It is x12_envelope
// (edi/x12_envelope.h) with one call more.
#ifndef EDI_X12_COPY_H
#define EDI_X12_COPY_H

#include "claims/base/buf.h"
#include "edi/x12_envelope.h"

struct x12_copy;

// `between` is told the bytes before the next segment, behind the terminator of the one before it,
// in one piece or several: line breaks, blanks, terminators. Bytes of a damaged file that belong to
// no segment may be left out. Owned by the caller: x12_copy_free. The handler is copied.
struct x12_copy *x12_copy_new(
    struct x12_envelope_handler handler, void (*between)(void *context, struct text bytes));
void x12_copy_free(struct x12_copy *copy); // NULL is allowed

// The next bytes of the file, and its end: as x12_envelope_feed and x12_envelope_end.
void x12_copy_feed(struct x12_copy *copy, struct text bytes);
struct x12_envelope_totals x12_copy_end(struct x12_copy *copy);

// Appends the end of the segment as it was read: its terminator, with the carriage return before a
// line feed; nothing when the file ended without.
void x12_copy_terminator(struct buf *out, const struct x12_segment *segment);

#endif
