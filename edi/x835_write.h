// x835_write: a health care claim payment (835, 005010X221A1) from struct remittance, for
// rehearsal, which plays the payer, and for tests. Pieces: start (ST to 1000B and LX), one for each
// claim (2100, 2110), end (PLB, SE). Envelope: x12_write_head with "HP" and X835_VERSION,
// x12_write_tail. Each function returns the segments it wrote; 0 = refused, as told to `refusals`,
// and `out` is as it was. Nothing is balanced or completed here: what is given is written, so that
// wrong remittances can be played, too.
#ifndef EDI_X835_WRITE_H
#define EDI_X835_WRITE_H

#include "claims/claim.h"
#include "claims/remittance.h"
#include "edi/x12_write.h"

#define X835_VERSION "005010X221A1"

// What an 835 says beside the payment itself.
struct x835_parties {
    struct address payer_address, payee_address; // payee's may be empty
    struct text contact_name, contact_phone;     // PER*BL
    // For method ACH, BOP and FWT: routing number and account (BPR06-09, BPR12-15).
    struct text payer_routing, payer_account, payee_routing, payee_account;
};

// The patient of a claim, 2100 NM1*QC and NM1*74.
struct x835_patient {
    struct text last_name, first_name, middle_name, suffix, member_id;
    // Written when the claim says patient_corrected: NM1*74.
    struct text corrected_last_name, corrected_first_name, corrected_member_id;
};

// ST, BPR, TRN, REF*EV, DTM*405, 1000A, 1000B, LX*1. payer_id is sent as N104 with XV; payee_npi as
// N104 with XX, its tax id then as REF*TJ; without NPI the tax id is N104 with FI.
int x835_write_start(struct buf *out, const struct x12_settings *settings,
    const struct remittance *payment, const struct x835_parties *parties,
    struct x12_refusals refusals);
// CLP to the last segment of its last line. Adjustments are grouped into one CAS for each group
// code, six in each segment.
int x835_write_claim(struct buf *out, const struct x12_settings *settings,
    const struct remittance_claim *claim, const struct x835_patient *patient,
    struct x12_refusals refusals);
// PLB, six pairs in each segment of one provider and period, and SE. `segments`: all written before
// in the set.
int x835_write_end(struct buf *out, const struct x12_settings *settings,
    const struct remittance *payment, int64_t segments, struct x12_refusals refusals);

#endif
