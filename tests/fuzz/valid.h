// Whether the validator takes a file, for targets that write.
#ifndef TESTS_FUZZ_VALID_H
#define TESTS_FUZZ_VALID_H

#include "claims/base/err.h"
#include "edi/x12_check.h"

// Situations (SNIP 4) are no matter of the writer.
static inline void fuzz_count_reject(void *context, const struct x12_finding *finding)
{
    *(int64_t *)context += finding->severity == X12_REJECT && finding->snip <= 3;
}

// One validator serves all files: making one costs more than a small file does.
static inline bool fuzz_is_valid(struct text file)
{
    static struct x12_check *check;
    static int64_t rejects;
    if (check == NULL)
        check = x12_check_new(
            (struct x12_check_handler){.context = &rejects, .finding = fuzz_count_reject});
    rejects = 0;
    x12_check_feed(check, file);
    struct x12_check_totals totals = x12_check_end(check);
    return rejects == 0 && totals.envelope.whole;
}

#endif
