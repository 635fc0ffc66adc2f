#include "jobs/claim_maker.h"

#include "claims/base/ident.h"
#include "claims/claim_prior.h"
#include "edi/x837p_check.h"
#include "jobs/codeset_load.h"
#include "jobs/rule_load.h"
#include "sql_statements.h"

#include <stdlib.h>

struct claim_maker {
    const struct organisation *org;
    struct text org_name;
    date_t as_of;
    struct moment now; // which a file sent in this run would bear
    struct provider_master *providers;
    struct claim_payer *payers; // by payer_id
    size_t payer_count;
    struct trading_partner *partners;
    size_t partner_count;
    struct profile_setting *settings;
    size_t setting_count;
    struct rule_table *rules;
    int64_t profile_version, rule_version;
    struct codeset codes;
    struct buf scratch; // pieces written only for their digest
    int segments;       // in them; 0: some of it cannot be written
    struct x837p_check *check;
};

#define SCRATCH_BYTES (4 * X837P_CLAIM_BYTES_MAX)

// ---- Loading.

static bool load_payers(struct claim_maker *m, struct db *db, struct arena *arena, struct err *err)
{
    struct db_rows *rows;
    if (!db_get(db, &sql_setup_list_payers, DB_ARGS(DB_I64(m->org->org_id)), &rows, err))
        return false;
    m->payer_count = db_rows_count(rows);
    m->payers = ARENA_ARRAY(arena, struct claim_payer, m->payer_count + 1);
    for (size_t i = 0; i < m->payer_count; i++) {
        struct claim_payer *p = &m->payers[i];
        p->payer_id = db_i64(rows, i, 0);
        p->code = arena_copy(arena, db_text(rows, i, 1));
        p->name = claim_text(arena, db_text(rows, i, 2));
        p->address.line1 = claim_text(arena, db_text(rows, i, 3));
        p->address.line2 = claim_text(arena, db_text(rows, i, 4));
        p->address.city = claim_text(arena, db_text(rows, i, 5));
        p->address.state = arena_copy(arena, db_text(rows, i, 6));
        p->address.zip = arena_copy(arena, db_text(rows, i, 7));
    }
    db_rows_free(rows);
    return true;
}

static bool load_partners(
    struct claim_maker *m, struct db *db, struct arena *arena, struct err *err)
{
    struct db_rows *rows;
    if (!db_get(db, &sql_setup_list_partners, DB_ARGS(DB_I64(m->org->org_id)), &rows, err))
        return false;
    m->partner_count = db_rows_count(rows);
    m->partners = ARENA_ARRAY(arena, struct trading_partner, m->partner_count + 1);
    for (size_t i = 0; i < m->partner_count; i++) {
        struct trading_partner *p = &m->partners[i];
        p->partner_id = db_i64(rows, i, 0);
        p->code = arena_copy(arena, db_text(rows, i, 1));
        p->name = claim_text(arena, db_text(rows, i, 2));
        p->identifier = arena_copy(arena, db_text(rows, i, 3));
        p->upload_command = arena_copy(arena, db_text(rows, i, 4));
    }
    db_rows_free(rows);
    return true;
}

static bool load_settings(
    struct claim_maker *m, struct db *db, struct arena *arena, struct err *err)
{
    struct db_rows *rows;
    if (!db_get(db, &sql_setup_list_settings, DB_ARGS(DB_I64(m->org->org_id)), &rows, err))
        return false;
    m->setting_count = db_rows_count(rows);
    m->settings = ARENA_ARRAY(arena, struct profile_setting, m->setting_count + 1);
    for (size_t i = 0; i < m->setting_count; i++) {
        struct text name = arena_copy(arena, db_text(rows, i, 0));
        bool is_text = text_equal_z(name, "submitter_name") || text_equal_z(name, "contact_name");
        m->settings[i].name = name;
        m->settings[i].value = is_text ? claim_text(arena, db_text(rows, i, 1))
                                       : arena_copy(arena, db_text(rows, i, 1));
    }
    db_rows_free(rows);
    return true;
}

bool claim_maker_load(struct run *run, const struct organisation *org, struct arena *arena,
    struct claim_maker **out, struct err *err)
{
    struct claim_maker *m = ARENA_NEW(arena, struct claim_maker);
    m->org = org;
    m->org_name = claim_text(arena, text_of(org->name));
    m->as_of = run->as_of;
    m->now = run->now;
    buf_init(&m->scratch, SCRATCH_BYTES);
    m->check = x837p_check_new();
    *out = m;
    return provider_master_load(run->db, org->org_id, arena, &m->providers, err) &&
           load_payers(m, run->db, arena, err) && load_partners(m, run->db, arena, err) &&
           load_settings(m, run->db, arena, err) &&
           codeset_load(run->db, org->org_id, arena, &m->codes, err) &&
           rule_load(
               run->db, org->org_id, arena, &m->rules, &m->profile_version, &m->rule_version, err);
}

void claim_maker_free(struct claim_maker *maker)
{
    if (!maker)
        return;
    rule_table_free(maker->rules);
    buf_free(&maker->scratch);
    x837p_check_free(maker->check);
}

