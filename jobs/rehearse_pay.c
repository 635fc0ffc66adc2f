#include "jobs/rehearse_pay.h"

#include "claims/base/ident.h"
#include "edi/x835_write.h"

#include <inttypes.h>
#include <stdlib.h>

#define PAYMENT_CLAIMS 500
#define PAYMENT_BYTES  ((size_t)1024 * 1024)
#define BODY_BYTES     ((size_t)256 * 1024 * 1024)
#define ARENA_BYTES    ((size_t)64 * 1024 * 1024)
#define CLAIM_BYTES    ((size_t)512 * 1024 * 1024)
#define PARTIES_MAX    10000 // payers times payees of one file
#define OPEN_MAX       100   // files
#define PARTS_MAX      5     // of a claim in one step
#define OVER           100   // unbalanced: the payment is that much too high
#define UNKNOWN_PLB    500   // unknown_plb: taken off, at most
#define WITHHELD       10    // per cent

enum kind {
    PAY_MAIN,
    PAY_ZERO,
    PAY_CAPITATION,
    PAY_INTEREST,
    PAY_WITHHELD,
    PAY_UNKNOWN_PLB,
    PAY_RESENT,
    PAY_CONFLICT,
    PAY_TWO_A,
    PAY_TWO_B,
    PAY_UNBALANCED,
    PAY_UNBALANCED_LINE,
    PAY_FOREIGN,
    PAY_NEXT,
    PAY_CORRECTION,
    PAY_TAKEN_BACK,
    PAY_RECOUP,
    PAY_RECOUP_END,
    PAY_FORWARD,
    PAY_FORWARD_2,
    PAY_FORWARD_END,
    PAY_RESENT_AGAIN,
    PAY_CONFLICT_AGAIN,
    KINDS,
    NO_KIND = KINDS,
};

// Order and word make the file's name; days from the step to the production date.
static const struct {
    const char *word;
    enum kind file; // whose file it stands in
    int order;
    int days;
} kinds[KINDS] = {
    [PAY_MAIN] = {"paid", PAY_MAIN, 10, 2},
    [PAY_ZERO] = {"zero", PAY_ZERO, 12, 2},
    [PAY_CAPITATION] = {"capitation", PAY_CAPITATION, 12, 2},
    [PAY_INTEREST] = {"interest", PAY_INTEREST, 12, 2},
    [PAY_WITHHELD] = {"withheld", PAY_WITHHELD, 12, 2},
    [PAY_UNKNOWN_PLB] = {"unknown-plb", PAY_UNKNOWN_PLB, 12, 2},
    [PAY_RESENT] = {"resent", PAY_RESENT, 12, 2},
    [PAY_CONFLICT] = {"conflicting", PAY_CONFLICT, 12, 2},
    [PAY_TWO_A] = {"two-payments", PAY_TWO_A, 12, 2},
    [PAY_TWO_B] = {"two-payments", PAY_TWO_A, 12, 2},
    [PAY_UNBALANCED] = {"unbalanced", PAY_UNBALANCED, 12, 2},
    [PAY_UNBALANCED_LINE] = {"unbalanced-line", PAY_UNBALANCED_LINE, 12, 2},
    [PAY_FOREIGN] = {"foreign-payee", PAY_FOREIGN, 12, 2},
    [PAY_NEXT] = {"next-payer", PAY_NEXT, 14, 2},
    [PAY_CORRECTION] = {"corrected", PAY_CORRECTION, 30, 9},
    [PAY_TAKEN_BACK] = {"taken-back", PAY_TAKEN_BACK, 30, 9},
    [PAY_RECOUP] = {"recoupment", PAY_RECOUP, 30, 9},
    [PAY_RECOUP_END] = {"recoupment-end", PAY_RECOUP_END, 40, 16},
    [PAY_FORWARD] = {"forward", PAY_FORWARD, 30, 9},
    [PAY_FORWARD_2] = {"forward", PAY_FORWARD_2, 40, 16},
    [PAY_FORWARD_END] = {"forward-end", PAY_FORWARD_END, 50, 23},
    [PAY_RESENT_AGAIN] = {"resent-again", PAY_RESENT_AGAIN, 60, 2},
    [PAY_CONFLICT_AGAIN] = {"conflicting-again", PAY_CONFLICT_AGAIN, 60, 2},
};

