// progress: how far long work has come. On a terminal one line is drawn over and over; elsewhere nothing
// is printed until the end of the step. The jobs count; the command line says where it is drawn.
#ifndef CLAIMS_BASE_PROGRESS_H
#define CLAIMS_BASE_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

// `on_terminal`: whether standard error is one; `quiet`: draw nothing at all.
void progress_start(bool on_terminal, bool quiet);

// Begins a step, for example ("remit", "claims"). `total` 0: unknown.
void progress_step(const char *step, const char *unit, int64_t total);
// `done` units of the step are done. Cheap: draws at most once for each 1/200 of the total or 1,000 units.
void progress_at(int64_t done);
// The step is over; wipes the line.
void progress_end(void);

#endif
