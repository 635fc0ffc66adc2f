#include "jobs/file.h"

#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/fsuid.h>
#include <sys/stat.h>

#include "claims/base/arena.h"
#include "jobs/file_fault.h"
#include "jobs/file_folder.h"

#define WINDOW_BYTES ((size_t)256 * 1024)

struct file {
    int fd;
    struct stat opened; // as it was when it was opened
    char path[PATH_MAX];
};

static const char *kind_words(mode_t mode)
{
    switch (mode & S_IFMT) {
    case S_IFDIR:
        return "a folder";
    case S_IFIFO:
        return "a FIFO";
    case S_IFSOCK:
        return "a socket";
    case S_IFLNK:
        return "a symbolic link";
    default:
        return "a device";
    }
}

// Somebody's file, not the machine, is the reason.
static bool errno_is_data(void)
{
    return errno == ENOENT || errno == EACCES || errno == EPERM || errno == ELOOP ||
           errno == ENOTDIR || errno == ENXIO || errno == EEXIST || errno == ENAMETOOLONG;
}

static enum err_kind errno_kind(void)
{
    return errno_is_data() ? ERR_DATA : ERR_FILE;
}

bool file_open(struct file **out, const char *path, enum file_links links, struct err *err)
{
    *out = NULL;
    if (strlen(path) >= PATH_MAX)
        return err_set(err, ERR_DATA, "cannot open a file: its path is too long");

    int flags = O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK;
    if (links == FILE_REFUSE_LINK)
        flags |= O_NOFOLLOW;
    int fd = FILE_OPEN_CALL(open(path, flags));
    if (fd < 0) {
        if (errno == ELOOP && links == FILE_REFUSE_LINK)
            return err_set(
                err, ERR_DATA, "'%s' is a symbolic link: put the file itself there", path);
        if (errno == ENXIO)
            return err_set(err, ERR_DATA, "'%s' is not a regular file", path);
        return err_errno(err, errno_kind(), "cannot open '%s'", path);
    }

    struct stat st;
    if (FILE_CALL(fstat(fd, &st)) < 0) {
        err_errno(err, ERR_FILE, "cannot examine '%s'", path);
        close(fd);
        return false;
    }
    if (!S_ISREG(st.st_mode)) {
        close(fd);
        return err_set(err, ERR_DATA, "'%s' is %s, not a file", path, kind_words(st.st_mode));
    }

    struct file *file = malloc(sizeof *file);
    CHECK(file != NULL);
    file->fd = fd;
    file->opened = st;
    text_copy_z(file->path, sizeof file->path, text_of(path));
    *out = file;
    return true;
}

void file_close(struct file *file)
{
    if (file == NULL)
        return;
    close(file->fd);
    free(file);
}

const char *file_path(const struct file *file)
{
    return file->path;
}

int64_t file_size(const struct file *file)
{
    return file->opened.st_size;
}

int64_t file_modified(const struct file *file)
{
    return file->opened.st_mtim.tv_sec;
}

bool file_read(
    struct file *file, int64_t offset, void *into, size_t room, size_t *got, struct err *err)
{
    *got = 0;
    while (*got < room) {
        int64_t n = FILE_CALL(
            pread(file->fd, (char *)into + *got, room - *got, (off_t)(offset + (int64_t)*got)));
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return err_errno(err, ERR_FILE, "cannot read '%s'", file->path);
        if (n == 0)
            break;
        *got += (size_t)n;
    }
    return true;
}

int64_t file_read_for_zip(void *file, int64_t offset, void *into, size_t room)
{
    struct err err = {0};
    size_t got;
    return file_read(file, offset, into, room, &got, &err) ? (int64_t)got : -1;
}

static bool same_content(const struct stat *a, const struct stat *b)
{
    return a->st_dev == b->st_dev && a->st_ino == b->st_ino && a->st_size == b->st_size &&
           a->st_mtim.tv_sec == b->st_mtim.tv_sec && a->st_mtim.tv_nsec == b->st_mtim.tv_nsec;
}

