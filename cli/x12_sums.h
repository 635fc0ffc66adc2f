// x12_sums: the sums that a person reckons while reading a claim file or a remittance, as lines of
// text between its segments: of an 837 the charge of a claim against its lines so far; of an 835
// charge, adjustments by group and payment of each line and claim, and what was paid so far against
// the payment (005010X221A1, 1.10.2). They only tell; what does not balance is a finding
// (edi/x12_check_balance.c).
#ifndef CLI_X12_SUMS_H
#define CLI_X12_SUMS_H

#include "claims/base/buf.h"
#include "edi/x12_check.h"

// A sum; unknown when an amount of it cannot be read.
struct x12_sum {
    int64_t cents;
    bool unknown;
};

#define X12_SUMS_GROUPS 8 // CO, OA, PI, PR; more are mistakes, summed in the last

struct x12_sums_group {
    char code[4];
    const char *meaning;
    struct x12_sum sum;
};

// A claim or a line of a remittance.
struct x12_sums_item {
    bool open;
    char name[64]; // "claim C100"
    struct x12_sum charge, paid;
    struct x12_sums_group groups[X12_SUMS_GROUPS];
    size_t group_count;
};

struct x12_sums {
    enum { X12_SUMS_NONE, X12_SUMS_CLAIMS, X12_SUMS_REMITTANCE } kind;
    struct x12_sums_item claim, line;
    struct x12_sum lines; // charges of the claim's lines so far
    int64_t line_count, claim_count;
    bool has_payment;
    struct x12_sum payment, claims_paid, provider_adjusted;
};

// Before the first segment of a set; `guide` NULL: nothing is summed.
void x12_sums_begin(struct x12_sums *sums, const struct grammar_set *guide);
// Each adds lines to `out`, a line feed behind each: what ends with the segment, to be shown before
// it; what comes of it, to be shown behind it; what the set comes to at its end.
void x12_sums_before(struct x12_sums *sums, const struct x12_met *met, struct buf *out);
void x12_sums_after(struct x12_sums *sums, const struct x12_met *met, struct buf *out);
void x12_sums_end(struct x12_sums *sums, struct buf *out);

#endif
