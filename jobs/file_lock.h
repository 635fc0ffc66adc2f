// file_lock: a lock that the kernel takes back when its holder ends, however it ends.
#ifndef JOBS_FILE_LOCK_H
#define JOBS_FILE_LOCK_H

#include "claims/base/err.h"

struct file_lock;

// Takes the lock named by the file `path`, which is made when it is missing, waiting up to
// `seconds`. ERR_BUSY when somebody still holds it. Owned by the caller: file_lock_release.
bool file_lock_take(struct file_lock **out, const char *path, int seconds, struct err *err);
void file_lock_release(struct file_lock *lock); // NULL is allowed

// The descriptor, to lend the lock to a child process: the lock then lasts until the child ends
// too.
int file_lock_descriptor(const struct file_lock *lock);

#endif
