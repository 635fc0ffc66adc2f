#include "jobs/rehearse_deal.h"

#include "claims/base/digest.h"
#include "claims/base/err.h"
#include "jobs/rehearse_adjudicate.h"

#include <stdio.h>
#include <stdlib.h>

#define NO_PROCEDURE UINT16_MAX

struct heard {
    uint64_t number;    // by which weights are dealt
    uint32_t provider;  // hash: who is paid
    uint32_t set;       // index
    int16_t payer;      // index in setup
    uint16_t procedure; // row that names line 1's procedure first; NO_PROCEDURE: none does
    uint8_t has;        // bits of enum scenario_need
    uint8_t earlier;
    bool done;
};

struct heard_set {
    uint64_t number;
    int64_t claims;
    int16_t payer;          // of its first claim
    enum scenario rejected; // SCENARIO_COUNT: not
};

struct rehearse_deal {
    struct rehearse_setup *setup;
    int64_t seed;
    enum scenario only;
    struct rehearse_row *rows;
    size_t row_count;
    uint16_t *row_procedures; // of each row: the first row with its procedure
    struct heard *heard;
    struct rehearse_dealt *dealt;
    size_t count, room;
    struct heard_set *sets;
    size_t set_count, set_room;
    int64_t set_ordinal; // of the last claim heard
    uint64_t interchange_number;
    int64_t unfit;
};

uint64_t rehearse_deal_number(int64_t seed, const char *purpose, struct text key)
{
    char text[160];
    unsigned char sum[DIGEST_SIZE];
    int size = snprintf(text, sizeof text, "%lld|%s|%.*s", (long long)seed, purpose,
        (int)(key.size < 100 ? key.size : 100), key.at);
    digest_of((struct text){text, (size_t)size}, sum);
    uint64_t number = 0;
    for (int i = 0; i < 8; i++)
        number = number << 8 | sum[i];
    return number;
}

struct rehearse_deal *rehearse_deal_new(
    struct rehearse_setup *setup, int64_t seed, enum scenario only)
{
    struct rehearse_deal *d = calloc(1, sizeof *d);
    CHECK(d);
    *d = (struct rehearse_deal){.setup = setup, .seed = seed, .only = only};
    d->rows = rehearse_setup_rows(setup, &d->row_count);
    if (only == SCENARIO_COUNT && d->row_count == 0)
        d->only = SCENARIO_paid;
    d->row_procedures = calloc(d->row_count + 1, sizeof *d->row_procedures);
    CHECK(d->row_procedures);
    CHECK(d->row_count < NO_PROCEDURE);
    for (size_t i = 0; i < d->row_count; i++) {
        size_t first = 0;
        while (!text_equal(d->rows[first].procedure, d->rows[i].procedure))
            first++;
        d->row_procedures[i] = (uint16_t)first;
    }
    return d;
}

void rehearse_deal_free(struct rehearse_deal *d)
{
    if (!d)
        return;
    free(d->row_procedures);
    free(d->heard);
    free(d->dealt);
    free(d->sets);
    free(d);
}

// ---- Hearing.

static struct heard_set *open_set(struct rehearse_deal *d, const struct x837p_position *position)
{
    if (d->set_count > 0 && d->set_ordinal == position->set->ordinal)
        return &d->sets[d->set_count - 1];
    d->set_ordinal = position->set->ordinal;
    if (d->set_count == d->set_room) {
        d->set_room = d->set_room ? 2 * d->set_room : 64;
        d->sets = realloc(d->sets, d->set_room * sizeof *d->sets);
        CHECK(d->sets);
    }
    struct heard_set *set = &d->sets[d->set_count++];
    *set = (struct heard_set){
        .number = rehearse_deal_number(d->seed, "set", position->batch_reference),
        .payer = -1,
        .rejected = SCENARIO_COUNT};
    if (d->set_count == 1)
        d->interchange_number =
            rehearse_deal_number(d->seed, "interchange", position->set->interchange->control);
    return set;
}

