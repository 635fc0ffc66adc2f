#include "jobs/rehearse_acks.h"

#include "edi/ta1_write.h"
#include "edi/x277ca_write.h"
#include "edi/x999_write.h"

#include <inttypes.h>
#include <stdlib.h>

#define BATCH_CLAIMS 5000
#define BATCH_BYTES  ((size_t)64 * 1024 * 1024)
#define GROUP_BYTES  ((size_t)64 * 1024 * 1024)
#define OUT_BYTES    ((size_t)256 * 1024 * 1024)
#define SMALL_BYTES  ((size_t)1024 * 1024)

enum { TA1_ORDER = 10, X999_ORDER = 20, INTERMEDIARY_ORDER = 30, PAYER_ORDER = 40 };

// A provider of a batch; its claims begin at `first`.
struct batch_provider {
    struct x277ca_provider said;
    size_t first;
};

// The claims of one set that one source answers.
struct batch {
    struct arena *arena;
    struct x277ca_claim *claims;
    size_t claim_count, claim_room;
    struct batch_provider *providers;
    size_t provider_count, provider_room;
    int64_t amount;
};

// A file of sets, opened with the first.
struct set_file {
    int order;
    const char *word;
    const char *functional_id;
    const char *version;
    struct rehearse_out_file *file;
    struct x12_settings settings;
    int64_t sets;
};

struct rehearse_acks {
    struct rehearse_out *out;
    struct rehearse_setup *setup;
    const struct rehearse_file *file;
    bool due; // TA1 and 999 come in this step
    bool rejects_interchange;
    struct buf bytes;

    struct arena *arena; // of the file
    bool addressed;
    struct rehearse_address to;
    struct set_file x999, by_intermediary, by_payers;
    bool has_ta1;

    // The open set.
    struct arena *set_arena;
    struct text batch_reference;
    struct text submitter;      // name
    enum scenario set_rejected; // SCENARIO_COUNT: not
    int64_t set_amount;
    int64_t error_position; // of the first claim, for a 999 that rejects
    struct batch *batches;  // [0]: the intermediary's; then payers' by index
    size_t batch_count;

    // The open group.
    struct arena *group_arena;
    int64_t group_ordinal;
    struct x999_group group;
    struct x999_set *sets;
    size_t set_count, set_room;
};

// The step in which TA1 and 999 come; 0: never.
static int ack_step(const struct rehearse_dealt *dealt, size_t count)
{
    bool late = false;
    for (size_t i = 0; i < count; i++) {
        if (dealt[i].scenario == SCENARIO_late_ack)
            late = true;
        else if (dealt[i].scenario != SCENARIO_missing_ack)
            return 1;
    }
    return late ? 2 : 0;
}

struct rehearse_acks *rehearse_acks_new(struct rehearse_out *out, struct rehearse_setup *setup,
    const struct rehearse_file *file, const struct rehearse_dealt *dealt, size_t count)
{
    struct rehearse_acks *a = calloc(1, sizeof *a);
    CHECK(a);
    *a = (struct rehearse_acks){.out = out,
        .setup = setup,
        .file = file,
        .due = ack_step(dealt, count) == file->step,
        .rejects_interchange = count > 0 && dealt[0].scenario == SCENARIO_rejected_ta1,
        .arena = arena_new(SMALL_BYTES),
        .set_arena = arena_new(SMALL_BYTES),
        .group_arena = arena_new(GROUP_BYTES),
        .set_rejected = SCENARIO_COUNT,
        .x999 = {X999_ORDER, "999.999", "FA", X999_VERSION, .sets = 0},
        .by_intermediary = {INTERMEDIARY_ORDER, "277ca-intermediary.277", "HN", X277CA_VERSION,
            .sets = 0},
        .by_payers = {PAYER_ORDER, "277ca.277", "HN", X277CA_VERSION, .sets = 0}};
    buf_init(&a->bytes, OUT_BYTES);
    return a;
}

void rehearse_acks_free(struct rehearse_acks *a)
{
    if (!a)
        return;
    for (size_t i = 0; i < a->batch_count; i++) {
        arena_free(a->batches[i].arena);
        free(a->batches[i].claims);
        free(a->batches[i].providers);
    }
    free(a->batches);
    free(a->sets);
    arena_free(a->arena);
    arena_free(a->set_arena);
    arena_free(a->group_arena);
    buf_free(&a->bytes);
    free(a);
}

static void *more(void *items, size_t count, size_t *room, size_t each)
{
    if (count < *room)
        return items;
    *room = *room ? 2 * *room : 64;
    items = realloc(items, *room * each);
    CHECK(items);
    return items;
}

// ---- Files.

static void address(struct rehearse_acks *a, const struct x12_set *set)
{
    if (!a->addressed)
        a->to = rehearse_out_address(set, a->arena);
    a->addressed = true;
}

