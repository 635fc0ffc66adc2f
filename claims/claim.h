// claim: one professional claim (837P, 005010X222A1) as plain data: what build makes from an
// encounter, what the rules judge, what edi writes and, for rehearsal, reads back. Names are those
// of the implementation guide. Slices point into the arena of whoever filled the claim; amounts are
// cents, quantities thousandths, dates days.
#ifndef CLAIMS_CLAIM_H
#define CLAIMS_CLAIM_H

#include "claims/base/arena.h"
#include "claims/base/date.h"

#define CLAIM_DIAGNOSES_MAX 12 // HI*ABK and ABF, loop 2300
#define CLAIM_POINTERS_MAX  4  // SV107
#define CLAIM_MODIFIERS_MAX 4  // SV101-3 to -6
#define CLAIM_LINES_MAX     50 // LX, loop 2400
#define CLAIM_PAYERS_MAX    2  // other payers, loop 2320 (payers before or after this one)

struct address {
    struct text line1, line2; // N301, N302
    struct text city;         // N401
    struct text state;        // N402, USPS abbreviation
    struct text zip;          // N403, five or nine digits
};

enum provider_role {
    PROVIDER_BILLING,     // 2010AA NM1*85
    PROVIDER_PAY_TO,      // 2010AB NM1*87, only the address is sent
    PROVIDER_REFERRING,   // 2310A NM1*DN
    PROVIDER_RENDERING,   // 2310B NM1*82
    PROVIDER_FACILITY,    // 2310C NM1*77
    PROVIDER_SUPERVISING, // 2310D NM1*DQ
    PROVIDER_ORDERING,    // 2420E NM1*DK, sent on each line
    PROVIDER_ROLES,
};

// "billing", "pay_to", "referring", ….
const char *provider_role_word(enum provider_role role);

struct provider {
    bool present;
    bool is_person;        // NM102 1; else an organisation, 2
    bool made_up;          // a made-up identity of a rehearsal organisation
    struct text last_name; // or the organisation's name
    struct text first_name, middle_name, suffix;
    struct text npi;      // NM109 with XX; may be empty for an atypical provider
    struct text taxonomy; // PRV03
    struct text tax_id;   // REF*EI or REF*SY, nine digits
    bool tax_id_is_ssn;
    struct text g2; // payer-assigned number, REF*G2
    struct address address;
    struct text contact_name, contact_phone; // PER*IC
    struct text clia;                        // REF*X4
    bool participates;                       // for payer rules: participating provider
};

struct person {
    struct text last_name, first_name, middle_name, suffix;
    date_t birth_date;
    char sex; // F, M or U; 0 = unknown
    struct address address;
};

// The subscriber of a coverage: a person, or an organisation (workers' compensation).
struct subscriber {
    bool is_person;
    struct person person;  // last_name is the organisation's name when !is_person
    struct text member_id; // NM109 with MI
};

struct claim_payer {
    int64_t payer_id;                     // 0 when read from a file
    struct text code;                     // the organisation's code of the payer, for the rules
    struct text groups;                   // "@ncci @medicaid", for the rules
    struct text name;                     // 2010BB NM103
    struct text identifier;               // 2010BB NM109 with PI
    struct address address;               // N3/N4, empty when unknown
    struct text filing_indicator;         // SBR09
    char sequence;                        // SBR01: P, S, T
    struct text group_number, group_name; // SBR03, SBR04
    struct text insurance_type;           // SBR05, only for Medicare as a later payer
    struct text provider_g2; // REF*G2 in 2010BB: billing provider's number at this payer
};

// One CAS triplet of a prior payer's adjudication.
struct claim_adjustment {
    struct text group;  // CO, PR, OA, PI
    struct text reason; // CARC
    int64_t amount;
    int64_t quantity; // thousandths, 0 = none
};

// How another payer adjudicated this line (2430).
struct line_adjudication {
    int payer;             // index into claim.other_payers
    int64_t paid;          // SVD02
    struct text procedure; // SVD03-2
    struct text modifiers[CLAIM_MODIFIERS_MAX];
    int64_t units; // SVD05, thousandths
    date_t date;   // DTP*573
    struct claim_adjustment *adjustments;
    size_t adjustment_count;
};

