// report_definition: what a table of the night's report is, read from the header comment of its
// statement sql/report/NN_name.sql. The statement and this comment are all that a report is: title,
// section, what the reader should know, columns with their types and headings, drawing. Every
// renderer goes by it, so that the same figures come out of each.
//
//     -- title: Claims by state
//     -- section: Claims
//     -- about: Each claim stands in one state.
//     --     A line that begins with more than one blank goes on.
//     -- empty: There are no claims yet.
//     -- for: organisation
//     -- parameters: organisation, day
//     -- drawing: bars claims by state
//     -- page: 50
//     -- column: state | text | State
//     -- column: claims | count | Claims | total, rows=held_claims
//
// docs/reports.md explains each line.
#ifndef JOBS_REPORT_DEFINITION_H
#define JOBS_REPORT_DEFINITION_H

#include "claims/base/arena.h"
#include "claims/base/err.h"
#include "sql/db.h"

enum report_type {
    REPORT_DOLLARS, // bigint cents
    REPORT_COUNT,   // an integer
    REPORT_TEXT,
    REPORT_DATE,
    REPORT_NUMBER, // an integer that names something: a claim, a run, an account
};

enum report_drawing {
    REPORT_PLAIN, // a table alone
    REPORT_BARS,  // a bar a row
    REPORT_LINE,  // a line through the rows
    REPORT_LEAD,  // no table: sentences. Columns: state (good, look, bad), sentence, see
};

// What it is about: 0 is passed for $organisation where it is not one organisation.
enum report_scope {
    REPORT_ORGANISATION, // on each organisation's page
    REPORT_INSTALLATION, // on the page of the installation
    REPORT_BOTH,         // on either
};

// Parameters of a statement, in its order.
enum report_parameter {
    REPORT_PARAMETER_ORGANISATION, // bigint
    REPORT_PARAMETER_DAY,          // date: the accounting date of the report
    REPORT_PARAMETER_MOMENT,       // timestamptz: of the run
};
#define REPORT_PARAMETERS_MAX 3
#define REPORT_COLUMNS_MAX    24

struct report_column {
    struct text name; // as the statement and the CSV have it
    enum report_type type;
    struct text heading;
    bool total;       // summed below the rows
    bool zero;        // anything but zero does not tie, and is shown so
    bool see;         // the cell names a report: a link to it
    struct text rows; // the report that holds the rows behind the figure; empty: none
};

struct report_definition {
    const struct sql *sql;
    struct text file; // "20_claims_by_state"
    struct text name; // "claims_by_state"
    struct text title, section, about, empty;
    enum report_scope scope;
    enum report_drawing drawing;
    size_t draw_value, draw_label; // columns of bars and lines
    size_t page_rows;              // so many rows stand on a page; the CSV has all
    enum report_parameter parameters[REPORT_PARAMETERS_MAX];
    size_t parameter_count;
    struct report_column columns[REPORT_COLUMNS_MAX];
    size_t column_count;
};

struct report_list {
    const struct report_definition *items; // by their numbers
    size_t count;
};

// Reads the header comment. Slices point into `sql` and `arena`. ERR_CONFIG names the statement and
// the line that is wrong.
bool report_definition_parse(
    const struct sql *sql, struct arena *arena, struct report_definition *out, struct err *err);

// Reads every statement of `all` (ended by NULL) that is named report/NN_…, in the order of their
// names, and checks that what they link to is there. Lives in `arena`.
bool report_definition_list(
    const struct sql *const *all, struct arena *arena, struct report_list *out, struct err *err);

// The report of that name; NULL when there is none.
const struct report_definition *report_definition_find(
    const struct report_list *list, struct text name);

#endif
