#include "jobs/file_stream.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "jobs/file.h"
#include "jobs/file_fault.h"

#define WINDOW_BYTES ((size_t)256 * 1024)

static bool stream_descriptor(int fd, const char *name, char *window, file_stream_function each,
    void *context, struct err *err)
{
    for (;;) {
        ssize_t got;
        do {
            got = FILE_CALL(read(fd, window, WINDOW_BYTES));
        } while (got < 0 && errno == EINTR);
        if (got < 0)
            return err_errno(err, ERR_FILE, "cannot read %s", name);
        if (got == 0)
            return true;
        if (!each(context, (struct text){window, (size_t)got}, err))
            return false;
    }
}

// Waits for who writes into it.
static bool stream_pipe(
    const char *path, char *window, file_stream_function each, void *context, struct err *err)
{
    int fd = FILE_OPEN_CALL(open(path, O_RDONLY | O_CLOEXEC));
    if (fd < 0)
        return err_errno(err, ERR_FILE, "cannot open '%s'", path);
    bool ok = stream_descriptor(fd, path, window, each, context, err);
    close(fd);
    return ok;
}

static bool stream_file(
    const char *path, char *window, file_stream_function each, void *context, struct err *err)
{
    struct file *file;
    if (!file_open(&file, path, FILE_FOLLOW_LINK, err))
        return false;
    int64_t offset = 0;
    size_t got = 1;
    bool ok = true;
    while (ok && got > 0) {
        ok = file_read(file, offset, window, WINDOW_BYTES, &got, err) &&
             (got == 0 || each(context, (struct text){window, got}, err));
        offset += (int64_t)got;
    }
    file_close(file);
    return ok;
}

bool file_stream_is_pipe(const char *path)
{
    struct stat st;
    return FILE_CALL(stat(path, &st)) == 0 && S_ISFIFO(st.st_mode);
}

bool file_stream(const char *path, file_stream_function each, void *context, struct err *err)
{
    char *window = malloc(WINDOW_BYTES);
    CHECK(window != NULL);
    bool ok;
    if (strcmp(path, "-") == 0)
        ok = stream_descriptor(STDIN_FILENO, "standard input", window, each, context, err);
    else if (file_stream_is_pipe(path))
        ok = stream_pipe(path, window, each, context, err);
    else
        ok = stream_file(path, window, each, context, err);
    free(window);
    return ok;
}
