#include "jobs/submit.h"

#include "claims/base/progress.h"
#include "jobs/build.h"
#include "jobs/claim_maker.h"
#include "jobs/config.h"
#include "jobs/outbox.h"
#include "jobs/submit_file.h"
#include "sql_statements.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#define ORG_ARENA_BYTES   ((size_t)256 * 1024 * 1024)
#define CHUNK_ARENA_BYTES ((size_t)512 * 1024 * 1024)
#define CHUNK_CLAIMS      2000
#define NO_LIMIT          INT64_MAX
#define LIMITS_MAX        32

// clang-format off
static const struct copy_column pick_columns[] = {{"claim_id", COPY_I64}};
static const struct copy_table stage_pick = {"stage_pick", pick_columns, 1};

static const struct copy_column hold_columns[] = {
    {"claim_id", COPY_I64}, {"line", COPY_I32}, {"code", COPY_TEXT}, {"place", COPY_TEXT},
    {"rule_id", COPY_TEXT}, {"rule_version_id", COPY_I64}, {"severity", COPY_TEXT},
    {"value", COPY_TEXT}};
static const struct copy_table stage_hold = {
    "stage_hold", hold_columns, sizeof hold_columns / sizeof *hold_columns};
// clang-format on

// A claim that waits to be sent.
struct ready {
    int64_t claim_id;
    int64_t payer_id;
    date_t from;
    const struct profile *profile; // NULL: none in force any more
    struct text provider;
    int group;
};

// Claims that share an interchange: one partner, one envelope.
struct group {
    const struct profile *profile; // the first claim's: its envelope is everybody's
    const struct trading_partner *partner;
    int64_t claims_per_set, sets_per_file;
};

struct submitting {
    struct run *run;
    const struct organisation *org;
    struct arena *arena; // of the organisation
    struct arena *chunk; // of some claims
    struct claim_maker *maker;
    struct ready *ready;
    size_t count, room;
    struct group *groups;
    int group_count;
    struct copy *picks, *holds;
    int64_t held; // claims in holds that were not counted yet
    // Whether each claim is held against the guide, as build did; else the file as a whole is, and
    // is_refused says that some claim of it must not leave: a program before this one let it pass.
    bool looks_at_each, is_refused;
};

// ---- Which claims, in which files.

static bool on_ready(void *context, const struct db_rows *rows, size_t row, struct err *err)
{
    struct submitting *s = context;
    (void)err;
    if (s->count == s->room) {
        s->room = s->room ? 2 * s->room : 4096;
        s->ready = realloc(s->ready, s->room * sizeof *s->ready);
        CHECK(s->ready);
    }
    struct text provider = db_text(rows, row, 3);
    // Most claims are of the organisation's own provider: the slice before serves again.
    if (s->count > 0 && text_equal(s->ready[s->count - 1].provider, provider))
        provider = s->ready[s->count - 1].provider;
    else
        provider = arena_copy(s->arena, provider);
    s->ready[s->count++] = (struct ready){.claim_id = db_i64(rows, row, 0),
        .payer_id = db_i64(rows, row, 1),
        .from = db_date(rows, row, 2),
        .provider = provider};
    return true;
}

static bool same_envelope(const struct profile *a, const struct profile *b)
{
    return text_equal(a->partner, b->partner) && text_equal(a->isa05, b->isa05) &&
           text_equal(a->isa06, b->isa06) && text_equal(a->isa07, b->isa07) &&
           text_equal(a->isa08, b->isa08) && text_equal(a->gs02, b->gs02) &&
           text_equal(a->gs03, b->gs03) && text_equal(a->delimiters, b->delimiters) &&
           a->line_ends == b->line_ends;
}

static int64_t lower(int64_t limit, int64_t other)
{
    return other > 0 && other < limit ? other : limit;
}

// The limits of a profile, and of rules with action split, upon its group.
static void group_limit(struct submitting *s, struct group *g, const struct profile *profile)
{
    struct rule_limit limits[LIMITS_MAX];
    size_t count = claim_maker_limits(s->maker, profile, limits, LIMITS_MAX);
    g->claims_per_set = lower(g->claims_per_set, profile->max_claims_per_st);
    g->sets_per_file = lower(g->sets_per_file, profile->max_st_per_file);
    for (size_t i = 0; i < count; i++)
        if (strcmp(limits[i].field->name, "file.claims_per_st") == 0)
            g->claims_per_set = lower(g->claims_per_set, limits[i].max);
}