static bool append(struct rehearse_acks *a, struct rehearse_out_file *file, struct err *err)
{
    bool ok = rehearse_out_append(file, buf_slice(&a->bytes), err);
    buf_clear(&a->bytes);
    return ok;
}

static bool open_file(struct rehearse_acks *a, struct set_file *f, struct err *err)
{
    if (f->file)
        return true;
    if (!rehearse_out_begin(a->out, REHEARSE_ACKS, f->order, f->word, &f->file, err))
        return false;
    f->settings = rehearse_out_settings(&a->to, rehearse_out_control(f->file), a->file->at);
    return x12_write_head(&a->bytes, &f->settings, f->functional_id, f->version,
               rehearse_out_refusals(err)) > 0;
}

static bool close_file(struct rehearse_acks *a, struct set_file *f, struct err *err)
{
    if (!f->file)
        return true;
    x12_write_tail(&a->bytes, &f->settings, f->sets);
    return append(a, f->file, err) && rehearse_out_end(a->out, f->file, err);
}

// ---- 277CA.

static struct batch *batch_at(struct rehearse_acks *a, size_t index)
{
    if (index >= a->batch_count) {
        size_t count = rehearse_setup_payer_count(a->setup) + 1;
        CHECK(index < count);
        a->batches = realloc(a->batches, count * sizeof *a->batches);
        CHECK(a->batches);
        for (size_t i = a->batch_count; i < count; i++)
            a->batches[i] = (struct batch){0};
        a->batch_count = count;
    }
    struct batch *b = &a->batches[index];
    if (!b->arena)
        b->arena = arena_new(BATCH_BYTES);
    return b;
}

// Who says it: the intermediary (0) or a payer.
static void name_source(struct rehearse_acks *a, size_t source, struct x277ca_batch *said)
{
    said->is_payer = source > 0;
    said->source_name = TEXT("REHEARSAL CLEARINGHOUSE");
    said->source_id = a->to.group_receiver;
    if (source > 0) {
        const struct rehearse_payer *p = rehearse_setup_payer(a->setup, (int)source - 1);
        said->source_name = text_part(p->name, 0, 60);
        said->source_id = p->identifier.size > 0 ? p->identifier : p->originator;
    }
}

// Writes a set. `said` has status, amount and providers.
static bool write_set(
    struct rehearse_acks *a, size_t source, struct x277ca_batch *said, struct err *err)
{
    struct set_file *f = source == 0 ? &a->by_intermediary : &a->by_payers;
    if (!open_file(a, f, err))
        return false;
    struct arena *arena = arena_new(SMALL_BYTES);
    f->sets++;
    said->set_control = arena_format(arena, "%04" PRId64, f->sets);
    said->reference =
        arena_format(arena, "%09" PRId64 "%04" PRId64, f->settings.interchange_control, f->sets);
    said->source_trace = said->reference;
    name_source(a, source, said);
    said->received = a->file->received;
    said->processed = a->file->at.day;
    said->receiver_name = a->submitter;
    said->receiver_id = a->to.group_sender;
    said->batch_reference = a->batch_reference;
    bool ok = x277ca_write(&a->bytes, &f->settings, said, rehearse_out_refusals(err)) > 0 &&
              append(a, f->file, err);
    arena_free(arena);
    return ok;
}

static bool flush_batch(struct rehearse_acks *a, size_t source, struct err *err)
{
    struct batch *b = &a->batches[source];
    if (b->claim_count == 0)
        return true;
    struct x277ca_provider *providers =
        ARENA_ARRAY(b->arena, struct x277ca_provider, b->provider_count);
    for (size_t i = 0; i < b->provider_count; i++) {
        size_t end = i + 1 < b->provider_count ? b->providers[i + 1].first : b->claim_count;
        providers[i] = b->providers[i].said;
        providers[i].claims = b->claims + b->providers[i].first;
        providers[i].claim_count = end - b->providers[i].first;
    }
    struct x277ca_batch said = {.amount = b->amount,
        .status = {TEXT("A1"), TEXT("19"), source > 0 ? TEXT("PR") : TEXT("AY")},
        .providers = providers,
        .provider_count = b->provider_count};
    bool ok = write_set(a, source, &said, err);
    b->claim_count = b->provider_count = 0;
    b->amount = 0;
    arena_reset(b->arena);
    return ok;
}

