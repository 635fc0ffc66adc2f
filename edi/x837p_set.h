// x837p_set: one transaction set 837P (005010X222A1) to struct claim, one claim at a time. Fed the
// segments between ST and SE. Loops that struct claim has no place for are passed over; memory is
// that of the largest claim.
#ifndef EDI_X837P_SET_H
#define EDI_X837P_SET_H

#include "claims/claim.h"
#include "edi/reading.h"

// Where a claim stood. Slices are valid during the call.
struct x837p_position {
    const struct x12_set *set;   // ST02, its group (GS06) and interchange (ISA13)
    struct text batch_reference; // BHT03
    int64_t ordinal;             // within the set, 1 first
    int64_t segment, offset;     // of the CLM
};

// Receives a claim. Its org_id, claim_id and encounter_id are 0. A rendering, referring, … provider
// is `present` only when its loop was there; the ordering provider is that of the first line that
// names one. Slices are valid during the call.
typedef void (*x837p_claim_function)(
    void *context, const struct claim *claim, const struct x837p_position *position);

struct x837p_set;

// Owned by the caller: x837p_set_free.
struct x837p_set *x837p_set_new(void *context, x837p_claim_function on_claim);
void x837p_set_free(struct x837p_set *reader); // NULL is allowed

// A set begins. `set` and `report` must live until x837p_set_end.
void x837p_set_begin(
    struct x837p_set *reader, const struct x12_set *set, struct reading_report *report);
void x837p_set_segment(struct x837p_set *reader, const struct x12_segment *segment);
void x837p_set_end(struct x837p_set *reader);

#endif
