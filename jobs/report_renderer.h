// report_renderer: what turns tables of a report into files. Each renderer is one struct of
// functions and one line of the table in jobs/report.c; all are fed the very same cells, row by
// row, so that HTML, CSV and whatever comes (a spreadsheet) cannot differ. Row by row, because the
// rows behind a figure may be more than memory holds.
#ifndef JOBS_REPORT_RENDERER_H
#define JOBS_REPORT_RENDERER_H

#include "jobs/report_definition.h"
#include "jobs/run.h"

// What stands on one page: one organisation, or the installation, or both when there is but one.
struct report_page {
    const char *path;                // of the page, without its ending: ".../2026-11-22/index"
    const struct organisation *org;  // NULL: the installation's page
    const struct organisation *orgs; // those that have pages of their own, to link to
    size_t org_count;
    date_t day;        // accounting date
    struct moment now; // of the run
    const struct report_definition *const *tables;
    size_t table_count;
    struct arena *arena; // lives as long as the page
};

struct report_table {
    const struct report_definition *definition;
    const struct organisation *org; // whose figures; NULL: the installation's
    const char *path;               // of a file of its own, without its ending; NULL: none
    const char *link;               // the same, seen from the page
};

// A value. Dollars (cents), counts and dates stand in `number`.
struct report_cell {
    bool is_null;
    int64_t number;
    struct text text;
};

struct report_renderer {
    const char *name;
    // Begins a page; *state is the renderer's own, freed by end or abandon.
    bool (*begin)(void **state, const struct report_page *page, struct err *err);
    // Begins a table, takes its rows (one cell a column of the definition), and ends it.
    bool (*table)(void *state, const struct report_table *table, struct err *err);
    bool (*row)(void *state, const struct report_cell *cells, struct err *err);
    bool (*table_end)(void *state, struct err *err);
    // Ends the page: its files stand under their names. Frees the state, also on false.
    bool (*end)(void *state, struct err *err);
    // Ends it without the page; a file that was complete may stay. NULL is allowed.
    void (*abandon)(void *state);
};

// A cell as a figure is written: 1,234.50 with commas, -1234.50 without; 2026-11-22. Text as it is,
// from the cell itself; NULL gives nothing. `out` is room for figures.
#define REPORT_CELL_ROOM 32
struct text report_renderer_cell(
    const struct report_cell *cell, enum report_type type, bool commas, char out[REPORT_CELL_ROOM]);

#endif
