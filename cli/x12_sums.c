#include "cli/x12_sums.h"

#include <stdio.h>

#include "claims/base/money.h"

// ---- Sums

static void add(struct x12_sum *sum, struct x12_sum other, int sign)
{
    sum->unknown =
        sum->unknown || other.unknown || !money_add(sum->cents, sign * other.cents, &sum->cents);
}

// An amount; empty is zero.
static struct x12_sum amount(const struct x12_met *met, size_t number)
{
    struct text t = x12_element(met->segment, number);
    struct x12_sum sum = {0};
    sum.unknown = t.size > 0 && money_parse(t, &sum.cents) != MONEY_OK;
    return sum;
}

static const char *words(struct x12_sum sum, char room[MONEY_ROOM])
{
    if (sum.unknown)
        return "an unknown amount";
    money_format_commas(sum.cents, room);
    return room;
}

// ": balanced", or what stands on both sides.
static void add_verdict(struct buf *out, struct x12_sum is, struct x12_sum should_be)
{
    char room[MONEY_ROOM], other[MONEY_ROOM];
    struct x12_sum apart = is;
    add(&apart, should_be, -1);
    if (apart.unknown)
        buf_z(out, ": cannot be reckoned\n");
    else if (apart.cents == 0)
        buf_z(out, ": balanced\n");
    else
        buf_format(
            out, ": NOT BALANCED, %s against %s\n", words(is, room), words(should_be, other));
}

static void add_count(struct buf *out, int64_t count, const char *one)
{
    buf_format(out, "%lld %s%s", (long long)count, one, count == 1 ? "" : "s");
}

// ---- 837

// Service lines have their charge in SV102, SV203 and SV302.
static size_t charge_of(const struct x12_met *met)
{
    switch (met->segment->packed) {
    case X12_ID('S', 'V', '1'):
    case X12_ID('S', 'V', '3'):
        return 2;
    case X12_ID('S', 'V', '2'):
        return 3;
    default:
        return 0;
    }
}

static void end_claim(struct x12_sums *sums, struct buf *out)
{
    char charge[MONEY_ROOM], lines[MONEY_ROOM];
    if (!sums->claim.open)
        return;
    sums->claim.open = false;
    buf_format(out, "%s: charge %s; ", sums->claim.name, words(sums->claim.charge, charge));
    add_count(out, sums->line_count, "line");
    buf_format(out, " %s", words(sums->lines, lines));
    add_verdict(out, sums->claim.charge, sums->lines);
}

static void begin_claim(struct x12_sums *sums, const struct x12_met *met, size_t charge)
{
    sums->claim = (struct x12_sums_item){.open = true, .charge = amount(met, charge)};
    snprintf(sums->claim.name, sizeof sums->claim.name, "claim %.*s",
        TEXT_ARG(text_part(x12_element(met->segment, 1), 0, 50)));
    sums->lines = (struct x12_sum){0};
    sums->line_count = 0;
    sums->claim_count++;
}

static void after_claim_segment(struct x12_sums *sums, const struct x12_met *met, struct buf *out)
{
    char charge[MONEY_ROOM], so_far[MONEY_ROOM];
    if (met->segment->packed == X12_ID('C', 'L', 'M'))
        begin_claim(sums, met, 2);
    size_t number = charge_of(met);
    if (number == 0 || strcmp(met->loop->id, "2400") != 0)
        return;
    sums->line_count++;
    add(&sums->lines, amount(met, number), 1);
    buf_format(out, "lines so far %s of the claim's charge %s\n", words(sums->lines, so_far),
        words(sums->claim.charge, charge));
}

// ---- 835

static struct x12_sums_group *group_of(struct x12_sums_item *item, const struct x12_met *met)
{
    struct text code = x12_element(met->segment, 1);
    for (size_t i = 0; i < item->group_count; i++)
        if (text_equal_z(code, item->groups[i].code))
            return &item->groups[i];
    if (item->group_count == X12_SUMS_GROUPS)
        return &item->groups[X12_SUMS_GROUPS - 1];
    struct x12_sums_group *group = &item->groups[item->group_count++];
    const struct grammar_element *element = &grammar.element[met->spec->elements];
    *group = (struct x12_sums_group){.meaning = NULL};
    text_copy_z(group->code, sizeof group->code, code);
    if (element->codes != 0)
        group->meaning = grammar_meaning(&grammar.codes[element->codes], code);
    return group;
}

// CAS: six adjustments, of which 03, 06, … 18 are the amounts.
static void adjust(struct x12_sums_item *item, const struct x12_met *met)
{
    if (!item->open)
        return;
    struct x12_sums_group *group = group_of(item, met);
    for (size_t i = 3; i <= 18; i += 3)
        add(&group->sum, amount(met, i), 1);
}

