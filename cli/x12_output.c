#include "cli/x12_output.h"

#include <errno.h>
#include <stdio.h>

#include "claims/base/log.h"
#include "cli/verb.h"

void x12_output_bytes(struct x12_output *output, struct text bytes)
{
    if (!output->failed && fwrite(bytes.at, 1, bytes.size, stdout) != bytes.size) {
        output->failed = true;
        output->is_pipe = errno == EPIPE;
    }
}

int x12_output_end(struct x12_output *output, const char *what, int code)
{
    if (!output->failed && fflush(stdout) == 0)
        return code;
    if (!output->failed)
        output->is_pipe = errno == EPIPE;
    // Of all but a closed pipe it is told at the end, as of every verb.
    if (output->is_pipe)
        log_error("%s could not be written to standard output", what);
    return EXIT_FAILED;
}
