// Sums that have to agree (SNIP 3): of a claim its charge and its lines, and what other payers paid
// (837: CLM02, SV1/SV2/SV3, 2320, 2430); of a remittance its lines, claims, what patients owe, the
// claims of a TS3, and the payment (835: 005010X221A1, 1.10.2); of a 999 its AK9; of a 277CA
// its batches. Amounts that cannot be read were told with their elements, those with parts of a
// cent are told here: a sum with one of them is not judged.
#include <stddef.h>
#include <stdio.h>

#include "claims/base/money.h"
#include "edi/x12_check_state.h"

#define ID(a, b, c) ((uint32_t)(a) | (uint32_t)(b) << 8 | (uint32_t)(c) << 16)

// ---- Amounts

static void add(struct check_sum *sum, int64_t cents)
{
    if (!money_add(sum->cents, cents, &sum->cents))
        sum->unknown = true;
}

static void add_sum(struct check_sum *sum, struct check_sum other, int sign)
{
    sum->unknown = sum->unknown || other.unknown;
    add(sum, sign * other.cents);
}

// Parts of a cent. The standard takes any decimals; the guides count amounts in cents (their
// appendix on decimal numbers). One that is too long as well was told.
static void tell_decimals(struct check_state *state, size_t number, struct text t)
{
    struct check_site site = x12_check_site(state, number);
    const struct grammar_element *spec = x12_check_site_element(&site);
    size_t digits = t.size - 1 - (t.at[0] == '-');
    if (spec != NULL && digits <= spec->max)
        x12_check_tell(state, X12_CHECK_element_number, number, 0, spec->name,
            "dollars and cents, at most two digits behind the point", t);
}

// An amount; empty is zero.
static struct check_sum element(struct check_state *state, size_t number)
{
    struct check_sum sum = {0};
    struct text t = x12_element(state->segment, number);
    enum money_fault fault = t.size == 0 ? MONEY_OK : money_parse(t, &sum.cents);
    sum.unknown = fault != MONEY_OK;
    if (fault == MONEY_DECIMALS)
        tell_decimals(state, number, t);
    return sum;
}

// An amount that has to be there: without it, which is told with the elements, nothing is judged.
static struct check_sum required(struct check_state *state, size_t number)
{
    struct check_sum sum = element(state, number);
    sum.unknown = sum.unknown || x12_element(state->segment, number).size == 0;
    return sum;
}

// CAS03, 06, … 18; one that is missing and told so is not known: the first, and one whose reason
// stands there without a quantity behind it. Those behind the last that may stand were told.
static struct check_sum adjustments(struct check_state *state)
{
    struct check_sum sum = {.unknown = x12_element(state->segment, 20).size > 0};
    for (size_t i = 3; i <= 18; i += 3) {
        bool is_told = i == 3 || (x12_element(state->segment, i - 1).size > 0 &&
                                     x12_element(state->segment, i + 1).size == 0);
        add_sum(&sum, is_told ? required(state, i) : element(state, i), 1);
    }
    return sum;
}

// Tells when an amount is not what it should be; `told` is how much of that follows from what was
// told before. Returns by how much it is off, what was told included.
static int64_t judge(struct check_state *state, enum x12_check_code code,
    const struct check_site *site, const char *name, struct check_sum is,
    struct check_sum should_be, int64_t told)
{
    char expected[80], said[MONEY_ROOM], sum[MONEY_ROOM];
    int64_t off = 0;
    if (is.unknown || should_be.unknown || is.cents == should_be.cents ||
        !money_add(is.cents, -should_be.cents, &off) || off == told)
        return off;
    money_format(is.cents, said);
    money_format(should_be.cents, sum);
    snprintf(expected, sizeof(expected), "%s against %s", said, sum);
    struct x12_place place = x12_check_site_place(state, site);
    x12_check_tell_at(state, code, &place, "", name, expected, (struct text){0});
    return off;
}

// ---- 837

