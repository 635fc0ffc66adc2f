// x12_input: the files that a sub-verb of x12 reads, each from its first byte to its last, in
// windows: paths, each member of a zip archive, or standard input when no file is named, or "-".
// Shows how far it is.
#ifndef CLI_X12_INPUT_H
#define CLI_X12_INPUT_H

#include "cli/verb.h"

struct x12_input {
    void *context;
    const char *step; // for progress: "x12 check"
    // A file begins. `name`: its path, "archive.zip/member", or "-"; valid until its end.
    void (*begin)(void *context, const char *name);
    void (*feed)(void *context, struct text bytes);
    // It is over. `whole`: it was read to its end; else the reason was told, and what was fed is
    // worth nothing.
    void (*end)(void *context, bool whole);
    // What comes of it goes elsewhere than to standard output: reading goes on when that is closed.
    bool goes_on;
};

// Reads the arguments of the verb. A file that cannot be read is told, and the others are read all
// the same. Returns EXIT_DONE, or the exit code of what went wrong.
int x12_input_each(struct verb_call *call, const struct x12_input *input);

// The same of one path.
int x12_input_one(struct verb_call *call, const struct x12_input *input, const char *path);

// With --csv, sets `call->out` so. False, and says why, when --json was given besides.
bool x12_input_form(struct verb_call *call);

#endif
