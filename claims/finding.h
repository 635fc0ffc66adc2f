// finding: what is wrong with somebody's data: an encounter row, a claim, a file, a remittance. A
// finding is stored, names its place, and says what to do; the record it is about waits and the
// batch goes on. The codes stand once, in claims/finding_codes.def: the same words in the database,
// in reports, tests and the manual. Adding a code is one line there.
#ifndef CLAIMS_FINDING_H
#define CLAIMS_FINDING_H

#include "claims/base/arena.h"

enum severity {
    SEVERITY_INFO,   // worth knowing, changes nothing
    SEVERITY_WARN,   // sent or posted, somebody should look
    SEVERITY_HOLD,   // not sent until released with a reason or corrected
    SEVERITY_REJECT, // not sent until corrected; for a file or payment: nothing of it is posted
};

enum finding_code {
#define FINDING(code, severity, snip, message, remedy) FINDING_##code,
#include "claims/finding_codes.def"
#undef FINDING
    FINDING_COUNT,
};

struct finding {
    enum finding_code code;
    enum severity severity; // that of the code's line, or of the payer rule
    int line;               // service line of a claim, 0 = the claim itself
    struct text place; // field ("prov.billing.npi"), CSV column ("charge"), element ("CLM05-3")
    struct text value; // what failed; empty for patient data
    // Of FINDING_payer_rule the rule, of FINDING_guide_not_followed what the validator says
    // (edi/x837p_check.h); empty otherwise.
    struct text rule_id;
    // Only for FINDING_payer_rule; empty otherwise.
    struct text rule_message;
    struct text suggestion; // the rule's fix_value, when it is no fix
    struct text denial_hint;
};

// Findings of one subject, in the order found. Slices point where their makers said.
struct finding_list {
    struct arena *arena;
    struct finding *items;
    size_t count;
    size_t room;
};

// An empty list; its items are taken from `arena`.
void finding_list_start(struct finding_list *list, struct arena *arena);

// Adds a finding with the severity of its code and returns it, so that further members can be set.
// `place` and `value` are copied into the arena. The pointer is valid until the next addition.
struct finding *finding_add(struct finding_list *list, enum finding_code code, int line,
    const char *place, struct text value);

// The highest severity in the list; SEVERITY_INFO when it is empty.
enum severity finding_worst(const struct finding_list *list);

// The code's stable word, its sentence, and its remedy, from finding_codes.def.
const char *finding_word(enum finding_code code);
const char *finding_message(enum finding_code code);
const char *finding_remedy(enum finding_code code);
enum severity finding_severity(enum finding_code code);
int finding_snip(enum finding_code code); // SNIP type 1-7; 0 = not about a transaction set
// FINDING_COUNT when the word is unknown.
enum finding_code finding_by_word(struct text word);

// "info", "warn", "hold", "reject".
const char *severity_word(enum severity severity);

#endif
