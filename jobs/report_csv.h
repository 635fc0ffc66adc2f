// report_csv: each table of a report as a CSV file (RFC 4180, UTF-8): a row of column names, then
// one row a row, all of them, without totals. Dollars as 1234.50, dates as CCYY-MM-DD. Text that a
// spreadsheet would take for a formula (it begins with = + - @, a tab or a carriage return) has an
// apostrophe in front.
#ifndef JOBS_REPORT_CSV_H
#define JOBS_REPORT_CSV_H

#include "jobs/report_renderer.h"

extern const struct report_renderer report_csv;

#endif
