#include "jobs/table.h"

#include "jobs/intake.h"

static const struct job jobs[] = {
    {"intake", intake, "check and store encounter sets from the inbox"},
    {0},
};

const struct job *const job_night[] = {&jobs[0], NULL};

const struct job *job_find(const char *name)
{
    for (const struct job *job = jobs; job->name; job++)
        if (strcmp(job->name, name) == 0)
            return job;
    return NULL;
}
