// x835_read: a health care claim payment (835, 005010X221A1) to struct remittance and struct
// remittance_claim, one claim at a time, and its proof. Fed the segments between ST and SE. Memory
// is that of the largest claim.
//
// A segment that is not known at its place is passed over with a finding of severity info; where
// money would be passed over with it, or an amount, date or key that the money depends on cannot be
// read, the finding rejects and the payment is not readable. Balances are proved by the functions
// of claims/remittance.h. Source: 835 guide, loops 1000A to 2110 and PLB, balancing 1.10.2.
#ifndef EDI_X835_READ_H
#define EDI_X835_READ_H

#include "claims/base/digest.h"
#include "claims/remittance.h"
#include "edi/reading.h"

struct x835_proof {
    bool readable; // no finding rejects the payment for its form
    bool balanced; // every line, every claim, and the payment
    int64_t claims, lines, adjustments, provider_adjustments; // how many
    int64_t claims_paid;                                      // sum of CLP04, cents
    int64_t difference; // of the payment: remittance_payment_difference
    int64_t lines_out_of_balance, claims_out_of_balance;
    // Of the money content: claims, lines, adjustments and provider adjustments as values, whatever
    // their order, their places in the file and the envelope. The same payment in another file has
    // the same.
    unsigned char digest[DIGEST_SIZE];
    // Of the claims, lines and adjustments alone.
    unsigned char claims_digest[DIGEST_SIZE];
};

// Slices are valid during the call.
struct x835_handler {
    void *context;
    // The header is complete; provider adjustments are not yet known.
    void (*start)(void *context, const struct remittance *payment);
    void (*claim)(void *context, const struct remittance_claim *claim);
    // With the provider adjustments.
    void (*end)(void *context, const struct remittance *payment, const struct x835_proof *proof);
};

struct x835_reader;

struct x835_reader *x835_read_new(
    struct x835_handler handler);                // owned by the caller: x835_read_free
void x835_read_free(struct x835_reader *reader); // NULL is allowed

// A set begins. `report` must live until x835_read_end.
void x835_read_begin(
    struct x835_reader *reader, const struct x12_set *set, struct reading_report *report);
void x835_read_segment(struct x835_reader *reader, const struct x12_segment *segment);
// The set ended. Calls `start` (if it was not called) and `end`. `sound`: as of the envelope's
// set_end; of a set that is not, imbalance is not told of what may be cut off.
void x835_read_end(struct x835_reader *reader, bool sound);

#endif
