// x12: the verbs that work on files of X12 alone.
#include "cli/x12_verb.h"

#include <string.h>

#include "claims/base/err.h"

int verb_x12(struct verb_call *call)
{
    static const struct {
        const char *sub;
        int (*run)(struct verb_call *call);
    } subs[] = {
        {"check", x12_check_verb},
        {"show", x12_show_verb},
        {"stat", x12_stat_verb},
        {"diff", x12_diff_verb},
        {"ack", x12_ack_verb},
        {"redact", x12_redact_verb},
        {"split", x12_split_verb},
    };
    for (size_t i = 0; i < sizeof subs / sizeof *subs; i++)
        if (strcmp(call->sub, subs[i].sub) == 0)
            return subs[i].run(call);
    err_bug(__FILE__, __LINE__, "a sub-verb of the table is not handled");
}