// The line is over: what the payers before paid on it against its charge.
static void end_service_line(struct check_state *state)
{
    struct check_balance *b = &state->balance;
    bool is_known = true;
    for (size_t i = 0; i < b->line_payer_count; i++)
        is_known = is_known && b->line_payers[i].payer > 0;
    // Who paid may have paid what is said of one that the claim does not name.
    b->unknown_payer = b->unknown_payer || !is_known;
    for (size_t i = 0; is_known && i < b->line_payer_count; i++) {
        struct check_line_payer *p = &b->line_payers[i];
        struct check_sum should_be = b->line_charge;
        add_sum(&should_be, p->adjusted, -1);
        int64_t off = judge(state, X12_CHECK_cob_line_balance, &p->site, "Service Line Paid Amount",
            p->paid, should_be, 0);
        b->payers[p->payer - 1].lines_off += off;
    }
    b->line_payer_count = 0;
    b->line_payer = NULL;
}

static void tell_payer(
    struct check_state *state, enum x12_check_code code, const struct check_payer *payer)
{
    struct x12_place place = x12_check_site_place(state, &payer->site);
    x12_check_tell_at(state, code, &place, "", "", "", (struct text){0});
}

// What one of several payers has to say and does not: what it paid, or when. What none of them says
// is told by rules (edi/grammar/rules/claims.txt).
static void check_payer(struct check_state *state, size_t payer, bool is_off)
{
    const struct check_balance *b = &state->balance;
    const struct check_payer *p = &b->payers[payer];
    bool says_one = false, is_one_dated = false;
    for (size_t i = 0; i < b->payer_count; i++) {
        const struct check_payer *other = &b->payers[i];
        // Which of two with one identifier a line means, nobody knows.
        if (other != p && strcmp(other->id, p->id) == 0)
            return;
        says_one = says_one || other->has_paid || other->is_judged;
        is_one_dated = is_one_dated || other->has_date;
    }
    if (!p->has_paid && !p->is_judged && p->site.spec != NULL && says_one)
        tell_payer(state, X12_CHECK_cob_paid_missing, p);
    if (p->has_paid && !p->has_date && is_one_dated && !is_off)
        tell_payer(state, X12_CHECK_cob_date_missing, p);
}

static void end_claim(struct check_state *state)
{
    struct check_balance *b = &state->balance;
    end_service_line(state);
    int64_t charge_off = 0;
    // A wrong charge of a line was told when it did not fit what another payer said of it; that the
    // charge is negative, a rule tells.
    bool is_turned = b->claim_charge.cents < 0 && -b->claim_charge.cents == b->lines_charge.cents;
    if (b->in_claim && b->lines > 0 && !is_turned)
        charge_off =
            judge(state, X12_CHECK_claim_charge, &b->claim_site, "Total Claim Charge Amount",
                b->claim_charge, b->lines_charge, b->payer_count > 0 ? b->payers[0].lines_off : 0);
    for (size_t i = 0; b->in_claim && i < b->payer_count; i++) {
        struct check_payer *p = &b->payers[i];
        // Without its identifier nobody knows what it said of the lines.
        if (p->id[0] == '\0' || b->unknown_payer)
            continue;
        struct check_sum should_be = b->claim_charge;
        add_sum(&should_be, p->adjusted, -1);
        int64_t off = p->has_paid
                          ? judge(state, X12_CHECK_cob_claim_balance, &p->site, "Payer Paid Amount",
                                p->paid, should_be, p->lines_off - charge_off)
                          : 0;
        if (!b->claim_charge.unknown)
            check_payer(state, i, off != 0);
    }
    b->in_claim = false;
}

// There are no payers, so that what stands in their places need not be set.
static void begin_anew(struct check_balance *b)
{
    memset(b, 0, offsetof(struct check_balance, payers));
}

static void start_claim(struct check_state *state)
{
    end_claim(state);
    begin_anew(&state->balance);
    state->balance.in_claim = true;
    state->balance.claim_site = x12_check_site(state, 2);
    state->balance.claim_charge = required(state, 2);
}

