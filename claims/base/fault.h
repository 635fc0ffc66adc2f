// fault: places where tests make the outside world fail. In the fault build (make faults) the
// environment variable CLEANCLAIM_FAULT=CLASS:N:HOW picks the Nth call of a class (db, file, or
// any: both counted together), and how it goes wrong:
//     fail-before  the call is not made and fails: the connection is lost, the disk gives an error
//     fail-after   the call is made, and its success is taken for a failure (a lost reply)
//     kill-before  SIGKILL before the call
//     kill-after   SIGKILL after it
//     refuse       database only: the server answers with an error, the connection stays
// When it strikes, a line on stderr says where. CLEANCLAIM_FAULT=CLASS:0:count prints at exit how
// many calls there were, CLASS:0:list also each call with its name when it is made, and whether it
// succeeded: only then can it be taken for a failure. In every other build the functions are
// constants and cost nothing.
#ifndef CLAIMS_BASE_FAULT_H
#define CLAIMS_BASE_FAULT_H

#include <stdbool.h>

enum fault_class { FAULT_DB, FAULT_FILE };

// What becomes of a call that was not made yet.
enum fault {
    FAULT_NONE,
    FAULT_LOST,    // it must fail without being made
    FAULT_REFUSED, // it must be answered with an error; where that means nothing, as FAULT_LOST
};

#ifdef CLEANCLAIM_FAULTS
// Before a call; `name` is shown to people.
enum fault fault_before(enum fault_class class, const char *name);
// After a call that succeeded: true when it must be reported as failed.
bool fault_after(enum fault_class class, const char *name);
#else
static inline enum fault fault_before(enum fault_class class, const char *name)
{
    (void)class;
    (void)name;
    return FAULT_NONE;
}
static inline bool fault_after(enum fault_class class, const char *name)
{
    (void)class;
    (void)name;
    return false;
}
#endif

#endif
