#include "sql/encounter_load.h"

#include "claims/base/err.h"
#include "claims/identity.h"
#include "sql_statements.h"

#include <stdio.h>
#include <stdlib.h>

// ---- Providers.

struct provider_version {
    struct text kind, code;
    date_t from, to;
    struct provider provider;
    struct address pay_to;
    bool is_billing;
};

struct provider_master {
    struct provider_version *versions; // by kind, code and first day
    size_t count;
};

// Columns of load_providers.sql, in order.
static void provider_read(
    const struct db_rows *rows, size_t i, struct arena *arena, struct provider_version *v)
{
    size_t column = 0;
#define NEXT_TEXT arena_copy(arena, db_text(rows, i, column++))
    v->kind = NEXT_TEXT;
    v->code = NEXT_TEXT;
    v->from = db_date(rows, i, column++);
    v->to = db_date(rows, i, column++);
    struct provider *p = &v->provider;
    p->present = true;
    p->is_person = db_bool(rows, i, column++);
    p->made_up = db_bool(rows, i, column++);
    p->last_name = NEXT_TEXT;
    p->first_name = NEXT_TEXT;
    p->middle_name = NEXT_TEXT;
    p->suffix = NEXT_TEXT;
    p->npi = NEXT_TEXT;
    p->taxonomy = NEXT_TEXT;
    p->tax_id = NEXT_TEXT;
    p->tax_id_is_ssn = db_bool(rows, i, column++);
    p->g2 = NEXT_TEXT;
    p->clia = NEXT_TEXT;
    p->participates = db_bool(rows, i, column++);
    struct address *const addresses[] = {&p->address, &v->pay_to};
    for (size_t k = 0; k < 2; k++) {
        addresses[k]->line1 = NEXT_TEXT;
        addresses[k]->line2 = NEXT_TEXT;
        addresses[k]->city = NEXT_TEXT;
        addresses[k]->state = NEXT_TEXT;
        addresses[k]->zip = NEXT_TEXT;
    }
    p->contact_name = NEXT_TEXT;
    p->contact_phone = NEXT_TEXT;
    v->is_billing = db_bool(rows, i, column++);
#undef NEXT_TEXT
}

bool provider_master_load(struct db *db, int64_t org_id, struct arena *arena,
    struct provider_master **out, struct err *err)
{
    struct db_rows *rows;
    if (!db_get(db, &sql_build_load_providers, DB_ARGS(DB_I64(org_id)), &rows, err))
        return false;
    struct provider_master *master = ARENA_NEW(arena, struct provider_master);
    master->count = db_rows_count(rows);
    master->versions = ARENA_ARRAY(arena, struct provider_version, master->count + 1);
    for (size_t i = 0; i < master->count; i++)
        provider_read(rows, i, arena, &master->versions[i]);
    db_rows_free(rows);
    *out = master;
    return true;
}

