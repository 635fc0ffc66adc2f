// rehearse_setup: what a rehearsal knows of the payers: their names and numbers, what they allow,
// and what the scenario table has them do. Loaded once for an organisation; everything about the
// claims themselves is read from the 837 files.
#ifndef JOBS_REHEARSE_SETUP_H
#define JOBS_REHEARSE_SETUP_H

#include "claims/claim.h"
#include "jobs/run.h"
#include "jobs/scenario.h"

struct rehearse_payer {
    int64_t payer_id;       // 0: not one of the organisation's
    struct text code;       // empty: not one of the organisation's
    struct text name;       // 1000A N102
    struct text identifier; // 1000A N104
    struct text originator; // TRN03
    struct address address;
};

// A row of the scenario table.
struct rehearse_row {
    enum scenario scenario;
    int64_t weight;
    int payer; // index of a payer; -1: any
    struct text payer_word;
    struct text procedure; // "*": any
    int64_t dealt;         // claims so far
};

struct rehearse_setup;

// Owned by the caller: rehearse_setup_free.
bool rehearse_setup_load(
    struct rehearse_setup **out, struct run *run, const struct organisation *org, struct err *err);
void rehearse_setup_free(struct rehearse_setup *setup); // NULL is allowed

// The payer that a claim names (2010BB): by identifier, else by name. One that is not known is
// added, so that its remittance shows how an unknown remitter is treated. Indexes stay.
int rehearse_setup_find_payer(
    struct rehearse_setup *setup, struct text identifier, struct text name);
// The payer of that number; -1: there is none.
int rehearse_setup_find_payer_id(const struct rehearse_setup *setup, int64_t payer_id);
const struct rehearse_payer *rehearse_setup_payer(const struct rehearse_setup *setup, int index);
size_t rehearse_setup_payer_count(const struct rehearse_setup *setup);

// The rows of the scenario table; none: everything is paid. `dealt` is the caller's to raise.
struct rehearse_row *rehearse_setup_rows(struct rehearse_setup *setup, size_t *count);

// What the payer allows for a line, cents, at most its charge: the row for payer, procedure and a
// modifier, else without modifier, else for any procedure, else the same of any payer. Without a
// row: 80 % of the charge.
int64_t rehearse_setup_allowed(
    const struct rehearse_setup *setup, int payer, const struct service_line *line);

#endif