static void add_provider(struct rehearse_acks *a, struct batch *b, const struct claim *claim)
{
    const struct provider *p = &claim->providers[PROVIDER_BILLING];
    if (b->provider_count > 0 && text_equal(b->providers[b->provider_count - 1].said.npi, p->npi))
        return;
    b->providers = more(b->providers, b->provider_count, &b->provider_room, sizeof *b->providers);
    b->providers[b->provider_count++] =
        (struct batch_provider){.said = {.is_person = p->is_person,
                                    .last_name = arena_copy(b->arena, p->last_name),
                                    .first_name = arena_copy(b->arena, p->first_name),
                                    .npi = arena_copy(b->arena, p->npi),
                                    .trace = arena_copy(b->arena, a->batch_reference)},
            .first = b->claim_count};
}

static bool add_claim(struct rehearse_acks *a, size_t source, const struct claim *claim,
    struct x277ca_status status, struct text payer_claim_number, struct err *err)
{
    struct batch *b = batch_at(a, source);
    const struct person *patient = claim_patient(claim);
    struct text name = text_trim(patient->last_name);
    add_provider(a, b, claim);
    b->claims = more(b->claims, b->claim_count, &b->claim_room, sizeof *b->claims);
    b->claims[b->claim_count++] = (struct x277ca_claim){
        .last_name = name.size > 0 ? arena_copy(b->arena, name) : TEXT("UNKNOWN"),
        .first_name = arena_copy(b->arena, patient->first_name),
        .middle_name = arena_copy(b->arena, patient->middle_name),
        .member_id = arena_copy(b->arena, claim->subscriber.member_id),
        .control_number = arena_copy(b->arena, claim->control_number),
        .status = status,
        .amount = claim->total,
        .payer_claim_number = arena_copy(b->arena, payer_claim_number),
        .service_from = claim->service_from,
        .service_to = claim->service_to};
    b->amount += claim->total;
    return b->claim_count < BATCH_CLAIMS || flush_batch(a, source, err);
}

// What the payer, and the intermediary before it, say of the claim in this step.
static bool answer_claim(struct rehearse_acks *a, const struct claim *claim, int payer,
    enum scenario scenario, struct text payer_claim_number, struct err *err)
{
    static const struct x277ca_status taken_in = {TEXT("A1"), TEXT("19"), TEXT("AY")};
    static const struct x277ca_status accepted = {TEXT("A2"), TEXT("20"), TEXT("PR")};
    static const struct x277ca_status invalid = {TEXT("A7"), TEXT("562"), TEXT("85")};
    size_t source = (size_t)payer + 1;
    struct text none = {0};
    int step = scenario == SCENARIO_late_ack ? 2 : 1;
    if (scenario_reach(scenario) != REACH_CLAIM || scenario == SCENARIO_missing_ack ||
        a->file->step != step)
        return true;
    switch (scenario) {
    case SCENARIO_rejected_277ca:
        return add_claim(a, source, claim, invalid, none, err);
    case SCENARIO_two_277ca:
        return add_claim(a, 0, claim, taken_in, none, err) &&
               add_claim(a, source, claim, invalid, none, err);
    case SCENARIO_damaged_claim_number: // else its payment would be known by the payer's number
        return add_claim(a, source, claim, accepted, none, err);
    default:
        return add_claim(a, source, claim, accepted, payer_claim_number, err);
    }
}

// ---- Sets.

static void open_set(
    struct rehearse_acks *a, const struct claim *claim, const struct x837p_position *position)
{
    if (a->batch_reference.size > 0)
        return;
    const struct provider *p = &claim->providers[PROVIDER_BILLING];
    address(a, position->set);
    a->batch_reference = arena_copy(a->set_arena, position->batch_reference);
    a->submitter = arena_copy(a->set_arena, text_part(p->last_name, 0, 60));
    a->error_position = position->segment - position->set->segment + 1;
}

bool rehearse_acks_hear(struct rehearse_acks *a, const struct claim *claim,
    const struct x837p_position *position, int payer, struct rehearse_dealt dealt,
    struct text payer_claim_number, struct err *err)
{
    enum scenario scenario = (enum scenario)dealt.scenario;
    open_set(a, claim, position);
    a->set_amount += claim->total;
    if (scenario_reach(scenario) == REACH_SET)
        a->set_rejected = scenario;
    return answer_claim(a, claim, payer, scenario, payer_claim_number, err);
}

static void add_set(struct rehearse_acks *a, const struct x12_set *set)
{
    bool rejected = a->set_rejected == SCENARIO_rejected_999;
    a->sets = more(a->sets, a->set_count, &a->set_room, sizeof *a->sets);
    struct x999_set *s = &a->sets[a->set_count++];
    *s = (struct x999_set){.id = TEXT("837"),
        .control = arena_copy(a->group_arena, set->control),
        .version = arena_copy(a->group_arena, set->version),
        .code = rejected ? 'R' : 'A'};
    if (!rejected)
        return;
    s->status = TEXT("5"); // one or more segments in error
    s->error_segment = TEXT("CLM");
    s->error_position = a->error_position;
    s->error_loop = TEXT("2300");
    s->error_code = TEXT("8"); // segment has data element errors
    s->error_element = 2;
    s->error_element_number = TEXT("782");
    s->error_element_code = TEXT("6"); // invalid character
}