static bool is_in(const struct check_state *state, const char *loop)
{
    return strcmp(x12_check_loop(state)->id, loop) == 0;
}

static struct check_payer *last_payer(struct check_balance *b)
{
    return b->payer_count > 0 ? &b->payers[b->payer_count - 1] : NULL;
}

// SVD: what one payer, known by its identifier, paid on the line; in several when it took the line
// for several services, which are its charge together.
static void add_line_payer(struct check_state *state)
{
    struct check_balance *b = &state->balance;
    struct text id = x12_element(state->segment, 1);
    size_t payer = 0;
    for (size_t i = 0; i < b->payer_count; i++) {
        if (text_equal_z(id, b->payers[i].id))
            payer = i + 1;
    }
    b->line_payer = NULL;
    for (size_t i = 0; payer > 0 && i < b->line_payer_count; i++) {
        if (b->line_payers[i].payer == payer)
            b->line_payer = &b->line_payers[i];
    }
    if (b->line_payer != NULL) {
        add_sum(&b->line_payer->paid, required(state, 2), 1);
        return;
    }
    if (b->line_payer_count == CHECK_PAYERS_MAX)
        return;
    b->line_payer = &b->line_payers[b->line_payer_count++];
    *b->line_payer = (struct check_line_payer){
        .payer = payer, .paid = required(state, 2), .site = x12_check_site(state, 2)};
    if (payer == 0)
        return;
    // Each line has to have its own date.
    b->payers[payer - 1].has_date = true;
    if (b->payers[payer - 1].site.spec == NULL)
        b->payers[payer - 1].site = x12_check_site(state, 1);
}

static void add_claim_segment(struct check_state *state)
{
    struct check_balance *b = &state->balance;
    struct check_payer *payer = last_payer(b);
    switch (state->spec->id) {
    case ID('C', 'L', 'M'):
        start_claim(state);
        break;
    case ID('L', 'X', 0):
        end_service_line(state);
        break;
    case ID('S', 'V', '1'):
    case ID('S', 'V', '3'):
    case ID('S', 'V', '2'):
        if (is_in(state, "2400")) {
            b->lines++;
            b->line_charge = required(state, state->spec->id == ID('S', 'V', '2') ? 3 : 2);
            add_sum(&b->lines_charge, b->line_charge, 1);
        }
        break;
    case ID('S', 'B', 'R'):
        if (is_in(state, "2320") && b->payer_count < CHECK_PAYERS_MAX)
            b->payers[b->payer_count++] = (struct check_payer){0};
        break;
    case ID('A', 'M', 'T'):
        if (is_in(state, "2320") && payer != NULL &&
            text_equal_z(x12_element(state->segment, 1), "D")) {
            payer->has_paid = true;
            payer->paid = required(state, 2);
            payer->site = x12_check_site(state, 2);
        } else if (is_in(state, "2320") && payer != NULL &&
                   text_equal_z(x12_element(state->segment, 1), "A8")) {
            payer->is_judged = true;
        }
        break;
    case ID('D', 'T', 'P'):
        if (is_in(state, "2330B") && payer != NULL)
            payer->has_date = payer->is_judged = true;
        break;
    case ID('N', 'M', '1'):
        if (payer != NULL && is_in(state, "2330B"))
            text_copy_z(payer->id, sizeof(payer->id), x12_element(state->segment, 9));
        break;
    case ID('S', 'V', 'D'):
        add_line_payer(state);
        break;
    case ID('C', 'A', 'S'): {
        struct check_sum adjusted = adjustments(state);
        if (is_in(state, "2320") && payer != NULL) {
            payer->is_judged = true;
            add_sum(&payer->adjusted, adjusted, 1);
        }
        if (is_in(state, "2430") && b->line_payer != NULL) {
            struct check_line_payer *p = b->line_payer;
            add_sum(&p->adjusted, adjusted, 1);
            if (p->payer > 0)
                add_sum(&b->payers[p->payer - 1].adjusted, adjusted, 1);
        }
        break;
    }
    default:
        break;
    }
}

