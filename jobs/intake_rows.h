// intake_rows: checks the rows of an encounter set, column by column and within the row, and
// gathers the sound ones for the staging tables, with patients' identifiers packed and hashed. A
// row that fails is set aside with its first fault of each column; whose other rows must wait
// because of it is noted with it.
#ifndef JOBS_INTAKE_ROWS_H
#define JOBS_INTAKE_ROWS_H

#include "claims/encounter_set.h"
#include "sql/copy.h"

struct intake_rows;

// How the file itself names a column of an entity, for findings. Memory of `arena`, or longer.
typedef struct text (*intake_name_function)(
    void *context, enum encounter_entity entity, int file_no, size_t column, struct arena *arena);

// For one set of one organisation. `source`: the source system, to which record numbers belong.
// Slices must live as long as the object. Owned by the caller: intake_rows_free.
struct intake_rows *intake_rows_new(struct text organisation_key, struct text source, date_t as_of,
    intake_name_function name, void *context);
void intake_rows_free(struct intake_rows *rows); // NULL is allowed

// Where a row came from.
struct intake_place {
    int file_no; // 1 first
    int row_no;  // the header is 1
};

// Checks the row of an entity, its values in the order of encounter_set.def.
void intake_row(struct intake_rows *rows, enum encounter_entity entity, struct intake_place place,
    const struct text *values);

// Sets a row aside that came to nothing before it could be checked: left out by the mapping, of the
// wrong length, …. It holds up no other row. `entity` may be "" when none is known.
void intake_row_reject(struct intake_rows *rows, const char *entity, struct intake_place place,
    const char *column, enum finding_code code, struct text value);

// Sends what has gathered to the staging tables; only when that is much, unless `all`.
bool intake_rows_send(struct intake_rows *rows, struct db *db, bool all, struct err *err);

#endif