// First version of (kind, code) or after, in the order of the statement.
static size_t provider_lower(const struct provider_master *m, struct text kind, struct text code)
{
    size_t low = 0;
    size_t high = m->count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        int order = text_compare(m->versions[middle].kind, kind);
        if (order == 0)
            order = text_compare(m->versions[middle].code, code);
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

// The version in force on the day; NULL when there is none.
static const struct provider_version *provider_find(
    const struct provider_master *m, const char *kind, struct text code, date_t on)
{
    struct text k = text_of(kind);
    for (size_t i = provider_lower(m, k, code); i < m->count; i++) {
        const struct provider_version *v = &m->versions[i];
        if (!text_equal(v->kind, k) || !text_equal(v->code, code))
            break;
        if (on >= v->from && on <= v->to)
            return v;
    }
    return NULL;
}

// The organisation's own billing provider: the first that may bill on that day.
static const struct provider_version *provider_own(const struct provider_master *m, date_t on)
{
    for (size_t i = 0; i < m->count; i++)
        if (m->versions[i].is_billing && on >= m->versions[i].from && on <= m->versions[i].to)
            return &m->versions[i];
    return NULL;
}

static void encounter_provider(
    struct encounter *e, const struct provider_master *m, enum provider_role role, struct text code)
{
    const char *kind = role == PROVIDER_FACILITY ? "facility" : "provider";
    const struct provider_version *v =
        text_is_empty(code) ? NULL : provider_find(m, kind, code, e->from);
    if (v)
        e->providers[role] = v->provider;
}

static void encounter_providers(struct encounter *e, const struct provider_master *m,
    struct text billing, struct text rendering, struct text facility)
{
    const struct provider_version *own = text_is_empty(billing)
                                             ? provider_own(m, e->from)
                                             : provider_find(m, "provider", billing, e->from);
    if (own) {
        e->providers[PROVIDER_BILLING] = own->provider;
        struct provider *pay_to = &e->providers[PROVIDER_PAY_TO];
        pay_to->address = own->pay_to;
        pay_to->present = !text_is_empty(own->pay_to.line1);
        pay_to->is_person = own->provider.is_person;
    }
    encounter_provider(e, m, PROVIDER_RENDERING, rendering);
    encounter_provider(e, m, PROVIDER_FACILITY, facility);
    encounter_provider(e, m, PROVIDER_REFERRING, encounter_detail(e, "referring_provider"));
    encounter_provider(e, m, PROVIDER_SUPERVISING, encounter_detail(e, "supervising_provider"));
    encounter_provider(e, m, PROVIDER_ORDERING, encounter_detail(e, "ordering_provider"));
}

// ---- Parts of encounters: rows of several statements, each ordered by encounter_id.

// The rows of `rows` (whose first column is the encounter) for one encounter, from *at on.
static size_t part_count(const struct db_rows *rows, size_t *at, int64_t encounter_id)
{
    while (*at < db_rows_count(rows) && db_i64(rows, *at, 0) < encounter_id)
        (*at)++;
    size_t n = 0;
    while (*at + n < db_rows_count(rows) && db_i64(rows, *at + n, 0) == encounter_id)
        n++;
    return n;
}

struct parts {
    struct db_rows *coverages, *charges, *diagnoses, *details, *priors, *prior_lines;
    size_t at_coverage, at_charge, at_diagnosis, at_detail, at_prior, at_prior_line;
};

static bool load_coverages(
    struct parts *p, struct encounter *e, struct arena *arena, struct err *err)
{
    const struct db_rows *rows = p->coverages;
    e->coverage_count = part_count(rows, &p->at_coverage, e->encounter_id);
    e->coverages = ARENA_ARRAY(arena, struct coverage, e->coverage_count);
    for (size_t n = 0; n < e->coverage_count; n++) {
        size_t i = p->at_coverage + n;
        struct coverage *c = &e->coverages[n];
        c->coverage_id = db_i64(rows, i, 1);
        c->payer_id = db_i64(rows, i, 2);
        c->rank = (int)db_i64(rows, i, 3);
        c->from = db_date(rows, i, 4);
        c->to = db_date(rows, i, 5);
        c->active = db_bool(rows, i, 11);
        c->relationship = arena_copy(arena, db_text(rows, i, 6));
        c->group_number = arena_copy(arena, db_text(rows, i, 7));
        c->group_name = arena_copy(arena, db_text(rows, i, 8));
        c->insurance_type = arena_copy(arena, db_text(rows, i, 9));
        if (!identity_unpack_coverage(arena_copy(arena, db_text(rows, i, 10)), &c->subscriber))
            return err_set(err, ERR_DATABASE, "the stored data of coverage %lld cannot be read",
                (long long)c->coverage_id);
    }
    return true;
}

static void load_charges(struct parts *p, struct encounter *e, struct arena *arena)
{
    const struct db_rows *rows = p->charges;
    e->charge_count = part_count(rows, &p->at_charge, e->encounter_id);
    e->charges = ARENA_ARRAY(arena, struct encounter_charge, e->charge_count);
    for (size_t n = 0; n < e->charge_count; n++) {
        size_t i = p->at_charge + n;
        struct encounter_charge *c = &e->charges[n];
        c->line = (int)db_i64(rows, i, 1);
        c->from = db_date(rows, i, 2);
        c->to = db_date(rows, i, 3);
        c->procedure = arena_copy(arena, db_text(rows, i, 4));
        c->modifiers = arena_copy(arena, db_text(rows, i, 5));
        c->description = arena_copy(arena, db_text(rows, i, 6));
        c->unit_basis = arena_copy(arena, db_text(rows, i, 7));
        c->units = db_i64(rows, i, 8);
        c->charge = db_i64(rows, i, 9);
        c->pointers = arena_copy(arena, db_text(rows, i, 10));
        c->place_of_service = arena_copy(arena, db_text(rows, i, 11));
        c->emergency = db_bool(rows, i, 12);
        c->ndc = arena_copy(arena, db_text(rows, i, 13));
        c->ndc_quantity = db_i64(rows, i, 14);
        c->ndc_unit = arena_copy(arena, db_text(rows, i, 15));
        c->note = arena_copy(arena, db_text(rows, i, 16));
    }
}

static void load_diagnoses(struct parts *p, struct encounter *e, struct arena *arena)
{
    const struct db_rows *rows = p->diagnoses;
    e->diagnosis_count = part_count(rows, &p->at_diagnosis, e->encounter_id);
    e->diagnoses = ARENA_ARRAY(arena, struct encounter_diagnosis, e->diagnosis_count);
    for (size_t n = 0; n < e->diagnosis_count; n++) {
        size_t i = p->at_diagnosis + n;
        e->diagnoses[n].ordinal = (int)db_i64(rows, i, 1);
        e->diagnoses[n].code = arena_copy(arena, db_text(rows, i, 2));
    }
}

static void load_details(
    struct parts *p, struct encounter *e, struct arena *arena, int64_t receipts)
{
    const struct db_rows *rows = p->details;
    size_t count = part_count(rows, &p->at_detail, e->encounter_id);
    e->details = ARENA_ARRAY(arena, struct encounter_detail, count + 1);
    for (size_t n = 0; n < count; n++) {
        e->details[n].name = arena_copy(arena, db_text(rows, p->at_detail + n, 1));
        e->details[n].value = arena_copy(arena, db_text(rows, p->at_detail + n, 2));
    }
    e->detail_count = count;
    // What the source does not state is the sum of the patient's payments for the encounter.
    if (receipts > 0 && text_is_empty(encounter_detail(e, "patient_paid")))
        e->details[e->detail_count++] = (struct encounter_detail){
            TEXT("patient_paid"), arena_format(arena, "%lld", (long long)receipts)};
}

// The lines of one prior payer: rows of the encounter and that payer's claim, one for each
// adjustment.
static void load_prior_lines(
    struct parts *p, struct prior_payer *prior, size_t rows_of_encounter, struct arena *arena)
{
    const struct db_rows *rows = p->prior_lines;
    struct prior_line *line = NULL;
    int64_t open = -1; // ordinal of the line under way
    prior->lines = ARENA_ARRAY(arena, struct prior_line, rows_of_encounter + 1);
    for (size_t n = 0; n < rows_of_encounter; n++) {
        size_t i = p->at_prior_line + n;
        if (db_i64(rows, i, 1) != prior->claim_id)
            continue;
        if (db_i64(rows, i, 2) != open) {
            open = db_i64(rows, i, 2);
            line = &prior->lines[prior->line_count++];
            line->line = (int)db_i64(rows, i, 3);
            line->procedure = arena_copy(arena, db_text(rows, i, 4));
            line->modifiers = arena_copy(arena, db_text(rows, i, 5));
            line->paid = db_i64(rows, i, 6);
            line->units = db_i64(rows, i, 7);
            line->adjustments = ARENA_ARRAY(arena, struct claim_adjustment, rows_of_encounter);
        }
        if (db_is_null(rows, i, 8))
            continue;
        struct claim_adjustment *a = &line->adjustments[line->adjustment_count++];
        a->group = arena_copy(arena, db_text(rows, i, 8));
        a->reason = arena_copy(arena, db_text(rows, i, 9));
        a->amount = db_i64(rows, i, 10);
        a->quantity = db_i64(rows, i, 11);
    }
}

static void load_priors(struct parts *p, struct encounter *e, struct arena *arena)
{
    const struct db_rows *rows = p->priors;
    e->prior_payer_count = part_count(rows, &p->at_prior, e->encounter_id);
    e->prior_payers = ARENA_ARRAY(arena, struct prior_payer, e->prior_payer_count + 1);
    size_t lines = part_count(p->prior_lines, &p->at_prior_line, e->encounter_id);
    for (size_t n = 0; n < e->prior_payer_count; n++) {
        size_t i = p->at_prior + n;
        struct prior_payer *prior = &e->prior_payers[n];
        prior->claim_id = db_i64(rows, i, 1);
        prior->payer_id = db_i64(rows, i, 2);
        prior->coverage_id = db_i64(rows, i, 3);
        prior->sequence = db_char(rows, i, 4);
        prior->paid = db_i64(rows, i, 7);
        prior->payer_claim_number = arena_copy(arena, db_text(rows, i, 8));
        prior->date = db_date(rows, i, 9);
        prior->several = db_i64(rows, i, 10) > 1;
        load_prior_lines(p, prior, lines, arena);
    }
}

static bool load_one(const struct db_rows *rows, size_t i, int64_t org_id, struct parts *parts,
    const struct provider_master *providers, struct arena *arena, struct encounter_work *w,
    struct err *err)
{
    struct encounter *e = &w->encounter;
    e->org_id = org_id;
    e->encounter_id = db_i64(rows, i, 0);
    e->version = (int)db_i64(rows, i, 1);
    w->claim_id = db_i64(rows, i, 2);
    w->submissions = (int)db_i64(rows, i, 3);
    w->from_state = arena_copy(arena, db_text(rows, i, 4));
    e->key = arena_copy(arena, db_text(rows, i, 5));
    e->patient_id = db_i64(rows, i, 6);
    e->from = db_date(rows, i, 7);
    e->to = db_date(rows, i, 8);
    e->place_of_service = arena_copy(arena, db_text(rows, i, 9));
    e->total = db_i64(rows, i, 10);
    struct text record_number;
    if (!identity_unpack_patient(
            arena_copy(arena, db_text(rows, i, 14)), &record_number, &e->patient))
        return err_set(err, ERR_DATABASE, "the stored data of patient %lld cannot be read",
            (long long)e->patient_id);
    if (!load_coverages(parts, e, arena, err))
        return false;
    load_charges(parts, e, arena);
    load_diagnoses(parts, e, arena);
    load_priors(parts, e, arena);
    w->content_digest = arena_copy(arena, db_text(rows, i, 16));
    w->sequence = db_char(rows, i, 17);
    w->coverage_id = db_i64(rows, i, 18);
    load_details(parts, e, arena, db_i64(rows, i, 15));
    encounter_providers(e, providers, arena_copy(arena, db_text(rows, i, 11)),
        arena_copy(arena, db_text(rows, i, 12)), arena_copy(arena, db_text(rows, i, 13)));
    return true;
}

bool encounter_load(struct db *db, int64_t org_id, const struct provider_master *providers,
    struct arena *arena, struct encounter_work **out, size_t *count, struct err *err)
{
    struct parts parts = {0};
    struct db_rows *rows = NULL;
    const struct db_arg org = DB_I64(org_id);
    bool ok = db_get(db, &sql_build_load_encounters, &org, 1, &rows, err) &&
              db_get(db, &sql_build_load_coverages, &org, 1, &parts.coverages, err) &&
              db_get(db, &sql_build_load_charges, &org, 1, &parts.charges, err) &&
              db_get(db, &sql_build_load_diagnoses, &org, 1, &parts.diagnoses, err) &&
              db_get(db, &sql_build_load_details, &org, 1, &parts.details, err) &&
              db_get(db, &sql_build_load_prior_claims, &org, 1, &parts.priors, err) &&
              db_get(db, &sql_build_load_prior_lines, &org, 1, &parts.prior_lines, err);
    *count = ok ? db_rows_count(rows) : 0;
    *out = ARENA_ARRAY(arena, struct encounter_work, *count + 1);
    for (size_t i = 0; ok && i < *count; i++)
        ok = load_one(rows, i, org_id, &parts, providers, arena, &(*out)[i], err);
    db_rows_free(rows);
    db_rows_free(parts.coverages);
    db_rows_free(parts.charges);
    db_rows_free(parts.diagnoses);
    db_rows_free(parts.details);
    db_rows_free(parts.priors);
    db_rows_free(parts.prior_lines);
    return ok;
}
