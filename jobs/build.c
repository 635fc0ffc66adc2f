#include "jobs/build.h"

#include "claims/base/progress.h"
#include "jobs/claim_maker.h"
#include "jobs/config.h"
#include "sql/copy.h"
#include "sql/statistics.h"
#include "sql_statements.h"

#define ORG_ARENA_BYTES   ((size_t)256 * 1024 * 1024)
#define BATCH_ARENA_BYTES ((size_t)512 * 1024 * 1024)

// clang-format off
static const struct copy_column claim_columns[] = {
    {"claim_id", COPY_I64}, {"is_new", COPY_BOOL}, {"unchanged", COPY_BOOL},
    {"from_state", COPY_TEXT},
    {"encounter_id", COPY_I64}, {"encounter_version", COPY_I32}, {"patient_id", COPY_I64},
    {"payer_id", COPY_I64}, {"coverage_id", COPY_I64}, {"service_from", COPY_DATE},
    {"service_to", COPY_DATE}, {"total", COPY_I64}, {"lines", COPY_I16},
    {"content_digest", COPY_BYTES},
    {"sequence", COPY_TEXT}};
static const struct copy_table stage_claim = {
    "stage_claim", claim_columns, sizeof claim_columns / sizeof *claim_columns};

static const struct copy_column line_columns[] = {
    {"claim_id", COPY_I64}, {"line", COPY_I16}, {"control_number", COPY_TEXT},
    {"procedure", COPY_TEXT},
    {"modifiers", COPY_TEXT}, {"service_from", COPY_DATE}, {"service_to", COPY_DATE},
    {"units", COPY_I64},
    {"charge", COPY_I64}, {"charge_line", COPY_I16}};
static const struct copy_table stage_claim_line = {
    "stage_claim_line", line_columns, sizeof line_columns / sizeof *line_columns};

static const struct copy_column finding_columns[] = {
    {"claim_id", COPY_I64}, {"line", COPY_I32}, {"code", COPY_TEXT}, {"place", COPY_TEXT},
    {"rule_id", COPY_TEXT}, {"rule_version_id", COPY_I64}, {"severity", COPY_TEXT},
    {"value", COPY_TEXT}};
static const struct copy_table stage_finding = {
    "stage_finding", finding_columns, sizeof finding_columns / sizeof *finding_columns};

static const struct copy_column fix_columns[] = {
    {"claim_id", COPY_I64}, {"line", COPY_I32}, {"rule_id", COPY_TEXT}, {"field", COPY_TEXT},
    {"old_value", COPY_TEXT}, {"new_value", COPY_TEXT}};
static const struct copy_table stage_fix = {
    "stage_fix", fix_columns, sizeof fix_columns / sizeof *fix_columns};
// clang-format on

static const struct copy_table *const tables[] = {
    &stage_claim, &stage_claim_line, &stage_finding, &stage_fix};

bool build_stage_make(struct db *db, struct err *err)
{
    struct buf ddl;
    buf_init(&ddl, 64 * 1024);
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++)
        copy_table_ddl(tables[i], &ddl);
    buf_z(&ddl, sql_build_stage.text);
    buf_char(&ddl, '\0');
    bool ok = db_script(db, "build/stage", ddl.at, err);
    buf_free(&ddl);
    return ok;
}

struct building {
    struct run *run;
    const struct organisation *org;
    struct claim_maker *maker;
    struct arena *batch; // of one batch
    struct copy *claims, *lines, *findings, *fixes;
    int64_t last_claim; // of the claims that wait: how far it is
    int64_t looked;     // encounters and claims, for progress
};

// ---- One claim into the staging tables.

static void stage_findings(
    struct building *b, int64_t claim_id, const struct finding_list *findings)
{
    for (size_t i = 0; i < findings->count; i++) {
        const struct finding *f = &findings->items[i];
        bool of_rule = f->code == FINDING_payer_rule;
        copy_i64(b->findings, claim_id);
        copy_i32(b->findings, f->line);
        copy_text(b->findings, text_of(finding_word(f->code)));
        copy_text(b->findings, f->place);
        copy_text(b->findings, f->rule_id);
        copy_i64(b->findings, of_rule ? claim_maker_rule_version(b->maker) : 0);
        copy_text(b->findings, text_of(severity_word(f->severity)));
        copy_text(b->findings, text_part(f->value, 0, 200));
        copy_row(b->findings);
    }
}

static void stage_fixes(struct building *b, int64_t claim_id, const struct fix_list *fixes)
{
    for (size_t i = 0; i < fixes->count; i++) {
        const struct fix *f = &fixes->items[i];
        copy_i64(b->fixes, claim_id);
        copy_i32(b->fixes, f->line);
        copy_text(b->fixes, f->rule_id);
        copy_text(b->fixes, text_of(f->field->name));
        copy_text(b->fixes, f->old_value);
        copy_text(b->fixes, f->new_value);
        copy_row(b->fixes);
    }
}

