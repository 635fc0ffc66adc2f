// scrub_checks: what the files of the built-in checks share. Internal to this room.
#ifndef RULES_SCRUB_CHECKS_H
#define RULES_SCRUB_CHECKS_H

#include "rules/scrub.h"

struct scrub {
    const struct scrub_context *context;
    const struct claim *claim;
    struct finding_list *findings;
};

// Adds a finding at a field of the dictionary. A second one with the same code, line and place adds
// its value to the first. The value of patient data is dropped here, whatever the caller gives.
void scrub_found(
    struct scrub *scrub, enum finding_code code, int line, const char *place, struct text value);

// Member id of a subscriber, with the payer's filing indicator.
void scrub_parties_member(struct scrub *scrub, const struct subscriber *subscriber,
    struct text filing_indicator, const char *place);

// The parts of a scrub, each adding its findings.
void scrub_parties(struct scrub *scrub); // providers, payers, subscriber, patient
void scrub_service(struct scrub *scrub); // diagnoses, dates, amounts, references of the claim
void scrub_lines(struct scrub *scrub);   // service lines
void scrub_other_payers(struct scrub *scrub);
void scrub_text(struct scrub *scrub); // lengths and characters of every text that is sent

#endif
