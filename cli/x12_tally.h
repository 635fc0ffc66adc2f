// x12_tally: counts and sums by key, of things that are not many (payers, segment ids, codes) in
// files that may be long: memory is bounded, and what comes after the last key that fits is counted
// under "(others)".
#ifndef CLI_X12_TALLY_H
#define CLI_X12_TALLY_H

#include "claims/base/text.h"

#define X12_TALLY_KEY  82 // bytes, one of them NUL; longer ones are cut
#define X12_TALLY_KEYS 2000

// Cents; unknown once an amount cannot be read or summed.
struct x12_tally_sum {
    int64_t cents;
    bool unknown;
};

struct x12_tally_row {
    char key[X12_TALLY_KEY], name[X12_TALLY_KEY];
    int64_t count, claims, lines;
    struct x12_tally_sum charge, paid, adjusted;
};

struct x12_tally {
    struct x12_tally_row *rows; // in the order in which they came
    size_t count, room;
    uint16_t slots[4096]; // row + 1; 0: free
};

// Owned by the caller: x12_tally_free. Starts zeroed: struct x12_tally tally = {0}.
void x12_tally_free(struct x12_tally *tally);
// Forgets all rows, for the next file.
void x12_tally_clear(struct x12_tally *tally);

// The row of the key, made when there is none. Valid until the next call.
struct x12_tally_row *x12_tally_row(struct x12_tally *tally, struct text key);

// Puts the rows in the order of their keys; x12_tally_clear comes next.
void x12_tally_sort(struct x12_tally *tally);

// Adds to a sum: an X12 amount, empty or not; another sum.
void x12_tally_add(struct x12_tally_sum *sum, struct text amount);
void x12_tally_join(struct x12_tally_sum *sum, struct x12_tally_sum other);

#endif
