// remittance: one payment of an 835 (005010X221A1), ST to SE, as plain data, and the arithmetic
// that proves it: each line, each claim, the payment. Slices point into the arena of the reader.
// Amounts are cents as the 835 shows them, quantities thousandths. `offset` is the byte in the file
// at which the record's first segment begins; `segment` its number in the file, ISA = 1.
#ifndef CLAIMS_REMITTANCE_H
#define CLAIMS_REMITTANCE_H

#include "claims/base/arena.h"
#include "claims/base/date.h"

struct remittance_adjustment { // one CAS triplet
    struct text group;         // CAS01
    struct text reason;        // CARC
    int64_t amount;
    int64_t quantity; // 0 = none
    int ordinal;      // 1 first, counted over all CAS segments of its claim or line
    int64_t offset;
    int segment;
};

struct remittance_line {             // 2110
    int ordinal;                     // 1 first
    struct text control_number;      // REF*6R
    struct text procedure;           // SVC01-2
    struct text modifiers[4];        // SVC01-3 to -6
    struct text qualifier;           // SVC01-1
    struct text submitted_procedure; // SVC06-2, empty when the same
    struct text submitted_modifiers[4];
    int64_t charge;      // SVC02
    int64_t paid;        // SVC03
    int64_t units;       // SVC05 (1 when absent)
    date_t from, to;     // DTM*472, or 150 and 151; DATE_NONE: that of the claim
    int64_t allowed;     // AMT*B6
    struct text remarks; // LQ*HE codes, separated by blanks
    struct remittance_adjustment *adjustments;
    size_t adjustment_count;
    int64_t offset;
    int segment;
};

struct remittance_claim {                      // 2100
    int ordinal;                               // 1 first within the payment
    struct text control_number;                // CLP01
    struct text status;                        // CLP02
    int64_t charge;                            // CLP03
    int64_t paid;                              // CLP04
    int64_t patient_responsibility;            // CLP05
    struct text filing_indicator;              // CLP06
    struct text payer_claim_number;            // CLP07
    struct text facility_type;                 // CLP08
    struct text frequency;                     // CLP09
    struct text crossover_name, crossover_id;  // NM1*TT: the payer it was forwarded to
    struct text original_reference;            // REF*F8
    bool patient_corrected;                    // NM1*74 present
    date_t from, to;                           // DTM*232, 233
    date_t received;                           // DTM*050
    int64_t interest;                          // AMT*I, information only
    struct text remarks;                       // MOA and MIA codes, separated by blanks
    struct remittance_adjustment *adjustments; // claim level
    size_t adjustment_count;
    struct remittance_line *lines;
    size_t line_count;
    int64_t offset;
    int segment;
};

struct provider_adjustment { // one PLB pair
    int ordinal;
    struct text provider;  // PLB01
    date_t fiscal_period;  // PLB02
    struct text reason;    // PLB03-1
    struct text reference; // PLB03-2
    int64_t amount;        // positive lowers the payment
    int64_t offset;
    int segment;
};

struct remittance {                                  // the payment: header of the 835
    struct text st_control;                          // ST02
    char handling;                                   // BPR01
    int64_t amount;                                  // BPR02
    char credit_debit;                               // BPR03
    struct text method;                              // BPR04: ACH, CHK, NON, FWT, BOP
    date_t effective_date;                           // BPR16
    struct text trace_number;                        // TRN02
    struct text originator;                          // TRN03
    struct text receiver_id;                         // REF*EV
    date_t production_date;                          // DTM*405
    struct text payer_name, payer_id;                // 1000A N102; N104 with XV, else REF*2U
    struct text payee_name, payee_npi, payee_tax_id; // 1000B N102; N104 XX; N104 FI or REF*TJ
    struct provider_adjustment *provider_adjustments;
    size_t provider_adjustment_count;
    int64_t offset;
    int segment;
};

// ---- Proof. Each returns by how much the sums differ: 0 = balanced. Stops on overflow of limited
// parts.

// SVC02 - SVC03 - sum of the line's CAS (835 guide, 1.10.2.1 balancing, line level).
int64_t remittance_line_difference(const struct remittance_line *line);

// CLP03 - CLP04 - sum of all CAS of the claim and its lines (claim level).
int64_t remittance_claim_difference(const struct remittance_claim *claim);

// BPR02 - (sum of CLP04 - sum of PLB amounts) (payment level); the caller gives sum of CLP04.
int64_t remittance_payment_difference(const struct remittance *payment, int64_t claims_paid);

#endif
