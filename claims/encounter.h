// encounter: one version of an encounter with all that a claim is made of, as it stands in the
// database: patient, coverages, providers, diagnoses and charges. Slices point into the arena of
// whoever loaded it.
#ifndef CLAIMS_ENCOUNTER_H
#define CLAIMS_ENCOUNTER_H

#include "claims/claim.h"

struct encounter_charge {
    int line;
    date_t from, to;
    struct text procedure;
    struct text modifiers; // separated by blanks
    struct text description;
    struct text unit_basis;
    int64_t units;        // thousandths
    int64_t charge;       // cents
    struct text pointers; // diagnosis ordinals separated by blanks; empty: the first four
    struct text place_of_service;
    bool emergency;
    struct text ndc, ndc_unit;
    int64_t ndc_quantity; // thousandths
    struct text note;
};

struct coverage {
    int64_t coverage_id, payer_id;
    int rank; // 1 = primary
    date_t from, to;
    bool active;              // on the first day of service
    struct text relationship; // 18 = the patient himself
    struct text group_number, group_name, insurance_type;
    struct subscriber subscriber; // member id always; the person only when relationship is not 18
};

struct encounter_diagnosis {
    int ordinal;      // in the source; what pointers name
    struct text code; // ICD-10-CM without dot
};

// A column of encounter_set.def of kind DETAIL with its value: dates as CCYY-MM-DD, amounts in
// cents.
struct encounter_detail {
    struct text name;
    struct text value;
};

// One line of a payer before, as it adjudicated; line 0: what it said of the claim as a whole.
struct prior_line {
    int line; // of the claim
    struct text procedure;
    struct text modifiers; // separated by blanks
    int64_t paid;
    int64_t units; // thousandths
    struct claim_adjustment *adjustments;
    size_t adjustment_count;
};

// How a payer before adjudicated: for secondary and tertiary claims.
struct prior_payer {
    int64_t claim_id, payer_id, coverage_id;
    char sequence; // P or S
    int64_t paid;
    struct text payer_claim_number; // CLP07
    date_t date;                    // of the payment
    bool several;                   // more than one remittance stands: somebody must look
    struct prior_line *lines;
    size_t line_count;
};

struct encounter {
    int64_t org_id, encounter_id, patient_id;
    int version;
    struct text key; // the source's encounter number
    bool cancelled;
    date_t from, to;
    struct text place_of_service;
    int64_t total; // cents
    struct person patient;
    struct provider providers[PROVIDER_ROLES];
    struct coverage *coverages; // active on the first day, by rank; then those that claims name
    size_t coverage_count;
    struct encounter_detail *details;
    size_t detail_count;
    struct encounter_diagnosis *diagnoses; // by ordinal
    size_t diagnosis_count;
    struct encounter_charge *charges; // in order
    size_t charge_count;
    struct prior_payer *prior_payers; // of a secondary or tertiary claim, in their order
    size_t prior_payer_count;
};

// The value of a detail, or the empty slice.
struct text encounter_detail(const struct encounter *encounter, const char *name);

#endif
