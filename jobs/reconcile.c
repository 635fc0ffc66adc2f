#include "jobs/reconcile.h"

#include "claims/base/log.h"
#include "claims/finding.h"
#include "jobs/check.h"
#include "jobs/config.h"
#include "sql_statements.h"

#define LOGGED_MAX 10 // violations of a check; `check --all` tells more

static void report(void *context, const struct organisation *org, const struct check_result *result)
{
    struct run *run = context;
    run_count(run, org->org_id,
        arena_format(run->arena, "check %d %s", result->number, result->name).at,
        result->violations);
    for (size_t i = 0; i < result->example_count && i < LOGGED_MAX; i++)
        log_error(
            "%s: check %d (%s): %s", org->code, result->number, result->name, result->examples[i]);
}

// Claims of the encounters touched since the mark: their denials are closed when the payer owes
// nothing any more; they are closed when they are adjudicated, nothing is open with their payer and
// no denial; named when their payer's balance is a credit.
static bool close_claims(struct run *run, int64_t org_id, int64_t link, struct err *err)
{
    struct ledger_book book = run_book(run, org_id);
    int64_t closed;
    int64_t credits;
    if (!db_run(run->db, &sql_reconcile_close_denials,
            DB_ARGS(DB_I64(org_id), DB_I64(link), DB_DATE(run->as_of)), NULL, err) ||
        !db_run(run->db, &sql_reconcile_close_claims, DB_ARGS(DB_I64(org_id), DB_I64(link)),
            &closed, err) ||
        !ledger_seal(run->db, &book, err) ||
        !db_run(run->db, &sql_reconcile_find_credits,
            DB_ARGS(DB_I64(org_id), DB_I64(link), DB_I64(run->run_id),
                DB_Z(severity_word(finding_severity(FINDING_credit_balance)))),
            &credits, err))
        return false;
    run_count(run, org_id, "claims with a credit", credits);
    run_count(run, org_id, "claims closed", closed);
    return true;
}

static bool reconcile_org(struct run *run, const struct organisation *org, struct err *err)
{
    int64_t link;
    int64_t from_run;
    int64_t head;
    int64_t violations;
    if (!db_lock(run->db, DB_LOCK_ORG, org->org_id, (int)run->config->run.lock_seconds, err) ||
        !check_mark(run, org->org_id, &link, &from_run, err) ||
        !db_get_i64(run->db, &sql_check_head, DB_ARGS(DB_I64(org->org_id)), &head, err) ||
        !check_org(run, org, link, from_run, report, run, &violations, err))
        return false;
    run_count(run, org->org_id, "violations", violations);
    run->findings = run->findings || violations > 0;
    // The mark moves only when everything holds: until then each night looks again.
    bool ok =
        db_begin(run->db, err) && ledger_stage(run->db, err) &&
        close_claims(run, org->org_id, link, err) &&
        (violations > 0 ||
            db_run(run->db, &sql_check_set_mark,
                DB_ARGS(DB_I64(org->org_id), DB_I64(run->run_id), DB_I64(head)), NULL, err)) &&
        db_commit(run->db, err);
    if (ok)
        db_unlock(run->db, DB_LOCK_ORG, org->org_id);
    return ok;
}

bool reconcile(struct run *run, struct err *err)
{
    const struct organisation *orgs;
    size_t count;
    if (!run_organisations(run, &orgs, &count, err))
        return false;
    for (size_t i = 0; i < count; i++)
        if (!reconcile_org(run, &orgs[i], err))
            return err_prefix(err, "organisation %s", orgs[i].code);
    return true;
}
