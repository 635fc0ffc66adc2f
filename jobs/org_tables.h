// org_tables: the tables that set up a billing organisation (org_tables.def): their columns, and
// the temporary tables that their rows pass through. Payer profile and payer rules are not among
// them: rules/ knows their columns.
#ifndef JOBS_ORG_TABLES_H
#define JOBS_ORG_TABLES_H

#include "sql/copy.h"

enum org_table_id {
#define TABLE(name, need, meaning) ORG_##name,
#define COLUMN(table, name, type, need, length, meaning)
#include "jobs/org_tables.def"
#undef TABLE
#undef COLUMN
    ORG_TABLES,
};

// Positions of the columns within their table: ORG_providers_npi, ….
#define TABLE(name, need, meaning) \
    } \
    ; \
    enum org_column_of_##name \
    {
#define COLUMN(table, name, type, need, length, meaning) ORG_##table##_##name,
enum org_column_of_nothing {
    ORG_nothing,
#include "jobs/org_tables.def"
};
#undef TABLE
#undef COLUMN

enum org_type {
    ORG_NAME,
    ORG_KEY,
    ORG_TEXT,
    ORG_COMMAND,
    ORG_WORD,
    ORG_DATE,
    ORG_FROM,
    ORG_TO,
    ORG_NO,
    ORG_YES,
    ORG_MONEY,
    ORG_PERCENT,
    ORG_COUNT,
    ORG_NPI,
    ORG_TAX_ID,
    ORG_TAXONOMY,
    ORG_STATE,
    ORG_ZIP,
    ORG_ZIP9,
    ORG_PHONE,
    ORG_CLIA,
    ORG_PLACE,
    ORG_MODIFIER,
    ORG_REASON,
    ORG_PAYER,
    ORG_PAYER_ANY,
    ORG_PROCEDURE,
    ORG_PROCEDURE_ANY,
};

struct org_column {
    const char *name;
    enum org_type type;
    bool needed;
    size_t length;       // bytes at the most
    const char *meaning; // of a WORD it begins with the list
};

struct org_table {
    const char *name; // "providers": the file without .csv, table_version.name
    bool required;
    const char *meaning;
    const struct org_column *columns;
    size_t count;
};

// The table of that number.
const struct org_table *org_table(enum org_table_id id);
// ORG_TABLES when there is none of that name.
enum org_table_id org_table_by_name(struct text name);

// Where checked rows of the table gather: stage_org_NAME, with row_no and a column for each of the
// table's.
const struct copy_table *org_table_stage(enum org_table_id id);

#endif
