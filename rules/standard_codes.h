// standard_codes: short code lists of the 005010 guides and of CMS that are part of the format
// rather than reference data with releases. Each value is one or two characters.
#ifndef RULES_STANDARD_CODES_H
#define RULES_STANDARD_CODES_H

#include "claims/base/text.h"

enum standard_codes {
    CODES_PLACE_OF_SERVICE,        // CLM05-1, SV105: CMS place of service code set
    CODES_RELATIONSHIP,            // PAT01 and SBR02 of 2320 without 18
    CODES_FILING_INDICATOR,        // SBR09
    CODES_INSURANCE_TYPE,          // SBR05, Medicare as a later payer
    CODES_PAYER_SEQUENCE,          // SBR01
    CODES_FREQUENCY,               // CLM05-3 of a professional claim
    CODES_RELATED_CAUSE,           // CLM11-1 to -3
    CODES_DELAY_REASON,            // CLM20
    CODES_ATTACHMENT_TRANSMISSION, // PWK02
    CODES_UNIT_BASIS,              // SV103
    CODES_DRUG_UNIT,               // CTP05-1
    CODES_INTERCHANGE_QUALIFIER,   // ISA05, ISA07
    CODES_LISTS,
};

// Whether the list holds the code, exactly as written.
bool standard_codes_has(enum standard_codes list, struct text code);

#endif