static int find_group(struct submitting *s, const struct profile *profile)
{
    for (int i = 0; i < s->group_count; i++)
        if (same_envelope(s->groups[i].profile, profile)) {
            group_limit(s, &s->groups[i], profile);
            return i;
        }
    struct group *g = &s->groups[s->group_count];
    *g = (struct group){.profile = profile,
        .partner = claim_maker_find_partner(s->maker, profile->partner),
        .claims_per_set = NO_LIMIT,
        .sets_per_file = NO_LIMIT};
    group_limit(s, g, profile);
    return s->group_count++;
}

static int by_place(const void *a, const void *b)
{
    const struct ready *x = a;
    const struct ready *y = b;
    if (x->group != y->group)
        return x->group < y->group ? -1 : 1;
    int order = text_compare(x->provider, y->provider);
    if (order != 0)
        return order;
    return x->claim_id < y->claim_id ? -1 : x->claim_id > y->claim_id;
}

static bool list_ready(struct submitting *s, struct err *err)
{
    return db_each(
        s->run->db, &sql_submit_list_ready, DB_ARGS(DB_I64(s->org->org_id)), on_ready, s, err);
}

// Which of them go into which file.
static void plan(struct submitting *s)
{
    size_t profiles = claim_maker_profile_count(s->maker);
    s->groups = ARENA_ARRAY(s->arena, struct group, profiles + 1);
    size_t kept = 0;
    for (size_t i = 0; i < s->count; i++) {
        struct ready *r = &s->ready[i];
        r->profile = claim_maker_profile(s->maker, r->payer_id, r->from);
        // Without a profile or partner build holds the claim in its next run.
        if (!r->profile || !claim_maker_find_partner(s->maker, r->profile->partner))
            continue;
        r->group = find_group(s, r->profile);
        s->ready[kept++] = *r;
    }
    s->count = kept;
    if (s->count > 0)
        qsort(s->ready, s->count, sizeof *s->ready, by_place);
}

// ---- One interchange.

static void add_hold(struct submitting *s, int64_t claim_id, const struct finding *f)
{
    bool of_rule = f->code == FINDING_payer_rule;
    copy_i64(s->holds, claim_id);
    copy_i32(s->holds, f->line);
    copy_text(s->holds, text_of(finding_word(f->code)));
    copy_text(s->holds, f->place);
    copy_text(s->holds, f->rule_id);
    copy_i64(s->holds, of_rule ? claim_maker_rule_version(s->maker) : 0);
    copy_text(s->holds, text_of(severity_word(f->severity)));
    copy_text(s->holds, text_part(f->value, 0, 200));
    copy_row(s->holds);
}

// Holds the claim for what is of that severity or above. Returns whether anything is.
static bool hold_for(struct submitting *s, int64_t claim_id, const struct finding_list *findings,
    enum severity least)
{
    bool held = false;
    for (size_t i = 0; i < findings->count; i++)
        if (findings->items[i].severity >= least) {
            add_hold(s, claim_id, &findings->items[i]);
            held = true;
        }
    s->held += held;
    return held;
}

static void hold_changed(struct submitting *s, int64_t claim_id)
{
    struct finding f = {
        .code = FINDING_content_changed, .severity = finding_severity(FINDING_content_changed)};
    add_hold(s, claim_id, &f);
    s->held++;
}

// The newest frozen contents of a chunk, by claim.
struct frozen {
    struct db_rows *rows;
    size_t at;
};

static bool frozen_find(struct frozen *f, int64_t claim_id, int *ordinal, struct text *digest)
{
    size_t low = 0;
    size_t high = db_rows_count(f->rows);
    while (low < high) {
        size_t middle = (low + high) / 2;
        int64_t id = db_i64(f->rows, middle, 0);
        if (id == claim_id) {
            *ordinal = (int)db_i64(f->rows, middle, 1);
            *digest = db_text(f->rows, middle, 2);
            return true;
        }
        if (id < claim_id)
            low = middle + 1;
        else
            high = middle;
    }
    return false;
}

// Holds the claim for what its receiver would refuse the whole set for, by the guide. Returns
// whether he would.
static bool hold_refused(struct submitting *s, const struct made_claim *made, int64_t claim_id)
{
    struct finding_list findings;
    finding_list_start(&findings, s->chunk);
    claim_maker_check_guide(s->maker, made, &findings);
    return hold_for(s, claim_id, &findings, SEVERITY_REJECT);
}

