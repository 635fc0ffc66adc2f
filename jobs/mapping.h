// mapping: how the files of an export become the entities of an encounter set. The native set needs
// none: each column is read under its own name. A mapping for a foreign export is a table
// (fixtures/mappings, docs/mappings.md); its work is done by one SELECT for each entity over the
// staged raw rows.
#ifndef JOBS_MAPPING_H
#define JOBS_MAPPING_H

#include "claims/base/buf.h"
#include "claims/base/err.h"
#include "claims/encounter_set.h"

struct mapping;

// A file of a set as it was staged: table raw_<file_no> with row_no and c1, c2, … for its columns.
struct raw_file {
    struct text name; // as mappings know it: "encounters.csv"
    int file_no;
    const struct text *columns; // names in the header
    size_t column_count;
};

struct mapping_list {
    const struct mapping *const *items;
    size_t count;
};

// All mappings there are: the native one first. Memory of `arena`.
bool mapping_load_all(struct arena *arena, struct mapping_list *out, struct err *err);

// Where in a file's name the part begins that some mapping knows, for example 20 in
// "OHDSI__dbt-synthea__patients.csv": what stands before is the prefix of its set. SIZE_MAX: none.
size_t mapping_name_start(const struct mapping_list *list, struct text file_name);

// The mapping for a set of these files (names without prefix): of those that know all that they
// need, the one that knows most. NULL when none has all; *nearest is then the one that lacks least,
// or NULL when no file is known at all.
const struct mapping *mapping_choose(const struct mapping_list *list, const struct text *names,
    size_t count, const struct mapping **nearest);

struct text mapping_name(const struct mapping *mapping);
// Made-up identities or moved dates: for rehearsal organisations only.
bool mapping_is_rehearsal_only(const struct mapping *mapping);
// Files it needs, and whether it knows a file at all.
size_t mapping_needed_count(const struct mapping *mapping);
struct text mapping_needed(const struct mapping *mapping, size_t index);
bool mapping_knows(const struct mapping *mapping, struct text name);

// The columns of a file that it needs: calls `missing` for each that the header lacks, and
// `unknown` for each that it does not read.
void mapping_check_header(const struct mapping *mapping, const struct raw_file *file,
    void (*missing)(void *context, const char *column),
    void (*unknown)(void *context, struct text column), void *context);

// Appends the SELECT that gives an entity's rows: file_no integer, row_no integer, skip_code text
// (a finding word; NULL: the row counts), skip_column text, skip_value text, then each column of
// the entity as text. $1 of the statement is the organisation. False when the set has no source for
// it.
bool mapping_select(const struct mapping *mapping, int64_t org_id, enum encounter_entity entity,
    const struct raw_file *files, size_t count, struct buf *sql);

#endif