// In which payments a claim of the scenario is answered, and with what. PAY_TWO_A and PAY_TWO_B
// take turns. A scenario without rows is answered in the main payment.
static const struct play {
    enum scenario scenario;
    int step;
    enum kind kind;
    enum rehearse_part part;
} plays[] = {
    {SCENARIO_zero_pay, 1, PAY_ZERO, PART_FIRST},
    {SCENARIO_capitation, 1, PAY_CAPITATION, PART_FIRST},
    {SCENARIO_interest, 1, PAY_INTEREST, PART_FIRST},
    {SCENARIO_withheld, 1, PAY_WITHHELD, PART_FIRST},
    {SCENARIO_unknown_plb, 1, PAY_UNKNOWN_PLB, PART_FIRST},
    {SCENARIO_resent_payment, 1, PAY_RESENT, PART_FIRST},
    {SCENARIO_conflicting_payment, 1, PAY_CONFLICT, PART_FIRST},
    {SCENARIO_conflicting_payment, 1, PAY_CONFLICT_AGAIN, PART_LESS},
    {SCENARIO_two_payments, 1, PAY_TWO_A, PART_FIRST},
    {SCENARIO_unbalanced, 1, PAY_UNBALANCED, PART_FIRST},
    {SCENARIO_unbalanced_line, 1, PAY_UNBALANCED_LINE, PART_FIRST},
    {SCENARIO_unknown_claim, 1, PAY_MAIN, PART_FIRST},
    {SCENARIO_unknown_claim, 1, PAY_MAIN, PART_STRANGER},
    {SCENARIO_foreign_payee, 1, PAY_MAIN, PART_FIRST},
    {SCENARIO_foreign_payee, 1, PAY_FOREIGN, PART_STRANGER},
    {SCENARIO_reversal_correction, 1, PAY_MAIN, PART_FIRST},
    {SCENARIO_reversal_correction, 1, PAY_CORRECTION, PART_TAKEN_BACK},
    {SCENARIO_reversal_correction, 1, PAY_CORRECTION, PART_CORRECTED},
    {SCENARIO_reversal_alone, 1, PAY_MAIN, PART_FIRST},
    {SCENARIO_reversal_alone, 1, PAY_TAKEN_BACK, PART_TAKEN_BACK},
    {SCENARIO_recoupment, 1, PAY_MAIN, PART_FIRST},
    {SCENARIO_recoupment, 1, PAY_RECOUP, PART_TAKEN_BACK},
    {SCENARIO_recoupment, 1, PAY_RECOUP_END, PART_CORRECTED},
    {SCENARIO_balance_forward, 1, PAY_MAIN, PART_FIRST},
    {SCENARIO_balance_forward, 1, PAY_FORWARD, PART_TAKEN_BACK},
    {SCENARIO_balance_forward, 1, PAY_FORWARD_2, PART_HALF},
    {SCENARIO_balance_forward, 1, PAY_FORWARD_END, PART_HALF_BACK},
    {SCENARIO_balance_forward, 1, PAY_FORWARD_END, PART_CORRECTED},
    {SCENARIO_crossover, 1, PAY_MAIN, PART_FIRST},
    {SCENARIO_crossover, 2, PAY_NEXT, PART_NEXT_PAYER},
};

struct payee {
    struct text name, npi, tax_id;
};

// A payment that gathers.
struct payment {
    bool open;
    struct arena *arena;
    struct buf body; // 2100 loops
    int64_t segments;
    int64_t claims, paid;
    int64_t capitation; // sum of CO 24
    struct text trace;
    struct provider_adjustment *plb;
    size_t plb_count, plb_room;
};

// An 835 file that is being written: one for each payer and kind.
struct remit_file {
    struct rehearse_out_file *file;
    struct x12_settings settings;
    int64_t sets;
    int times; // opened before: files that were closed to make room
};

// A payer and a payee of it.
struct party {
    int payer;
    int payee;
    struct payment *payments[KINDS]; // NULL: none yet
    bool second;                     // PAY_TWO_B is next
};