static void stage_lines(struct building *b, const struct encounter *e, const struct claim *c)
{
    for (size_t i = 0; i < c->line_count; i++) {
        const struct service_line *l = &c->lines[i];
        copy_i64(b->lines, c->claim_id);
        copy_i16(b->lines, l->number);
        copy_text(b->lines, l->control_number);
        copy_text(b->lines, l->procedure);
        copy_text(b->lines, e->charges[i].modifiers);
        copy_date(b->lines, l->from);
        copy_date(b->lines, l->to);
        copy_i64(b->lines, l->units);
        copy_i64(b->lines, l->charge);
        copy_i16(b->lines, e->charges[i].line);
        copy_row(b->lines);
    }
}

static void build_one(struct building *b, const struct encounter_work *work, int64_t claim_id)
{
    struct made_claim made;
    struct finding_list findings;
    struct finding_list unwritable;
    struct fix_list fixes;
    unsigned char digest[DIGEST_SIZE];
    finding_list_start(&findings, b->batch);
    fix_list_start(&fixes, b->batch);
    claim_maker_make(b->maker, work, claim_id, work->submissions + 1, b->batch, &made, &fixes);
    CHECK(made.coverage); // insured encounters have one, if only one that has ended since
    claim_maker_judge(b->maker, &made, &findings);
    // What the rules refused already is not refused once more by the writer.
    bool refused = finding_worst(&findings) == SEVERITY_REJECT;
    finding_list_start(&unwritable, b->batch);
    claim_maker_digest(b->maker, &made, b->batch, refused ? &unwritable : &findings, digest);
    if (finding_worst(&findings) != SEVERITY_REJECT)
        claim_maker_check_guide(b->maker, &made, &findings);

    struct text sum = {(const char *)digest, DIGEST_SIZE};
    const struct claim *c = &made.claim;
    copy_i64(b->claims, claim_id);
    copy_bool(b->claims, work->claim_id == 0);
    copy_bool(b->claims, text_equal(sum, work->content_digest));
    copy_text(b->claims, work->from_state);
    copy_i64(b->claims, c->encounter_id);
    copy_i32(b->claims, c->encounter_version);
    copy_i64(b->claims, work->encounter.patient_id);
    copy_i64(b->claims, c->payer.payer_id);
    copy_i64(b->claims, made.coverage->coverage_id);
    copy_date(b->claims, c->service_from);
    copy_date(b->claims, c->service_to);
    copy_i64(b->claims, c->total);
    copy_i16(b->claims, (int64_t)c->line_count);
    copy_bytes(b->claims, sum);
    copy_text(b->claims, (struct text){&work->sequence, 1});
    copy_row(b->claims);
    stage_lines(b, &work->encounter, c);
    stage_findings(b, claim_id, &findings);
    stage_fixes(b, claim_id, &fixes);
}

// ---- A batch.

static bool take_claim_ids(struct building *b, const struct encounter_work *work, size_t count,
    int64_t *next, struct err *err)
{
    int64_t needed = 0;
    for (size_t i = 0; i < count; i++)
        needed += work[i].claim_id == 0;
    *next = 1;
    if (needed == 0)
        return true;
    if (!db_get_i64(b->run->db, &sql_build_take_claim_ids,
            DB_ARGS(DB_I64(b->org->org_id), DB_I64(needed)), next, err))
        return false;
    (*next)++;
    return true;
}

static bool count_batch(struct building *b, struct err *err)
{
    static const char *const names[] = {"claims new", "claims judged again", "claims ready",
        "claims held", "corrections proposed", "claims withdrawn"};
    struct db_rows *rows;
    int64_t org_id = b->org->org_id;
    if (!db_get(b->run->db, &sql_build_count_batch, DB_ARGS(DB_I64(org_id)), &rows, err))
        return false;
    run_count(b->run, org_id, names[0], db_i64(rows, 0, 1));
    run_count(b->run, org_id, names[1], db_i64(rows, 0, 2));
    run_count_cents(b->run, org_id, names[2], db_i64(rows, 0, 3), db_i64(rows, 0, 4));
    run_count_cents(b->run, org_id, names[3], db_i64(rows, 0, 5), db_i64(rows, 0, 6));
    run_count(b->run, org_id, names[4], db_i64(rows, 0, 7));
    run_count(b->run, org_id, names[5], db_i64(rows, 0, 8));
    b->run->findings = b->run->findings || db_i64(rows, 0, 5) > 0 || db_i64(rows, 0, 7) > 0;
    db_rows_free(rows);
    return true;
}

static bool send_staged(struct building *b, struct err *err)
{
    return copy_send(b->claims, b->run->db, err) && copy_send(b->lines, b->run->db, err) &&
           copy_send(b->findings, b->run->db, err) && copy_send(b->fixes, b->run->db, err) &&
           statistics_refresh(b->run->db, err);
}

// Corrections to propose and claims to withdraw: most batches have none.
static bool propose(struct building *b, const struct db_arg *args, struct err *err)
{
    int64_t corrections;
    return db_get_i64(b->run->db, &sql_build_count_corrections, DB_NO_ARGS, &corrections, err) &&
           (corrections == 0 || db_run(b->run->db, &sql_build_propose, args, 2, NULL, err));
}

