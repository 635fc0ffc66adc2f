// x837p_read: an 837P file (005010X222A1 or another edition of X222) back to struct claim, one
// claim at a time, with where it stood: for rehearsal, which plays the payer, and for tests. Fed
// windows of bytes. Reads what edi/x837p_write writes, and of other senders' files the same; loops
// that struct claim has no place for are passed over. Memory is that of the largest claim.
#ifndef EDI_X837P_READ_H
#define EDI_X837P_READ_H

#include "edi/x837p_set.h"

// Any function may be NULL. Slices are valid during the call.
struct x837p_handler {
    void *context;
    void (*interchange)(void *context, const struct x12_interchange *interchange);
    void (*set_start)(void *context, const struct x12_set *set);
    x837p_claim_function claim;
    void (*set_end)(void *context, const struct x12_set *set, bool sound);
    void (*interchange_end)(void *context, const struct x12_interchange *interchange, bool sound);
    void (*set_proven)(void *context, int64_t set_ordinal, bool proven);
    reading_finding_function finding;
};

struct x837p_reader;

// Owned by the caller: x837p_read_free.
struct x837p_reader *x837p_read_new(struct x837p_handler handler);
void x837p_read_free(struct x837p_reader *reader); // NULL is allowed
void x837p_read_feed(struct x837p_reader *reader, struct text bytes);
// The file has ended. Whether it is whole. Ready for another one afterwards.
bool x837p_read_end(struct x837p_reader *reader);

#endif
