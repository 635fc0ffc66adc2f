#include "claims/base/log.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "claims/base/progress.h"

#define LINE_BYTES 2000

static enum log_level shown = LOG_INFO;

void log_set_level(enum log_level level)
{
    shown = level;
}

static void line(enum log_level level, const char *start, const char *format, va_list args)
{
    if (level > shown)
        return;
    char text[LINE_BYTES + 1];
    vsnprintf(text, sizeof(text), format, args);
    for (char *at = text; *at != '\0'; at++) {
        // A file name may hold what moves a terminal's cursor, or a line break that makes up a
        // message.
        if ((unsigned char)*at < 0x20 || *at == 0x7F)
            *at = '?';
    }
    progress_wipe();
    fprintf(stderr, "%s%s\n", start, text);
    fflush(stderr);
}

void log_error(const char *format, ...)
{
    va_list args;
    va_start(args, format);
    line(LOG_ERROR, "cleanclaim: error: ", format, args);
    va_end(args);
}

void log_warn(const char *format, ...)
{
    va_list args;
    va_start(args, format);
    line(LOG_WARN, "cleanclaim: warning: ", format, args);
    va_end(args);
}

void log_info(const char *format, ...)
{
    va_list args;
    va_start(args, format);
    line(LOG_INFO, "", format, args);
    va_end(args);
}

void log_debug(const char *format, ...)
{
    va_list args;
    va_start(args, format);
    line(LOG_DEBUG, "", format, args);
    va_end(args);
}
