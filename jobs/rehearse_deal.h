// rehearse_deal: which scenario each claim of an 837 file gets. The file is heard once, a few bytes
// are kept of each claim, then everything is dealt, so that the same file, table and seed give the
// same:
//   1. TA1: an interchange is rejected by the weight of such rows.
//   2. Sets: a row for a set that was never dealt takes the smallest set that is left, when another
//      one remains; then by weight.
//   3. Each row for claims that was never dealt takes the first claim that fits it; a claim goes to
//      the first such row of the table that names its payer or procedure, else to the first.
//   4. By weight, through a hash of seed and CLM01.
// A claim that was rejected before under the same number is paid now; one that was answered before
// is an exact duplicate.
#ifndef JOBS_REHEARSE_DEAL_H
#define JOBS_REHEARSE_DEAL_H

#include "edi/x837p_read.h"
#include "jobs/rehearse_setup.h"

// A claim of the file, in its order.
struct rehearse_dealt {
    uint8_t scenario;
    int16_t next_payer; // index in setup; -1: nobody known
};

// What the organisation knows of a claim that was answered before.
enum rehearse_earlier { EARLIER_NEVER, EARLIER_REJECTED, EARLIER_ANSWERED };

struct rehearse_deal;

// `only`: what everybody gets; SCENARIO_COUNT: by the table. A table of one row is the same as
// naming its scenario, whatever its weight. Owned by the caller: rehearse_deal_free.
struct rehearse_deal *rehearse_deal_new(
    struct rehearse_setup *setup, int64_t seed, enum scenario only);
void rehearse_deal_free(struct rehearse_deal *deal); // NULL is allowed

// Hears a claim.
void rehearse_deal_hear(
    struct rehearse_deal *deal, const struct claim *claim, const struct x837p_position *position);
size_t rehearse_deal_count(const struct rehearse_deal *deal);
// What is known from before and from other payers, by position in the file, 1 first.
void rehearse_deal_know(
    struct rehearse_deal *deal, int64_t position, enum rehearse_earlier earlier, int next_payer);
// Whether any row wants to know a claim's next payer.
bool rehearse_deal_wants_next_payer(const struct rehearse_deal *deal);

// Deals. The result belongs to the deal; counts of rows rise.
const struct rehearse_dealt *rehearse_deal_settle(struct rehearse_deal *deal);
// Claims that nothing they were offered fitted, and that are paid instead.
int64_t rehearse_deal_unfit(const struct rehearse_deal *deal);

// In how many steps a scenario is answered: 2 when something comes with the next rehearsal.
int rehearse_deal_steps(struct rehearse_dealt dealt);

// A number that follows from seed, purpose and key.
uint64_t rehearse_deal_number(int64_t seed, const char *purpose, struct text key);

#endif
