// encounter_load: encounters from the database as plain structs, a batch at a time: a fixed number
// of statements for a batch, whatever its size.
#ifndef SQL_ENCOUNTER_LOAD_H
#define SQL_ENCOUNTER_LOAD_H

#include "claims/encounter.h"
#include "sql/db.h"

// The providers and facilities of an organisation, with their versions.
struct provider_master;

// Memory of `arena`.
bool provider_master_load(struct db *db, int64_t org_id, struct arena *arena,
    struct provider_master **out, struct err *err);

// An encounter of the batch (table stage_batch) and the claim that it becomes.
struct encounter_work {
    struct encounter encounter;
    int64_t claim_id;           // 0: a new one
    int submissions;            // contents frozen so far
    char sequence;              // P, S or T
    int64_t coverage_id;        // under which it is billed; 0: the first that is active
    struct text from_state;     // "" for a new claim
    struct text content_digest; // of what was judged last; empty for a new claim
};

// Those of stage_batch whose action is new or rebuild, by encounter_id. Memory of `arena`.
// ERR_DATABASE also when stored patient data cannot be read.
bool encounter_load(struct db *db, int64_t org_id, const struct provider_master *providers,
    struct arena *arena, struct encounter_work **out, size_t *count, struct err *err);

#endif
