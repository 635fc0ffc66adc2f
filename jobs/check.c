#include "jobs/check.h"

#include "jobs/config.h"
#include "sql_statements.h"

#define EXAMPLES_MAX 1000

// clang-format off
static const struct {
    int number;
    int turn; // two of a turn, which take about as long, are read at the same time
    const char *name;
    const struct sql *sql; // NULL: over files, not the database
    const char *sentence;
} invariants[] = {
    {1, 3, "entries", &sql_check_01_entries,
        "every entry has a positive amount and two sides; debits equal credits"},
    {2, 1, "payments", &sql_check_02_payments,
        "a payment nets to BPR02, each line and adjustment is posted; parked ones have none"},
    {3, 3, "once", &sql_check_03_once,
        "no payment line is posted twice; cash moves only by bank lines and receipts"},
    {4, 2, "balances", &sql_check_04_balances,
        "what each party owes on a claim is the sum of its entries"},
    {5, 5, "reversals", &sql_check_05_reversals,
        "what takes an entry back is its exact mirror, once"},
    {6, 4, "sent", &sql_check_06_sent,
        "a claim as sent is in exactly one live batch; control numbers have no gap"},
    {7, 0, "files", NULL,
        "a published file has the recorded digest; nothing else stands under a final name"},
    {8, 6, "records", &sql_check_08_records, "received = stored + set aside + duplicate"},
    {9, 6, "periods", &sql_check_09_periods, "a closed month has no later entry"},
    {10, 1, "chain", &sql_check_10_chain, "the hash chain of entries and events is whole"},
    {11, 2, "states", &sql_check_11_states,
        "a claim's state is that of its last event, and follows from its remittances"},
    {12, 5, "open items", &sql_check_12_open_items,
        "what stands open with payers is the sum of its entries; denials, of what was denied"},
    {13, 4, "parents", &sql_check_13_parents, "what a row points at is there"},
};
// clang-format on
#define INVARIANTS (sizeof invariants / sizeof *invariants)

struct checking {
    struct run *run;
    struct check_result *result;
};

void check_violation(struct run *run, struct check_result *result, struct text words)
{
    result->violations++;
    if (result->example_count < EXAMPLES_MAX)
        result->examples[result->example_count++] = arena_copy(run->arena, words).at;
}

static bool on_row(void *context, const struct db_rows *rows, size_t row, struct err *err)
{
    struct checking *c = context;
    (void)err;
    check_violation(c->run, c->result, db_text(rows, row, 0));
    return true;
}

// A second connection where there is more to read than one batch of posting: to begin with it costs
// more than a small night. Else NULL.
static bool open_beside(
    struct run *run, int64_t org_id, int64_t from_link, struct db **out, struct err *err)
{
    int64_t rows;
    *out = NULL;
    return db_get_i64(run->db, &sql_check_new_rows, DB_ARGS(DB_I64(org_id), DB_I64(from_link)),
               &rows, err) &&
           (rows <= run->config->run.batch_rows || run_open_beside(run, out, err));
}

// The invariant itself, or it and another of its turn.
static bool ask(struct checking *all, size_t i, size_t other, struct db *beside, int64_t org_id,
    int64_t from_link, struct err *err)
{
    const struct db_arg args[] = {DB_I64(org_id), DB_I64(from_link)};
    struct db *db = all->run->db;
    if (other == INVARIANTS)
        return db_each(db, invariants[i].sql, args, 2, on_row, &all[i], err) ||
               err_prefix(err, "check %d", invariants[i].number);
    return db_each_beside(db, beside,
               (const struct sql *const[]){invariants[i].sql, invariants[other].sql}, args, 2,
               on_row, (void *const[]){&all[i], &all[other]}, err) ||
           err_prefix(err, "checks %d and %d", invariants[i].number, invariants[other].number);
}

// Those over the database; `beside` may be NULL: one after the other.
static bool ask_all(
    struct checking *all, struct db *beside, int64_t org_id, int64_t from_link, struct err *err)
{
    bool asked[INVARIANTS] = {false};
    for (size_t i = 0; i < INVARIANTS; i++) {
        if (asked[i] || invariants[i].sql == NULL)
            continue;
        size_t other = beside ? i + 1 : INVARIANTS;
        while (other < INVARIANTS && (asked[other] || invariants[other].turn != invariants[i].turn))
            other++;
        if (!ask(all, i, other, beside, org_id, from_link, err))
            return false;
        if (other < INVARIANTS)
            asked[other] = true;
    }
    return true;
}

bool check_org(struct run *run, const struct organisation *org, int64_t from_link, int64_t from_run,
    check_report_function report, void *context, int64_t *violations, struct err *err)
{
    struct check_result results[INVARIANTS];
    struct checking all[INVARIANTS];
    struct db *beside;
    for (size_t i = 0; i < INVARIANTS; i++) {
        results[i] = (struct check_result){.number = invariants[i].number,
            .name = invariants[i].name,
            .sentence = invariants[i].sentence,
            .examples = ARENA_ARRAY(run->arena, const char *, EXAMPLES_MAX)};
        all[i] = (struct checking){run, &results[i]};
    }
    if (!open_beside(run, org->org_id, from_link, &beside, err))
        return false;
    bool ok = ask_all(all, beside, org->org_id, from_link, err);
    db_close(beside);
    *violations = 0;
    for (size_t i = 0; ok && i < INVARIANTS; i++) {
        ok = invariants[i].sql != NULL || check_files(run, org, from_run, &results[i], err) ||
             err_prefix(err, "check %d", invariants[i].number);
        *violations += results[i].violations;
        if (ok && report)
            report(context, org, &results[i]);
    }
    return ok;
}

bool check_run(struct run *run, struct err *err)
{
    const struct check_request *request = run->options->request;
    const struct organisation *orgs;
    size_t count;
    if (!run_organisations(run, &orgs, &count, err))
        return false;
    for (size_t i = 0; i < count; i++) {
        int64_t violations;
        int64_t link = 0;
        int64_t from_run = 0;
        if (!request->all && !check_mark(run, orgs[i].org_id, &link, &from_run, err))
            return false;
        if (!check_org(
                run, &orgs[i], link, from_run, request->report, request->context, &violations, err))
            return err_prefix(err, "organisation %s", orgs[i].code);
        run_count(run, orgs[i].org_id, "violations", violations);
        run->findings = run->findings || violations > 0;
    }
    return true;
}

bool check_mark(struct run *run, int64_t org_id, int64_t *link, int64_t *from_run, struct err *err)
{
    struct db_rows *rows;
    if (!db_get(run->db, &sql_check_mark, DB_ARGS(DB_I64(org_id)), &rows, err))
        return false;
    *link = db_i64(rows, 0, 0);
    *from_run = db_i64(rows, 0, 1);
    db_rows_free(rows);
    return true;
}
