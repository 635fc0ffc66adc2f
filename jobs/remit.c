#include "jobs/remit.h"

#include "claims/base/log.h"
#include "claims/base/progress.h"
#include "claims/finding.h"
#include "jobs/config.h"
#include "sql/array.h"
#include "sql/statistics.h"
#include "sql_statements.h"

#include <stdio.h>

#define CODES_BYTES ((size_t)64 * 1024)

// Where the cash of a remittance claim comes from.
enum { CLEARING = 1050, UNAPPLIED = 2100 };

static bool run_step(struct run *run, const struct sql *sql, const struct db_arg *args,
    size_t count, struct err *err)
{
    return db_run(run->db, sql, args, count, NULL, err);
}

// Severities of all finding codes, as two lists.
static bool store_findings(struct receiving *file, int64_t org_id, struct err *err)
{
    struct buf codes;
    struct buf severities;
    buf_init(&codes, CODES_BYTES);
    buf_init(&severities, CODES_BYTES);
    array_start(&codes);
    array_start(&severities);
    for (int i = 0; i < FINDING_COUNT; i++) {
        array_text(&codes, text_of(finding_word((enum finding_code)i)));
        array_text(&severities, text_of(severity_word(finding_severity((enum finding_code)i))));
    }
    int64_t stored;
    bool ok = db_run(file->run->db, &sql_remit_store_findings,
        DB_ARGS(DB_I64(org_id), DB_I64(file->run->run_id), DB_TEXT(array_end(&codes)),
            DB_TEXT(array_end(&severities))),
        &stored, err);
    file->run->findings = file->run->findings || (ok && stored > 0);
    buf_free(&codes);
    buf_free(&severities);
    return ok;
}

static bool count_batch(struct receiving *file, int64_t org_id, const struct db_arg *args,
    size_t count, struct err *err)
{
    static const char *const names[] = {
        "remittance claims posted", "reversals posted", "remittance claims unapplied"};
    struct db_rows *rows;
    struct run *run = file->run;
    if (!db_get(run->db, &sql_remit_finish_claims, args, count, &rows, err))
        return false;
    for (size_t i = 0; i < 3; i++)
        run_count_cents(run, org_id, names[i], db_i64(rows, 0, 2 * i), db_i64(rows, 0, 2 * i + 1));
    run_count(run, org_id, "remittance claims without effect", db_i64(rows, 0, 6));
    db_rows_free(rows);
    return true;
}

// The net of each payment's entries on remittance clearing is its amount, or nothing is posted.
static bool prove(struct run *run, const struct db_arg *args, size_t count, struct err *err)
{
    int64_t wrong;
    if (!db_get_i64(run->db, &sql_remit_prove_payments, args, count, &wrong, err))
        return false;
    CHECK(wrong == 0);
    return true;
}

static bool post_entries(struct receiving *file, int64_t org_id, int64_t batch, struct err *err)
{
    struct run *run = file->run;
    struct db_arg org = DB_I64(org_id);
    struct db_arg no = DB_I64(batch);
    struct db_arg file_id = DB_I64(file->file_id);
    struct db_arg run_id = DB_I64(run->run_id);
    struct db_arg day = DB_DATE(run->as_of);
    return run_step(run, &sql_remit_start_batch, NULL, 0, err) &&
           run_step(run, &sql_remit_store_facts, DB_ARGS(org, no, file_id, run_id, day), err) &&
           statistics_refresh(run->db, err) &&
           run_step(run, &sql_remit_match_claims, DB_ARGS(org, no), err) &&
           statistics_refresh(run->db, err) &&
           run_step(run, &sql_remit_match_reversals, DB_ARGS(org), err) &&
           run_step(run, &sql_remit_match_lines, DB_ARGS(org), err) &&
           statistics_refresh(run->db, err) &&
           run_step(run, &sql_remit_make_secondaries, DB_ARGS(org, run_id), err) &&
           run_step(run, &sql_remit_stage_billed, DB_ARGS(org, day), err) &&
           run_step(run, &sql_remit_stage_claims, DB_ARGS(org, no, DB_I64(CLEARING)), err) &&
           run_step(run, &sql_remit_stage_reversals, DB_ARGS(org, no, file_id), err) &&
           run_step(run, &sql_remit_stage_provider_adjustments, DB_ARGS(org, no, file_id), err) &&
           prove(run, DB_ARGS(org, no), err) &&
           run_step(run, &sql_remit_stage_open_items, DB_ARGS(org, day), err) &&
           run_step(run, &sql_remit_store_matches, DB_ARGS(org, no, run_id), err) &&
           statistics_refresh(run->db, err) &&
           run_step(run, &sql_remit_keep_denials, DB_ARGS(org, day), err) &&
           count_batch(file, org_id, DB_ARGS(org, no, file_id, run_id), err) &&
           store_findings(file, org_id, err);
}

// Seals what was staged. What patients paid ahead then goes against what they owe now.
static bool seal(struct run *run, int64_t org_id, struct err *err)
{
    struct ledger_book book = run_book(run, org_id);
    return ledger_seal(run->db, &book, err) &&
           run_step(run, &sql_ledger_stage_prepayments,
               DB_ARGS(DB_I64(org_id), DB_DATE(run->as_of)), err) &&
           ledger_seal(run->db, &book, err);
}

