#include "jobs/acks.h"

#include "jobs/config.h"
#include "sql/statistics.h"
#include "sql_statements.h"

// Applies the staged verdicts, and every one of the organisation that waits from before, in the
// open transaction.
static bool apply_waiting(struct run *run, int64_t org_id, struct err *err)
{
    static const char *const names[] = {
        "claims received", "claims forwarded", "claims accepted", "claims rejected"};
    struct ledger_book book = run_book(run, org_id);
    struct db_arg args[] = {DB_I64(org_id), DB_I64(run->run_id)};
    struct db_rows *rows;
    if (!db_run(run->db, &sql_acks_stage_waiting, args, 1, NULL, err) ||
        !statistics_refresh(run->db, err) ||
        !db_run(run->db, &sql_acks_resolve, args, 1, NULL, err) ||
        !statistics_refresh(run->db, err) ||
        !db_run(run->db, &sql_acks_apply, args, 2, NULL, err) ||
        !db_run(run->db, &sql_acks_settle, args, 1, NULL, err) ||
        !db_get(run->db, &sql_acks_count, args, 1, &rows, err))
        return false;
    for (size_t i = 0; i < 3; i++)
        run_count(run, org_id, names[i], db_i64(rows, 0, i));
    run_count_cents(run, org_id, names[3], db_i64(rows, 0, 3), db_i64(rows, 0, 4));
    run->findings = run->findings || db_i64(rows, 0, 3) > 0;
    db_rows_free(rows);
    return ledger_seal(run->db, &book, err);
}

static bool begin(struct run *run, int64_t org_id, struct err *err)
{
    return db_lock(run->db, DB_LOCK_ORG, org_id, (int)run->config->run.lock_seconds, err) &&
           db_begin(run->db, err) && ledger_stage(run->db, err) &&
           db_script(run->db, sql_acks_stage.name, sql_acks_stage.text, err);
}

static bool end(struct run *run, int64_t org_id, struct err *err)
{
    if (!db_commit(run->db, err))
        return false;
    db_unlock(run->db, DB_LOCK_ORG, org_id);
    return true;
}

bool acks_apply(struct receiving *file, struct err *err)
{
    struct run *run = file->run;
    struct db_rows *orgs;
    if (!db_get(run->db, &sql_receive_list_orgs, DB_NO_ARGS, &orgs, err))
        return false;
    bool ok = true;
    for (size_t i = 0; ok && i < db_rows_count(orgs); i++) {
        int64_t org_id = db_i64(orgs, i, 0);
        int64_t read;
        ok = begin(run, org_id, err) &&
             db_run(run->db, &sql_acks_stage_verdicts,
                 DB_ARGS(DB_I64(org_id), DB_I64(file->file_id), DB_DATE(run->as_of)), &read, err) &&
             apply_waiting(run, org_id, err) && end(run, org_id, err);
        if (ok)
            run_count(run, org_id, "acknowledgements read", read);
    }
    db_rows_free(orgs);
    return ok;
}

bool acks(struct run *run, struct err *err)
{
    const struct organisation *orgs;
    size_t count;
    if (!run_organisations(run, &orgs, &count, err))
        return false;
    for (size_t i = 0; i < count; i++) {
        int64_t waiting;
        if (!db_get_i64(
                run->db, &sql_acks_count_waiting, DB_ARGS(DB_I64(orgs[i].org_id)), &waiting, err))
            return false;
        if (waiting > 0 &&
            (!begin(run, orgs[i].org_id, err) || !apply_waiting(run, orgs[i].org_id, err) ||
                !end(run, orgs[i].org_id, err)))
            return err_prefix(err, "organisation %s", orgs[i].code);
    }
    return receive_folder(run, run->config->folders.inbox_acks, "acks", err);
}
