#include "cli/x12_output.h"

#include <stdio.h>

#include "claims/base/log.h"
#include "cli/verb.h"

void x12_output_bytes(struct x12_output *output, struct text bytes)
{
    output->failed = output->failed || fwrite(bytes.at, 1, bytes.size, stdout) != bytes.size;
}

int x12_output_end(struct x12_output *output, const char *what, int code)
{
    if (!output->failed && fflush(stdout) == 0)
        return code;
    log_error("%s could not be written to standard output", what);
    return EXIT_FAILED;
}
