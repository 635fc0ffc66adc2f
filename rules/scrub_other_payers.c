#include "rules/scrub_checks.h"

#include "claims/base/money.h"
#include "rules/standard_codes.h"

static size_t payer_count(const struct claim *claim)
{
    return claim->other_payer_count < CLAIM_PAYERS_MAX ? claim->other_payer_count
                                                       : CLAIM_PAYERS_MAX;
}

static struct text letter(const char *c)
{
    return (struct text){c, *c == '\0' ? 0 : 1};
}

// ---- Places of the payers (837P guide, SBR01 of 2000B and 2320)

static bool has_payer_at(const struct claim *claim, char sequence)
{
    for (size_t i = 0; i < payer_count(claim); i++)
        if (claim->other_payers[i].payer.sequence == sequence)
            return true;
    return false;
}

static void check_sequence(struct scrub *scrub)
{
    const struct claim *claim = scrub->claim;
    const char *own = &claim->payer.sequence;
    if (!standard_codes_has(CODES_PAYER_SEQUENCE, letter(own)))
        scrub_found(scrub, FINDING_payer_sequence_invalid, 0, "claim.payer_seq", letter(own));
    for (size_t i = 0; i < payer_count(claim); i++) {
        const char *other = &claim->other_payers[i].payer.sequence;
        bool repeated = *other == *own;
        for (size_t k = 0; k < i; k++)
            repeated = repeated || *other == claim->other_payers[k].payer.sequence;
        if (!standard_codes_has(CODES_PAYER_SEQUENCE, letter(other)) || (repeated && *other != 'U'))
            scrub_found(scrub, FINDING_payer_sequence_invalid, 0, "cob.payer_seq", letter(other));
    }
    if ((*own == 'S' || *own == 'T') && !has_payer_at(claim, 'P'))
        scrub_found(scrub, FINDING_prior_payer_missing, 0, "cob.payer_seq", TEXT("P"));
    if (*own == 'T' && !has_payer_at(claim, 'S'))
        scrub_found(scrub, FINDING_prior_payer_missing, 0, "cob.payer_seq", TEXT("S"));
    // Medicare as a later payer: why (SBR05).
    if (*own != 'P' && text_equal_z(claim->payer.filing_indicator, "MB") &&
        !standard_codes_has(CODES_INSURANCE_TYPE, claim->payer.insurance_type))
        scrub_found(scrub, FINDING_insurance_type_missing, 0, "claim.msp_type",
            claim->payer.insurance_type);
}

// ---- Balance of what an earlier payer decided (837P guide, 1.4.4: coordination of benefits)

static bool add_adjustments(const struct claim_adjustment *adjustments, size_t count, int64_t *sum)
{
    for (size_t i = 0; i < count; i++)
        if (!money_add(*sum, adjustments[i].amount, sum))
            return false;
    return true;
}

// A line's charge is what the payer paid for it and adjusted. Adds what was paid to *paid.
static void check_line_balance(struct scrub *scrub, const struct service_line *line, int payer,
    bool *any, bool *balances, int64_t *paid)
{
    int64_t sum = 0;
    bool here = false;
    bool sound = true;
    for (size_t i = 0; i < line->adjudication_count && sound; i++) {
        const struct line_adjudication *decision = &line->adjudications[i];
        if (decision->payer != payer)
            continue;
        here = true;
        sound = money_add(sum, decision->paid, &sum) && money_add(*paid, decision->paid, paid) &&
                add_adjustments(decision->adjustments, decision->adjustment_count, &sum);
    }
    *any = *any || here;
    if (!here || (sound && sum == line->charge))
        return;
    *balances = false;
    scrub_found(
        scrub, FINDING_prior_payer_out_of_balance, line->number, "line.charge", (struct text){0});
}

static void check_balance(struct scrub *scrub, int payer)
{
    const struct claim *claim = scrub->claim;
    const struct other_payer *other = &claim->other_payers[payer];
    bool by_line = false;
    bool balances = true;
    int64_t paid = 0;
    int64_t adjusted = 0;
    if (!other->adjudicated)
        return;
    for (size_t i = 0; i < claim->line_count && i < CLAIM_LINES_MAX; i++)
        check_line_balance(scrub, &claim->lines[i], payer, &by_line, &balances, &paid);
    if (!balances)
        return;
    // By line: paid is the lines' less what was adjusted for the claim as a whole. Else charge less
    // paid is what was adjusted.
    int64_t expected = by_line ? paid : claim->total;
    if (add_adjustments(other->adjustments, other->adjustment_count, &adjusted) &&
        money_add(adjusted, other->paid, &adjusted) && adjusted == expected)
        return;
    char dollars[MONEY_ROOM];
    money_format(other->paid, dollars);
    scrub_found(scrub, FINDING_prior_payer_out_of_balance, 0, "cob.paid", text_of(dollars));
}

void scrub_other_payers(struct scrub *scrub)
{
    const struct claim *claim = scrub->claim;
    check_sequence(scrub);
    for (size_t i = 0; i < payer_count(claim); i++) {
        const struct other_payer *other = &claim->other_payers[i];
        if (text_is_empty(other->payer.name))
            scrub_found(scrub, FINDING_name_missing, 0, "cob.payer_name", (struct text){0});
        if (other->payer.identifier.size < 2)
            scrub_found(
                scrub, FINDING_payer_id_missing, 0, "cob.payer_id", other->payer.identifier);
        if (text_is_empty(other->subscriber.person.last_name))
            scrub_found(scrub, FINDING_name_missing, 0, "cob.last_name", (struct text){0});
        if (!text_equal_z(other->relationship, "18") &&
            !standard_codes_has(CODES_RELATIONSHIP, other->relationship))
            scrub_found(
                scrub, FINDING_relationship_invalid, 0, "cob.relationship", other->relationship);
        scrub_parties_member(
            scrub, &other->subscriber, other->payer.filing_indicator, "cob.member_id");
        check_balance(scrub, (int)i);
    }
}