struct rehearse_pay {
    struct rehearse_out *out;
    struct rehearse_setup *setup;
    const struct rehearse_file *file;
    struct arena *arena; // of the file
    struct arena *claim; // of a claim
    bool addressed;
    struct rehearse_address to;
    struct payee *payees;
    size_t payee_count, payee_room;
    struct party *parties;
    size_t party_count, party_room;
    struct remit_file (*files)[KINDS]; // by payer
    size_t file_payers;
    size_t open_files;
    int64_t payments; // begun so far
    struct buf bytes;
};

static struct text foreign_npi(struct arena *arena)
{
    char npi[11];
    ident_make_npi("200000999", npi);
    return arena_copy(arena, text_of(npi));
}

struct rehearse_pay *rehearse_pay_new(
    struct rehearse_out *out, struct rehearse_setup *setup, const struct rehearse_file *file)
{
    struct rehearse_pay *p = calloc(1, sizeof *p);
    CHECK(p);
    *p = (struct rehearse_pay){.out = out,
        .setup = setup,
        .file = file,
        .arena = arena_new(ARENA_BYTES),
        .claim = arena_new(CLAIM_BYTES)};
    buf_init(&p->bytes, BODY_BYTES);
    return p;
}

static void free_payment(struct payment *payment)
{
    if (!payment)
        return;
    arena_free(payment->arena);
    buf_free(&payment->body);
    free(payment->plb);
    free(payment);
}

void rehearse_pay_free(struct rehearse_pay *p)
{
    if (!p)
        return;
    for (size_t i = 0; i < p->party_count; i++)
        for (int k = 0; k < KINDS; k++)
            free_payment(p->parties[i].payments[k]);
    free(p->parties);
    free(p->payees);
    free(p->files);
    buf_free(&p->bytes);
    arena_free(p->claim);
    arena_free(p->arena);
    free(p);
}

static void *more(void *items, size_t count, size_t *room, size_t each)
{
    if (count < *room)
        return items;
    *room = *room ? 2 * *room : 16;
    items = realloc(items, *room * each);
    CHECK(items);
    return items;
}

// ---- Who pays whom.

static int find_payee(struct rehearse_pay *p, const struct provider *provider)
{
    for (size_t i = 0; i < p->payee_count; i++)
        if (text_equal(p->payees[i].npi, provider->npi) &&
            text_equal(p->payees[i].tax_id, provider->tax_id))
            return (int)i;
    p->payees = more(p->payees, p->payee_count, &p->payee_room, sizeof *p->payees);
    struct payee *payee = &p->payees[p->payee_count++];
    struct text name = arena_format(p->arena, "%.*s%s%.*s", TEXT_ARG(provider->last_name),
        provider->first_name.size > 0 ? " " : "", TEXT_ARG(provider->first_name));
    *payee = (struct payee){.name = text_part(name, 0, 60),
        .npi = arena_copy(p->arena, provider->npi),
        .tax_id = arena_copy(p->arena, provider->tax_id)};
    return (int)p->payee_count - 1;
}

// Somebody whose provider number is none of ours.
static int find_foreign_payee(struct rehearse_pay *p)
{
    struct provider stranger = {.last_name = TEXT("SOME OTHER PRACTICE"),
        .npi = foreign_npi(p->claim),
        .tax_id = TEXT("000999999")};
    return find_payee(p, &stranger);
}

static struct party *find_party(struct rehearse_pay *p, int payer, int payee, struct err *err)
{
    for (size_t i = 0; i < p->party_count; i++)
        if (p->parties[i].payer == payer && p->parties[i].payee == payee)
            return &p->parties[i];
    if (p->party_count == PARTIES_MAX) {
        err_set(err, ERR_DATA, "more than %d payers and payees in a file", PARTIES_MAX);
        return NULL;
    }
    p->parties = more(p->parties, p->party_count, &p->party_room, sizeof *p->parties);
    struct party *party = &p->parties[p->party_count++];
    *party = (struct party){.payer = payer, .payee = payee};
    return party;
}

