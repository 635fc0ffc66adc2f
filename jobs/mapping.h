// mapping: how the files of an export become the entities of an encounter set. The native set needs
// none: each column is read under its own name. A mapping for a foreign export is a table
// (fixtures/mappings, docs/mappings.md); its work is done by one SELECT for each entity over the
// staged raw rows. jobs/mapping_load reads the table, mapping_parse its expressions, mapping_sql
// makes the statements.
#ifndef JOBS_MAPPING_H
#define JOBS_MAPPING_H

#include "claims/base/buf.h"
#include "claims/base/err.h"
#include "claims/encounter_set.h"

struct config;
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

// What the days of an export become.
struct mapping_days {
    int shift;       // days added to every date
    date_t from, to; // the window, in the export's own days; DATE_NONE: open
};

// All mappings there are: the native one first, then those in the program, then those of the
// organisation's staff (mappings/NAME.csv below the data folder, with NAME.lookups.csv beside it),
// which stand in place of one in the program with the same name. Memory of `arena`. ERR_CONFIG when
// one has mistakes: each was logged with file, row and column.
bool mapping_load_all(
    const struct config *config, struct arena *arena, struct mapping_list *out, struct err *err);

// Where in a file's name the part begins that some mapping knows, for example 20 in
// "OHDSI__dbt-synthea__patients.csv": what stands before is the prefix of its set. SIZE_MAX: none.
size_t mapping_name_start(const struct mapping_list *list, struct text file_name);

// The mapping for a set of these files (names without prefix): of those that have all that they
// need, the one that knows most. NULL when none has all; *nearest is then the one that lacks least,
// or NULL when no file is known at all.
const struct mapping *mapping_choose(const struct mapping_list *list, const struct text *names,
    size_t count, const struct mapping **nearest);

// Its name: the source system to which record and encounter numbers belong.
struct text mapping_name(const struct mapping *mapping);
// Whether it is not the native set's.
bool mapping_is_foreign(const struct mapping *mapping);
// Made-up identities or moved dates: for rehearsal organisations only.
bool mapping_is_rehearsal_only(const struct mapping *mapping);
// Files it needs, and whether it knows a file at all.
size_t mapping_needed_count(const struct mapping *mapping);
struct text mapping_needed(const struct mapping *mapping, size_t index);
bool mapping_knows(const struct mapping *mapping, struct text name);
// Whether the rows of a file are read, given which files the set has (their columns do not matter).
// The rows of other files are counted only.
bool mapping_reads(
    const struct mapping *mapping, const struct raw_file *files, size_t count, struct text name);

// Why rows of the file that feed nothing are left out, in the words of the mapping; "" when it says
// nothing.
struct text mapping_file_note(const struct mapping *mapping, struct text name);

typedef void (*mapping_column_function)(void *context, struct text column);

// The columns of a file that it needs: calls `missing` for each that the header lacks, and (native
// set only) `unknown` for each that it does not read.
void mapping_check_header(const struct mapping *mapping, const struct raw_file *file,
    const struct raw_file *files, size_t count, mapping_column_function missing,
    mapping_column_function unknown, void *context);

// The newest day of the export as a statement of one date; false when the mapping has no use for
// it.
bool mapping_latest_select(
    const struct mapping *mapping, const struct raw_file *files, size_t count, struct buf *sql);
// Whether it moves dates.
bool mapping_moves(const struct mapping *mapping);
// The days for an export whose newest day is `latest` (DATE_NONE: it has none), in a run of this
// day: the window ends with the newest day; the move is a whole number of weeks, so that weekdays
// stay, and puts the newest day 7 to 13 days before the run.
struct mapping_days mapping_days(const struct mapping *mapping, date_t latest, date_t as_of);

// Appends the SELECT that gives an entity's rows: file_no integer, row_no integer, skip_code text
// (a finding word; NULL: the row counts), skip_column text, skip_value text, then each column of
// the entity as text, under its name. False when the set has no source for it.
bool mapping_select(const struct mapping *mapping, int64_t org_id, enum encounter_entity entity,
    const struct mapping_days *days, const struct raw_file *files, size_t count, struct buf *sql);

// The columns in the file from which an entity's column came, for findings: "START". Memory of
// `arena`, or static.
struct text mapping_place(const struct mapping *mapping, const struct raw_file *files, size_t count,
    enum encounter_entity entity, int file_no, size_t column, struct arena *arena);

#endif