const struct provider_master *claim_maker_providers(const struct claim_maker *maker)
{
    return maker->providers;
}

int64_t claim_maker_rule_version(const struct claim_maker *maker)
{
    return maker->rule_version;
}

size_t claim_maker_partner_count(const struct claim_maker *maker)
{
    return maker->partner_count;
}

const struct trading_partner *claim_maker_partner(const struct claim_maker *maker, size_t index)
{
    CHECK(index < maker->partner_count);
    return &maker->partners[index];
}

const struct trading_partner *claim_maker_find_partner(
    const struct claim_maker *maker, struct text code)
{
    for (size_t i = 0; i < maker->partner_count; i++)
        if (text_equal(maker->partners[i].code, code))
            return &maker->partners[i];
    return NULL;
}

// ---- Making.

static const struct claim_payer *find_payer(const struct claim_maker *m, int64_t payer_id)
{
    for (size_t low = 0, high = m->payer_count; low < high;) {
        size_t middle = (low + high) / 2;
        if (m->payers[middle].payer_id == payer_id)
            return &m->payers[middle];
        if (m->payers[middle].payer_id < payer_id)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

static struct rule_run rule_run_of(const struct claim_maker *maker)
{
    return (struct rule_run){
        .date = maker->as_of, .submit_date = maker->as_of, .codes = &maker->codes};
}

// Rules with action fix change the claim before it is judged; each change is kept for its event.
static void apply_fixes(const struct claim_maker *m, struct made_claim *made, struct arena *arena,
    struct fix_list *fixes)
{
    struct finding_list ignored;
    struct rule_run run = rule_run_of(m);
    finding_list_start(&ignored, arena);
    if (!made->profile || !made->profile->allow_fix)
        return;
    size_t first = fixes->count;
    rule_table_judge(m->rules, made->profile, &made->claim, 'P', &run, &ignored, fixes);
    for (size_t i = first; i < fixes->count; i++)
        fix_apply(&made->claim, &fixes->items[i], arena);
}

static const struct coverage *choose_coverage(const struct encounter_work *work)
{
    const struct encounter *e = &work->encounter;
    for (size_t i = 0; i < e->coverage_count; i++)
        if (work->coverage_id == 0 || e->coverages[i].coverage_id == work->coverage_id)
            return &e->coverages[i];
    return NULL;
}

// Set-up data of a payer as a profile has it for claims of that day.
static struct claim_payer payer_of(const struct claim_maker *m, int64_t payer_id,
    const struct profile *profile, struct arena *arena)
{
    const struct claim_payer *known = find_payer(m, payer_id);
    CHECK(known);
    struct claim_payer payer = *known;
    if (profile) {
        payer.groups = profile->groups;
        payer.identifier = profile->payer_id;
        payer.filing_indicator = profile->filing_indicator;
        if (!text_is_empty(profile->name))
            payer.name = claim_text(arena, profile->name);
    }
    return payer;
}

// What the payers before said, on a later payer's claim.
static void add_priors(const struct claim_maker *m, const struct encounter *e, struct arena *arena,
    struct made_claim *out)
{
    struct claim_payer *payers = ARENA_ARRAY(arena, struct claim_payer, e->prior_payer_count + 1);
    for (size_t i = 0; i < e->prior_payer_count; i++) {
        int64_t payer_id = e->prior_payers[i].payer_id;
        payers[i] = payer_of(m, payer_id, claim_maker_profile(m, payer_id, e->from), arena);
    }
    out->prior_missing = !claim_prior_add(e, payers, arena, &out->claim);
}

void claim_maker_make(const struct claim_maker *maker, const struct encounter_work *work,
    int64_t claim_id, int submission, struct arena *arena, struct made_claim *out,
    struct fix_list *fixes)
{
    *out = (struct made_claim){0};
    const struct encounter *e = &work->encounter;
    out->coverage = choose_coverage(work);
    if (!out->coverage)
        return;
    out->profile = claim_maker_profile(maker, out->coverage->payer_id, e->from);
    if (out->profile)
        out->partner = claim_maker_find_partner(maker, out->profile->partner);

    struct claim *c = &out->claim;
    char control[IDENT_CONTROL_ROOM];
    ident_make_patient_control_number(claim_id, submission, control);
    c->org_id = e->org_id;
    c->claim_id = claim_id;
    c->control_number = arena_copy(arena, text_of(control));
    c->frequency = '1';
    c->payer = payer_of(maker, out->coverage->payer_id, out->profile, arena);
    c->payer.sequence = work->sequence;
    claim_build(e, out->coverage, arena, c);
    if (work->sequence != 'P')
        add_priors(maker, e, arena, out);
    apply_fixes(maker, out, arena, fixes);
}

void claim_maker_judge(
    const struct claim_maker *maker, const struct made_claim *made, struct finding_list *findings)
{
    struct scrub_context context = {
        .rules = maker->rules, .profile = made->profile, .run = rule_run_of(maker)};
    if (!made->profile || !made->partner)
        finding_add(findings, FINDING_profile_missing, 0, "claim.payer", made->claim.payer.code);
    if (!made->coverage->active)
        finding_add(findings, FINDING_coverage_missing, 0, "claim.payer", made->claim.payer.code);
    if (made->prior_missing)
        finding_add(findings, FINDING_secondary_not_sent, 0, "",
            TEXT("the remittance before has no place on a claim"));
    scrub_claim(&context, &made->claim, findings, NULL);
}

const struct profile *claim_maker_profile(
    const struct claim_maker *maker, int64_t payer_id, date_t on)
{
    const struct claim_payer *payer = find_payer(maker, payer_id);
    return payer ? profile_find(rule_table_profiles(maker->rules), payer->code, 'P', on) : NULL;
}

size_t claim_maker_profile_count(const struct claim_maker *maker)
{
    return rule_table_profiles(maker->rules)->count;
}

size_t claim_maker_limits(const struct claim_maker *maker, const struct profile *profile,
    struct rule_limit *out, size_t room)
{
    struct rule_run run = rule_run_of(maker);
    return rule_table_limits(maker->rules, profile, 'P', &run, out, room);
}

void claim_maker_judge_file(const struct claim_maker *maker, const struct profile *profile,
    const struct x837p_envelope *envelope, int64_t claims, int64_t claims_per_set,
    struct finding_list *findings)
{
    struct rule_run run = rule_run_of(maker);
    const struct x12_settings *s = &envelope->settings;
    struct field_file file = {.isa05 = s->sender_qualifier,
        .isa06 = s->sender,
        .isa07 = s->receiver_qualifier,
        .isa08 = s->receiver,
        .gs02 = s->group_sender,
        .gs03 = s->group_receiver,
        .delimiters = profile->delimiters,
        .usage = s->usage,
        .isa_count = 1,
        .st_count = (claims + claims_per_set - 1) / claims_per_set,
        .claims_per_st = claims_per_set,
        .claims = claims};
    rule_table_judge_file(maker->rules, profile, &file, 'P', &run, findings);
}

static struct text setting(const struct claim_maker *m, const char *name)
{
    for (size_t i = 0; i < m->setting_count; i++)
        if (text_equal_z(m->settings[i].name, name))
            return m->settings[i].value;
    return (struct text){0};
}

void claim_maker_envelope(const struct claim_maker *maker, const struct profile *profile,
    const struct trading_partner *partner, struct x837p_envelope *out)
{
    static const enum x12_line_break breaks[] = {[PROFILE_ENDS_NONE] = X12_LINE_NONE,
        [PROFILE_ENDS_LF] = X12_LINE_LF,
        [PROFILE_ENDS_CRLF] = X12_LINE_CRLF};
    *out = (struct x837p_envelope){0};
    struct x12_settings *s = &out->settings;
    s->separators = X12_SEPARATORS_USUAL;
    s->usage = maker->org->rehearsal ? 'T' : 'P';
    s->acknowledgement_requested = '1';
    if (profile) {
        s->separators = (struct x12_separators){.element = profile->element,
            .component = profile->component,
            .repetition = profile->repetition,
            .terminator = profile->segment};
        s->line_break = breaks[profile->line_ends];
        s->sender_qualifier = profile->isa05;
        s->sender = profile->isa06;
        s->receiver_qualifier = profile->isa07;
        s->receiver = profile->isa08;
        s->group_sender = profile->gs02;
        s->group_receiver = profile->gs03;
    }
    out->submitter_name = setting(maker, "submitter_name");
    if (text_is_empty(out->submitter_name))
        out->submitter_name = maker->org_name;
    out->submitter_id = setting(maker, "submitter_id");
    out->contact_name = setting(maker, "contact_name");
    out->contact_phone = setting(maker, "contact_phone");
    out->contact_email = setting(maker, "contact_email");
    if (partner) {
        out->receiver_name = partner->name;
        out->receiver_id = partner->identifier;
    }
}

void claim_maker_digest(const struct claim_maker *maker, const struct made_claim *made,
    struct arena *arena, struct finding_list *findings, unsigned char out[DIGEST_SIZE])
{
    struct x837p_envelope envelope;
    struct claim_maker *m = (struct claim_maker *)maker;
    struct buf *scratch = &m->scratch;
    struct claim claim = made->claim;
    (void)arena;
    claim.control_number = TEXT("CONTENT");
    claim_maker_envelope(maker, made->profile, made->partner, &envelope);
    buf_clear(scratch);
    int provider = x837p_write_provider(scratch, &envelope, &claim, 1, findings);
    int segments = x837p_write_claim(scratch, &envelope, &claim, 2, 1, findings);
    m->segments = provider > 0 && segments > 0 ? provider + segments : 0;
    digest_of(buf_slice(scratch), out);
}

void claim_maker_check_guide(
    const struct claim_maker *maker, const struct made_claim *made, struct finding_list *findings)
{
    struct x837p_envelope envelope;
    if (maker->segments == 0)
        return;
    claim_maker_envelope(maker, made->profile, made->partner, &envelope);
    envelope.settings.at = maker->now;
    x837p_check_claim(maker->check, &envelope, &made->claim, buf_slice(&maker->scratch),
        maker->segments, findings);
}
