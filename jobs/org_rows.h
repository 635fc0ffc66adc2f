// org_rows: the rows of a set-up table, checked cell by cell and row by row. Every mistake is a
// fault with its row and column. Rows against each other and against other tables are checked in
// the database afterwards (sql/org/check_*.sql).
#ifndef JOBS_ORG_ROWS_H
#define JOBS_ORG_ROWS_H

#include "jobs/org_tables.h"
#include "rules/table_check.h"

// What organisation.csv says; empty texts when its row is not sound.
struct org_identity {
    char code[24], name[64];
    bool rehearsal;
    date_t start_date;
};

struct org_rows; // a table being read

// Owned by the caller: org_rows_free. `rehearsal`: made-up identities and scenarios are allowed.
struct org_rows *org_rows_new(enum org_table_id id, bool rehearsal, struct table_faults *faults);
void org_rows_free(struct org_rows *rows); // NULL is allowed

// Takes the header, then each row.
void org_rows_take(struct org_rows *rows, const struct table_row *row);
// After the last row: what the table as a whole lacks.
void org_rows_end(struct org_rows *rows);

// Rows gather here on their way to org_table_stage. A row with a mistake outside of its key is
// among them, without the value, so that nothing else seems to be missing; nothing of it is stored,
// since the mistake keeps all tables out.
struct copy *org_rows_copy(struct org_rows *rows);

// Rows taken, without the header and empty ones.
size_t org_rows_count(const struct org_rows *rows);
// Whether the header could be read.
bool org_rows_is_readable(const struct org_rows *rows);
// Of ORG_organisation.
const struct org_identity *org_rows_identity(const struct org_rows *rows);

#endif