// ---- 835

static void end_remittance_line(struct check_state *state)
{
    struct check_balance *b = &state->balance;
    if (b->in_line) {
        struct check_sum should_be = b->line_charge;
        add_sum(&should_be, b->line_adjusted, -1);
        int64_t off = judge(state, X12_CHECK_line_balance, &b->line_site,
            "Line Item Provider Payment Amount", b->line_paid, should_be, 0);
        b->lines_off += off;
        b->lines_balance = b->lines_balance && off == 0;
    }
    b->in_line = false;
}

static void end_remittance_claim(struct check_state *state)
{
    struct check_balance *b = &state->balance;
    end_remittance_line(state);
    if (b->in_claim) {
        struct check_sum should_be = b->claim_charge;
        add_sum(&should_be, b->claim_adjusted, -1);
        int64_t off = judge(state, X12_CHECK_claim_balance, &b->claim_site, "Claim Payment Amount",
            b->claim_paid, should_be, b->lines_off);
        b->claims_off += off - b->lines_off;
        // Both balance, and the lines are not those of the claim: no payment says which to post.
        if (off == 0 && b->lines_balance && b->lines > 0)
            judge(state, X12_CHECK_lines_charge, &b->charge_site, "Total Claim Charge Amount",
                b->claim_charge, b->lines_charge, 0);
        // Where the claim or a line does not balance, an adjustment is wrong, and that was told.
        // A reversal has no CLP05.
        if (off == 0 && b->lines_balance && !b->is_reversal)
            judge(state, X12_CHECK_patient_balance, &b->patient_site,
                "Patient Responsibility Amount", b->patient_owes, b->patient_adjusted, 0);
    }
    b->in_claim = false;
}

// The claims of a TS3 are over.
static void end_summary(struct check_state *state)
{
    struct check_balance *b = &state->balance;
    if (b->in_summary)
        judge(state, X12_CHECK_summary_charge, &b->summary_site, "Total Claim Charge Amount",
            b->summary_charge, b->summary_claims_charge, 0);
    b->in_summary = false;
}

