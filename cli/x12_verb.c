// x12: the verbs that work on files of X12 alone.
#include "cli/x12_verb.h"

#include <string.h>

#include "claims/base/err.h"
#include "claims/base/log.h"

// An option that does nothing is a mistake of who gave it: he would take what comes for something
// else.
static bool is_option_allowed(const struct verb_call *call)
{
    static const struct {
        const char *option, *subs[5];
    } allowed[] = {
        {"json", {"check", "show", "stat", "diff", "split"}},
        {"csv", {"check", "show", "stat", "diff"}},
        {"codes", {"check"}},
        {"show-patient", {"show", "diff"}},
        {"control", {"ack", "split"}},
        {"into", {"split"}},
        {"claims", {"split"}},
        {"key", {"redact"}},
    };
    for (size_t i = 0; i < sizeof allowed / sizeof *allowed; i++) {
        bool given = strcmp(allowed[i].option, "json") == 0
                         ? call->json
                         : verb_option(call, allowed[i].option) != NULL;
        bool fits = !given;
        for (size_t k = 0; k < 5 && allowed[i].subs[k] != NULL; k++)
            fits = fits || strcmp(allowed[i].subs[k], call->sub) == 0;
        if (!fits) {
            log_error(
                "'x12 %s' has no --%s; see 'cleanclaim x12 --help'", call->sub, allowed[i].option);
            return false;
        }
    }
    if (call->options.dry_run && strcmp(call->sub, "split") == 0) {
        log_error("'x12 split' writes files: it has no --dry-run");
        return false;
    }
    return true;
}

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
    if (!is_option_allowed(call))
        return EXIT_USAGE;
    for (size_t i = 0; i < sizeof subs / sizeof *subs; i++)
        if (strcmp(call->sub, subs[i].sub) == 0)
            return subs[i].run(call);
    err_bug(__FILE__, __LINE__, "a sub-verb of the table is not handled");
}