// Another payer of the same patient (2320, 2330A, 2330B).
struct other_payer {
    struct claim_payer payer;
    struct subscriber subscriber;
    struct text relationship; // SBR02 of the patient to that subscriber
    bool adjudicated;
    int64_t paid;                   // AMT*D
    int64_t patient_responsibility; // AMT*EAF, 0 = not sent
    date_t adjudication_date; // DTP*573 in 2330B, sent when no line has one; 0 or DATE_NONE = not
                              // known
    struct text claim_control_number;     // REF*F8 in 2330B: its CLP07
    struct claim_adjustment *adjustments; // claim level
    size_t adjustment_count;
};

struct service_line {
    int number;                                 // LX01, 1 first
    struct text control_number;                 // REF*6R
    struct text procedure;                      // SV101-2 with HC
    struct text modifiers[CLAIM_MODIFIERS_MAX]; // left to right, empty ones last
    struct text description;                    // SV101-7
    int64_t charge;                             // SV102
    struct text unit_basis;                     // SV103: UN or MJ
    int64_t units;                              // SV104, thousandths
    struct text place_of_service;               // SV105; empty when it is the claim's
    int pointers[CLAIM_POINTERS_MAX];           // SV107, 1 = first diagnosis, 0 = none
    bool emergency;                             // SV109
    date_t from, to;                            // DTP*472
    struct text note;                           // NTE*ADD
    struct text ndc;                            // LIN03 with N4
    int64_t ndc_quantity;                       // CTP04, thousandths
    struct text ndc_unit;                       // CTP05-1
    struct line_adjudication *adjudications;    // other payers', 2430
    size_t adjudication_count;
};

struct claim {
    int64_t org_id, claim_id, encounter_id;
    int encounter_version;
    struct text encounter_key;       // the source's encounter number, for messages
    struct text control_number;      // CLM01
    int64_t total;                   // CLM02
    struct text place_of_service;    // CLM05-1
    char frequency;                  // CLM05-3: 1, 7, 8
    bool provider_signature;         // CLM06
    char assignment;                 // CLM07: A, B, C
    char benefits_assigned;          // CLM08: Y, N, W
    char release_of_information;     // CLM09: Y, I
    struct text related_causes[3];   // CLM11-1 to -3
    struct text accident_state;      // CLM11-4
    struct text delay_reason;        // CLM20
    date_t service_from, service_to; // over the lines
    date_t onset_date;               // DTP*431
    date_t accident_date;            // DTP*439
    date_t admission_date;           // DTP*435
    date_t discharge_date;           // DTP*096
    int64_t patient_paid;            // AMT*F5, 0 = not sent
    struct text prior_authorization; // REF*G1
    struct text referral_number;     // REF*9F
    struct text clia;                // REF*X4
    struct text payer_claim_number;  // REF*F8, with frequency 7 and 8
    struct text attachment_type, attachment_transmission, attachment_control; // PWK01, 02, 06
    struct text note;                                                         // NTE*ADD
    struct text
        diagnoses[CLAIM_DIAGNOSES_MAX + 1]; // ICD-10-CM without dots; one more than is allowed, so
    size_t diagnosis_count;                 // that too many can be told: the count stops there

    struct provider providers[PROVIDER_ROLES];
    struct claim_payer payer;
    struct subscriber subscriber;
    bool patient_is_subscriber;           // SBR02 18
    struct text relationship;             // PAT01 when not
    struct person patient;                // when not the subscriber
    struct text property_casualty_number; // REF*Y4

    struct service_line *lines;
    size_t line_count;
    struct other_payer other_payers[CLAIM_PAYERS_MAX];
    size_t other_payer_count;
};

// The person who was treated: the patient, or the subscriber when that is the same.
const struct person *claim_patient(const struct claim *claim);

// Sum of the lines' charges; false when it overflows. Source: 837P, CLM02 is the sum of SV102.
bool claim_lines_total(const struct claim *claim, int64_t *total);

#endif