// Adds one claim to the file, or holds it: its content must be the one that was judged.
static void send_one(struct submitting *s, struct submit_file *file,
    const struct encounter_work *work, struct frozen *frozen)
{
    struct made_claim made;
    struct finding_list findings;
    struct fix_list fixes;
    struct submit_content content = {
        .submission = work->submissions + 1, .is_new = true, .is_first = true};
    int ordinal;
    struct text digest;
    finding_list_start(&findings, s->chunk);
    fix_list_start(&fixes, s->chunk);
    claim_maker_make(s->maker, work, work->claim_id, content.submission, s->chunk, &made, &fixes);
    claim_maker_digest(s->maker, &made, s->chunk, &findings, content.digest);
    struct text sum = {(const char *)content.digest, DIGEST_SIZE};
    if (!text_equal(sum, work->content_digest)) {
        hold_changed(s, work->claim_id);
        return;
    }
    if (frozen_find(frozen, work->claim_id, &ordinal, &digest)) {
        content.is_first = false;
        if (text_equal(sum, digest)) {
            // The same content again is a new attempt of the same submission.
            content.is_new = false;
            content.submission = ordinal;
            claim_maker_make(s->maker, work, work->claim_id, ordinal, s->chunk, &made, &fixes);
        }
    }
    if (s->looks_at_each && hold_refused(s, &made, work->claim_id))
        return;
    if (!submit_file_add(file, &made.claim, &content, &findings))
        hold_changed(s, work->claim_id);
}

static int by_claim(const void *a, const void *b)
{
    const struct encounter_work *const *x = a;
    const struct encounter_work *const *y = b;
    return (*x)->claim_id < (*y)->claim_id ? -1 : (*x)->claim_id > (*y)->claim_id;
}

static bool send_chunk(struct submitting *s, struct submit_file *file, const struct ready *ready,
    size_t count, struct err *err)
{
    struct db *db = s->run->db;
    struct db_arg org = DB_I64(s->org->org_id);
    struct encounter_work *work;
    struct frozen frozen = {0};
    size_t loaded;
    arena_reset(s->chunk);
    for (size_t i = 0; i < count; i++) {
        copy_i64(s->picks, ready[i].claim_id);
        copy_row(s->picks);
    }
    if (!db_script(db, "submit/chunk", "TRUNCATE stage_pick, stage_batch", err) ||
        !copy_send(s->picks, db, err) || !db_run(db, &sql_submit_pick, &org, 1, NULL, err) ||
        !encounter_load(
            db, s->org->org_id, claim_maker_providers(s->maker), s->chunk, &work, &loaded, err) ||
        !db_get(db, &sql_submit_last_submissions, &org, 1, &frozen.rows, err))
        return false;
    CHECK(loaded == count);
    const struct encounter_work **index =
        ARENA_ARRAY(s->chunk, const struct encounter_work *, count);
    for (size_t i = 0; i < count; i++)
        index[i] = &work[i];
    qsort(index, count, sizeof *index, by_claim);
    for (size_t i = 0; i < count; i++) {
        struct encounter_work key = {.claim_id = ready[i].claim_id};
        const struct encounter_work *wanted = &key;
        const struct encounter_work **found =
            bsearch(&wanted, index, count, sizeof *index, by_claim);
        CHECK(found);
        send_one(s, file, *found, &frozen);
    }
    db_rows_free(frozen.rows);
    return submit_file_send(file, db, false, err);
}

static bool take_control_numbers(
    struct submitting *s, struct x12_settings *settings, struct err *err)
{
    struct db_rows *rows;
    if (!db_get(s->run->db, &sql_submit_take_control_numbers,
            DB_ARGS(DB_TEXT(settings->sender), DB_TEXT(settings->receiver)), &rows, err))
        return false;
    for (size_t i = 0; i < db_rows_count(rows); i++) {
        bool isa = text_equal_z(db_text(rows, i, 0), "ISA");
        *(isa ? &settings->interchange_control : &settings->group_control) = db_i64(rows, i, 1);
    }
    db_rows_free(rows);
    if (settings->interchange_control > 999999999 || settings->group_control > 999999999)
        return err_set(err, ERR_SYSTEM,
            "control numbers for receiver %.*s are used up: agree on a new sender id",
            TEXT_ARG(settings->receiver));
    return true;
}