// "line HC:99213: charge 120.00 = paid 80.00 + contractual obligations (CO) 20.00: balanced".
static void end_item(struct x12_sums_item *item, struct buf *out)
{
    char room[MONEY_ROOM];
    if (!item->open)
        return;
    item->open = false;
    struct x12_sum sum = item->paid;
    buf_format(out, "%s: charge %s", item->name, words(item->charge, room));
    buf_format(out, " = paid %s", words(item->paid, room));
    for (size_t i = 0; i < item->group_count; i++) {
        const struct x12_sums_group *group = &item->groups[i];
        bool has_meaning = group->meaning != NULL && *group->meaning != '\0';
        buf_format(out, " + %s%s%s%s %s", has_meaning ? group->meaning : "",
            has_meaning ? " (" : "", group->code, has_meaning ? ")" : "", words(group->sum, room));
        add(&sum, group->sum, 1);
    }
    add_verdict(out, item->charge, sum);
}

// The sums of lines stand for a claim's, too: an adjustment belongs to both.
static void end_remittance_claim(struct x12_sums *sums, struct buf *out)
{
    char paid[MONEY_ROOM], payment[MONEY_ROOM];
    bool was_open = sums->claim.open;
    end_item(&sums->line, out);
    end_item(&sums->claim, out);
    if (was_open && sums->has_payment) {
        add_count(out, sums->claim_count, "claim");
        buf_format(out, " so far paid %s; the payment is %s\n", words(sums->claims_paid, paid),
            words(sums->payment, payment));
    }
}

static void before_remittance_segment(
    struct x12_sums *sums, const struct x12_met *met, struct buf *out)
{
    switch (met->segment->packed) {
    case X12_ID('L', 'X', 0):
    case X12_ID('C', 'L', 'P'):
    case X12_ID('P', 'L', 'B'):
        end_remittance_claim(sums, out);
        break;
    case X12_ID('S', 'V', 'C'):
        end_item(&sums->line, out);
        break;
    default:
        break;
    }
}

static void after_remittance_segment(
    struct x12_sums *sums, const struct x12_met *met, struct buf *out)
{
    char room[MONEY_ROOM];
    switch (met->segment->packed) {
    case X12_ID('B', 'P', 'R'):
        sums->has_payment = true;
        sums->payment = amount(met, 2);
        break;
    case X12_ID('C', 'L', 'P'):
        begin_claim(sums, met, 3);
        sums->claim.paid = amount(met, 4);
        add(&sums->claims_paid, sums->claim.paid, 1);
        break;
    case X12_ID('S', 'V', 'C'):
        sums->line =
            (struct x12_sums_item){.open = true, .charge = amount(met, 2), .paid = amount(met, 3)};
        snprintf(sums->line.name, sizeof sums->line.name, "line %.*s",
            TEXT_ARG(text_part(x12_element(met->segment, 1), 0, 50)));
        break;
    case X12_ID('C', 'A', 'S'):
        adjust(&sums->claim, met);
        adjust(&sums->line, met);
        break;
    case X12_ID('P', 'L', 'B'):
        for (size_t i = 4; i <= 14; i += 2)
            add(&sums->provider_adjusted, amount(met, i), 1);
        buf_format(out, "provider adjustments so far %s, taken from what the claims are paid\n",
            words(sums->provider_adjusted, room));
        break;
    default:
        break;
    }
}

static void end_remittance(struct x12_sums *sums, struct buf *out)
{
    char paid[MONEY_ROOM], adjusted[MONEY_ROOM], payment[MONEY_ROOM];
    end_remittance_claim(sums, out);
    if (!sums->has_payment)
        return;
    struct x12_sum should_be = sums->claims_paid;
    add(&should_be, sums->provider_adjusted, -1);
    add_count(out, sums->claim_count, "claim");
    buf_format(out, " paid %s - provider adjustments %s; payment (BPR02) %s",
        words(sums->claims_paid, paid), words(sums->provider_adjusted, adjusted),
        words(sums->payment, payment));
    add_verdict(out, sums->payment, should_be);
}

// ---- Both

void x12_sums_begin(struct x12_sums *sums, const struct grammar_set *guide)
{
    *sums = (struct x12_sums){.kind = X12_SUMS_NONE};
    if (guide != NULL && strcmp(guide->id, "837") == 0)
        sums->kind = X12_SUMS_CLAIMS;
    if (guide != NULL && strcmp(guide->id, "835") == 0)
        sums->kind = X12_SUMS_REMITTANCE;
}

void x12_sums_before(struct x12_sums *sums, const struct x12_met *met, struct buf *out)
{
    if (met->spec == NULL || met->loop == NULL)
        return;
    if (sums->kind == X12_SUMS_REMITTANCE)
        before_remittance_segment(sums, met, out);
    bool ends = met->segment->packed == X12_ID('C', 'L', 'M') ||
                met->segment->packed == X12_ID('H', 'L', 0);
    if (sums->kind == X12_SUMS_CLAIMS && ends)
        end_claim(sums, out);
}

void x12_sums_after(struct x12_sums *sums, const struct x12_met *met, struct buf *out)
{
    if (met->spec == NULL || met->loop == NULL)
        return;
    if (sums->kind == X12_SUMS_CLAIMS)
        after_claim_segment(sums, met, out);
    if (sums->kind == X12_SUMS_REMITTANCE)
        after_remittance_segment(sums, met, out);
}

void x12_sums_end(struct x12_sums *sums, struct buf *out)
{
    if (sums->kind == X12_SUMS_CLAIMS)
        end_claim(sums, out);
    if (sums->kind == X12_SUMS_REMITTANCE)
        end_remittance(sums, out);
}