// The payment of that kind, begun if there is none. A second payment under the same trace number
// is begun beside its twin.
static struct payment *find_payment(struct rehearse_pay *p, struct party *party, enum kind kind)
{
    struct payment *payment = party->payments[kind];
    if (!payment) {
        payment = party->payments[kind] = calloc(1, sizeof *payment);
        CHECK(payment);
        payment->arena = arena_new(ARENA_BYTES);
        buf_init(&payment->body, BODY_BYTES);
    }
    if (payment->open)
        return payment;
    payment->open = true;
    if (kind == PAY_CONFLICT_AGAIN)
        payment->trace = arena_copy(payment->arena, party->payments[PAY_CONFLICT]->trace);
    else
        payment->trace = arena_format(
            payment->arena, "RH%09" PRId64 "%05" PRId64, p->file->control, ++p->payments);
    return payment;
}

// ---- What the payment says beside its claims.

static void put_plb(
    struct payment *payment, const char *reason, struct text reference, int64_t amount)
{
    if (amount == 0)
        return;
    payment->plb = more(payment->plb, payment->plb_count, &payment->plb_room, sizeof *payment->plb);
    payment->plb[payment->plb_count++] = (struct provider_adjustment){.reason = text_of(reason),
        .reference = arena_copy(payment->arena, reference),
        .amount = amount};
}

// One amount of the whole payment: further claims add to it.
static void add_plb(
    struct payment *payment, const char *reason, struct text reference, int64_t amount)
{
    for (size_t i = 0; i < payment->plb_count; i++)
        if (text_equal_z(payment->plb[i].reason, reason) &&
            text_equal(payment->plb[i].reference, reference)) {
            payment->plb[i].amount += amount;
            return;
        }
    put_plb(payment, reason, reference, amount);
}

// What a claim in this payment makes the provider owe, or no longer owe. A recoupment is known by
// the claim's number, a balance forward by the trace number of the payment that it is carried from
// (835 guide, 1.10.2.12 and 1.10.2.17).
static void adjust_provider(enum kind kind, const struct rehearse_case *c,
    const struct remittance_claim *r, struct payment *payment)
{
    switch (kind) {
    case PAY_INTEREST:
        put_plb(payment, "L6", c->payer_claim_number, -r->interest);
        break;
    case PAY_TAKEN_BACK:
    case PAY_RECOUP:
        put_plb(payment, "WO", c->payer_claim_number, r->paid);
        break;
    case PAY_FORWARD:
        add_plb(payment, "FB", payment->trace, r->paid);
        break;
    default:
        break;
    }
}

static void count_claim(struct payment *payment, const struct remittance_claim *r)
{
    payment->claims++;
    payment->paid += r->paid;
    payment->capitation += rehearse_adjudicate_sum(r, "CO", "24");
}

// ---- Writing claims.

static struct x835_patient patient_of(const struct rehearse_case *c, enum rehearse_part part)
{
    if (part == PART_STRANGER)
        return (struct x835_patient){.last_name = TEXT("STRANGER"),
            .first_name = TEXT("SOME"),
            .member_id = TEXT("X000000000")};
    const struct person *patient = claim_patient(c->claim);
    return (struct x835_patient){.last_name = patient->last_name,
        .first_name = patient->first_name,
        .middle_name = patient->middle_name,
        .suffix = patient->suffix,
        .member_id = c->claim->subscriber.member_id};
}

static bool write_claim(struct rehearse_pay *p, struct party *party, enum kind kind,
    const struct rehearse_case *c, enum rehearse_part part, struct remittance_claim *r,
    struct err *err)
{
    struct payment *payment = find_payment(p, party, kind);
    struct x835_patient patient = patient_of(c, part);
    struct x12_settings settings = rehearse_out_settings(&p->to, p->file->control, p->file->at);
    rehearse_adjudicate(c, part, p->claim, r);
    int segments =
        x835_write_claim(&payment->body, &settings, r, &patient, rehearse_out_refusals(err));
    payment->segments += segments;
    if (segments == 0)
        return false;
    count_claim(payment, r);
    adjust_provider(kind, c, r, payment);
    return true;
}

// ---- Writing payments.

// The next working day on or after it.
static date_t working_day(date_t day)
{
    int weekday = date_weekday(day);
    return weekday < 5 ? day : day + 7 - weekday;
}

