// x277ca_write: a claim acknowledgement (277, 005010X214) for rehearsal and tests: one whole
// transaction set, ST to SE, about one batch (one ST of an 837). Envelope: x12_write_head with "HN"
// and X277CA_VERSION. HL numbers, the counts and the totals of 2200B and 2200C are made here from
// the claims: a claim whose status has STC03 U counts as rejected, every other as accepted.
#ifndef EDI_X277CA_WRITE_H
#define EDI_X277CA_WRITE_H

#include "edi/x12_write.h"

#define X277CA_VERSION "005010X214"

struct x277ca_status {    // STC01-1 to -3; STC03 follows from the category
    struct text category; // A1, A2, A3, A7, …
    struct text code;     // claim status code
    struct text entity;   // may be empty
};

struct x277ca_claim {                                          // 2000D
    struct text last_name, first_name, middle_name, member_id; // of the patient
    struct text control_number;                                // CLM01
    struct x277ca_status status;
    struct x277ca_status more;      // STC10; category empty: none
    int64_t amount;                 // CLM02
    struct text payer_claim_number; // REF*1K, may be empty
    date_t service_from, service_to;
};

struct x277ca_provider { // 2000C
    bool is_person;
    struct text last_name, first_name;
    struct text npi;
    struct text trace;           // TRN02 of 2200C
    struct x277ca_status status; // category empty: no STC in 2200C
    int64_t rejected_amount;     // STC04 when the status is given
    const struct x277ca_claim *claims;
    size_t claim_count;
};

struct x277ca_batch {
    struct text set_control; // ST02
    struct text reference;   // BHT03 of this 277
    bool is_payer;           // 2100A NM1*PR, else NM1*AY
    struct text source_name, source_id;
    struct text source_trace;                // TRN02 of 2200A
    date_t received, processed;              // DTP*050, DTP*009
    struct text receiver_name, receiver_id;  // 2100B: who sent the 837
    struct text batch_reference;             // TRN02 of 2200B: BHT03 of the 837
    struct x277ca_status status;             // of the whole transmission
    int64_t amount;                          // STC04 of 2200B: all of the batch
    const struct x277ca_provider *providers; // none when the transmission is rejected
    size_t provider_count;
};

// Segments written; 0 = refused, as told to `refusals`, and `out` is as it was.
int x277ca_write(struct buf *out, const struct x12_settings *settings,
    const struct x277ca_batch *batch, struct x12_refusals refusals);

#endif
