// encounter_set: the files and columns of an encounter set (encounter_set.def), and the check of
// one value. What intake reads, whatever it came from, ends in these columns.
#ifndef CLAIMS_ENCOUNTER_SET_H
#define CLAIMS_ENCOUNTER_SET_H

#include "claims/base/arena.h"
#include "claims/base/date.h"
#include "claims/finding.h"

enum encounter_entity {
#define ENTITY(name, file, need) ENTITY_##name,
#define COLUMN(entity, name, type, need, length, flags, meaning)
#include "claims/encounter_set.def"
#undef ENTITY
#undef COLUMN
    ENTITY_COUNT,
};

// Positions of the columns within their entity: COLUMN_charge_units, ….
#define ENTITY(name, file, need) \
    } \
    ; \
    enum column_of_##name \
    {
#define COLUMN(entity, name, type, need, length, flags, meaning) COLUMN_##entity##_##name,
enum column_of_nothing {
    COLUMN_nothing,
#include "claims/encounter_set.def"
};
#undef ENTITY
#undef COLUMN

enum column_type {
    COLUMN_KEY,
    COLUMN_TEXT,
    COLUMN_CODE,
    COLUMN_DATE,
    COLUMN_MONEY,
    COLUMN_QUANTITY,
    COLUMN_COUNT,
    COLUMN_FLAG,
    COLUMN_WORD,
};

enum column_kind {
    COLUMN_PLAIN,
    COLUMN_DETAIL,      // of an encounter: stored as a row of encounter_detail
    COLUMN_IDENTIFYING, // patient data
};

struct encounter_column {
    const char *name;
    enum column_type type;
    bool needed;
    size_t length; // bytes at the most
    enum column_kind kind;
    const char *meaning; // for COLUMN_WORD it begins with the list
};

struct encounter_file {
    const char *name; // of the entity: "patient"
    const char *file; // "patients.csv"
    bool required;
    const struct encounter_column *columns;
    size_t count;
};

#define ENCOUNTER_COLUMNS_MAX 40 // of one entity

// The file of an entity with its columns.
const struct encounter_file *encounter_file(enum encounter_entity entity);

// A value after its check.
struct cell {
    bool empty;
    struct text
        text;       // trimmed; CODE without dots and in upper case; for the other types as it came
    int64_t number; // MONEY cents, QUANTITY thousandths, COUNT, FLAG 0 or 1
    date_t date;    // DATE; DATE_NONE when empty
};

// Checks one value. FINDING_COUNT when it is sound (or empty and not needed), else the finding's
// code; *cell is then the empty one. The cell's text is in `arena` when it had to be changed.
enum finding_code encounter_cell(const struct encounter_column *column, struct text value,
    struct arena *arena, struct cell *cell);

#endif
