// rehearse: plays the payers for rehearsal organisations.
#include "claims/base/log.h"
#include "cli/verb.h"
#include "jobs/nearest.h"
#include "jobs/rehearse.h"

static int list(struct verb_call *call)
{
    static const struct out_column columns[] = {
        {"scenario", "scenario", OUT_TEXT}, {"meaning", "the payer", OUT_TEXT}};
    out_table(call->out, columns, sizeof columns / sizeof *columns);
    for (int i = 0; i < SCENARIO_COUNT; i++) {
        out_z(call->out, scenario_word((enum scenario)i));
        out_z(call->out, scenario_meaning((enum scenario)i));
    }
    out_end(call->out);
    return EXIT_DONE;
}

static bool read_scenario(const char *word, enum scenario *out)
{
    const char *known[SCENARIO_COUNT + 1] = {NULL};
    *out = scenario_find(text_of(word));
    if (*out != SCENARIO_COUNT)
        return true;
    for (int i = 0; i < SCENARIO_COUNT; i++)
        known[i] = scenario_word((enum scenario)i);
    const char *meant = nearest_word(word, known);
    if (meant)
        log_error("there is no scenario '%s'; did you mean '%s'?", word, meant);
    else
        log_error("there is no scenario '%s'; 'cleanclaim rehearse --list' shows them", word);
    return false;
}

int verb_rehearse(struct verb_call *call)
{
    struct rehearse_request request = {.seed = 1, .only = SCENARIO_COUNT};
    const char *seed = verb_option(call, "seed");
    const char *scenario = verb_option(call, "scenario");
    if (!verb_argument_count(call, 0, 0))
        return EXIT_USAGE;
    if (verb_option(call, "list"))
        return list(call);
    if (seed && !text_to_i64(text_of(seed), &request.seed)) {
        log_error("--seed '%s' is no whole number", seed);
        return EXIT_USAGE;
    }
    if (scenario && !read_scenario(scenario, &request.only))
        return EXIT_USAGE;
    call->options.request = &request;
    return verb_job(call);
}
