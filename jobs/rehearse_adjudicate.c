#include "jobs/rehearse_adjudicate.h"

#include "claims/base/err.h"

#define ADJUSTMENTS_MAX 4 // of a line or claim here

#define PAID_LEAST      1000 // NEED_PAID: cents, the claim
#define PAID_LINE_LEAST 100  // the first line
#define DEDUCTIBLE      2500 // cents a claim
#define COPAY           2000
#define COINSURANCE     20 // per cent of the allowed amount
#define DISCOUNT        10
#define SEQUESTRATION   2
#define EXCESS          1000 // negative_cas: paid above the charge
#define UNKNOWN         1000 // unknown_cas: at most
#define LESS            100  // PART_LESS, unbalanced_line
#define INTEREST        125  // a claim

// Rounded half up.
static int64_t per_cent(int64_t cents, int percent)
{
    return (cents * percent + 50) / 100;
}

static int64_t least(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

// ---- What is allowed.

static bool is_secondary(const struct claim *claim)
{
    for (size_t i = 0; i < claim->other_payer_count; i++)
        if (claim->other_payers[i].adjudicated)
            return true;
    return false;
}

static int64_t patient_part(const struct claim_adjustment *adjustments, size_t count)
{
    int64_t sum = 0;
    for (size_t i = 0; i < count; i++)
        if (text_equal_z(adjustments[i].group, "PR"))
            sum += adjustments[i].amount;
    return sum;
}

static bool has_line_adjudications(const struct claim *claim)
{
    for (size_t i = 0; i < claim->line_count; i++)
        if (claim->lines[i].adjudication_count > 0)
            return true;
    return false;
}

// What the payers before left to the patient, line by line: the last one's word counts. Without
// 2430 the claim's sum is taken from the lines in order.
static void prior_left(const struct claim *claim, int64_t *left)
{
    int64_t rest = 0;
    for (size_t i = 0; i < claim->other_payer_count; i++) {
        const struct other_payer *o = &claim->other_payers[i];
        if (o->adjudicated)
            rest = patient_part(o->adjustments, o->adjustment_count);
    }
    bool by_line = has_line_adjudications(claim);
    for (size_t i = 0; i < claim->line_count; i++) {
        const struct service_line *l = &claim->lines[i];
        int64_t part = rest;
        if (by_line && l->adjudication_count > 0) {
            const struct line_adjudication *a = &l->adjudications[l->adjudication_count - 1];
            part = patient_part(a->adjustments, a->adjustment_count);
        } else if (by_line) {
            part = 0;
        }
        left[i] = part < 0 ? 0 : least(part, l->charge);
        rest -= by_line ? 0 : left[i];
    }
}

// The allowed amount of each line; of a later payer: what is left for it.
static int64_t *allowed_of(
    const struct claim *claim, const struct rehearse_setup *setup, int payer, struct arena *arena)
{
    int64_t *allowed = ARENA_ARRAY(arena, int64_t, claim->line_count + 1);
    if (is_secondary(claim)) {
        prior_left(claim, allowed);
        return allowed;
    }
    for (size_t i = 0; i < claim->line_count; i++) {
        allowed[i] = rehearse_setup_allowed(setup, payer, &claim->lines[i]);
        if (allowed[i] < 0)
            allowed[i] = 0;
    }
    return allowed;
}

unsigned rehearse_adjudicate_has(
    const struct claim *claim, const struct rehearse_setup *setup, int payer)
{
    int64_t sum = 0;
    bool cut = false;
    int64_t first = 0;
    bool secondary = is_secondary(claim);
    for (size_t i = 0; !secondary && i < claim->line_count; i++) {
        int64_t allowed = rehearse_setup_allowed(setup, payer, &claim->lines[i]);
        cut = cut || allowed < claim->lines[i].charge;
        sum += allowed;
        first = i == 0 ? allowed : first;
    }
    if (secondary) {
        struct arena *arena = arena_new((claim->line_count + 1) * sizeof(int64_t) + 64);
        int64_t *left = allowed_of(claim, setup, payer, arena);
        for (size_t i = 0; i < claim->line_count; i++)
            sum += left[i];
        first = claim->line_count > 0 ? left[0] : 0;
        arena_free(arena);
    }
    return (claim->line_count > 1 ? NEED_LINES : 0u) |
           (sum >= PAID_LEAST && first >= PAID_LINE_LEAST ? NEED_PAID : 0u) |
           (cut ? NEED_CUT : 0u) | (secondary ? NEED_SECONDARY : NEED_FIRST);
}

int rehearse_adjudicate_next_payer(const struct claim *claim, struct rehearse_setup *setup)
{
    for (size_t i = 0; i < claim->other_payer_count; i++) {
        const struct claim_payer *p = &claim->other_payers[i].payer;
        if (!claim->other_payers[i].adjudicated && p->sequence > claim->payer.sequence)
            return rehearse_setup_find_payer(setup, p->identifier, p->name);
    }
    return -1;
}

// ---- Lines.

static struct remittance_adjustment *adjustments_new(struct arena *arena)
{
    return ARENA_ARRAY(arena, struct remittance_adjustment, ADJUSTMENTS_MAX);
}

// One CAS triplet; 0.00 is none.
static void adjust(struct remittance_adjustment *list, size_t *count, const char *group,
    const char *reason, int64_t amount)
{
    if (amount == 0)
        return;
    CHECK(*count < ADJUSTMENTS_MAX);
    list[(*count)++] = (struct remittance_adjustment){
        .group = text_of(group), .reason = text_of(reason), .amount = amount};
}

static void line_adjust(
    struct remittance_line *line, const char *group, const char *reason, int64_t amount)
{
    adjust(line->adjustments, &line->adjustment_count, group, reason, amount);
}

static void copy_line(
    const struct service_line *from, struct arena *arena, struct remittance_line *to)
{
    *to = (struct remittance_line){.ordinal = from->number,
        .control_number = from->control_number,
        .procedure = from->procedure,
        .qualifier = TEXT("HC"),
        .charge = from->charge,
        .units = from->units,
        .from = from->from,
        .to = from->to,
        .adjustments = adjustments_new(arena)};
    for (int i = 0; i < CLAIM_MODIFIERS_MAX; i++)
        to->modifiers[i] = from->modifiers[i];
}

// The line's procedure becomes the first line's; its own is what was submitted.
static void bundle(struct remittance_line *line, const struct remittance_line *first)
{
    line->submitted_procedure = line->procedure;
    line->procedure = first->procedure;
    for (int i = 0; i < CLAIM_MODIFIERS_MAX; i++) {
        line->submitted_modifiers[i] = line->modifiers[i];
        line->modifiers[i] = first->modifiers[i];
    }
}

// A line while the claim is gone through in order.
struct going {
    enum scenario scenario;
    bool secondary;
    bool is_first, is_last;
    int64_t allowed;
    int64_t to_take; // deductible or copay that is left
};

// What is taken off before the payer and the patient share the rest.
static void cut(struct remittance_line *l, const struct going *g)
{
    line_adjust(l, g->secondary ? "OA" : "CO", g->secondary ? "23" : "45", l->charge - g->allowed);
}

// All of it stays unpaid for one reason; what a prior payer dealt with is told apart.
static void refuse(
    struct remittance_line *l, const struct going *g, const char *group, const char *reason)
{
    if (g->secondary)
        cut(l, g);
    line_adjust(l, group, reason, g->secondary ? g->allowed : l->charge);
}

static void share(struct remittance_line *l, const char *group, const char *reason, int64_t amount)
{
    line_adjust(l, group, reason, amount);
    l->paid -= amount;
}

static void take(struct remittance_line *l, struct going *g, const char *reason)
{
    int64_t amount = least(g->to_take, l->paid);
    g->to_take -= amount;
    share(l, "PR", reason, amount);
}

// Whether the scenario answers this line without paying it.
static bool answer_unpaid(struct remittance_line *l, const struct going *g)
{
    switch (g->scenario) {
    case SCENARIO_denied_clp1:
        refuse(l, g, "CO", "197");
        return true;
    case SCENARIO_denied_clp4:
        refuse(l, g, "CO", "29");
        return true;
    case SCENARIO_line_denied:
        if (g->is_last)
            refuse(l, g, "CO", "50");
        return g->is_last;
    case SCENARIO_bundled:
        if (g->is_last)
            refuse(l, g, "CO", "97");
        return g->is_last;
    case SCENARIO_exact_duplicate:
        line_adjust(l, "OA", "18", l->charge);
        return true;
    case SCENARIO_not_ours_forwarded:
        line_adjust(l, "OA", "B11", l->charge);
        return true;
    case SCENARIO_predetermination:
        cut(l, g);
        line_adjust(l, "OA", "101", g->allowed);
        return true;
    default:
        return false;
    }
}

static void answer_paid(struct remittance_line *l, struct going *g)
{
    cut(l, g);
    l->paid = g->allowed;
    l->allowed = g->allowed;
    switch (g->scenario) {
    case SCENARIO_contractual:
        share(l, "CO", "131", per_cent(g->allowed, DISCOUNT));
        break;
    case SCENARIO_sequestration:
        share(l, "CO", "253", per_cent(g->allowed, SEQUESTRATION));
        break;
    case SCENARIO_capitation:
        share(l, "CO", "24", g->allowed);
        break;
    case SCENARIO_deductible:
        take(l, g, "1");
        break;
    case SCENARIO_copay:
        take(l, g, "3");
        break;
    case SCENARIO_zero_pay:
        share(l, "PR", "1", g->allowed);
        break;
    case SCENARIO_unknown_cas:
        if (g->is_first)
            share(l, "CO", "X99", least(UNKNOWN, g->allowed));
        break;
    case SCENARIO_coinsurance:
    case SCENARIO_crossover:
    case SCENARIO_reversal_correction:
    case SCENARIO_reversal_alone:
    case SCENARIO_recoupment:
    case SCENARIO_balance_forward:
        share(l, "PR", "2", per_cent(g->allowed, COINSURANCE));
        break;
    case SCENARIO_secondary:
        if (!g->secondary)
            share(l, "PR", "2", per_cent(g->allowed, COINSURANCE));
        break;
    case SCENARIO_unbalanced_line:
        if (g->is_first)
            l->paid -= LESS;
        break;
    default:
        break;
    }
}

static void answer_line(struct remittance_line *l, struct going *g)
{
    if (answer_unpaid(l, g))
        return;
    if (g->scenario == SCENARIO_negative_cas && g->is_first) {
        l->paid = l->charge + EXCESS;
        line_adjust(l, "CO", "94", -EXCESS);
        return;
    }
    answer_paid(l, g);
}

// ---- Claims.

static struct text filing_indicator(struct text stated)
{
    // CLP06 knows fewer than SBR09.
    static const char known[] = " 12 13 14 15 16 17 AM CH DS HM LM MA MB MC OF TV VA WC ";
    for (size_t i = 0; stated.size == 2 && i + 3 < sizeof known - 1; i += 3)
        if (memcmp(known + i + 1, stated.at, 2) == 0)
            return stated;
    return text_equal_z(stated, "CI")   ? TEXT("15")
           : text_equal_z(stated, "BL") ? TEXT("12")
                                        : TEXT("ZZ");
}

static struct text status_of(const struct rehearse_case *c)
{
    switch (c->scenario) {
    case SCENARIO_denied_clp4:
        return TEXT("4");
    case SCENARIO_predetermination:
        return TEXT("25");
    case SCENARIO_not_ours_forwarded:
        return TEXT("23");
    case SCENARIO_crossover:
        return TEXT("19");
    default:
        break;
    }
    if (!is_secondary(c->claim))
        return TEXT("1");
    return c->claim->payer.sequence == 'T' ? TEXT("3") : TEXT("2");
}

static void sum_up(struct remittance_claim *r)
{
    r->paid = 0;
    r->patient_responsibility = 0;
    for (size_t i = 0; i < r->line_count; i++) {
        const struct remittance_line *l = &r->lines[i];
        r->paid += l->paid;
        for (size_t k = 0; k < l->adjustment_count; k++)
            if (text_equal_z(l->adjustments[k].group, "PR"))
                r->patient_responsibility += l->adjustments[k].amount;
    }
}

static void start_claim(
    const struct rehearse_case *c, struct arena *arena, struct remittance_claim *r)
{
    const struct claim *claim = c->claim;
    *r = (struct remittance_claim){.control_number = claim->control_number,
        .status = status_of(c),
        .charge = claim->total,
        .filing_indicator = filing_indicator(claim->payer.filing_indicator),
        .payer_claim_number = c->payer_claim_number,
        .facility_type = claim->place_of_service,
        .frequency = arena_format(arena, "%c", claim->frequency ? claim->frequency : '1'),
        .from = claim->service_from,
        .to = claim->service_to,
        .received = c->received,
        .adjustments = adjustments_new(arena),
        .lines = ARENA_ARRAY(arena, struct remittance_line, claim->line_count + 1),
        .line_count = claim->line_count};
    for (size_t i = 0; i < claim->line_count; i++)
        copy_line(&claim->lines[i], arena, &r->lines[i]);
}

// Whom the claim was forwarded to.
static void forward(const struct rehearse_case *c, struct remittance_claim *r)
{
    r->crossover_name = TEXT("ANOTHER HEALTH PLAN");
    r->crossover_id = TEXT("RH999");
    if (c->next_payer >= 0) {
        r->crossover_name = rehearse_setup_payer(c->setup, c->next_payer)->name;
        r->crossover_id = rehearse_setup_payer(c->setup, c->next_payer)->identifier;
    }
}

// The adjustments of all lines at claim level instead; the lines are paid in full.
static void raise_adjustments(struct remittance_claim *r)
{
    int64_t cut_off = 0;
    for (size_t i = 0; i < r->line_count; i++) {
        cut_off += r->lines[i].charge - r->lines[i].paid;
        r->lines[i].paid = r->lines[i].charge;
        r->lines[i].adjustment_count = 0;
    }
    adjust(r->adjustments, &r->adjustment_count, "CO", "45", cut_off);
    r->paid = r->charge - cut_off;
}

static void answer_first(
    const struct rehearse_case *c, const int64_t *allowed, struct remittance_claim *r)
{
    struct going g = {.scenario = c->scenario,
        .secondary = is_secondary(c->claim),
        .to_take = c->scenario == SCENARIO_copay ? COPAY : DEDUCTIBLE};
    for (size_t i = 0; i < r->line_count; i++) {
        g.is_first = i == 0;
        g.is_last = i + 1 == r->line_count;
        g.allowed = allowed[i];
        answer_line(&r->lines[i], &g);
        if (c->scenario == SCENARIO_bundled && g.is_last && !g.is_first)
            bundle(&r->lines[i], &r->lines[0]);
        if (c->scenario == SCENARIO_no_line_control)
            r->lines[i].control_number = TEXT("");
    }
    sum_up(r);
    if (c->scenario == SCENARIO_claim_level_cas)
        raise_adjustments(r);
    if (c->scenario == SCENARIO_crossover || c->scenario == SCENARIO_not_ours_forwarded)
        forward(c, r);
    if (c->scenario == SCENARIO_interest)
        r->interest = INTEREST;
}

// The allowed amount, or half of it, is paid; the rest is contractual. What a prior payer dealt
// with stays apart.
static void answer_again(
    const int64_t *allowed, bool secondary, bool half, struct remittance_claim *r)
{
    for (size_t i = 0; i < r->line_count; i++) {
        struct remittance_line *l = &r->lines[i];
        int64_t rest = secondary ? allowed[i] : l->charge;
        l->paid = half ? allowed[i] / 2 : allowed[i];
        l->allowed = l->paid;
        if (secondary)
            line_adjust(l, "OA", "23", l->charge - allowed[i]);
        line_adjust(l, "CO", "45", rest - l->paid);
    }
    sum_up(r);
}

static void negate(struct remittance_adjustment *adjustments, size_t count)
{
    for (size_t i = 0; i < count; i++)
        adjustments[i].amount = -adjustments[i].amount;
}

// A reversal has the amounts of what it takes back, negated (835 guide, 1.10.2.8).
static void reverse(struct remittance_claim *r)
{
    r->status = TEXT("22");
    r->charge = -r->charge;
    r->paid = -r->paid;
    r->patient_responsibility = -r->patient_responsibility;
    r->interest = 0;
    negate(r->adjustments, r->adjustment_count);
    for (size_t i = 0; i < r->line_count; i++) {
        r->lines[i].charge = -r->lines[i].charge;
        r->lines[i].paid = -r->lines[i].paid;
        r->lines[i].allowed = 0;
        negate(r->lines[i].adjustments, r->lines[i].adjustment_count);
    }
}

// What the first payer left to the patient is paid by the next one.
static void answer_next(struct remittance_claim *r)
{
    r->status = TEXT("2");
    r->crossover_name = r->crossover_id = TEXT("");
    for (size_t i = 0; i < r->line_count; i++) {
        struct remittance_line *l = &r->lines[i];
        int64_t left = 0;
        for (size_t k = 0; k < l->adjustment_count; k++)
            if (text_equal_z(l->adjustments[k].group, "PR"))
                left += l->adjustments[k].amount;
        l->adjustment_count = 0;
        l->paid = l->allowed = left;
        line_adjust(l, "OA", "23", l->charge - left);
    }
    sum_up(r);
}

static void pay_less(struct remittance_claim *r)
{
    struct remittance_line *l = &r->lines[0];
    l->paid -= LESS;
    if (l->adjustment_count > 0)
        l->adjustments[0].amount += LESS;
    else
        line_adjust(l, "CO", "45", LESS);
    sum_up(r);
}

// Somebody else's claim: a number of no kind of ours, and nothing that leads to a line.
static void estrange(const struct rehearse_case *c, struct arena *arena, struct remittance_claim *r)
{
    r->control_number = arena_format(arena, "OLD-%.*s", TEXT_ARG(c->payer_claim_number));
    r->payer_claim_number = arena_format(arena, "X%.*s", TEXT_ARG(c->payer_claim_number));
    for (size_t i = 0; i < r->line_count; i++)
        r->lines[i].control_number = TEXT("");
}

// One character of the number is another.
static struct text damage(struct text number, struct arena *arena)
{
    struct text copy = arena_copy(arena, number);
    char *last = (char *)(copy.at + copy.size - 1);
    *last = *last == 'A' ? 'B' : 'A';
    return copy;
}

static struct text numbered(struct arena *arena, struct text number, const char *suffix)
{
    return arena_format(arena, "%.*s%s", TEXT_ARG(number), suffix);
}

void rehearse_adjudicate(const struct rehearse_case *c, enum rehearse_part part,
    struct arena *arena, struct remittance_claim *r)
{
    int64_t *allowed = allowed_of(c->claim, c->setup, c->payer, arena);
    start_claim(c, arena, r);
    if (part == PART_CORRECTED || part == PART_STRANGER) {
        answer_again(allowed, is_secondary(c->claim), false, r);
    } else if (part == PART_HALF || part == PART_HALF_BACK) {
        answer_again(allowed, is_secondary(c->claim), true, r);
    } else {
        answer_first(c, allowed, r);
    }
    switch (part) {
    case PART_FIRST:
        if (c->scenario == SCENARIO_damaged_claim_number && r->control_number.size > 0)
            r->control_number = damage(r->control_number, arena);
        break;
    case PART_TAKEN_BACK:
        reverse(r);
        break;
    case PART_CORRECTED:
        r->payer_claim_number = numbered(arena, c->payer_claim_number, "C");
        break;
    case PART_HALF:
        r->payer_claim_number = numbered(arena, c->payer_claim_number, "B");
        break;
    case PART_HALF_BACK:
        r->payer_claim_number = numbered(arena, c->payer_claim_number, "B");
        reverse(r);
        break;
    case PART_LESS:
        pay_less(r);
        break;
    case PART_NEXT_PAYER:
        r->payer_claim_number = numbered(arena, c->payer_claim_number, "S");
        answer_next(r);
        break;
    case PART_STRANGER:
        estrange(c, arena, r);
        break;
    }
}

static int64_t sum_of(const struct remittance_adjustment *adjustments, size_t count,
    const char *group, const char *reason)
{
    int64_t sum = 0;
    for (size_t i = 0; i < count; i++)
        if (text_equal_z(adjustments[i].group, group) &&
            text_equal_z(adjustments[i].reason, reason))
            sum += adjustments[i].amount;
    return sum;
}

int64_t rehearse_adjudicate_sum(
    const struct remittance_claim *r, const char *group, const char *reason)
{
    int64_t sum = sum_of(r->adjustments, r->adjustment_count, group, reason);
    for (size_t i = 0; i < r->line_count; i++)
        sum += sum_of(r->lines[i].adjustments, r->lines[i].adjustment_count, group, reason);
    return sum;
}
