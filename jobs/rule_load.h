// rule_load: the organisation's payer profile and payer rules from the database, compiled. What is
// stored are the cells as staff wrote them; every run compiles them anew with the organisation's
// settings and code lists, and pins the versions that it read.
#ifndef JOBS_RULE_LOAD_H
#define JOBS_RULE_LOAD_H

#include "rules/rule_table.h"
#include "sql/db.h"

// The two tables in force and what they refer to.
struct rule_store {
    struct profile_settings settings;
    const struct text *lists; // names of code lists
    size_t list_count;
    struct table_rows profiles;            // with a header; count 0: none is loaded
    struct table_rows rules;               // likewise
    int64_t profile_version, rule_version; // table_version; 0: none is loaded
};

// Reads them; memory of `arena`.
bool rule_load_store(
    struct db *db, int64_t org_id, struct arena *arena, struct rule_store *out, struct err *err);

// What rule_table_compile takes. `store` must outlive the compiling.
struct rule_sources rule_load_sources(const struct rule_store *store);

// Compiles the active tables. ERR_CONFIG when no payer profile is loaded, or when a stored table
// does not compile any more: the error names its first fault. Cells live in `arena`, which is to
// have some 8 MB for 500 rules; the table is the caller's: rule_table_free. Rules are optional:
// *rule_version is then 0.
bool rule_load(struct db *db, int64_t org_id, struct arena *arena, struct rule_table **out,
    int64_t *profile_version, int64_t *rule_version, struct err *err);

#endif
