// x12_look: what a segment looks like, before anything is held against a guide: which elements have
// a value, and of what characters it is. Two paths give the same answers, as in edi/x12_scan.h.
#ifndef EDI_X12_LOOK_H
#define EDI_X12_LOOK_H

#include "edi/x12.h"
#include "edi/x12_scan.h"

// Of a segment: some that may not stand in a value (x12_is_character), or repetitions; else those
// of values and separators of elements, and with them separators of components.
enum x12_characters { X12_ODD, X12_PLAIN, X12_WITH_COMPONENTS };

struct x12_look {
    uint64_t there; // bit n: element n has a value, up to 63; bit 0, the segment itself, is set
    enum x12_characters characters;
};

typedef struct x12_look x12_look_function(const struct x12_segment *segment);

// The function of a path, as x12_scan_of.
x12_look_function *x12_look_of(enum x12_scan_path path);

#endif
