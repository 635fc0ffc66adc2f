#include "jobs/file_lock.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>

#include "jobs/file_fault.h"

#define POLL_NANOSECONDS (20L * 1000 * 1000)

struct file_lock {
    int fd;
};

// Whether `fd` is still what `path` leads to: a lock file may be removed with the folder it lies
// in.
static bool is_current(int fd, const char *path)
{
    struct stat mine, named;
    return FILE_CALL(fstat(fd, &mine)) == 0 && FILE_CALL(lstat(path, &named)) == 0 &&
           mine.st_dev == named.st_dev && mine.st_ino == named.st_ino;
}

bool file_lock_take(struct file_lock **out, const char *path, int seconds, struct err *err)
{
    *out = NULL;
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    int64_t end = now.tv_sec + seconds;
    for (;;) {
        int fd = FILE_OPEN_CALL(
            open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0600));
        if (fd < 0)
            return err_errno(err, ERR_FILE, "cannot open the lock '%s'", path);
        bool taken = FILE_CALL(flock(fd, LOCK_EX | LOCK_NB)) == 0;
        if (!taken && errno != EWOULDBLOCK && errno != EINTR) {
            err_errno(err, ERR_FILE, "cannot lock '%s'", path);
            close(fd);
            return false;
        }
        if (taken && is_current(fd, path)) {
            struct file_lock *lock = malloc(sizeof *lock);
            CHECK(lock != NULL);
            lock->fd = fd;
            *out = lock;
            return true;
        }
        close(fd);
        if (taken)
            continue;
        clock_gettime(CLOCK_MONOTONIC, &now);
        if (now.tv_sec >= end)
            return err_set(err, ERR_BUSY,
                "another process has held '%s' for %d seconds: wait for it, or look what it does",
                path, seconds);
        nanosleep(&(struct timespec){.tv_nsec = POLL_NANOSECONDS}, NULL);
    }
}

void file_lock_release(struct file_lock *lock)
{
    if (lock == NULL)
        return;
    close(lock->fd);
    free(lock);
}

int file_lock_descriptor(const struct file_lock *lock)
{
    return lock->fd;
}
