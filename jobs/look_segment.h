// look_segment: what stands at a byte of a file that was kept, so that a cent can be walked back to
// the very segment, and whether the file is still the one that was read.
#ifndef JOBS_LOOK_SEGMENT_H
#define JOBS_LOOK_SEGMENT_H

#include "jobs/look.h"

enum look_file_state {
    LOOK_FILE_WHOLE,   // its SHA-256 is the recorded one
    LOOK_FILE_CHANGED, // it is not
    LOOK_FILE_GONE,    // it is not there any more, or cannot be read
};
// The word that is printed for it: "whole", "changed", "not there".
const char *look_segment_file_word(enum look_file_state state);

// Whether the file kept as `kept_as`, below the data folder, has that digest (hexadecimal); of a
// zip archive, whether one of its members has.
bool look_segment_file(struct look *look, const char *kept_as, struct text sha256,
    enum look_file_state *state, struct err *err);

// The segment that begins at byte `offset` of the file, without its terminator; `isa_offset` is
// where its interchange begins. Empty when there is no such file, or nothing can be read there.
// Memory of the look.
bool look_segment_read(struct look *look, const char *kept_as, int64_t isa_offset, int64_t offset,
    struct text *out, struct err *err);

#endif
