#include "jobs/look.h"

#include "claims/base/ident.h"
#include "sql_statements.h"

#define ARENA_BYTES ((size_t)64 * 1024 * 1024)

bool look_open(struct look *look, const struct run_options *options, struct err *err)
{
    struct run *run = &look->run;
    *run = (struct run){.options = options, .config = options->config, .job = "look"};
    run->arena = arena_new(ARENA_BYTES);
    run->now = options->has_moment ? options->moment : run_clock();
    run->as_of = run->now.day;
    run->user = "";
    const struct organisation *orgs;
    size_t count;
    return run_open_database(options->config, &run->db, err) && db_begin(run->db, err) &&
           db_script(run->db, "look/begin",
               "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY", err) &&
           run_organisations(run, &orgs, &count, err);
}

void look_close(struct look *look)
{
    db_close(look->run.db);
    arena_free(look->run.arena);
}

// What the text can mean: a claim's number, a control number, or both.
static bool read_number(const char *number, int64_t *claim_id, struct text *control_number)
{
    struct text t = text_trim(text_of(number));
    int64_t of_control_number;
    int ordinal;
    *claim_id = 0;
    *control_number = (struct text){0};
    if (ident_read_patient_control_number(t, &of_control_number, &ordinal)) {
        *control_number = t;
        return true;
    }
    return text_is_digits(t) && text_to_i64(t, claim_id) && *claim_id > 0;
}

static const struct organisation *find_org(const struct run *run, int64_t org_id)
{
    for (size_t i = 0; i < run->org_count; i++)
        if (run->orgs[i].org_id == org_id)
            return &run->orgs[i];
    return NULL;
}

bool look_find_claim(struct run *run, const char *number, struct look_claim *out, struct err *err)
{
    int64_t claim_id;
    struct text control_number;
    struct db_rows *rows;
    *out = (struct look_claim){0};
    if (!read_number(number, &claim_id, &control_number))
        return err_set(err, ERR_USAGE,
            "that is neither a claim's number nor a patient control number of ours: look for the "
            "claim with 'cleanclaim claim find'");
    if (!db_get(run->db, &sql_look_find_number, DB_ARGS(DB_I64(claim_id), DB_TEXT(control_number)),
            &rows, err))
        return false;
    size_t found = 0;
    for (size_t i = 0; i < db_rows_count(rows); i++) {
        const struct organisation *org = find_org(run, db_i64(rows, i, 0));
        if (org == NULL)
            continue; // not the one of --org
        found++;
        *out = (struct look_claim){org, db_i64(rows, i, 1), db_i64(rows, i, 2)};
    }
    db_rows_free(rows);
    if (found > 1)
        return err_set(err, ERR_USAGE,
            "%zu organisations have a claim %s: name the one that is meant with --org", found,
            number);
    return found == 1 ||
           err_set(err, ERR_USAGE, "there is no claim %s: look for it with 'cleanclaim claim find'",
               number);
}
