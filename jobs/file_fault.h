// file_fault: each call of jobs/file*.c that reads or changes the world is one fault point of
// FAULT_FILE (claims/base/fault.h). Outside the fault build these are the plain calls.
#ifndef JOBS_FILE_FAULT_H
#define JOBS_FILE_FAULT_H

#include <errno.h>
#include <stdint.h>
#include <unistd.h>

#include "claims/base/fault.h"

// The result of a call that succeeded (0 or more) or, when a lost reply is played, -1 with EIO.
static inline int64_t file_fault_after(int64_t result, const char *name)
{
    if (result >= 0 && fault_after(FAULT_FILE, name)) {
        errno = EIO;
        return -1;
    }
    return result;
}

// The same for a call that gives a descriptor, which must not be lost with its reply.
static inline int file_fault_after_open(int fd, const char *name)
{
    if (fd >= 0 && fault_after(FAULT_FILE, name)) {
        close(fd);
        errno = EIO;
        return -1;
    }
    return fd;
}

// FILE_CALL(rename(a, b)) and FILE_OPEN_CALL(open(path, flags)): -1 and errno on failure.
#define FILE_CALL(call) \
    (fault_before(FAULT_FILE, #call) ? (errno = EIO, -1) : file_fault_after(call, #call))
#define FILE_OPEN_CALL(call) \
    (fault_before(FAULT_FILE, #call) ? (errno = EIO, -1) : file_fault_after_open(call, #call))

#endif
