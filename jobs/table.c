#include "jobs/table.h"

#include "jobs/acks.h"
#include "jobs/build.h"
#include "jobs/intake.h"
#include "jobs/reconcile.h"
#include "jobs/rehearse.h"
#include "jobs/remit.h"
#include "jobs/report.h"
#include "jobs/submit.h"

enum { ACKS, REMIT, INTAKE, BUILD, SUBMIT, RECONCILE, REPORT, REHEARSE, JOBS };

static const struct job jobs[JOBS] = {
    [ACKS] = {"acks", acks, "apply acknowledgements: TA1, 999, 277CA"},
    [REMIT] = {"remit", remit, "prove and post remittances: 835"},
    [INTAKE] = {"intake", intake, "check and store encounter sets"},
    [BUILD] = {"build", build, "make claims from encounters and scrub them"},
    [SUBMIT] = {"submit", submit, "send clean claims as 837 interchanges"},
    [RECONCILE] = {"reconcile", reconcile, "prove the money invariants, close claims"},
    [REPORT] = {"report", report, "write the morning's page and its tables"},
    [REHEARSE] = {"rehearse", rehearse, "play the payers over what is in the outbox"},
};

const struct job *const job_night[] = {&jobs[ACKS], &jobs[REMIT], &jobs[INTAKE], &jobs[BUILD],
    &jobs[SUBMIT], &jobs[RECONCILE], &jobs[REPORT], NULL};

const struct job *job_find(const char *name)
{
    for (int i = 0; i < JOBS; i++)
        if (strcmp(jobs[i].name, name) == 0)
            return &jobs[i];
    return NULL;
}
