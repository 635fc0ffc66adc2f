// verdict: what an acknowledgement says of something that was sent: an interchange (TA1), a
// transaction set (999) or a claim (277CA). Verdicts move claim states by precedence, never by
// arrival: sql/acks/apply.sql.
#ifndef CLAIMS_VERDICT_H
#define CLAIMS_VERDICT_H

#include "claims/base/date.h"
#include "claims/base/text.h"

// Higher stands over lower, whatever arrives later.
enum evidence_level {
    EVIDENCE_PUBLISHED = 0,
    EVIDENCE_RECEIPT = 1, // transport receipt
    EVIDENCE_TA1 = 2,
    EVIDENCE_999 = 3,
    EVIDENCE_INTERMEDIARY = 4, // 277CA whose information source is AY (clearinghouse)
    EVIDENCE_PAYER = 5,        // 277CA whose information source is PR
    EVIDENCE_835 = 6,
};

enum verdict_outcome {
    VERDICT_ACCEPTED,
    VERDICT_REJECTED,
    VERDICT_NOTHING, // says nothing that moves a state (277CA A4, D0)
};

struct verdict {
    enum evidence_level level;
    enum verdict_outcome outcome;
    // What it is about. TA1: interchange control number. 999: group control number, and the set's
    // (0 = the whole group). 277CA: CLM01, or empty when about the provider or the whole
    // transmission (then the batch's BHT03 stands in batch_reference).
    int64_t interchange_control;
    int64_t group_control;
    struct text set_control;
    struct text claim_control_number; // TRN02 in 2200D
    struct text batch_reference;      // TRN02 in 2200B = BHT03 of the 837
    struct text provider_npi;         // 2100C, for a verdict at billing provider level
    // What it says.
    struct text code;               // TA104; IK501 or AK901; STC01-1
    struct text status;             // TA105; IK502; STC01-2
    struct text entity;             // STC01-3
    struct text category_more;      // further STC01-1:2 pairs, "A7:562:85 A7:500", empty when none
    date_t stated_date;             // STC02; TA102; DATE_NONE: the file's date
    int64_t amount;                 // STC04, cents; -1 when absent
    struct text payer_claim_number; // REF*1K
    date_t received_date;           // DTP*050 in 2200A: the source's proof of receipt
    struct text error_place;        // 999: first IK3/IK4 as "CLM05-3 in 2300, segment 12"
    int64_t offset;
    int segment;
};

#endif