static bool store_batch(struct building *b, struct err *err)
{
    struct db *db = b->run->db;
    struct db_arg args[] = {
        DB_I64(b->org->org_id), DB_I64(b->run->run_id), DB_I64(claim_maker_rule_version(b->maker))};
    struct ledger_book book = run_book(b->run, b->org->org_id);
    return db_run(db, &sql_build_find_duplicates, args, 1, NULL, err) &&
           db_run(db, &sql_build_keep_rejections, args, 1, NULL, err) &&
           db_run(db, &sql_build_wait_for_crossover, DB_ARGS(args[0], DB_DATE(b->run->as_of)), NULL,
               err) &&
           db_run(db, &sql_build_reopen_released, args, 1, NULL, err) &&
           db_run(db, &sql_build_store_findings, args, 2, NULL, err) &&
           db_run(db, &sql_build_take_back_billed, args, 1, NULL, err) &&
           db_run(db, &sql_build_store_claims, args, 3, NULL, err) &&
           db_run(db, &sql_build_store_lines, args, 1, NULL, err) && propose(b, args, err) &&
           db_run(db, &sql_build_finish_batch, args, 1, NULL, err) && ledger_seal(db, &book, err) &&
           count_batch(b, err); // sealing moves the claims' states
}

// Works on what stage_batch holds. *picked: how many it was.
static bool work_batch(struct building *b, struct err *err)
{
    struct encounter_work *work;
    size_t count;
    int64_t next_claim;
    arena_reset(b->batch);
    if (!encounter_load(b->run->db, b->org->org_id, claim_maker_providers(b->maker), b->batch,
            &work, &count, err) ||
        !take_claim_ids(b, work, count, &next_claim, err))
        return false;
    for (size_t i = 0; i < count; i++) {
        int64_t claim_id = work[i].claim_id ? work[i].claim_id : next_claim++;
        build_one(b, &work[i], claim_id);
    }
    return send_staged(b, err) && store_batch(b, err);
}

static bool begin_batch(struct building *b, struct err *err)
{
    return db_begin(b->run->db, err) && build_stage_make(b->run->db, err) &&
           ledger_stage(b->run->db, err);
}

// Batches of encounters that are new or changed.
static bool build_encounters(struct building *b, struct err *err)
{
    int64_t size = b->run->config->run.batch_claims;
    int64_t picked = size;
    while (picked == size) {
        if (!begin_batch(b, err) ||
            !db_run(b->run->db, &sql_build_pick_encounters,
                DB_ARGS(DB_I64(b->org->org_id), DB_I64(size)), &picked, err) ||
            (picked > 0 && !work_batch(b, err)) || !db_commit(b->run->db, err))
            return false;
        run_count(b->run, b->org->org_id, "encounters looked at", picked);
        progress_at(b->looked += picked);
    }
    return true;
}

// Batches of claims that wait.
static bool build_waiting(struct building *b, struct err *err)
{
    int64_t size = b->run->config->run.batch_claims;
    int64_t picked = size;
    while (picked == size) {
        if (!begin_batch(b, err) ||
            !db_run(b->run->db, &sql_build_pick_claims,
                DB_ARGS(DB_I64(b->org->org_id), DB_I64(size), DB_I64(b->last_claim),
                    DB_I64(b->run->run_id)),
                &picked, err) ||
            (picked > 0 &&
                (!db_get_i64(b->run->db, &sql_build_last_claim, DB_NO_ARGS, &b->last_claim, err) ||
                    !work_batch(b, err))) ||
            !db_commit(b->run->db, err))
            return false;
        progress_at(b->looked += picked);
    }
    return true;
}

static bool build_org(struct run *run, const struct organisation *org, struct err *err)
{
    struct building b = {.run = run, .org = org, .batch = arena_new(BATCH_ARENA_BYTES)};
    struct arena *arena = arena_new(ORG_ARENA_BYTES);
    b.claims = copy_new(&stage_claim);
    b.lines = copy_new(&stage_claim_line);
    b.findings = copy_new(&stage_finding);
    b.fixes = copy_new(&stage_fix);
    progress_step("build", "encounters", 0);
    bool ok = db_lock(run->db, DB_LOCK_ORG, org->org_id, (int)run->config->run.lock_seconds, err) &&
              claim_maker_load(run, org, arena, &b.maker, err) && build_encounters(&b, err) &&
              build_waiting(&b, err);
    if (ok)
        db_unlock(run->db, DB_LOCK_ORG, org->org_id);
    else
        db_rollback(run->db);
    progress_end();
    claim_maker_free(b.maker);
    copy_free(b.claims);
    copy_free(b.lines);
    copy_free(b.findings);
    copy_free(b.fixes);
    arena_free(b.batch);
    arena_free(arena);
    return ok || err_prefix(err, "organisation %s", org->code);
}

bool build(struct run *run, struct err *err)
{
    const struct organisation *orgs;
    size_t count;
    if (!run_organisations(run, &orgs, &count, err))
        return false;
    for (size_t i = 0; i < count; i++)
        if (!build_org(run, &orgs[i], err))
            return false;
    return true;
}