static date_t last_day_of_year(date_t day)
{
    int year, month, of_month;
    date_t out = day;
    date_to_parts(day, &year, &month, &of_month);
    CHECK(date_from_parts(year, 12, 31, &out));
    return out;
}

static void adjust_payment(enum kind kind, struct payment *payment)
{
    struct text trace = payment->trace;
    if (kind == PAY_CAPITATION)
        put_plb(payment, "CT", trace, -payment->capitation);
    if (kind == PAY_WITHHELD)
        put_plb(payment, "IR", trace, (payment->paid * WITHHELD + 50) / 100);
    if (kind == PAY_UNKNOWN_PLB)
        put_plb(payment, "AP", trace, payment->paid < UNKNOWN_PLB ? payment->paid : UNKNOWN_PLB);
}

static struct x835_parties bank_of(const struct rehearse_payer *payer)
{
    struct x835_parties parties = {.payer_address = payer->address,
        .contact_name = TEXT("PROVIDER SERVICES"),
        .contact_phone = TEXT("8005550100"),
        .payer_routing = TEXT("999999992"),
        .payer_account = payer->originator,
        .payee_routing = TEXT("999999992"),
        .payee_account = TEXT("1000200030")};
    if (text_is_empty(payer->address.line1) || text_is_empty(payer->address.city))
        parties.payer_address = (struct address){.line1 = TEXT("1 REHEARSAL ROAD"),
            .city = TEXT("BOSTON"),
            .state = TEXT("MA"),
            .zip = TEXT("02110")};
    return parties;
}

// Payers have their ways: every third pays by check.
static struct text method_of(const struct rehearse_payer *payer, int64_t amount)
{
    char last = payer->originator.size > 0 ? payer->originator.at[payer->originator.size - 1] : '0';
    if (amount == 0)
        return TEXT("NON");
    return last % 3 == 0 ? TEXT("CHK") : TEXT("ACH");
}

static struct remittance header_of(
    struct rehearse_pay *p, const struct party *party, enum kind kind, struct payment *payment)
{
    const struct rehearse_payer *payer = rehearse_setup_payer(p->setup, party->payer);
    const struct payee *payee = &p->payees[party->payee];
    int64_t adjusted = 0;
    date_t produced = working_day(p->file->at.day + kinds[kind].days);
    for (size_t i = 0; i < payment->plb_count; i++) {
        payment->plb[i].provider = payee->npi.size > 0 ? payee->npi : payee->tax_id;
        payment->plb[i].fiscal_period = last_day_of_year(produced);
        adjusted += payment->plb[i].amount;
    }
    int64_t amount = payment->paid - adjusted + (kind == PAY_UNBALANCED ? OVER : 0);
    CHECK(amount >= 0);
    return (struct remittance){.handling = amount > 0 ? 'I' : 'H',
        .amount = amount,
        .credit_debit = 'C',
        .method = method_of(payer, amount),
        .effective_date = working_day(produced + 2),
        .trace_number = payment->trace,
        .originator = payer->originator,
        .production_date = produced,
        .payer_name = text_part(payer->name, 0, 60),
        .payer_id = payer->identifier,
        .payee_name = payee->name,
        .payee_npi = payee->npi,
        .payee_tax_id = payee->tax_id,
        .provider_adjustments = payment->plb,
        .provider_adjustment_count = payment->plb_count};
}

static bool close_file(struct rehearse_pay *p, struct remit_file *f, struct err *err)
{
    struct rehearse_out_file *file = f->file;
    if (!file)
        return true;
    f->file = NULL;
    f->times++;
    p->open_files--;
    buf_clear(&p->bytes);
    x12_write_tail(&p->bytes, &f->settings, f->sets);
    f->sets = 0;
    return rehearse_out_append(file, buf_slice(&p->bytes), err) &&
           rehearse_out_end(p->out, file, err);
}

static bool close_files(struct rehearse_pay *p, struct err *err)
{
    for (int kind = 0; kind < KINDS; kind++)
        for (size_t payer = 0; payer < p->file_payers; payer++)
            if (!close_file(p, &p->files[payer][kind], err))
                return false;
    return true;
}