static bool post_batch(struct receiving *file, int64_t org_id, int64_t batch, struct err *err)
{
    struct run *run = file->run;
    if (!db_lock(run->db, DB_LOCK_ORG, org_id, (int)run->config->run.lock_seconds, err) ||
        !db_begin(run->db, err) || !ledger_stage(run->db, err) ||
        !post_entries(file, org_id, batch, err) || !seal(run, org_id, err) ||
        !db_commit(run->db, err))
        return false;
    db_unlock(run->db, DB_LOCK_ORG, org_id);
    return true;
}

static bool count_payments(struct receiving *file, struct err *err)
{
    struct db_rows *rows;
    if (!db_get(file->run->db, &sql_remit_count_payments, DB_NO_ARGS, &rows, err))
        return false;
    for (size_t i = 0; i < db_rows_count(rows); i++) {
        int64_t org_id = db_i64(rows, i, 0);
        run_count_cents(
            file->run, org_id, "payments posted", db_i64(rows, i, 1), db_i64(rows, i, 2));
        run_count_cents(
            file->run, org_id, "payments parked", db_i64(rows, i, 3), db_i64(rows, i, 4));
        run_count_cents(
            file->run, org_id, "payments duplicate", db_i64(rows, i, 5), db_i64(rows, i, 6));
        run_count_cents(
            file->run, org_id, "payments quarantined", db_i64(rows, i, 7), db_i64(rows, i, 8));
        file->run->findings = file->run->findings || db_i64(rows, i, 3) + db_i64(rows, i, 7) > 0;
    }
    db_rows_free(rows);
    return true;
}

bool remit_post(struct receiving *file, struct err *err)
{
    struct run *run = file->run;
    struct db_rows *batches;
    if (file->counts.payments == 0)
        return true;
    if (!statistics_refresh(run->db, err) ||
        !db_run(run->db, &sql_remit_judge_payments, DB_ARGS(DB_I64(file->file_id)), NULL, err) ||
        !db_get(run->db, &sql_remit_plan_batches, DB_ARGS(DB_I64(run->config->run.batch_rows)),
            &batches, err))
        return false;
    bool ok = true;
    char step[PROGRESS_STEP];
    snprintf(step, sizeof step, "posting %s", file->name);
    progress_step(step, "batches", (int64_t)db_rows_count(batches));
    for (size_t i = 0; ok && i < db_rows_count(batches); i++) {
        ok = post_batch(file, db_i64(batches, i, 1), db_i64(batches, i, 0), err);
        progress_at((int64_t)i + 1);
    }
    progress_end();
    db_rows_free(batches);
    return ok && count_payments(file, err);
}

// ---- Unapplied cash of claims that were not known when their payment was read.

static bool post_retries(struct receiving *file, int64_t org_id, struct err *err)
{
    struct run *run = file->run;
    struct db_arg org = DB_I64(org_id);
    struct db_arg no = DB_I64(1);
    struct db_arg run_id = DB_I64(run->run_id);
    struct db_arg day = DB_DATE(run->as_of);
    int64_t matched;
    return run_step(run, &sql_remit_start_batch, NULL, 0, err) &&
           run_step(run, &sql_remit_stage_retries, DB_ARGS(org), err) &&
           run_step(run, &sql_remit_match_claims, DB_ARGS(org, no), err) &&
           db_get_i64(run->db, &sql_remit_keep_retries, DB_ARGS(org, run_id), &matched, err) &&
           (matched == 0 ||
               (run_step(run, &sql_remit_match_lines, DB_ARGS(org), err) &&
                   run_step(run, &sql_remit_make_secondaries, DB_ARGS(org, run_id), err) &&
                   run_step(run, &sql_remit_stage_billed, DB_ARGS(org, day), err) &&
                   run_step(
                       run, &sql_remit_stage_claims, DB_ARGS(org, no, DB_I64(UNAPPLIED)), err) &&
                   run_step(run, &sql_remit_apply_open_items, DB_ARGS(org, day), err) &&
                   run_step(run, &sql_remit_stage_open_items, DB_ARGS(org, day), err) &&
                   run_step(run, &sql_remit_store_matches, DB_ARGS(org, no, run_id), err) &&
                   run_step(run, &sql_remit_keep_denials, DB_ARGS(org, day), err) &&
                   count_batch(file, org_id, DB_ARGS(org, no, DB_I64(0), run_id), err) &&
                   store_findings(file, org_id, err)));
}

static bool retry_org(struct run *run, const struct organisation *org, struct err *err)
{
    struct receiving file = {.run = run, .name = "unapplied cash"};
    int64_t waiting;
    if (!db_get_i64(run->db, &sql_remit_count_retries, DB_ARGS(DB_I64(org->org_id)), &waiting, err))
        return false;
    if (waiting == 0)
        return true;
    if (!db_lock(run->db, DB_LOCK_ORG, org->org_id, (int)run->config->run.lock_seconds, err) ||
        !receive_stage_make(run->db, err) || !db_begin(run->db, err) ||
        !ledger_stage(run->db, err) || !post_retries(&file, org->org_id, err) ||
        !seal(run, org->org_id, err) || !db_commit(run->db, err))
        return false;
    db_unlock(run->db, DB_LOCK_ORG, org->org_id);
    return true;
}

bool remit(struct run *run, struct err *err)
{
    const struct organisation *orgs;
    size_t count;
    if (!run_organisations(run, &orgs, &count, err))
        return false;
    for (size_t i = 0; i < count; i++)
        if (!retry_org(run, &orgs[i], err))
            return err_prefix(err, "organisation %s", orgs[i].code);
    return receive_folder(run, run->config->folders.inbox_remits, "remits", err);
}
