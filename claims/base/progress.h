// progress: how far long work has come, on standard error. On a terminal one line is drawn over and
// over and wiped at the end; elsewhere one plain line is printed at the end of a step that was
// long. The jobs count; the command line says where it is drawn.
#ifndef CLAIMS_BASE_PROGRESS_H
#define CLAIMS_BASE_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

// Seconds from which on a step is long, for the command line.
#define PROGRESS_LONG 2

// `on_terminal`: whether standard error is one; `quiet`: draw nothing at all. `long_seconds`: where
// it is none, shorter steps print nothing.
void progress_start(bool on_terminal, bool quiet, int64_t long_seconds);

#define PROGRESS_STEP 96 // room for a step's name that is put together

// Begins a step, for example ("remit", "claims"); both words must live until its end. `total` 0:
// unknown.
void progress_step(const char *step, const char *unit, int64_t total);
// `done` units of the step are done. Cheap: draws at most once for each 1/200 of the total or 1,000
// units.
void progress_at(int64_t done);
// The step is over: wipes the line, or prints "remit: 2,468 claims, 12 s".
void progress_end(void);

// Wipes the line, if one is drawn, so that something else can be printed; progress_at draws it
// again. log calls it.
void progress_wipe(void);

#endif