static uint16_t find_procedure(const struct rehearse_deal *d, const struct claim *claim)
{
    for (size_t i = 0; claim->line_count > 0 && i < d->row_count; i++)
        if (text_equal(d->rows[i].procedure, claim->lines[0].procedure))
            return (uint16_t)i;
    return NO_PROCEDURE;
}

static uint32_t provider_number(const struct provider *p)
{
    return (uint32_t)rehearse_deal_number(0, "payee", p->npi.size > 0 ? p->npi : p->tax_id);
}

// The next payer that the claim names, when it is one of the organisation's.
static int16_t named_next(struct rehearse_deal *d, const struct claim *claim)
{
    int next = rehearse_adjudicate_next_payer(claim, d->setup);
    return next >= 0 && rehearse_setup_payer(d->setup, next)->payer_id > 0 ? (int16_t)next : -1;
}

void rehearse_deal_hear(
    struct rehearse_deal *d, const struct claim *claim, const struct x837p_position *position)
{
    if (d->count == d->room) {
        d->room = d->room ? 2 * d->room : 4096;
        d->heard = realloc(d->heard, d->room * sizeof *d->heard);
        d->dealt = realloc(d->dealt, d->room * sizeof *d->dealt);
        CHECK(d->heard && d->dealt);
    }
    struct heard_set *set = open_set(d, position);
    int payer = rehearse_setup_find_payer(d->setup, claim->payer.identifier, claim->payer.name);
    CHECK(payer <= INT16_MAX);
    d->heard[d->count] =
        (struct heard){.number = rehearse_deal_number(d->seed, "claim", claim->control_number),
            .provider = provider_number(&claim->providers[PROVIDER_BILLING]),
            .set = (uint32_t)d->set_count - 1,
            .payer = (int16_t)payer,
            .procedure = find_procedure(d, claim),
            .has = (uint8_t)rehearse_adjudicate_has(claim, d->setup, payer)};
    d->dealt[d->count] =
        (struct rehearse_dealt){.scenario = SCENARIO_paid, .next_payer = named_next(d, claim)};
    set->claims++;
    if (set->payer < 0)
        set->payer = (int16_t)payer;
    d->count++;
}

size_t rehearse_deal_count(const struct rehearse_deal *d)
{
    return d->count;
}

void rehearse_deal_know(
    struct rehearse_deal *d, int64_t position, enum rehearse_earlier earlier, int next_payer)
{
    CHECK(position > 0 && (size_t)position <= d->count);
    d->heard[position - 1].earlier = (uint8_t)earlier;
    if (next_payer >= 0)
        d->dealt[position - 1].next_payer = (int16_t)next_payer;
}

static bool names_next_payer(enum scenario s)
{
    return s == SCENARIO_secondary || s == SCENARIO_crossover;
}

bool rehearse_deal_wants_next_payer(const struct rehearse_deal *d)
{
    bool wants = names_next_payer(d->only);
    for (size_t i = 0; i < d->row_count; i++)
        wants = wants || names_next_payer(d->rows[i].scenario);
    return wants;
}

// ---- Dealing.

static unsigned needs_met(const struct heard *h, struct rehearse_dealt dealt)
{
    unsigned next = dealt.next_payer >= 0 ? NEED_NEXT_PAYER | NEED_SECONDARY : 0u;
    return h->has | next;
}

static bool scenario_fits(enum scenario s, const struct heard *h, struct rehearse_dealt dealt)
{
    unsigned needs = scenario_needs(s);
    return (needs & needs_met(h, dealt)) == needs;
}

// A row about the later payer names that payer: the claim's own, or the one after it.
static int payer_named(enum scenario s, const struct heard *h, struct rehearse_dealt dealt)
{
    return s == SCENARIO_secondary && dealt.next_payer >= 0 ? dealt.next_payer : h->payer;
}

static bool row_fits(const struct rehearse_deal *d, size_t row, size_t claim)
{
    const struct rehearse_row *r = &d->rows[row];
    const struct heard *h = &d->heard[claim];
    struct rehearse_dealt dealt = d->dealt[claim];
    return (r->payer < 0 || r->payer == payer_named(r->scenario, h, dealt)) &&
           (text_equal_z(r->procedure, "*") || d->row_procedures[row] == h->procedure) &&
           scenario_fits(r->scenario, h, dealt);
}

