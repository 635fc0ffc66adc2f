// look_find: finds claims by what people have in hand. What identifies a patient is never compared
// by SQL: record numbers and member ids are looked up by their keyed hash, names by reading every
// identity of the organisation.
#ifndef JOBS_LOOK_FIND_H
#define JOBS_LOOK_FIND_H

#include "claims/claim.h"
#include "jobs/look.h"

enum look_key {
    LOOK_PATIENT_NAME,   // "LAST" or "LAST, FIRST"; FIRST may be its beginning
    LOOK_PATIENT_RECORD, // record number in the source system
    LOOK_MEMBER_ID,
    LOOK_PAYER_CLAIM_NUMBER, // CLP07, REF*1K
    LOOK_CONTROL_NUMBER,     // CLM01
    LOOK_ENCOUNTER,          // number in the source system
    LOOK_TRACE,              // TRN02 of an 835
    LOOK_KEYS,
};

// The organisation's claims, and encounters without a claim: rows of look/list_claims.sql, owned by
// the caller.
bool look_find(struct look *look, const struct organisation *org, enum look_key key,
    struct text value, struct db_rows **out, struct err *err);

// A patient for people who asked to see one.
struct look_patient {
    int64_t patient_id;
    struct text source, record_number;
    struct person person;
};

// The patients of these ids, by id; memory of the look.
bool look_find_patients(struct look *look, const struct organisation *org,
    const int64_t *patient_ids, size_t count, struct look_patient **out, size_t *found,
    struct err *err);

#endif