static void add_remittance_segment(struct check_state *state)
{
    struct check_balance *b = &state->balance;
    switch (state->spec->id) {
    case ID('B', 'P', 'R'):
        b->payment_site = x12_check_site(state, 2);
        b->payment = required(state, 2);
        b->in_payment = true;
        // One that cannot be, a rule tells: less than nothing, or more without a way to pay it.
        if (b->payment.cents < 0 ||
            (b->payment.cents > 0 && text_equal_z(x12_element(state->segment, 4), "NON")))
            b->payment.unknown = true;
        break;
    case ID('L', 'X', 0):
        // One that comes late ends nothing: what stands before it is its own.
        if (state->has_late_opener)
            break;
        end_remittance_claim(state);
        end_summary(state);
        break;
    case ID('T', 'S', '3'):
        // One that comes late, and was told, ends no claim, nor does it say which it sums up.
        if (state->own > 0) {
            b->summary_claims_charge.unknown = true;
            break;
        }
        end_remittance_claim(state);
        end_summary(state);
        b->in_summary = true;
        b->summary_site = x12_check_site(state, 5);
        b->summary_charge = required(state, 5);
        b->summary_claims_charge = (struct check_sum){0};
        break;
    case ID('C', 'L', 'P'):
        end_remittance_claim(state);
        b->in_claim = true;
        b->claim_site = x12_check_site(state, 4);
        b->claim_charge = required(state, 3);
        b->claim_paid = required(state, 4);
        b->claim_adjusted = (struct check_sum){0};
        b->charge_site = x12_check_site(state, 3);
        b->lines = 0;
        b->lines_charge = (struct check_sum){0};
        b->lines_off = 0;
        b->lines_balance = true;
        b->is_reversal = text_equal_z(x12_element(state->segment, 2), "22");
        // Without its status, which is told, nobody knows whether it is one.
        b->is_reversal = b->is_reversal || !x12_check_is_code(state, 2);
        b->patient_site = x12_check_site(state, 5);
        b->patient_owes = element(state, 5);
        b->patient_adjusted = (struct check_sum){0};
        add_sum(&b->claims_paid, b->claim_paid, 1);
        add_sum(&b->summary_claims_charge, b->claim_charge, 1);
        break;
    case ID('S', 'V', 'C'):
        end_remittance_line(state);
        b->in_line = true;
        b->line_site = x12_check_site(state, 3);
        b->line_charge = required(state, 2);
        b->line_paid = required(state, 3);
        b->line_adjusted = (struct check_sum){0};
        b->lines++;
        add_sum(&b->lines_charge, b->line_charge, 1);
        break;
    case ID('C', 'A', 'S'): {
        struct check_sum adjusted = adjustments(state);
        add_sum(&b->claim_adjusted, adjusted, 1);
        if (b->in_line)
            add_sum(&b->line_adjusted, adjusted, 1);
        if (text_equal_z(x12_element(state->segment, 1), "PR"))
            add_sum(&b->patient_adjusted, adjusted, 1);
        // One of no group that we know may be the patient's.
        if (!x12_check_is_code(state, 1))
            b->patient_adjusted.unknown = true;
        break;
    }
    case ID('P', 'L', 'B'):
        end_remittance_claim(state);
        end_summary(state);
        b->provider_adjusted.unknown |= x12_element(state->segment, 15).size > 0; // told
        for (size_t i = 4; i <= 14; i += 2) {
            bool has_reason = x12_element(state->segment, i - 1).size > 0;
            add_sum(&b->provider_adjusted, has_reason ? required(state, i) : element(state, i), 1);
        }
        break;
    default:
        break;
    }
}

static void end_remittance(struct check_state *state)
{
    struct check_balance *b = &state->balance;
    end_remittance_claim(state);
    end_summary(state);
    if (b->in_payment) {
        struct check_sum should_be = b->claims_paid;
        add_sum(&should_be, b->provider_adjusted, -1);
        // A wrong payment of a claim was told there.
        judge(state, X12_CHECK_payment_balance, &b->payment_site,
            "Total Actual Provider Payment Amount", b->payment, should_be, -b->claims_off);
    }
}

// ---- 999

// A group may list none of its sets, or only those that have errors: the others then are accepted.
static void judge_acknowledged(struct check_state *state)
{
    const struct check_balance *b = &state->balance;
    int64_t received, accepted;
    char expected[48];
    if (b->acknowledged == 0 || b->unsure ||
        !text_to_i64(x12_element(state->segment, 3), &received))
        return;
    // A set without its IK5 was told: nobody knows what became of it.
    bool is_known =
        b->answered == b->acknowledged && text_to_i64(x12_element(state->segment, 4), &accepted);
    bool is_more = received > b->acknowledged;
    // A group with a fault of its own is refused, whatever its sets are.
    bool is_refused = is_known && accepted == 0 && x12_element(state->segment, 5).size > 0;
    if (is_more && (!is_known || received - b->acknowledged == accepted - b->accepted))
        return;
    if (received != b->acknowledged) {
        snprintf(expected, sizeof(expected), "%lld against %lld", (long long)received,
            (long long)b->acknowledged);
        x12_check_tell(state, X12_CHECK_set_count, 3, 0, "Number of Received Transaction Sets",
            expected, (struct text){0});
    } else if (is_known && accepted != b->accepted && !is_refused) {
        snprintf(expected, sizeof(expected), "%lld against %lld", (long long)accepted,
            (long long)b->accepted);
        x12_check_tell(state, X12_CHECK_set_count, 4, 0, "Number of Accepted Transaction Sets",
            expected, (struct text){0});
    }
}

