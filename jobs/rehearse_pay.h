// rehearse_pay: the remittances that answer one 837 file. Claims are gathered by payer, payee and
// kind of payment, up to 500 or a megabyte, then the payment is written with its sums in front:
// memory does not grow with the file. What a scenario plays in several payments goes into files
// whose names and dates follow each other.
#ifndef JOBS_REHEARSE_PAY_H
#define JOBS_REHEARSE_PAY_H

#include "jobs/rehearse_adjudicate.h"
#include "jobs/rehearse_out.h"

struct rehearse_pay;

// All must live as long. Owned by the caller: rehearse_pay_free.
struct rehearse_pay *rehearse_pay_new(
    struct rehearse_out *out, struct rehearse_setup *setup, const struct rehearse_file *file);
void rehearse_pay_free(struct rehearse_pay *pay); // NULL is allowed

// Answers a claim as far as it is due in this step. `set`: of the claim. ERR_DATA: it cannot be
// written.
bool rehearse_pay_hear(struct rehearse_pay *pay, const struct rehearse_case *claim,
    const struct x12_set *set, struct err *err);
// Writes what has gathered, closes all files.
bool rehearse_pay_end(struct rehearse_pay *pay, struct err *err);

#endif
