// log: lines for people, on standard error. No timestamps of its own (cron and systemd add them),
// no patient data, one line a message: line breaks and other control characters become "?", and
// what is longer than 2,000 bytes is cut. Errors and warnings begin with "cleanclaim: error: " and
// "cleanclaim: warning: "; the rest is printed as it is. The command line decides how much is
// shown.
#ifndef CLAIMS_BASE_LOG_H
#define CLAIMS_BASE_LOG_H

enum log_level { LOG_ERROR, LOG_WARN, LOG_INFO, LOG_DEBUG };

// Lines above `level` are dropped. LOG_INFO at the start.
void log_set_level(enum log_level level);

// A line each, as printf, to standard error: never a patient's data (file, record, code are
// enough). error: the job stops; warn: somebody should look; info: what a person at the terminal
// likes to know; debug: for those who build it.
void log_error(const char *format, ...) __attribute__((format(printf, 1, 2)));
void log_warn(const char *format, ...) __attribute__((format(printf, 1, 2)));
void log_info(const char *format, ...) __attribute__((format(printf, 1, 2)));
void log_debug(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