static void add_acknowledgement_segment(struct check_state *state)
{
    struct check_balance *b = &state->balance;
    switch (state->spec->id) {
    case ID('A', 'K', '2'):
        b->acknowledged++;
        b->has_errors = false;
        break;
    case ID('I', 'K', '3'):
        b->has_errors = true;
        break;
    case ID('I', 'K', '5'): {
        struct text code = x12_element(state->segment, 1);
        // One that is no code says nothing, and was told; so was one that denies its errors.
        bool is_denied =
            text_equal_z(code, "A") && (b->has_errors || x12_element(state->segment, 2).size > 0);
        b->answered += x12_check_is_code(state, 1) && !is_denied;
        b->accepted += text_equal_z(code, "A") || text_equal_z(code, "E");
        break;
    }
    case ID('A', 'K', '9'):
        judge_acknowledged(state);
        break;
    default:
        break;
    }
}

// ---- 277CA

static const struct {
    const char *name;
    const char *batch, *provider; // QTY01 and AMT01, of 2200B and 2200C
    bool is_amount, is_rejected;
} totals[CHECK_TOTALS] = {
    [CHECK_ACCEPTED_COUNT] = {"Total Accepted Quantity", "90", "QA", false, false},
    [CHECK_REJECTED_COUNT] = {"Total Rejected Quantity", "AA", "QC", false, true},
    [CHECK_ACCEPTED_AMOUNT] = {"Total Accepted Amount", "YU", "YU", true, false},
    [CHECK_REJECTED_AMOUNT] = {"Total Rejected Amount", "YY", "YY", true, true},
};

static void judge_count(struct check_state *state, const char *name, const struct check_total *t)
{
    char expected[48];
    if (t->said.unknown || t->said.cents == t->claims.cents)
        return;
    struct x12_place place = x12_check_site_place(state, &t->site);
    snprintf(expected, sizeof(expected), "%lld against %lld", (long long)t->said.cents,
        (long long)t->claims.cents);
    x12_check_tell_at(state, X12_CHECK_batch_total, &place, "", name, expected, (struct text){0});
}

// A batch or a provider; either may be answered without its claims. Returns by how much its amounts
// are off.
static int64_t end_totals(struct check_state *state, struct check_batch *b)
{
    int64_t off = 0;
    for (size_t i = 0; i < CHECK_TOTALS && b->claims > 0 && !b->unsure; i++) {
        const struct check_total *t = &b->totals[i];
        if (t->is_said && totals[i].is_amount)
            off += judge(
                state, X12_CHECK_batch_total, &t->site, totals[i].name, t->said, t->claims, 0);
        else if (t->is_said && (i != CHECK_ACCEPTED_COUNT || b != &state->balance.batch))
            judge_count(state, totals[i].name, t); // the other is a rule's (accepted_count)
    }
    return off;
}

// What was submitted is what was accepted and what was rejected: of the claims, or where these
// cannot be told, as it is said.
static void judge_submitted(struct check_state *state, const struct check_batch *b, int64_t off)
{
    const struct check_total *accepted = &b->totals[CHECK_ACCEPTED_AMOUNT],
                             *rejected = &b->totals[CHECK_REJECTED_AMOUNT];
    bool by_claims = b->claims > 0 && !b->unsure;
    // A count without its amount: that may be what is missing.
    bool is_said = (accepted->is_said || !b->totals[CHECK_ACCEPTED_COUNT].is_said) &&
                   (rejected->is_said || !b->totals[CHECK_REJECTED_COUNT].is_said) &&
                   (accepted->is_said || rejected->is_said);
    if (!b->has_submitted || (!by_claims && !is_said))
        return;
    struct check_sum should_be = by_claims ? accepted->claims : accepted->said;
    add_sum(&should_be, by_claims ? rejected->claims : rejected->said, 1);
    judge(state, X12_CHECK_batch_total, &b->submitted_site, "Total Submitted Charges for Unit Work",
        b->submitted, should_be, off);
}