bool file_is_unchanged(struct file *file, bool *unchanged, struct err *err)
{
    struct stat now;
    *unchanged = false;
    if (FILE_CALL(fstat(file->fd, &now)) < 0)
        return err_errno(err, ERR_FILE, "cannot examine '%s'", file->path);
    if (!same_content(&now, &file->opened))
        return true;

    struct stat named;
    if (FILE_CALL(stat(file->path, &named)) < 0) {
        if (errno == ENOENT)
            return true;
        return err_errno(err, ERR_FILE, "cannot examine '%s'", file->path);
    }
    *unchanged = same_content(&named, &file->opened);
    return true;
}

bool file_digest(struct file *file, unsigned char out[DIGEST_SIZE], struct err *err)
{
    char *window = malloc(WINDOW_BYTES);
    CHECK(window != NULL);
    struct digest *digest = digest_new();
    int64_t offset = 0;
    size_t got;
    bool ok;
    while ((ok = file_read(file, offset, window, WINDOW_BYTES, &got, err)) && got > 0) {
        digest_add(digest, window, got);
        offset += (int64_t)got;
    }
    if (ok)
        digest_end(digest, out);
    digest_free(digest);
    free(window);
    return ok;
}

bool file_load(const char *path, enum file_links links, size_t max, struct arena *arena,
    struct text *out, struct err *err)
{
    struct file *file;
    if (!file_open(&file, path, links, err))
        return false;

    // One byte more than allowed, so that a file that has grown since is seen too.
    size_t room = file_size(file) < (int64_t)max ? (size_t)file_size(file) + 1 : max + 1;
    char *bytes = arena_take(arena, room);
    size_t got;
    bool ok = file_read(file, 0, bytes, room, &got, err);
    if (ok && got > max)
        ok = err_set(err, ERR_DATA, "'%s' is larger than %zu bytes", path, max);
    else if (ok && got == room)
        ok = err_set(err, ERR_DATA, "'%s' is still being written", path);
    file_close(file);
    if (!ok)
        return false;
    bytes[got] = '\0';
    *out = (struct text){bytes, got};
    return true;
}

bool file_exists(const char *path, bool *exists, struct err *err)
{
    struct stat st;
    *exists = FILE_CALL(lstat(path, &st)) == 0;
    if (!*exists && errno != ENOENT && errno != ENOTDIR)
        return err_errno(err, ERR_FILE, "cannot examine '%s'", path);
    return true;
}

bool file_is_open_to_others(const char *path, bool *others, struct err *err)
{
    struct stat st;
    if (FILE_CALL(stat(path, &st)) < 0)
        return err_errno(err, errno_kind(), "cannot examine '%s'", path);
    *others = (st.st_mode & (S_IRWXG | S_IRWXO)) != 0;
    return true;
}

void file_act_as(unsigned uid, unsigned gid)
{
    if (geteuid() == 0) {
        setfsgid(gid); // before the right to do so is gone
        setfsuid(uid);
    }
}

void file_act_as_self(void)
{
    if (geteuid() == 0) {
        setfsuid(geteuid());
        setfsgid(getegid());
    }
}

// Some file systems do not know RENAME_NOREPLACE; there a link in between keeps the promise, and
// where links are unknown too, a look before.
static int rename_no_replace(const char *from, const char *to)
{
    if (renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE) == 0)
        return 0;
    if (errno != EINVAL && errno != ENOSYS)
        return -1;
    if (link(from, to) == 0)
        return unlink(from);
    if (errno != EPERM && errno != EOPNOTSUPP && errno != EMLINK)
        return -1;
    struct stat st;
    if (lstat(to, &st) == 0) {
        errno = EEXIST;
        return -1;
    }
    return errno == ENOENT ? rename(from, to) : -1;
}

bool file_move(const char *from, const char *to, struct err *err)
{
    if (FILE_CALL(rename_no_replace(from, to)) < 0) {
        if (errno == EXDEV)
            return err_set(err, ERR_FILE,
                "cannot move '%s' to '%s': they lie on different file systems; the folders below "
                "[data] folder must lie on one",
                from, to);
        return err_errno(err, errno_kind(), "cannot move '%s' to '%s'", from, to);
    }
    return file_folder_sync_of(to, err) && file_folder_sync_of(from, err);
}

bool file_remove(const char *path, struct err *err)
{
    if (FILE_CALL(unlink(path)) < 0) {
        if (errno == ENOENT)
            return true;
        return err_errno(err, ERR_FILE, "cannot remove '%s'", path);
    }
    return file_folder_sync_of(path, err);
}
