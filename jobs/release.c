#include "jobs/release.h"

#include "claims/finding.h"
#include "jobs/config.h"
#include "jobs/look.h"
#include "jobs/look_words.h"
#include "sql/array.h"
#include "sql_statements.h"

#define REASON_BYTES_MAX 500
#define LIST_BYTES       ((size_t)4096)

// No reason helps these: there is no envelope to send it in, no way yet to send it, or a content
// that nobody judged.
static const enum finding_code unyielding[] = {
    FINDING_profile_missing, FINDING_secondary_not_sent, FINDING_content_changed};

bool release_check_reason(const char *reason, struct err *err)
{
    struct text t = text_trim(text_of(reason));
    if (t.size == 0)
        return err_set(err, ERR_USAGE, "a release needs a reason: it is kept with the claim");
    if (t.size > REASON_BYTES_MAX)
        return err_set(
            err, ERR_USAGE, "the reason is longer than %d bytes: shorten it", REASON_BYTES_MAX);
    for (size_t i = 0; i < t.size; i++)
        if ((unsigned char)t.at[i] < 0x20 || t.at[i] == 0x7F)
            return err_set(err, ERR_USAGE, "the reason holds control characters: write plain text");
    return text_is_utf8(t) || err_set(err, ERR_USAGE, "the reason is no UTF-8 text");
}

// ---- Which claims

static bool pick_claim(struct run *run, int64_t org_id, int64_t claim_id, struct err *err)
{
    return db_run(
        run->db, &sql_act_pick_claim, DB_ARGS(DB_I64(org_id), DB_I64(claim_id)), NULL, err);
}

static bool pick_interchange(
    struct run *run, int64_t org_id, int64_t interchange_id, struct err *err)
{
    return db_run(run->db, &sql_act_pick_interchange,
        DB_ARGS(DB_I64(org_id), DB_I64(interchange_id)), NULL, err);
}

static bool find_interchange(
    struct run *run, const char *file, int64_t *org_id, int64_t *interchange_id, struct err *err)
{
    struct db_rows *rows;
    if (!db_get(run->db, &sql_act_find_interchange, DB_ARGS(DB_Z(file), DB_Z(run->options->org)),
            &rows, err))
        return false;
    size_t count = db_rows_count(rows);
    bool rejected = count == 1 && db_bool(rows, 0, 3);
    *org_id = count == 1 ? db_i64(rows, 0, 0) : 0;
    *interchange_id = count == 1 ? db_i64(rows, 0, 1) : 0;
    db_rows_free(rows);
    if (count == 0)
        return err_set(err, ERR_USAGE, "there is no file '%s' in the outbox's books", file);
    if (count > 1)
        return err_set(err, ERR_USAGE,
            "%zu organisations have a file '%s': name the one that is meant with --org", count,
            file);
    return rejected ||
           err_set(err, ERR_USAGE,
               "'%s' was not rejected: neither a TA1 nor a 999 refused it or one of its sets",
               file);
}

// ---- Releasing

static struct text unyielding_codes(struct buf *list)
{
    buf_init(list, LIST_BYTES);
    array_start(list);
    for (size_t i = 0; i < sizeof unyielding / sizeof *unyielding; i++)
        array_text(list, text_of(finding_word(unyielding[i])));
    return array_end(list);
}

static bool override_findings(struct run *run, int64_t org_id, const char *reason, struct err *err)
{
    struct buf codes;
    struct ledger_book book = run_book(run, org_id);
    bool ok = db_run(run->db, &sql_act_release,
                  DB_ARGS(DB_I64(org_id), DB_I64(run->run_id), DB_Z(run->user),
                      DB_TEXT(text_trim(text_of(reason))), DB_TEXT(unyielding_codes(&codes))),
                  NULL, err) &&
              ledger_seal(run->db, &book, err);
    buf_free(&codes);
    return ok;
}

static bool report(
    struct run *run, int64_t org_id, const struct release_request *request, struct err *err)
{
    struct db_rows *outcome, *still = NULL;
    struct look_finding_words words = look_words_findings(run->arena);
    if (!db_get(run->db, &sql_act_outcome, DB_ARGS(DB_I64(org_id)), &outcome, err))
        return false;
    bool ok = db_get(run->db, &sql_act_still,
        DB_ARGS(DB_I64(org_id), DB_TEXT(words.codes), DB_TEXT(words.snips), DB_TEXT(words.messages),
            DB_TEXT(words.remedies)),
        &still, err);
    if (ok) {
        int64_t released = 0, ready = 0;
        for (size_t i = 0; i < db_rows_count(outcome); i++) {
            released += db_i64(outcome, i, 6);
            ready += text_equal_z(db_text(outcome, i, 5), "ready");
        }
        run_count(run, org_id, "findings released", released);
        run_count(run, org_id, "claims ready", ready);
        run->findings = run->findings || db_rows_count(still) > 0;
        request->report(request->context, outcome, still);
    }
    db_rows_free(outcome);
    db_rows_free(still);
    return ok;
}

static bool release_in(struct run *run, int64_t org_id, int64_t claim_id, int64_t interchange_id,
    const struct release_request *request, struct err *err)
{
    if (!db_lock(run->db, DB_LOCK_ORG, org_id, (int)run->config->run.lock_seconds, err) ||
        !db_begin(run->db, err) || !ledger_stage(run->db, err) ||
        !db_script(run->db, sql_act_stage.name, sql_act_stage.text, err) ||
        !(claim_id > 0 ? pick_claim(run, org_id, claim_id, err)
                       : pick_interchange(run, org_id, interchange_id, err)) ||
        !override_findings(run, org_id, request->reason, err) ||
        !report(run, org_id, request, err) || !db_commit(run->db, err))
        return false;
    db_unlock(run->db, DB_LOCK_ORG, org_id);
    return true;
}

bool release(struct run *run, struct err *err)
{
    const struct release_request *request = run->options->request;
    const struct organisation *orgs;
    size_t count;
    if (!release_check_reason(request->reason, err) || !run_organisations(run, &orgs, &count, err))
        return false;
    if (request->claim != NULL) {
        struct look_claim claim;
        return look_find_claim(run, request->claim, &claim, err) &&
               release_in(run, claim.org->org_id, claim.claim_id, 0, request, err);
    }
    int64_t org_id, interchange_id;
    return find_interchange(run, request->file, &org_id, &interchange_id, err) &&
           release_in(run, org_id, 0, interchange_id, request, err);
}

const struct job release_job = {"release", release, "override what holds a claim"};
