#include "claims/claim_prior.h"

// The coverage under which the prior payer was billed: the subscriber of loop 2330A.
static const struct coverage *coverage_of(
    const struct encounter *e, const struct prior_payer *prior)
{
    for (size_t i = 0; i < e->coverage_count; i++)
        if (e->coverages[i].coverage_id == prior->coverage_id)
            return &e->coverages[i];
    return NULL;
}

static void add_subscriber(
    const struct coverage *c, const struct claim *claim, struct other_payer *other)
{
    other->relationship = c->relationship;
    other->subscriber = c->subscriber;
    other->payer.group_number = c->group_number;
    other->payer.group_name = c->group_name;
    if (text_equal_z(c->relationship, "18")) {
        other->subscriber.is_person = true;
        other->subscriber.person = *claim_patient(claim);
    }
}

static bool add_line(const struct prior_payer *prior, const struct prior_line *line, int payer,
    struct arena *arena, struct claim *claim)
{
    if (line->line < 1 || (size_t)line->line > claim->line_count)
        return false;
    struct service_line *l = &claim->lines[line->line - 1];
    // Room for one more: lines are few and payers fewer.
    struct line_adjudication *all =
        ARENA_ARRAY(arena, struct line_adjudication, l->adjudication_count + 1);
    if (l->adjudication_count > 0)
        memcpy(all, l->adjudications, l->adjudication_count * sizeof *all);
    struct line_adjudication *a = &all[l->adjudication_count++];
    a->payer = payer;
    a->paid = line->paid;
    a->procedure = line->procedure;
    struct text rest = line->modifiers;
    struct text piece;
    bool more = true;
    for (int n = 0; n < CLAIM_MODIFIERS_MAX && text_split(&rest, ' ', &more, &piece);)
        if (!text_is_empty(piece))
            a->modifiers[n++] = piece;
    a->units = line->units;
    a->date = prior->date;
    a->adjustments = line->adjustments;
    a->adjustment_count = line->adjustment_count;
    l->adjudications = all;
    return true;
}

static bool add_prior(const struct encounter *e, const struct prior_payer *prior, int payer,
    struct arena *arena, struct claim *claim)
{
    struct other_payer *other = &claim->other_payers[payer];
    const struct coverage *coverage = coverage_of(e, prior);
    if (!coverage || prior->several)
        return false;
    add_subscriber(coverage, claim, other);
    other->adjudicated = true;
    other->paid = prior->paid;
    other->claim_control_number = prior->payer_claim_number;
    other->adjudication_date = prior->date;
    for (size_t i = 0; i < prior->line_count; i++) {
        const struct prior_line *line = &prior->lines[i];
        if (text_is_empty(line->procedure)) {
            other->adjustments = line->adjustments;
            other->adjustment_count = line->adjustment_count;
        } else if (!add_line(prior, line, payer, arena, claim)) {
            return false;
        }
    }
    return true;
}

bool claim_prior_add(const struct encounter *encounter, const struct claim_payer *payers,
    struct arena *arena, struct claim *claim)
{
    bool ok = encounter->prior_payer_count > 0 && encounter->prior_payer_count <= CLAIM_PAYERS_MAX;
    for (size_t i = 0; ok && i < encounter->prior_payer_count; i++) {
        claim->other_payers[i] = (struct other_payer){.payer = payers[i]};
        claim->other_payers[i].payer.sequence = encounter->prior_payers[i].sequence;
        claim->other_payer_count = i + 1;
        ok = add_prior(encounter, &encounter->prior_payers[i], (int)i, arena, claim);
    }
    return ok;
}
