#include "jobs/org_tables.h"

#define REQUIRED true
#define OPTIONAL false
#define NEEDED   true
#define FREE     false

// One array of columns for each table.
#define TABLE(name, need, meaning) \
    } \
    ; \
    static const struct org_column columns_of_##name[] = {
#define COLUMN(table, name, type, need, length, meaning) {#name, ORG_##type, need, length, meaning},
static const struct org_column columns_of_nothing[] = {
    {"", ORG_KEY, false, 0, ""},
#include "jobs/org_tables.def"
};
#undef TABLE
#undef COLUMN

static const struct org_table tables[ORG_TABLES] = {
#define TABLE(name, need, meaning) \
    [ORG_##name] = {#name, need, meaning, columns_of_##name, \
        sizeof columns_of_##name / sizeof columns_of_##name[0]},
#define COLUMN(table, name, type, need, length, meaning)
#include "jobs/org_tables.def"
#undef TABLE
#undef COLUMN
};

// How a value of each type is staged.
#define STAGE_NAME          COPY_TEXT
#define STAGE_KEY           COPY_TEXT
#define STAGE_TEXT          COPY_TEXT
#define STAGE_COMMAND       COPY_TEXT
#define STAGE_WORD          COPY_TEXT
#define STAGE_DATE          COPY_DATE
#define STAGE_FROM          COPY_DATE
#define STAGE_TO            COPY_DATE
#define STAGE_NO            COPY_BOOL
#define STAGE_YES           COPY_BOOL
#define STAGE_MONEY         COPY_I64
#define STAGE_PERCENT       COPY_I64
#define STAGE_COUNT         COPY_I64
#define STAGE_NPI           COPY_TEXT
#define STAGE_TAX_ID        COPY_TEXT
#define STAGE_TAXONOMY      COPY_TEXT
#define STAGE_STATE         COPY_TEXT
#define STAGE_ZIP           COPY_TEXT
#define STAGE_ZIP9          COPY_TEXT
#define STAGE_PHONE         COPY_TEXT
#define STAGE_CLIA          COPY_TEXT
#define STAGE_PLACE         COPY_TEXT
#define STAGE_MODIFIER      COPY_TEXT
#define STAGE_REASON        COPY_TEXT
#define STAGE_PAYER         COPY_TEXT
#define STAGE_PAYER_ANY     COPY_TEXT
#define STAGE_PROCEDURE     COPY_TEXT
#define STAGE_PROCEDURE_ANY COPY_TEXT

#define TABLE(name, need, meaning) \
    } \
    ; \
    static const struct copy_column stage_columns_of_##name[] = {{"row_no", COPY_I32},
#define COLUMN(table, name, type, need, length, meaning) {#name, STAGE_##type},
static const struct copy_column stage_columns_of_nothing[] = {
    {"", COPY_TEXT},
#include "jobs/org_tables.def"
};
#undef TABLE
#undef COLUMN

static const struct copy_table stages[ORG_TABLES] = {
#define TABLE(name, need, meaning) \
    [ORG_##name] = {"stage_org_" #name, stage_columns_of_##name, \
        sizeof stage_columns_of_##name / sizeof stage_columns_of_##name[0]},
#define COLUMN(table, name, type, need, length, meaning)
#include "jobs/org_tables.def"
#undef TABLE
#undef COLUMN
};

const struct org_table *org_table(enum org_table_id id)
{
    CHECK(id < ORG_TABLES && columns_of_nothing[0].length == 0);
    return &tables[id];
}

enum org_table_id org_table_by_name(struct text name)
{
    enum org_table_id id = 0;
    while (id < ORG_TABLES && !text_equal_z(name, tables[id].name))
        id++;
    return id;
}

const struct copy_table *org_table_stage(enum org_table_id id)
{
    CHECK(id < ORG_TABLES && stage_columns_of_nothing[0].type == COPY_TEXT);
    return &stages[id];
}
