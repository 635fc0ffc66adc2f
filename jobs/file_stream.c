#include "jobs/file_stream.h"

#include <stdlib.h>
#include <string.h>

#include "jobs/file.h"
#include "jobs/file_fault.h"

#define WINDOW_BYTES ((size_t)256 * 1024)

static bool stream_input(char *window, file_stream_function each, void *context, struct err *err)
{
    for (;;) {
        ssize_t got;
        do {
            got = FILE_CALL(read(STDIN_FILENO, window, WINDOW_BYTES));
        } while (got < 0 && errno == EINTR);
        if (got < 0)
            return err_errno(err, ERR_FILE, "cannot read standard input");
        if (got == 0)
            return true;
        if (!each(context, (struct text){window, (size_t)got}, err))
            return false;
    }
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

bool file_stream(const char *path, file_stream_function each, void *context, struct err *err)
{
    char *window = malloc(WINDOW_BYTES);
    CHECK(window != NULL);
    bool ok = strcmp(path, "-") == 0 ? stream_input(window, each, context, err)
                                     : stream_file(path, window, each, context, err);
    free(window);
    return ok;
}
