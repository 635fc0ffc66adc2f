#include "claims/base/err.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// Writes `format` and, when there is one, ": " and a further text, cut to the room of err->text.
// The arguments and the further text may be err->text itself.
static void write_text(struct err *err, const char *further, const char *format, va_list args)
{
    char text[sizeof(err->text)];
    int written = vsnprintf(text, sizeof(text), format, args);
    CHECK(written >= 0);
    size_t size = (size_t)written < sizeof(text) ? (size_t)written : sizeof(text) - 1;
    const char *parts[] = {": ", further};
    for (size_t i = 0; further != NULL && i < 2; i++) {
        size_t count = strnlen(parts[i], sizeof(text) - 1 - size);
        memcpy(text + size, parts[i], count);
        size += count;
    }
    text[size] = '\0';
    memcpy(err->text, text, size + 1);
}

bool err_set(struct err *err, enum err_kind kind, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    write_text(err, NULL, format, args);
    va_end(args);
    err->kind = kind;
    err->number = 0;
    return false;
}

bool err_prefix(struct err *err, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    write_text(err, err->text, format, args);
    va_end(args);
    return false;
}

bool err_errno(struct err *err, enum err_kind kind, const char *format, ...)
{
    int number = errno; // before anything else can change it
    char room[128];
    char reason[128];
    snprintf(reason, sizeof(reason), "%s", strerror_r(number, room, sizeof(room)));
    // "Permission denied" goes on a sentence; an abbreviation ("RFS specific error") stays as it
    // is.
    if (reason[0] >= 'A' && reason[0] <= 'Z' && reason[1] >= 'a' && reason[1] <= 'z')
        reason[0] = (char)(reason[0] - 'A' + 'a');
    va_list args;
    va_start(args, format);
    write_text(err, reason, format, args);
    va_end(args);
    err->kind = kind;
    err->number = number;
    return false;
}

int err_exit_code(const struct err *err)
{
    switch (err->kind) {
    case ERR_NONE:
        return 0;
    case ERR_USAGE:
    case ERR_CONFIG:
        return 3;
    case ERR_DATABASE:
    case ERR_FILE:
    case ERR_DATA:
    case ERR_BUSY:
    case ERR_SYSTEM:
        return 2;
    }
    err_bug(__FILE__, __LINE__, "unknown err_kind");
}

void err_bug(const char *file, int line, const char *what)
{
    fprintf(stderr, "cleanclaim: stopped by its own mistake at %s:%d: %s\n", file, line, what);
    abort();
}
