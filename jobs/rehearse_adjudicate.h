// rehearse_adjudicate: one claim as a payer adjudicates it: the scenario it was dealt, and the fee
// schedule, become a claim of a remittance (2100, 2110). Everything balances, except where the
// scenario is that it does not. docs/rehearsal.md says what each scenario does to the cent.
#ifndef JOBS_REHEARSE_ADJUDICATE_H
#define JOBS_REHEARSE_ADJUDICATE_H

#include "claims/remittance.h"
#include "jobs/rehearse_setup.h"

// A claim before its payer.
struct rehearse_case {
    const struct claim *claim;
    const struct rehearse_setup *setup;
    enum scenario scenario;
    int payer;                      // index in setup
    int next_payer;                 // the same; -1: nobody known
    date_t received;                // day the claim came in
    struct text payer_claim_number; // CLP07
};

// What a remittance says of it.
enum rehearse_part {
    PART_FIRST,      // the answer to the claim
    PART_TAKEN_BACK, // its reversal
    PART_CORRECTED,  // what is paid after that: the allowed amount
    PART_HALF,       // a first correction that pays half of it
    PART_HALF_BACK,  // the reversal of that
    PART_LESS,       // the answer, 1.00 less paid
    PART_NEXT_PAYER, // the next payer's answer, under the first one's claim number
    PART_STRANGER,   // a claim that nobody sent, with the amounts of this one
};

// Fills *out; everything lives in `arena`.
void rehearse_adjudicate(const struct rehearse_case *c, enum rehearse_part part,
    struct arena *arena, struct remittance_claim *out);

// What the claim has of what scenarios need: bits of enum scenario_need, NEED_NEXT_PAYER apart.
unsigned rehearse_adjudicate_has(
    const struct claim *claim, const struct rehearse_setup *setup, int payer);

// The payer that the claim itself names as next (2320, 2330B), not adjudicated yet; -1: none.
int rehearse_adjudicate_next_payer(const struct claim *claim, struct rehearse_setup *setup);

// The sum of CAS with that group and reason, over claim and lines.
int64_t rehearse_adjudicate_sum(
    const struct remittance_claim *claim, const char *group, const char *reason);

#endif