static bool is_specific(const struct rehearse_row *r)
{
    return r->payer >= 0 || !text_equal_z(r->procedure, "*");
}

static void give(struct rehearse_deal *d, size_t claim, enum scenario s)
{
    d->dealt[claim].scenario = (uint8_t)s;
    d->heard[claim].done = true;
}

static int64_t total_weight(const struct rehearse_deal *d)
{
    int64_t total = 0;
    for (size_t i = 0; i < d->row_count; i++)
        total += d->rows[i].weight;
    return total;
}

// A single row, or a named scenario: everybody gets it who fits it.
static void deal_only(struct rehearse_deal *d, enum scenario only, size_t row)
{
    for (size_t i = 0; i < d->count; i++) {
        if (d->heard[i].done && scenario_reach(only) == REACH_CLAIM)
            continue;
        bool fits = row < d->row_count ? row_fits(d, row, i)
                                       : scenario_fits(only, &d->heard[i], d->dealt[i]);
        give(d, i, fits ? only : SCENARIO_paid);
        d->unfit += !fits;
        if (fits && row < d->row_count)
            d->rows[row].dealt++;
    }
}

static void reject_set(struct rehearse_deal *d, size_t set, size_t row)
{
    d->sets[set].rejected = d->rows[row].scenario;
    d->rows[row].dealt += d->sets[set].claims;
}

static bool row_fits_set(const struct rehearse_deal *d, size_t row, size_t set)
{
    const struct rehearse_row *r = &d->rows[row];
    return scenario_reach(r->scenario) == REACH_SET && r->weight > 0 &&
           d->sets[set].rejected == SCENARIO_COUNT &&
           (r->payer < 0 || r->payer == d->sets[set].payer);
}

static size_t smallest_set(const struct rehearse_deal *d, size_t row)
{
    size_t smallest = SIZE_MAX;
    for (size_t i = 0; i < d->set_count; i++)
        if (row_fits_set(d, row, i) &&
            (smallest == SIZE_MAX || d->sets[i].claims <= d->sets[smallest].claims))
            smallest = i;
    return smallest;
}

static void deal_sets(struct rehearse_deal *d)
{
    size_t left = d->set_count;
    int64_t total = total_weight(d);
    for (size_t r = 0; r < d->row_count && left > 1; r++) {
        size_t set = d->rows[r].dealt == 0 ? smallest_set(d, r) : SIZE_MAX;
        if (set == SIZE_MAX)
            continue;
        reject_set(d, set, r);
        left--;
    }
    for (size_t i = 0; i < d->set_count; i++) {
        int64_t at = total > 0 ? (int64_t)(d->sets[i].number % (uint64_t)total) : 0;
        for (size_t r = 0; r < d->row_count && left > 1; r++) {
            if (!row_fits_set(d, r, i))
                continue;
            if (at < d->rows[r].weight) {
                reject_set(d, i, r);
                left--;
                break;
            }
            at -= d->rows[r].weight;
        }
    }
    for (size_t i = 0; i < d->count; i++)
        if (d->sets[d->heard[i].set].rejected != SCENARIO_COUNT)
            give(d, i, d->sets[d->heard[i].set].rejected);
}

// The interchange is rejected as a whole by the weight of such rows.
static bool deal_interchange(struct rehearse_deal *d)
{
    int64_t total = total_weight(d);
    int64_t at = total > 0 ? (int64_t)(d->interchange_number % (uint64_t)total) : 0;
    for (size_t r = 0; r < d->row_count; r++) {
        if (scenario_reach(d->rows[r].scenario) != REACH_INTERCHANGE || d->rows[r].weight == 0)
            continue;
        if (at < d->rows[r].weight) {
            deal_only(d, d->rows[r].scenario, d->row_count);
            d->rows[r].dealt += (int64_t)d->count;
            return true;
        }
        at -= d->rows[r].weight;
    }
    return false;
}

