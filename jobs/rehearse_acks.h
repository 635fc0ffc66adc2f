// rehearse_acks: the acknowledgements of one 837 file: a TA1, one 999 for each functional group
// with all of its sets, and claim acknowledgements (277CA) by payer, at most 5,000 claims in a set.
// Whoever received the file answers as intermediary where a scenario wants two.
#ifndef JOBS_REHEARSE_ACKS_H
#define JOBS_REHEARSE_ACKS_H

#include "edi/x837p_read.h"
#include "jobs/rehearse_out.h"

struct rehearse_acks;

// `dealt`: what the claims of the file were dealt; it says when and whether TA1 and 999 come. All
// must live as long. Owned by the caller: rehearse_acks_free.
struct rehearse_acks *rehearse_acks_new(struct rehearse_out *out, struct rehearse_setup *setup,
    const struct rehearse_file *file, const struct rehearse_dealt *dealt, size_t count);
void rehearse_acks_free(struct rehearse_acks *acks); // NULL is allowed

// The next claim of the file, with the payer's number for it. ERR_DATA: it cannot be written.
bool rehearse_acks_hear(struct rehearse_acks *acks, const struct claim *claim,
    const struct x837p_position *position, int payer, struct rehearse_dealt dealt,
    struct text payer_claim_number, struct err *err);
// Its set has ended.
bool rehearse_acks_set_end(struct rehearse_acks *acks, const struct x12_set *set, struct err *err);
// Its interchange has ended.
bool rehearse_acks_interchange_end(
    struct rehearse_acks *acks, const struct x12_interchange *interchange, struct err *err);
// Closes the files.
bool rehearse_acks_end(struct rehearse_acks *acks, struct err *err);

#endif
