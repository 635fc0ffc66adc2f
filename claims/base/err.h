// err: why a run cannot go on. A function that can fail in this way returns false and fills the
// `struct err` that its caller passed; the caller adds what it was doing and returns false in turn,
// up to the job, which rolls back. Somebody's wrong data is never an err but a finding
// (claims/finding.h). Our own mistake is neither: CHECK stops the process, and the open transaction
// undoes what was begun.
//
// Messages are lower case, name their subject, and say what to do when a person can do something:
//     cannot open '/data/inbox/remits/a.835': permission denied
// They never hold patient data.
#ifndef CLAIMS_BASE_ERR_H
#define CLAIMS_BASE_ERR_H

#include <stdbool.h>

enum err_kind {
    ERR_NONE,
    ERR_USAGE,    // wrong options: exit 3
    ERR_CONFIG,   // wrong configuration or set-up table: exit 3
    ERR_DATABASE, // the database refused, went away or did not answer in time: exit 2
    ERR_FILE,     // a file or folder cannot be read or written: exit 2
    ERR_DATA,     // input that the caller must turn into a finding (see the function's comment)
    ERR_BUSY,     // another run holds the lock: exit 2
    ERR_SYSTEM,   // anything else the machine refused: exit 2
};

struct err {
    enum err_kind kind;
    char text[960]; // never holds patient data; cut when longer
    int number;     // errno, when err_errno has set it; else 0
};

// Sets kind and text. Always returns false, so that a failing function ends with
// `return err_set(err, …)`. An earlier text is replaced.
bool err_set(struct err *err, enum err_kind kind, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

// Puts "format: " in front of the text that is already there, keeping the kind. Returns false.
bool err_prefix(struct err *err, const char *format, ...) __attribute__((format(printf, 2, 3)));

// Sets kind and text from errno: "text: strerror(errno)". Returns false.
bool err_errno(struct err *err, enum err_kind kind, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

// The exit code of architecture: 3 for ERR_USAGE and ERR_CONFIG, 2 for every other kind, 0 for
// none.
int err_exit_code(const struct err *err);

// Stops the process at a mistake of our own. Always compiled in.
_Noreturn void err_bug(const char *file, int line, const char *what);

// In the installed library (docs/edi-library.md) it stops nothing: what would fail here, the
// functions of edi/cleanclaim_edi.h refuse before.
#ifdef CLEANCLAIM_EDI_LIBRARY
#define CHECK(condition) ((void)(condition))
#else
#define CHECK(condition) ((condition) ? (void)0 : err_bug(__FILE__, __LINE__, #condition))
#endif

#endif