static void deal_known(struct rehearse_deal *d)
{
    for (size_t i = 0; i < d->count; i++)
        if (!d->heard[i].done && d->heard[i].earlier != EARLIER_NEVER)
            give(d, i,
                d->heard[i].earlier == EARLIER_REJECTED ? SCENARIO_paid : SCENARIO_exact_duplicate);
}

// A second claim of the same payer for the same provider, to stand in the second payment.
static size_t find_pair(const struct rehearse_deal *d, size_t row, size_t claim)
{
    for (size_t i = claim + 1; i < d->count; i++)
        if (!d->heard[i].done && d->heard[i].payer == d->heard[claim].payer &&
            d->heard[i].provider == d->heard[claim].provider && row_fits(d, row, i))
            return i;
    return SIZE_MAX;
}

static bool is_new_row(const struct rehearse_row *r)
{
    return r->dealt == 0 && r->weight > 0 && scenario_reach(r->scenario) == REACH_CLAIM;
}

// Whether the row, never dealt before, takes the claim.
static bool give_first(struct rehearse_deal *d, size_t row, size_t claim)
{
    struct rehearse_row *r = &d->rows[row];
    if (!row_fits(d, row, claim))
        return false;
    if (r->scenario == SCENARIO_two_payments) {
        size_t pair = find_pair(d, row, claim);
        if (pair == SIZE_MAX)
            return false;
        give(d, pair, r->scenario);
        r->dealt++;
    }
    give(d, claim, r->scenario);
    r->dealt++;
    return true;
}

static bool give_any_first(struct rehearse_deal *d, size_t claim, bool specific)
{
    for (size_t r = 0; r < d->row_count; r++)
        if (is_new_row(&d->rows[r]) && is_specific(&d->rows[r]) == specific &&
            give_first(d, r, claim))
            return true;
    return false;
}

static bool any_new_row(const struct rehearse_deal *d)
{
    for (size_t r = 0; r < d->row_count; r++)
        if (is_new_row(&d->rows[r]))
            return true;
    return false;
}

static void give_by_weight(struct rehearse_deal *d, size_t claim)
{
    int64_t total = 0;
    for (size_t r = 0; r < d->row_count; r++)
        if (scenario_reach(d->rows[r].scenario) == REACH_CLAIM && row_fits(d, r, claim))
            total += d->rows[r].weight;
    if (total == 0) {
        d->unfit++;
        give(d, claim, SCENARIO_paid);
        return;
    }
    int64_t at = (int64_t)(d->heard[claim].number % (uint64_t)total);
    for (size_t r = 0;; r++) {
        CHECK(r < d->row_count);
        if (scenario_reach(d->rows[r].scenario) != REACH_CLAIM || !row_fits(d, r, claim))
            continue;
        if (at < d->rows[r].weight) {
            give(d, claim, d->rows[r].scenario);
            d->rows[r].dealt++;
            return;
        }
        at -= d->rows[r].weight;
    }
}

const struct rehearse_dealt *rehearse_deal_settle(struct rehearse_deal *d)
{
    deal_known(d);
    if (d->only != SCENARIO_COUNT) {
        deal_only(d, d->only, d->row_count);
    } else if (d->row_count == 1) {
        deal_only(d, d->rows[0].scenario, 0);
    } else if (!deal_interchange(d)) {
        deal_sets(d);
        for (size_t i = 0; i < d->count && any_new_row(d); i++)
            if (!d->heard[i].done && !give_any_first(d, i, true))
                give_any_first(d, i, false);
        for (size_t i = 0; i < d->count; i++)
            if (!d->heard[i].done)
                give_by_weight(d, i);
    }
    return d->dealt;
}

int64_t rehearse_deal_unfit(const struct rehearse_deal *d)
{
    return d->unfit;
}

int rehearse_deal_steps(struct rehearse_dealt dealt)
{
    bool later = dealt.scenario == SCENARIO_late_ack || dealt.scenario == SCENARIO_crossover;
    return later ? 2 : 1;
}