static bool store(struct submitting *s, const struct group *g,
    const struct x837p_envelope *envelope, struct submit_file *file, struct err *err)
{
    struct db *db = s->run->db;
    const struct x12_settings *x = &envelope->settings;
    char name[160];
    int64_t interchange_id;
    snprintf(name, sizeof name, "%s-%.*s-%09" PRId64 ".837", s->org->code, TEXT_ARG(x->receiver),
        x->interchange_control);
    for (char *at = name; *at; at++)
        if (*at == '/' || *at == ' ')
            *at = '_';
    struct db_arg org = DB_I64(s->org->org_id);
    struct db_arg no = DB_I64(1);
    char usage[2] = {x->usage, '\0'};
    return db_get_i64(db, &sql_submit_store_interchange,
               DB_ARGS(org, no, DB_I64(g->partner->partner_id), DB_Z(usage), DB_TEXT(x->sender),
                   DB_TEXT(x->receiver), DB_I64(x->interchange_control), DB_I64(x->group_control),
                   DB_Z(name), DB_I64(submit_file_bytes(file)),
                   DB_BYTES(((struct text){(const char *)submit_file_sha256(file), DIGEST_SIZE})),
                   DB_I64(submit_file_claims(file)), DB_I64(submit_file_cents(file)),
                   DB_MOMENT(s->run->now), DB_I64(s->run->run_id)),
               &interchange_id, err) &&
           db_run(db, &sql_submit_retire_attempts, DB_ARGS(org, no), NULL, err) &&
           db_run(db, &sql_submit_store_attempts,
               DB_ARGS(
                   org, no, DB_I64(interchange_id), DB_I64(s->run->run_id), DB_DATE(s->run->as_of)),
               NULL, err);
}

// What the file's own rules say of an interchange of these claims: each profile in it is asked.
static void judge_file(struct submitting *s, const struct x837p_envelope *envelope,
    const struct group *g, const struct profile *profile, int64_t claims,
    struct finding_list *findings)
{
    int64_t per_set = claims < g->claims_per_set ? claims : g->claims_per_set;
    claim_maker_judge_file(s->maker, profile, envelope, claims, per_set, findings);
}

// Claims whose payer's rules about files stop the interchange are held; the others move up.
static size_t keep_allowed(struct submitting *s, const struct group *g,
    const struct x837p_envelope *envelope, struct ready *ready, size_t count)
{
    size_t kept = 0;
    const struct profile *asked = NULL;
    struct finding_list findings;
    for (size_t i = 0; i < count; i++) {
        if (ready[i].profile != asked) {
            asked = ready[i].profile;
            finding_list_start(&findings, s->chunk);
            judge_file(s, envelope, g, asked, (int64_t)count, &findings);
        }
        if (!hold_for(s, ready[i].claim_id, &findings, SEVERITY_HOLD))
            ready[kept++] = ready[i];
    }
    return kept;
}

static bool seal(struct submitting *s, struct err *err)
{
    struct ledger_book book = run_book(s->run, s->org->org_id);
    run_count(s->run, s->org->org_id, "claims held back", s->held);
    s->run->findings = s->run->findings || s->held > 0;
    s->held = 0;
    return copy_send(s->holds, s->run->db, err) &&
           db_run(s->run->db, &sql_submit_hold,
               DB_ARGS(DB_I64(s->org->org_id), DB_I64(s->run->run_id)), NULL, err) &&
           ledger_seal(s->run->db, &book, err) && db_commit(s->run->db, err);
}

// One interchange in one transaction. *done: how many of the claims it took.
static bool send_file(
    struct submitting *s, const struct group *g, struct ready *ready, size_t count, struct err *err)
{
    struct x837p_envelope envelope;
    struct submit_file *file = NULL;
    struct finding_list findings;
    struct db *db = s->run->db;
    claim_maker_envelope(s->maker, g->profile, g->partner, &envelope);
    envelope.settings.at = s->run->now;
    arena_reset(s->chunk);
    finding_list_start(&findings, s->arena);
    if (!db_begin(db, err) || !submit_stage_make(db, err) || !ledger_stage(db, err))
        return false;
    count = keep_allowed(s, g, &envelope, ready, count);
    if (count == 0)
        return seal(s, err);
    if (!take_control_numbers(s, &envelope.settings, err))
        return false;
    bool ok = submit_file_new(&file, &envelope, g->claims_per_set, s->arena, &findings);
    if (!ok)
        err_set(err, ERR_CONFIG, "the envelope for partner %.*s cannot be written: %s '%.*s' %s",
            TEXT_ARG(g->partner->code), finding_message(findings.items[0].code),
            TEXT_ARG(findings.items[0].value), finding_remedy(findings.items[0].code));
    for (size_t at = 0; ok && at < count; at += CHUNK_CLAIMS) {
        size_t n = count - at < CHUNK_CLAIMS ? count - at : CHUNK_CLAIMS;
        ok = send_chunk(s, file, ready + at, n, err);
        progress_at((int64_t)(at + n));
    }
    if (ok && submit_file_claims(file) > 0) {
        s->is_refused = !submit_file_end(file, err);
        ok = !s->is_refused && submit_file_send(file, db, true, err) &&
             store(s, g, &envelope, file, err) && seal(s, err);
    } else if (ok) {
        // Every claim was held: the control numbers go back with the rest, and the holds are kept.
        db_rollback(db);
        ok = db_begin(db, err) && submit_stage_make(db, err) && ledger_stage(db, err) &&
             seal(s, err);
    }
    submit_file_free(file);
    return ok;
}

