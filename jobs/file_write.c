#include "jobs/file_write.h"

#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>

#include "jobs/file_fault.h"
#include "jobs/file_folder.h"

#define GATHER_BYTES ((size_t)256 * 1024) // small pieces are written together

struct file_writer {
    int fd;
    size_t gathered;
    char path[PATH_MAX];
    char beside[PATH_MAX]; // .NAME.tmp
    char gather[GATHER_BYTES];
};

// "folder/name" becomes "folder/.name.tmp".
static bool name_beside(const char *path, char out[PATH_MAX], struct err *err)
{
    const char *slash = strrchr(path, '/');
    const char *name = slash == NULL ? path : slash + 1;
    int n = snprintf(out, PATH_MAX, "%.*s.%s.tmp", (int)(name - path), path, name);
    if (n < 0 || n >= PATH_MAX)
        return err_set(err, ERR_FILE, "cannot write a file: its path is too long");
    return true;
}

static int create(const char *path)
{
    return FILE_OPEN_CALL(open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
}

bool file_write_begin(struct file_writer **out, const char *path, struct err *err)
{
    *out = NULL;
    char beside[PATH_MAX];
    if (!name_beside(path, beside, err))
        return false;
    int fd = create(beside);
    if (fd < 0 && errno == EEXIST) {
        // Left by a killed run.
        if (FILE_CALL(unlink(beside)) < 0 && errno != ENOENT)
            return err_errno(err, ERR_FILE, "cannot remove '%s'", beside);
        fd = create(beside);
    }
    if (fd < 0)
        return err_errno(err, ERR_FILE, "cannot write '%s'", beside);

    struct file_writer *writer = malloc(sizeof *writer);
    CHECK(writer != NULL);
    writer->fd = fd;
    writer->gathered = 0;
    text_copy_z(writer->path, PATH_MAX, text_of(path));
    text_copy_z(writer->beside, PATH_MAX, text_of(beside));
    *out = writer;
    return true;
}

static bool write_all(int fd, const char *path, struct text bytes, struct err *err)
{
    while (bytes.size > 0) {
        int64_t n = FILE_CALL(write(fd, bytes.at, bytes.size));
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return err_errno(err, ERR_FILE, "cannot write '%s'", path);
        bytes = text_part(bytes, (size_t)n, bytes.size);
    }
    return true;
}

static bool flush(struct file_writer *writer, struct err *err)
{
    struct text bytes = {writer->gather, writer->gathered};
    writer->gathered = 0;
    return write_all(writer->fd, writer->path, bytes, err);
}

bool file_write_append(struct file_writer *writer, struct text bytes, struct err *err)
{
    if (bytes.size > GATHER_BYTES - writer->gathered && !flush(writer, err))
        return false;
    if (bytes.size > GATHER_BYTES)
        return write_all(writer->fd, writer->path, bytes, err);
    if (bytes.size > 0)
        memcpy(writer->gather + writer->gathered, bytes.at, bytes.size);
    writer->gathered += bytes.size;
    return true;
}

bool file_write_commit_one(struct file_writer *writer, struct err *err)
{
    bool ok = flush(writer, err);
    // After a failed fsync the descriptor is given up, never synced again: its pages may be marked
    // clean.
    if (ok && FILE_CALL(fsync(writer->fd)) < 0)
        ok = err_errno(err, ERR_FILE, "cannot make '%s' permanent", writer->path);
    if (ok && FILE_CALL(rename(writer->beside, writer->path)) < 0)
        ok = err_errno(err, ERR_FILE, "cannot give '%s' its name", writer->path);
    if (!ok) {
        file_write_abandon(writer);
        return false;
    }
    close(writer->fd);
    free(writer);
    return true;
}

bool file_write_commit(struct file_writer *writer, struct err *err)
{
    char path[PATH_MAX];
    text_copy_z(path, PATH_MAX, text_of(writer->path));
    return file_write_commit_one(writer, err) && file_folder_sync_of(path, err);
}

void file_write_abandon(struct file_writer *writer)
{
    if (writer == NULL)
        return;
    close(writer->fd);
    (void)FILE_CALL(unlink(writer->beside)); // the next writing of that name removes it
    free(writer);
}

bool file_write(const char *path, struct text bytes, struct err *err)
{
    struct file_writer *writer;
    if (!file_write_begin(&writer, path, err))
        return false;
    if (!file_write_append(writer, bytes, err)) {
        file_write_abandon(writer);
        return false;
    }
    return file_write_commit(writer, err);
}
