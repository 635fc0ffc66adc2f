// money: amounts in int64 cents. Never floating point. Every sum is checked.
#ifndef CLAIMS_BASE_MONEY_H
#define CLAIMS_BASE_MONEY_H

#include "claims/base/buf.h"
#include "claims/base/text.h"

// The largest amount that is read from any input, either sign: 9,999,999,999.99 dollars. An X12
// monetary amount (data element 782) may have 18 digits; nobody's claim does, and the limit leaves
// room to add nine million of them.
#define MONEY_LIMIT INT64_C(999999999999)

enum money_fault {
    MONEY_OK,
    MONEY_EMPTY,
    MONEY_SYNTAX,   // not a decimal number
    MONEY_DECIMALS, // more than two decimals other than zero
    MONEY_RANGE,    // beyond MONEY_LIMIT
};

// Reads "12", "12.5", "-12.50", ".5", "12." as dollars into cents. No thousands separators, no
// currency sign, no exponent, no plus sign, no blanks. *cents is set only on MONEY_OK.
enum money_fault money_parse(struct text t, int64_t *cents);

// The same for quantities: thousandths, at most three decimals.
enum money_fault money_parse_thousandths(struct text t, int64_t *thousandths);

// *sum = a + b; false when it would overflow.
bool money_add(int64_t a, int64_t b, int64_t *sum);

// a + b; stops the process on overflow: for sums whose parts were limited when they were read.
int64_t money_sum(int64_t a, int64_t b);

#define MONEY_ROOM 28

// Dollars with two decimals: -1234.50. Returns the length; `out` is NUL-terminated.
size_t money_format(int64_t cents, char out[MONEY_ROOM]);
// The same with commas for people: -1,234.50.
size_t money_format_commas(int64_t cents, char out[MONEY_ROOM]);
// X12 type R: no trailing zeros after the point, no leading zero before it is dropped: -1234.5, 12,
// 0.05.
size_t money_format_x12(int64_t cents, char out[MONEY_ROOM]);
// X12 type R from thousandths: 1, 1.5, 0.125.
size_t money_format_x12_thousandths(int64_t thousandths, char out[MONEY_ROOM]);

// money_format_x12 at the end of a buffer.
void buf_money_x12(struct buf *buf, int64_t cents);

#endif