static bool flush_group(struct rehearse_acks *a, struct err *err)
{
    struct x999_group *g = &a->group;
    if (a->set_count == 0)
        return true;
    if (!open_file(a, &a->x999, err))
        return false;
    g->set_control = arena_format(a->group_arena, "%04" PRId64, ++a->x999.sets);
    g->functional_id = TEXT("HC");
    g->included = g->received = (int64_t)a->set_count;
    g->accepted = 0;
    for (size_t i = 0; i < a->set_count; i++)
        g->accepted += a->sets[i].code == 'A';
    g->code = g->accepted == g->included ? 'A' : g->accepted > 0 ? 'P' : 'R';
    g->sets = a->sets;
    g->set_count = a->set_count;
    bool ok = x999_write(&a->bytes, &a->x999.settings, g, rehearse_out_refusals(err)) > 0 &&
              append(a, a->x999.file, err);
    a->set_count = 0;
    arena_reset(a->group_arena);
    return ok;
}

static bool note_set(struct rehearse_acks *a, const struct x12_set *set, struct err *err)
{
    if (a->group_ordinal != set->group->ordinal) {
        int64_t control = 0;
        if (!flush_group(a, err))
            return false;
        a->group_ordinal = set->group->ordinal;
        text_to_i64(set->group->control, &control);
        a->group = (struct x999_group){
            .control = control, .version = arena_copy(a->group_arena, set->group->version)};
    }
    add_set(a, set);
    return true;
}

// The whole transmission is rejected at the receiver's level, by whoever received the file.
static bool reject_batch(struct rehearse_acks *a, struct err *err)
{
    static const struct x277ca_status not_a_submitter = {TEXT("A3"), TEXT("24"), TEXT("41")};
    struct x277ca_batch said = {.status = not_a_submitter, .amount = a->set_amount};
    return write_set(a, 0, &said, err);
}

bool rehearse_acks_set_end(struct rehearse_acks *a, const struct x12_set *set, struct err *err)
{
    address(a, set);
    bool ok = a->rejects_interchange || !a->due || note_set(a, set, err);
    if (ok && a->set_rejected == SCENARIO_rejected_2200b && a->file->step == 1)
        ok = reject_batch(a, err);
    for (size_t i = 0; ok && i < a->batch_count; i++)
        ok = flush_batch(a, i, err);
    a->set_rejected = SCENARIO_COUNT;
    a->set_amount = 0;
    a->batch_reference = a->submitter = (struct text){0};
    arena_reset(a->set_arena);
    return ok;
}

// ---- The interchange.

static bool write_ta1(
    struct rehearse_acks *a, const struct x12_interchange *interchange, struct err *err)
{
    struct rehearse_out_file *file;
    int64_t hhmm = 0;
    struct ta1 said = {.code = a->rejects_interchange ? 'R' : 'A',
        .note = a->rejects_interchange ? TEXT("025") : TEXT("000")};
    if (!text_to_i64(interchange->control, &said.interchange_control) ||
        !date_parse_d6(interchange->date, &said.at.day))
        return err_set(err, ERR_DATA, "ISA09 or ISA13 cannot be acknowledged");
    text_to_i64(interchange->time, &hhmm);
    said.at.second = (int32_t)(hhmm / 100 * 3600 + hhmm % 100 * 60);
    if (!rehearse_out_begin(a->out, REHEARSE_ACKS, TA1_ORDER, "ta1.ta1", &file, err))
        return false;
    struct x12_settings settings =
        rehearse_out_settings(&a->to, rehearse_out_control(file), a->file->at);
    return ta1_write(&a->bytes, &settings, &said, rehearse_out_refusals(err)) > 0 &&
           append(a, file, err) && rehearse_out_end(a->out, file, err);
}

bool rehearse_acks_interchange_end(
    struct rehearse_acks *a, const struct x12_interchange *interchange, struct err *err)
{
    bool asked = interchange->acknowledgement_requested == '1' || a->rejects_interchange;
    if (!flush_group(a, err))
        return false;
    a->group_ordinal = 0;
    // One file of ours is one interchange.
    if (!a->due || !a->addressed || !asked || a->has_ta1)
        return true;
    a->has_ta1 = true;
    return write_ta1(a, interchange, err);
}

bool rehearse_acks_end(struct rehearse_acks *a, struct err *err)
{
    return close_file(a, &a->x999, err) && close_file(a, &a->by_intermediary, err) &&
           close_file(a, &a->by_payers, err);
}
