// report: the page that is read in the morning, and the same tables as CSV: what ran, what needs a
// person, files, claims, answers, payments, receivables, audit. Every table is one statement with a
// header comment (jobs/report_definition.h) and is drawn by each renderer (jobs/report_renderer.h).
//
// Below <data>/reports, in CCYY-MM-DD of the accounting date:
//     index.html            the page; with several organisations what is common to them
//     NN_name.csv           tables of the installation
//     CODE/NN_name.csv      tables of the organisation CODE
//     CODE/index.html       its page, when there are several organisations
// and `latest` leads to the newest of these folders. All figures are of one moment of the database;
// the same data and the same moment of the run give the same bytes.
#ifndef JOBS_REPORT_H
#define JOBS_REPORT_H

#include "jobs/run.h"

// Counts, of the installation: report pages, report tables; disk and database megabytes, so that a
// report made again for the same moment has the same figures. In a dry run nothing is written.
bool report(struct run *run, struct err *err);

#endif
