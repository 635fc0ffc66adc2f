// x837p_read: an 837P file (005010X222A1 or another edition of X222) back to struct claim, one
// claim at a time, with where it stood: for rehearsal, which plays the payer, and for tests. Fed
// windows of bytes. Reads what edi/x837p_write writes, and of other senders' files the same; loops
// that struct claim has no place for are passed over. Memory is that of the largest claim.
#ifndef EDI_X837P_READ_H
#define EDI_X837P_READ_H

#include "claims/claim.h"
#include "edi/reading.h"

// Where a claim stood. Slices are valid during the call.
struct x837p_position {
    const struct x12_set *set;   // ST02, its group (GS06) and interchange (ISA13)
    struct text batch_reference; // BHT03
    int64_t ordinal;             // within the set, 1 first
    int64_t segment, offset;     // of the CLM
};

// Any function may be NULL. Slices are valid during the call.
struct x837p_handler {
    void *context;
    void (*interchange)(void *context, const struct x12_interchange *interchange);
    void (*set_start)(void *context, const struct x12_set *set);
    // Claims have org_id, claim_id and encounter_id 0. A rendering, referring, … provider is
    // `present` only when its loop was there; the ordering provider is that of the first line that
    // names one.
    void (*claim)(void *context, const struct claim *claim, const struct x837p_position *position);
    void (*set_end)(void *context, const struct x12_set *set, bool sound);
    void (*interchange_end)(void *context, const struct x12_interchange *interchange, bool sound);
    void (*set_proven)(void *context, int64_t set_ordinal, bool proven);
    reading_finding_function finding;
};

struct x837p_reader;

struct x837p_reader *x837p_read_new(
    struct x837p_handler handler);                 // owned by the caller: x837p_read_free
void x837p_read_free(struct x837p_reader *reader); // NULL is allowed
void x837p_read_feed(struct x837p_reader *reader, struct text bytes);
// The file has ended. Whether it is whole. Ready for another one afterwards.
bool x837p_read_end(struct x837p_reader *reader);

#endif