// Sends what is ready. On most nights of a small organisation nothing is: its tables are not
// loaded.
static bool send_ready(struct submitting *s, struct err *err)
{
    if (s->count == 0)
        return true;
    if (!claim_maker_load(s->run, s->org, s->arena, &s->maker, err))
        return false;
    plan(s);
    for (size_t at = 0; at < s->count;) {
        size_t end = at;
        const struct group *g = &s->groups[s->ready[at].group];
        int64_t most = g->sets_per_file < NO_LIMIT / g->claims_per_set
                           ? g->sets_per_file * g->claims_per_set
                           : NO_LIMIT;
        while (end < s->count && s->ready[end].group == s->ready[at].group &&
               (int64_t)(end - at) < most)
            end++;
        progress_step("submit", "claims", (int64_t)(end - at));
        bool ok =
            send_file(s, g, s->ready + at, end - at, err) && outbox_publish(s->run, s->org, err);
        progress_end();
        if (!ok)
            return false;
        at = end;
    }
    return true;
}

bool submit_stage_make(struct db *db, struct err *err)
{
    struct buf ddl;
    buf_init(&ddl, 64 * 1024);
    copy_table_ddl(&stage_pick, &ddl);
    copy_table_ddl(&stage_hold, &ddl);
    for (const struct copy_table *const *table = submit_file_tables; *table; table++)
        copy_table_ddl(*table, &ddl);
    buf_z(&ddl, sql_build_stage.text);
    buf_char(&ddl, '\0');
    bool ok = db_script(db, "submit/stage", ddl.at, err);
    buf_free(&ddl);
    return ok;
}

// Sends what is ready of the organisation, under its lock.
static bool send_org(struct run *run, const struct organisation *org, bool looks_at_each,
    bool *is_refused, struct err *err)
{
    struct submitting s = {.run = run,
        .org = org,
        .arena = arena_new(ORG_ARENA_BYTES),
        .chunk = arena_new(CHUNK_ARENA_BYTES),
        .picks = copy_new(&stage_pick),
        .holds = copy_new(&stage_hold),
        .looks_at_each = looks_at_each};
    bool ok = list_ready(&s, err) && send_ready(&s, err);
    *is_refused = s.is_refused;
    claim_maker_free(s.maker);
    copy_free(s.picks);
    copy_free(s.holds);
    free(s.ready);
    arena_free(s.chunk);
    arena_free(s.arena);
    return ok;
}

// Begins once more what is left, and holds the claims for which a file was refused.
static bool send_looking(struct run *run, const struct organisation *org, struct err *err)
{
    bool is_refused;
    db_rollback(run->db);
    *err = (struct err){0};
    return send_org(run, org, true, &is_refused, err);
}

static bool submit_org(struct run *run, const struct organisation *org, struct err *err)
{
    bool is_refused = false;
    bool ok = db_lock(run->db, DB_LOCK_ORG, org->org_id, (int)run->config->run.lock_seconds, err) &&
              outbox_publish(run, org, err) &&
              (send_org(run, org, false, &is_refused, err) ||
                  (is_refused && send_looking(run, org, err))) &&
              outbox_upload(run, org, err);
    if (ok)
        db_unlock(run->db, DB_LOCK_ORG, org->org_id);
    else
        db_rollback(run->db);
    return ok || err_prefix(err, "organisation %s", org->code);
}

bool submit(struct run *run, struct err *err)
{
    const struct organisation *orgs;
    size_t count;
    if (!run_organisations(run, &orgs, &count, err))
        return false;
    for (size_t i = 0; i < count; i++)
        if (!submit_org(run, &orgs[i], err))
            return false;
    return true;
}
