// intake_days: the days of a foreign export in a rehearsal: which of its services are taken in, and
// by how many days its dates are moved.
#ifndef JOBS_INTAKE_DAYS_H
#define JOBS_INTAKE_DAYS_H

#include "jobs/mapping.h"
#include "jobs/run.h"

// Works them out for the staged files of a set. A move is remembered with the encounters that it
// was made for (encounter_version.date_shift): an export that has any of them again, changed or
// with more, is moved by as much as before, whatever the day; so its rows are known again. Else the
// move follows from the export's newest day and the run's. *moved_anew says that it does.
bool intake_days(struct run *run, const struct organisation *org, const struct mapping *mapping,
    const struct raw_file *files, size_t count, struct mapping_days *out, bool *moved_anew,
    struct err *err);

#endif
