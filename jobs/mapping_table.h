// mapping_table: a mapping as mapping_load reads it from its table and mapping_sql turns it into
// statements. Nothing outside jobs/mapping*.c includes this. Memory of the arena that was passed to
// mapping_load_all.
#ifndef JOBS_MAPPING_TABLE_H
#define JOBS_MAPPING_TABLE_H

#include "claims/base/arena.h"
#include "claims/finding.h"
#include "jobs/mapping.h"

enum mapping_function {
#define FUNCTION(name, result, arguments, sql, flags, meaning) MAPPING_##name,
#include "jobs/mapping_functions.def"
#undef FUNCTION
    MAPPING_FUNCTIONS,
};

enum mapping_type { MAPPING_TEXT, MAPPING_CONDITION };

// What the table of functions says of one.
struct mapping_function_info {
    const char *name;
    enum mapping_type result;
    const char *arguments;
    const char *sql;
    bool made_up;
    const char *meaning;
};
const struct mapping_function_info *mapping_function_info(enum mapping_function function);

// A piece of an expression. Children hang as a list.
struct mapping_node {
    enum { NODE_COLUMN, NODE_WORD, NODE_NUMBER, NODE_CALL, NODE_FIRST } kind;
    enum mapping_function function; // NODE_CALL
    struct text text;               // NODE_COLUMN: its name; NODE_WORD: without quotes
    struct text join;               // NODE_COLUMN: the join before the dot; empty: the source's own
    int64_t number;                 // NODE_NUMBER
    struct mapping_node *child, *next;
};

// Another file, found by the values of some of its columns, and by a day between two of them.
struct mapping_join {
    struct text name;
    struct text file;
    struct {
        struct mapping_node *column; // of the other file: NODE_COLUMN or NODE_FIRST of them
        struct mapping_node *value;
    } keys[4];
    size_t key_count;
    struct mapping_node *day, *from, *to; // NULL: not by day
    struct mapping_join *next;
};

// Rows for which `condition` does not hold are set aside with the code (FINDING_COUNT: they are
// simply no rows of this source).
struct mapping_filter {
    struct text column; // shown as their place
    struct mapping_node *condition;
    enum finding_code code;
    struct text reason; // shown with the code
    struct mapping_filter *next;
};

struct mapping_source {
    struct text name; // "charge.visit"
    enum encounter_entity entity;
    struct text file;
    struct mapping_node *when; // NULL: always
    struct mapping_join *joins;
    struct mapping_filter *filters;
    struct mapping_node *columns[ENCOUNTER_COLUMNS_MAX]; // NULL: empty
    size_t row;                                          // in the table
    struct mapping_source *next;
};

// What holds over all sources of an entity.
struct mapping_entity {
    size_t once[4], once_count; // columns: rows equal in all of them count once
    enum finding_code once_code;
    struct text once_reason;
    size_t number;                  // column that gets the row's number; SIZE_MAX: none
    size_t within[4], within_count; // rows equal in these are numbered together
    int64_t most;                   // rows with a higher number are set aside; 0: no limit
    enum finding_code most_code;
    struct text most_reason;
};

struct mapping_file {
    struct text name;
    bool required;
    struct text note; // why its unread rows are left out
    struct mapping_file *next;
};

struct mapping_lookup {
    struct text name;
    struct text json; // {"key":"value",…}
    struct mapping_lookup *next;
};

struct mapping {
    struct text name;
    bool native; // the data dictionary itself; everything below is empty
    bool rehearsal_only;
    struct mapping_file *files;
    struct mapping_source *sources;
    struct mapping_entity entities[ENTITY_COUNT];
    struct mapping_lookup *lookups;
    // Days.
    struct text latest_file;       // empty: no window and no move
    struct mapping_node *latest;   // the day by which the export's newest is known
    int window_years;              // 0: none, or from and to
    date_t window_from, window_to; // DATE_NONE: open
    bool moves;                    // dates are moved near the run
};

// What expressions are checked against while they are parsed.
struct mapping_scope {
    const struct mapping *mapping;    // its lookups
    const struct mapping_join *joins; // that may be named; NULL: none
    struct arena *arena;
};

// Parses an expression of the type. NULL with a sentence in `why` (its room is MAPPING_WHY_ROOM).
#define MAPPING_WHY_ROOM 200
struct mapping_node *mapping_parse(
    const struct mapping_scope *scope, struct text expression, enum mapping_type type, char *why);
// "FILE: COLUMN = EXPRESSION and … at EXPRESSION from COLUMN to COLUMN" into *join. False with a
// sentence.
bool mapping_parse_join(
    const struct mapping_scope *scope, struct text value, struct mapping_join *join, char *why);

// Whether anything in it is made up.
bool mapping_node_makes_up(const struct mapping_node *node);
// The first call of the function in it, or NULL.
const struct mapping_node *mapping_node_find(
    const struct mapping_node *node, enum mapping_function function);

// Reads one mapping from its two tables. `table` and `lookups` are the contents of NAME.csv and
// NAME.lookups.csv (empty: none), `shown` and `lookups_shown` how people know the files. False: the
// mapping is refused, each mistake was logged with file, row and column, the first stands in *err.
bool mapping_read(struct arena *arena, const char *shown, struct text table,
    const char *lookups_shown, struct text lookups, struct mapping **out, struct err *err);

// What mapping.h says, for mappings that are not the native one. (jobs/mapping_sql.c)
bool mapping_foreign_select(const struct mapping *mapping, int64_t org_id,
    enum encounter_entity entity, const struct mapping_days *days, const struct raw_file *files,
    size_t count, struct buf *sql);
bool mapping_foreign_reads(
    const struct mapping *mapping, const struct raw_file *files, size_t count, struct text name);
void mapping_foreign_header(const struct mapping *mapping, const struct raw_file *file,
    const struct raw_file *files, size_t count, mapping_column_function missing, void *context);
struct text mapping_foreign_place(const struct mapping *mapping, const struct raw_file *files,
    size_t count, enum encounter_entity entity, int file_no, size_t column, struct arena *arena);

// The files of a mapping as it knows them: by name without regard to case; NULL: not known.
const struct mapping_file *mapping_file_find(const struct mapping *mapping, struct text name);
const struct raw_file *mapping_raw_find(
    const struct raw_file *files, size_t count, struct text name);

#endif