static void end_provider(struct check_state *state)
{
    end_totals(state, &state->balance.provider);
    state->balance.provider = (struct check_batch){0};
}

static void end_batch(struct check_state *state)
{
    struct check_batch *b = &state->balance.batch;
    end_provider(state);
    judge_submitted(state, b, end_totals(state, b));
    *b = (struct check_batch){.unsure = b->unsure};
}

static void take_total(struct check_state *state)
{
    struct check_balance *b = &state->balance;
    struct text code = x12_element(state->segment, 1), said = x12_element(state->segment, 2);
    bool is_amount = state->spec->id == ID('A', 'M', 'T'), is_provider = is_in(state, "2200C");
    if (!is_provider && !is_in(state, "2200B"))
        return;
    for (size_t i = 0; i < CHECK_TOTALS; i++) {
        struct check_total *t = &(is_provider ? &b->provider : &b->batch)->totals[i];
        if (totals[i].is_amount != is_amount ||
            !text_equal_z(code, is_provider ? totals[i].provider : totals[i].batch))
            continue;
        t->is_said = true;
        t->site = x12_check_site(state, 2);
        if (is_amount)
            t->said = required(state, 2);
        else
            t->said.unknown = !text_to_i64(said, &t->said.cents);
    }
}

static void add_claim(struct check_batch *b, bool is_rejected, struct check_sum charge)
{
    b->claims++;
    for (size_t i = 0; i < CHECK_TOTALS; i++) {
        if (totals[i].is_rejected == is_rejected)
            add_sum(&b->totals[i].claims,
                totals[i].is_amount ? charge : (struct check_sum){.cents = 1}, 1);
    }
}

// How claims were counted is not known.
static void doubt_totals(struct check_balance *b)
{
    b->batch.unsure = b->provider.unsure = true;
}

static bool is_acceptance(struct text category)
{
    return text_equal_z(category, "A0") || text_equal_z(category, "A1") ||
           text_equal_z(category, "A2");
}

// The first STC of a claim decides; one that says otherwise, of the claim or a line, leaves open
// how the claim was counted, and so does a provider that is rejected as a whole.
static void add_status(struct check_state *state)
{
    struct check_balance *b = &state->balance;
    struct text action = x12_element(state->segment, 3);
    bool is_rejected = text_equal_z(action, "U"), is_open = false;
    if (is_in(state, "2200B")) {
        if (b->batch.has_submitted)
            return;
        b->batch.has_submitted = true;
        b->batch.submitted = required(state, 4);
        b->batch.submitted_site = x12_check_site(state, 4);
    } else if (is_in(state, "2200C")) {
        is_open = is_rejected;
    } else if (is_in(state, "2220D")) {
        is_open = is_rejected && b->action != 'U';
    } else if (is_in(state, "2200D") && b->action == 0 &&
               (is_rejected || text_equal_z(action, "WQ"))) {
        struct check_sum charge = required(state, 4);
        // Accepted by its category, and rejected: a rule tells it, and nobody knows how it counts.
        if (is_rejected && is_acceptance(x12_component(state->segment, 1, 1))) {
            is_open = true;
            x12_check_situation_doubt_element(state, state->spec, 3, 0);
        }
        b->action = *action.at;
        add_claim(&b->batch, is_rejected, charge);
        add_claim(&b->provider, is_rejected, charge);
    } else if (is_in(state, "2200D")) {
        is_open = action.size == 0 || b->action != *action.at;
    }
    if (is_open)
        doubt_totals(b);
}

static void add_batch_segment(struct check_state *state)
{
    switch (state->spec->id) {
    case ID('H', 'L', 0):
        if (is_in(state, "2000B"))
            end_batch(state);
        else if (is_in(state, "2000C"))
            end_provider(state);
        state->balance.action = 0;
        break;
    case ID('T', 'R', 'N'):
        state->balance.action = 0;
        break;
    case ID('S', 'T', 'C'):
        add_status(state);
        break;
    case ID('Q', 'T', 'Y'):
    case ID('A', 'M', 'T'):
        take_total(state);
        break;
    default:
        break;
    }
}