// The end of a file's name: the kind, the payer, and a number when files of it were closed before.
static const char *name_file(
    struct rehearse_pay *p, int payer, enum kind kind, const struct remit_file *f)
{
    const struct rehearse_payer *who = rehearse_setup_payer(p->setup, payer);
    const char *code = who->payer_id > 0 ? arena_copy(p->claim, who->code).at
                                         : arena_format(p->claim, "payer%d", payer).at;
    if (f->times > 0)
        return arena_format(p->claim, "%s-%s-%d.835", kinds[kind].word, code, f->times + 1).at;
    return arena_format(p->claim, "%s-%s.835", kinds[kind].word, code).at;
}

static bool open_file(
    struct rehearse_pay *p, int payer, enum kind kind, struct remit_file **out, struct err *err)
{
    size_t payers = rehearse_setup_payer_count(p->setup);
    if (p->file_payers < payers) {
        p->files = realloc(p->files, payers * sizeof *p->files);
        CHECK(p->files);
        for (; p->file_payers < payers; p->file_payers++)
            memset(p->files[p->file_payers], 0, sizeof *p->files);
    }
    struct remit_file *f = *out = &p->files[payer][kind];
    if (f->file)
        return true;
    if (p->open_files == OPEN_MAX && !close_files(p, err))
        return false;
    if (!rehearse_out_begin(p->out, REHEARSE_REMITS, kinds[kind].order,
            name_file(p, payer, kind, f), &f->file, err))
        return false;
    p->open_files++;
    // The payer sends it by itself: its number is the sender's.
    struct moment at = {working_day(p->file->at.day + kinds[kind].days), p->file->at.second};
    f->settings = rehearse_out_settings(&p->to, rehearse_out_control(f->file), at);
    f->settings.sender_qualifier = TEXT("ZZ");
    f->settings.sender = f->settings.group_sender =
        rehearse_setup_payer(p->setup, payer)->originator;
    buf_clear(&p->bytes);
    return x12_write_head(&p->bytes, &f->settings, "HP", X835_VERSION, rehearse_out_refusals(err)) >
               0 &&
           rehearse_out_append(f->file, buf_slice(&p->bytes), err);
}

// Writes the payment as a set of the kind's file.
static bool write_payment(struct rehearse_pay *p, const struct party *party, enum kind kind,
    enum kind file_kind, struct payment *payment, struct err *err)
{
    struct remit_file *f;
    const struct rehearse_payer *payer = rehearse_setup_payer(p->setup, party->payer);
    struct x835_parties parties = bank_of(payer);
    struct remittance header = header_of(p, party, kind, payment);
    struct x12_refusals refusals = rehearse_out_refusals(err);
    if (!open_file(p, party->payer, file_kind, &f, err))
        return false;
    header.st_control = arena_format(p->claim, "%04" PRId64, ++f->sets);
    buf_clear(&p->bytes);
    int head = x835_write_start(&p->bytes, &f->settings, &header, &parties, refusals);
    if (head == 0 || !rehearse_out_append(f->file, buf_slice(&p->bytes), err) ||
        !rehearse_out_append(f->file, buf_slice(&payment->body), err))
        return false;
    buf_clear(&p->bytes);
    return x835_write_end(&p->bytes, &f->settings, &header, head + payment->segments, refusals) >
               0 &&
           rehearse_out_append(f->file, buf_slice(&p->bytes), err);
}

static bool flush(struct rehearse_pay *p, struct party *party, enum kind kind, struct err *err)
{
    struct payment *payment = party->payments[kind];
    if (!payment || !payment->open)
        return true;
    adjust_payment(kind, payment);
    // The same payment again differs in its envelope alone.
    bool ok = write_payment(p, party, kind, kinds[kind].file, payment, err) &&
              (kind != PAY_RESENT || write_payment(p, party, kind, PAY_RESENT_AGAIN, payment, err));
    buf_clear(&payment->body);
    arena_reset(payment->arena);
    payment->open = false;
    payment->segments = payment->claims = payment->paid = payment->capitation = 0;
    payment->plb_count = 0;
    return ok;
}

static bool is_full(const struct party *party, enum kind kind)
{
    const struct payment *payment = party->payments[kind];
    return payment && payment->open &&
           (payment->claims >= PAYMENT_CLAIMS || payment->body.size >= PAYMENT_BYTES);
}

