// claim_prior: what the payers before said, on a secondary or tertiary claim: loops 2320, 2330A,
// 2330B and 2430, with the adjustments copied as the remittance had them (837P guide, coordination
// of benefits).
#ifndef CLAIMS_CLAIM_PRIOR_H
#define CLAIMS_CLAIM_PRIOR_H

#include "claims/encounter.h"

// Adds the encounter's prior payers to a claim that claim_build made. `payers`: the set-up data of
// each, in the order of encounter->prior_payers. False when something of a remittance has no place
// on the claim (a line that fitted none, more than one remittance, too many payers): a person must
// bill it.
bool claim_prior_add(const struct encounter *encounter, const struct claim_payer *payers,
    struct arena *arena, struct claim *claim);

#endif
