// x12_output: bytes of X12 to standard output, for the sub-verbs of x12 that print a file.
#ifndef CLI_X12_OUTPUT_H
#define CLI_X12_OUTPUT_H

#include <stdbool.h>

#include "claims/base/text.h"

struct x12_output {
    bool failed, is_pipe; // why: nobody reads any more
};

// Bytes of what is printed, in order. Nothing is said of a failure before the end.
void x12_output_bytes(struct x12_output *output, struct text bytes);

// After the last byte. Returns `code`; EXIT_FAILED when not all was written, and says so of a
// closed pipe, which is a failure where the output is what was asked for. `what`: "the answer".
int x12_output_end(struct x12_output *output, const char *what, int code);

#endif