// ---- A claim.

static enum kind take_turns(struct party *party, enum kind kind)
{
    if (kind != PAY_TWO_A)
        return kind;
    party->second = !party->second;
    return party->second ? PAY_TWO_A : PAY_TWO_B;
}

// What the payments before this one carried forward, or left to be collected, is taken here. The
// parts of a claim come in the order of its payments.
static void carry(struct party *party, const struct rehearse_case *c,
    const struct remittance_claim parts[PARTS_MAX])
{
    struct payment *const *payments = party->payments;
    if (c->scenario == SCENARIO_recoupment)
        put_plb(payments[PAY_RECOUP_END], "WO", c->payer_claim_number, parts[0].paid);
    if (c->scenario != SCENARIO_balance_forward)
        return;
    // parts: first, taken back, half, half back, corrected.
    struct payment *second = payments[PAY_FORWARD_2];
    int64_t left = parts[0].paid - parts[2].paid;
    add_plb(second, "FB", payments[PAY_FORWARD]->trace, parts[0].paid);
    add_plb(second, "FB", second->trace, -left);
    add_plb(payments[PAY_FORWARD_END], "FB", second->trace, left);
}

static bool play(struct rehearse_pay *p, const struct rehearse_case *c, const struct play *list,
    size_t count, int payee, struct err *err)
{
    struct remittance_claim parts[PARTS_MAX];
    struct party *party = NULL;
    bool full = false;
    for (size_t i = 0; i < count; i++) {
        bool foreign = list[i].kind == PAY_FOREIGN;
        struct party *of = find_party(p, list[i].part == PART_NEXT_PAYER ? c->next_payer : c->payer,
            foreign ? find_foreign_payee(p) : payee, err);
        if (!of)
            return false;
        enum kind kind = take_turns(of, list[i].kind);
        if (!write_claim(p, of, kind, c, list[i].part, &parts[i], err))
            return false;
        full = full || (kind != PAY_MAIN && is_full(of, kind));
        party = of;
    }
    if (count > 2)
        carry(party, c, parts);
    // Payments that belong together are written together, so that they hold the same claims.
    for (int kind = 0; party && kind < KINDS; kind++)
        if (kind == PAY_MAIN ? is_full(party, PAY_MAIN) : full)
            if (!flush(p, party, (enum kind)kind, err))
                return false;
    return true;
}

bool rehearse_pay_hear(struct rehearse_pay *p, const struct rehearse_case *c,
    const struct x12_set *set, struct err *err)
{
    struct play due[PARTS_MAX];
    size_t count = 0;
    bool listed = false;
    if (scenario_rejects(c->scenario))
        return true;
    for (size_t i = 0; i < sizeof plays / sizeof *plays; i++) {
        bool is_of = plays[i].scenario == c->scenario;
        listed = listed || is_of;
        if (is_of && plays[i].step == p->file->step &&
            (plays[i].part != PART_NEXT_PAYER || c->next_payer >= 0)) {
            CHECK(count < sizeof due / sizeof *due);
            due[count++] = plays[i];
        }
    }
    if (!listed && p->file->step == 1)
        due[count++] = (struct play){c->scenario, 1, PAY_MAIN, PART_FIRST};
    if (count == 0)
        return true;
    if (!p->addressed)
        p->to = rehearse_out_address(set, p->arena);
    p->addressed = true;
    arena_reset(p->claim);
    int payee = find_payee(p, &c->claim->providers[PROVIDER_BILLING]);
    return play(p, c, due, count, payee, err);
}

bool rehearse_pay_end(struct rehearse_pay *p, struct err *err)
{
    for (int kind = 0; kind < KINDS; kind++) {
        for (size_t i = 0; i < p->party_count; i++) {
            arena_reset(p->claim);
            if (!flush(p, &p->parties[i], (enum kind)kind, err))
                return false;
        }
        // Both payments of a file are written before it is closed.
        if (kind != PAY_TWO_A && kind != PAY_RESENT && p->open_files > OPEN_MAX / 2 &&
            !close_files(p, err))
            return false;
    }
    return close_files(p, err);
}
