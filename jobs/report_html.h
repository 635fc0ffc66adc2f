// report_html: a report's page as one HTML file that needs nothing else: its style and drawings
// stand in it, no script, no picture, no font from outside; it is XML too. Numbers are those of the
// CSV with commas. A figure links to the table that holds the rows behind it, a table to its CSV
// file. Templates: jobs/templates/report*.
#ifndef JOBS_REPORT_HTML_H
#define JOBS_REPORT_HTML_H

#include "jobs/report_renderer.h"

extern const struct report_renderer report_html;

#endif
