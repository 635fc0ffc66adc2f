// claim_build: an encounter becomes a professional claim (837P, 005010X222A1).
#ifndef CLAIMS_CLAIM_BUILD_H
#define CLAIMS_CLAIM_BUILD_H

#include "claims/encounter.h"

// A name or a text as claims carry it: plain letters (latin_to_ascii), capital, since the basic
// character set of X12 has no others (005010 guides, appendix B.1.1.2.2), single blanks and none at
// the ends. What has no plain counterpart stays as it is for the rules to find (text_characters).
// The result is in `arena`.
struct text claim_text(struct arena *arena, struct text t);

// Builds the professional claim of an encounter for the payer of one of its coverages. `claim`
// comes in with org_id, claim_id, control_number, frequency and payer filled (the payer's name,
// identifier, filing indicator and sequence are set-up data that this room does not know);
// everything else is set here. Names, addresses and texts become claim_text; identifiers stay as
// they are. Lines get the control numbers of
// ident_make_line_control_number. Every charge becomes a line, also when there are too many;
// diagnoses are counted up to one more than allowed: the rules refuse. Source: 837P guide, loops
// 2000A to 2400.
void claim_build(const struct encounter *encounter, const struct coverage *coverage,
    struct arena *arena, struct claim *claim);

#endif
