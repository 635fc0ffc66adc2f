// x999_write: an implementation acknowledgement (999, 005010X231A1) of one functional group, for
// rehearsal and tests: one whole transaction set, ST to SE. Envelope: x12_write_head with "FA" and
// X999_VERSION.
#ifndef EDI_X999_WRITE_H
#define EDI_X999_WRITE_H

#include "edi/x12_write.h"

#define X999_VERSION "005010X231A1"

// What is said of one set of the group. An error is written when error_segment is not empty.
struct x999_set {
    struct text id, control, version;   // AK201-03: its ST01, ST02, ST03
    char code;                          // IK501: A, E, R, …
    struct text status;                 // IK502, for a rejected one
    struct text error_segment;          // IK301: CLM
    int64_t error_position;             // IK302: its place in the set, ST = 1
    struct text error_loop;             // IK303
    struct text error_code;             // IK304
    int error_element, error_component; // IK401; element 0: no IK4, component 0: the whole element
    struct text error_element_number;   // IK402: the data element's number
    struct text error_element_code;     // IK403
};

struct x999_group {
    struct text set_control;              // ST02 of this 999
    struct text functional_id;            // AK101: HC
    int64_t control;                      // AK102: its GS06
    struct text version;                  // AK103: its GS08
    char code;                            // AK901: A, E, P, R
    int64_t included, received, accepted; // AK902-04
    struct text status;                   // AK905
    const struct x999_set *sets;          // those that are listed
    size_t set_count;
};

// Segments written; 0 = refused, as told to `refusals`, and `out` is as it was.
int x999_write(struct buf *out, const struct x12_settings *settings, const struct x999_group *group,
    struct x12_refusals refusals);

#endif