// ---- The four

static enum check_balance_kind kind_of(const struct grammar_set *set)
{
    if (strcmp(set->id, "837") == 0)
        return CHECK_BALANCE_CLAIMS;
    if (strcmp(set->id, "835") == 0)
        return CHECK_BALANCE_REMITTANCE;
    if (strcmp(set->name, "277CA") == 0 || strcmp(set->like, "277CA") == 0)
        return CHECK_BALANCE_CLAIM_ACKNOWLEDGEMENT;
    return strcmp(set->id, "999") == 0 ? CHECK_BALANCE_ACKNOWLEDGEMENT : CHECK_BALANCE_NONE;
}

void x12_check_balance_begin(struct check_state *state)
{
    begin_anew(&state->balance);
    state->balance_kind = kind_of(state->set);
}

void x12_check_balance_segment(struct check_state *state)
{
    switch (state->balance_kind) {
    case CHECK_BALANCE_CLAIMS:
        add_claim_segment(state);
        break;
    case CHECK_BALANCE_REMITTANCE:
        add_remittance_segment(state);
        break;
    case CHECK_BALANCE_ACKNOWLEDGEMENT:
        add_acknowledgement_segment(state);
        break;
    case CHECK_BALANCE_CLAIM_ACKNOWLEDGEMENT:
        add_batch_segment(state);
        break;
    case CHECK_BALANCE_NONE:
        break;
    }
}

void x12_check_balance_doubt(struct check_state *state, uint32_t id)
{
    struct check_balance *b = &state->balance;
    doubt_totals(b);
    // What came before is whole.
    if (id == ID('L', 'X', 0) && state->balance_kind == CHECK_BALANCE_CLAIMS) {
        end_service_line(state);
        return;
    }
    if (id == ID('S', 'V', 'C') && !state->has_late_opener)
        end_remittance_line(state);
    switch (id) {
    case ID('A', 'K', '2'):
    case ID('I', 'K', '5'):
        b->unsure = true;
        return;
    case ID('T', 'S', '3'):
        b->summary_claims_charge.unknown = true;
        return;
    case 0:
    case ID('C', 'L', 'M'):
    case ID('C', 'L', 'P'):
    case ID('S', 'V', '1'):
    case ID('S', 'V', '2'):
    case ID('S', 'V', '3'):
    case ID('S', 'V', 'C'):
    case ID('S', 'V', 'D'):
    case ID('S', 'B', 'R'):
    case ID('C', 'A', 'S'):
    case ID('A', 'M', 'T'):
        b->claim_charge.unknown = b->lines_charge.unknown = b->claim_paid.unknown = true;
        b->patient_owes.unknown = true;
        b->unsure = b->unsure || id == 0;
        if (id == 0 || id == ID('C', 'L', 'P'))
            b->claims_paid.unknown = b->summary_claims_charge.unknown = true;
        break;
    case ID('P', 'L', 'B'):
        b->provider_adjusted.unknown = true;
        return;
    case ID('D', 'T', 'P'):
        if (state->balance_kind == CHECK_BALANCE_CLAIMS && last_payer(b) != NULL)
            last_payer(b)->has_date = true;
        return;
    default:
        return;
    }
    b->line_charge.unknown = b->line_paid.unknown = true;
}

void x12_check_balance_end(struct check_state *state)
{
    if (state->balance_kind == CHECK_BALANCE_CLAIMS)
        end_claim(state);
    if (state->balance_kind == CHECK_BALANCE_REMITTANCE)
        end_remittance(state);
    if (state->balance_kind == CHECK_BALANCE_CLAIM_ACKNOWLEDGEMENT)
        end_batch(state);
}
