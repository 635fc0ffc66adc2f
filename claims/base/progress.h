// progress: how far long work has come, on standard error. On a terminal one line is drawn over and
// over and wiped at the end; elsewhere one plain line is printed at the end of the step. The jobs
// count; the command line says where it is drawn.
#ifndef CLAIMS_BASE_PROGRESS_H
#define CLAIMS_BASE_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

// `on_terminal`: whether standard error is one; `quiet`: draw nothing at all.
void progress_start(bool on_terminal, bool quiet);

// Begins a step, for example ("remit", "claims"). `total` 0: unknown.
void progress_step(const char *step, const char *unit, int64_t total);
// `done` units of the step are done. Cheap: draws at most once for each 1/200 of the total or 1,000
// units.
void progress_at(int64_t done);
// The step is over: wipes the line, or prints "remit: 2,468 claims".
void progress_end(void);

// Wipes the line, if one is drawn, so that something else can be printed; progress_at draws it
// again. log calls it.
void progress_wipe(void);

#endif
