// identity: the one module that writes and reads patients' identifiers as they are stored: names,
// birth date, address, member and record numbers, packed into one opaque value. Nothing else looks
// inside, so the values can be encrypted at rest without moving a wall. Equality goes by keyed
// hashes: identity_key.
#ifndef CLAIMS_IDENTITY_H
#define CLAIMS_IDENTITY_H

#include "claims/base/buf.h"
#include "claims/base/digest.h"
#include "claims/claim.h"

// Appends the packed form of a patient: the record number of the source and the person.
void identity_pack_patient(struct buf *out, struct text record_number, const struct person *person);
// The way back; slices point into `packed`. False when it is not of our making.
bool identity_unpack_patient(struct text packed, struct text *record_number, struct person *person);

// Appends the packed form of a coverage: member id, and the subscriber when that is another person
// or an organisation (else `subscriber->person` is empty).
void identity_pack_coverage(struct buf *out, const struct subscriber *subscriber);
bool identity_unpack_coverage(struct text packed, struct subscriber *subscriber);

// The keyed hash by which two identifiers are compared: HMAC-SHA-256 under the organisation's key
// of `kind` ("record", "member"), the source system (empty: whatever system) and the value,
// upper-cased.
void identity_key(struct text organisation_key, const char *kind, struct text source,
    struct text value, unsigned char out[DIGEST_SIZE]);

#endif
