#include "jobs/scenario.h"

static const struct {
    const char *word;
    const char *meaning;
} words[SCENARIO_COUNT] = {
#define SCENARIO(word, meaning) {#word, meaning},
#include "jobs/scenarios.def"
#undef SCENARIO
};

// Those without a row need nothing and reach one claim.
static const struct {
    enum scenario_reach reach;
    unsigned needs;
    bool rejects;
} kinds[SCENARIO_COUNT] = {
    [SCENARIO_contractual] = {.needs = NEED_PAID},
    [SCENARIO_sequestration] = {.needs = NEED_PAID},
    [SCENARIO_deductible] = {.needs = NEED_PAID},
    [SCENARIO_coinsurance] = {.needs = NEED_PAID},
    [SCENARIO_copay] = {.needs = NEED_PAID},
    [SCENARIO_zero_pay] = {.needs = NEED_PAID},
    [SCENARIO_line_denied] = {.needs = NEED_LINES},
    [SCENARIO_bundled] = {.needs = NEED_LINES},
    [SCENARIO_claim_level_cas] = {.needs = NEED_CUT},
    [SCENARIO_unknown_cas] = {.needs = NEED_PAID},
    [SCENARIO_capitation] = {.needs = NEED_PAID},
    [SCENARIO_rejected_ta1] = {REACH_INTERCHANGE, .rejects = true},
    [SCENARIO_rejected_999] = {REACH_SET, .rejects = true},
    [SCENARIO_rejected_277ca] = {.rejects = true},
    [SCENARIO_rejected_2200b] = {REACH_SET, .rejects = true},
    [SCENARIO_two_277ca] = {.rejects = true},
    [SCENARIO_reversal_correction] = {.needs = NEED_PAID},
    [SCENARIO_reversal_alone] = {.needs = NEED_PAID},
    [SCENARIO_recoupment] = {.needs = NEED_PAID},
    [SCENARIO_balance_forward] = {.needs = NEED_PAID},
    [SCENARIO_interest] = {.needs = NEED_PAID},
    [SCENARIO_withheld] = {.needs = NEED_PAID},
    [SCENARIO_unknown_plb] = {.needs = NEED_PAID},
    [SCENARIO_resent_payment] = {.needs = NEED_PAID},
    [SCENARIO_conflicting_payment] = {.needs = NEED_PAID},
    [SCENARIO_unknown_claim] = {.needs = NEED_PAID},
    [SCENARIO_damaged_claim_number] = {.needs = NEED_PAID},
    [SCENARIO_foreign_payee] = {.needs = NEED_PAID},
    [SCENARIO_secondary] = {.needs = NEED_PAID | NEED_SECONDARY},
    [SCENARIO_crossover] = {.needs = NEED_PAID | NEED_NEXT_PAYER | NEED_FIRST},
    [SCENARIO_two_payments] = {.needs = NEED_PAID},
    [SCENARIO_unbalanced] = {.needs = NEED_PAID},
    [SCENARIO_unbalanced_line] = {.needs = NEED_PAID},
};

const char *scenario_word(enum scenario scenario)
{
    return words[scenario].word;
}

const char *scenario_meaning(enum scenario scenario)
{
    return words[scenario].meaning;
}

enum scenario scenario_find(struct text word)
{
    for (int i = 0; i < SCENARIO_COUNT; i++)
        if (text_equal_z(word, words[i].word))
            return (enum scenario)i;
    return SCENARIO_COUNT;
}

enum scenario_reach scenario_reach(enum scenario scenario)
{
    return kinds[scenario].reach;
}

unsigned scenario_needs(enum scenario scenario)
{
    return kinds[scenario].needs;
}

bool scenario_rejects(enum scenario scenario)
{
    return kinds[scenario].rejects;
}
