// scrub: is this claim fit to send? First the built-in checks of the 837P guide and of the code
// sets, then the payer's rules. A pure function of its arguments: no files, no database, no clock.
#ifndef RULES_SCRUB_H
#define RULES_SCRUB_H

#include "rules/rule_table.h"

struct scrub_context {
    const struct rule_table *rules; // NULL: built-in checks only
    const struct profile
        *profile;        // the payer's row in force; NULL: none (the caller finds profile_missing)
    struct rule_run run; // days and code lists
};

// Judges a professional claim: adds every finding of the section "Claims (scrub)" of
// finding_codes.def that can be told from the claim alone, one for each code, line and place, and
// one for each payer rule that is not met. `place` is a field of rules/fields.def; `value` is empty
// for patient data. What rules with action fix change goes to `fixes` (NULL: nothing is fixed); the
// claim itself is not touched. Not judged here, because more than the claim is needed:
// claim_duplicate, profile_missing, guide_not_followed, content_changed, rejected_by_receiver,
// replacement_proposed, secondary_not_sent. Returns how many rules could not be judged because
// their code list is not loaded any more.
size_t scrub_claim(const struct scrub_context *context, const struct claim *claim,
    struct finding_list *findings, struct fix_list *fixes);

#endif
