// fault: places where tests make the outside world fail. In the fault build (make faults) the
// environment variable CLEANCLAIM_FAULT=CLASS:N:HOW picks the Nth call of a class (db, file), and
// how it goes wrong:
//     fail-before  the call is not made and fails
//     fail-after   the call is made, and its success is taken for a failure (a lost reply)
//     kill-before  SIGKILL before the call
//     kill-after   SIGKILL after it
// CLEANCLAIM_FAULT=CLASS:0:count prints at exit how many calls there were. In every other build
// both functions are constants and cost nothing.
#ifndef CLAIMS_BASE_FAULT_H
#define CLAIMS_BASE_FAULT_H

#include <stdbool.h>

enum fault_class { FAULT_DB, FAULT_FILE };

#ifdef CLEANCLAIM_FAULTS
// Before a call: true when it must fail without being made.
bool fault_before(enum fault_class class);
// After a call that succeeded: true when it must be reported as failed.
bool fault_after(enum fault_class class);
#else
static inline bool fault_before(enum fault_class class)
{
    (void)class;
    return false;
}
static inline bool fault_after(enum fault_class class)
{
    (void)class;
    return false;
}
#endif

#endif
