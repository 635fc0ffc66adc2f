// ident: the identifiers of US healthcare billing and their checks. They stand here once, for
// rules, edi and intake alike.
#ifndef CLAIMS_BASE_IDENT_H
#define CLAIMS_BASE_IDENT_H

#include "claims/base/text.h"

// National Provider Identifier: ten digits, the first 1 or 2, Luhn check digit over 80840 and the
// first nine (45 CFR 162.406; ISO 7812 prefix 80840).
bool ident_is_npi(struct text t);

// The NPI made of nine digits (the first 1 or 2) and its check digit. For made-up identities only.
void ident_make_npi(const char nine[9], char out[11]);

// ZIP code with its four further digits, none of the parts all zero (guide: N403 of billing
// provider, pay-to and service facility).
bool ident_is_zip9(struct text t);
// Five or nine digits, not 00000.
bool ident_is_zip(struct text t);

// Employer or social security number as REF02: nine digits, not all equal zero or nine.
bool ident_is_tax_id(struct text t);

// Shape of a provider taxonomy code: ten characters, letters and digits, the last X.
bool ident_is_taxonomy(struct text t);

// Medicare beneficiary identifier, 11 characters (no S L O I B Z).
bool ident_is_mbi(struct text t);

// A member id as NM109 takes it: 2 to 80 characters, letters, digits, blank and hyphen; no blank
// at either end.
bool ident_is_member_id(struct text t);

// ICD-10-CM without its dot: letter, digit, letter or digit, up to four more. Since the release of
// 2026 the second may be a letter when the third is a digit (QA00).
bool ident_is_icd10cm_shape(struct text t);
// CPT (four digits and a digit or letter) or HCPCS Level II (letter A-V and four digits).
bool ident_is_procedure_shape(struct text t);
// HCPCS Level II alone, as CMS publishes it: not D, the dental codes, which belong to the ADA.
bool ident_is_hcpcs_level_two(struct text t);
// ICD-10-PCS: seven digits and capital letters other than I and O.
bool ident_is_icd10pcs_shape(struct text t);
// NDC in 5-4-2 form, 11 digits.
bool ident_is_ndc11(struct text t);
// USPS abbreviation of a state, district, territory or military area.
bool ident_is_state(struct text t);
// CLIA number: two digits, D, seven digits.
bool ident_is_clia(struct text t);

// ISO 7064 Mod 37,36 check character over A-Z 0-9: what the patient control number ends with, so
// that a mistyped or foreign number is known for what it is. '\0' when `t` holds another character.
char ident_check_character(struct text t);

#define IDENT_CONTROL_ROOM 18 // 17 characters and NUL

// The patient control number (CLM01) of the `ordinal`th submission of a claim: the claim's number
// in base 36 (nine characters, leading zeros), the ordinal in base 36 (two), the check character.
// Twelve characters of A-Z 0-9.
void ident_make_patient_control_number(int64_t claim_id, int ordinal, char out[IDENT_CONTROL_ROOM]);
// The way back. False when `t` is not of our making (length, characters, check character).
bool ident_read_patient_control_number(struct text t, int64_t *claim_id, int *ordinal);

// The line item control number (REF*6R) of a claim's line: the claim's number as above, the line in
// two base 36 digits, a check character, led by L. Thirteen characters. It does not change over
// submissions.
void ident_make_line_control_number(int64_t claim_id, int line, char out[IDENT_CONTROL_ROOM]);

#endif
