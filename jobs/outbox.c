#include "jobs/outbox.h"

#include "claims/base/digest.h"
#include "claims/base/log.h"
#include "jobs/config.h"
#include "jobs/file.h"
#include "jobs/file_folder.h"
#include "jobs/file_write.h"
#include "jobs/upload.h"
#include "sql_statements.h"

struct writing {
    struct file_writer *file;
    struct digest *digest;
    int64_t bytes;
};

static bool on_piece(void *context, const struct db_rows *rows, size_t row, struct err *err)
{
    struct writing *w = context;
    struct text piece = db_text(rows, row, 0);
    digest_add(w->digest, piece.at, piece.size);
    w->bytes += (int64_t)piece.size;
    return file_write_append(w->file, piece, err);
}

static const char *outbox_folder(struct run *run, struct text partner)
{
    return arena_format(run->arena, "%s/%.*s", run->config->folders.outbox, TEXT_ARG(partner)).at;
}

static const char *outbox_path(struct run *run, struct text partner, struct text name)
{
    return arena_format(run->arena, "%s/%.*s", outbox_folder(run, partner), TEXT_ARG(name)).at;
}

static bool write_file(struct run *run, int64_t org_id, int64_t interchange_id, const char *path,
    struct text sha256, struct err *err)
{
    unsigned char sum[DIGEST_SIZE];
    struct writing w = {0};
    if (!file_write_begin(&w.file, path, err))
        return false;
    w.digest = digest_new();
    bool ok = db_each(run->db, &sql_submit_list_pieces,
        DB_ARGS(DB_I64(org_id), DB_I64(interchange_id)), on_piece, &w, err);
    digest_end(w.digest, sum);
    digest_free(w.digest);
    if (ok && !text_equal(sha256, (struct text){(const char *)sum, DIGEST_SIZE}))
        ok = err_set(err, ERR_FILE, "%s: the stored pieces do not give the recorded digest", path);
    if (!ok) {
        file_write_abandon(w.file);
        return false;
    }
    return file_write_commit(w.file, err);
}

bool outbox_publish(struct run *run, const struct organisation *org, struct err *err)
{
    struct db_rows *rows;
    if (run->options->dry_run)
        return true;
    if (!db_get(run->db, &sql_submit_list_unpublished, DB_ARGS(DB_I64(org->org_id)), &rows, err))
        return false;
    bool ok = true;
    for (size_t i = 0; ok && i < db_rows_count(rows); i++) {
        const char *folder = outbox_folder(run, db_text(rows, i, 2));
        const char *path = outbox_path(run, db_text(rows, i, 2), db_text(rows, i, 1));
        int64_t id = db_i64(rows, i, 0);
        ok = file_folder_make(folder, err) &&
             write_file(run, org->org_id, id, path, db_text(rows, i, 3), err) &&
             db_run(run->db, &sql_submit_mark_published,
                 DB_ARGS(DB_I64(org->org_id), DB_I64(id), DB_MOMENT(run->now)), NULL, err);
        if (ok) {
            run_count(run, org->org_id, "files published", 1);
            run_count_cents(
                run, org->org_id, "claims published", db_i64(rows, i, 5), db_i64(rows, i, 6));
        }
    }
    db_rows_free(rows);
    return ok;
}

static bool keep_receipt(struct run *run, const struct organisation *org, int64_t interchange_id,
    struct text receipt, struct err *err)
{
    struct ledger_book book = run_book(run, org->org_id);
    return db_begin(run->db, err) && ledger_stage(run->db, err) &&
           db_run(run->db, &sql_submit_mark_delivered,
               DB_ARGS(DB_I64(org->org_id), DB_I64(interchange_id), DB_MOMENT(run->now),
                   DB_TEXT(receipt), DB_DATE(run->as_of)),
               NULL, err) &&
           ledger_seal(run->db, &book, err) && db_commit(run->db, err);
}

bool outbox_upload(struct run *run, const struct organisation *org, struct err *err)
{
    struct db_rows *rows;
    if (run->options->dry_run)
        return true;
    if (!db_get(run->db, &sql_submit_list_undelivered, DB_ARGS(DB_I64(org->org_id)), &rows, err))
        return false;
    bool ok = true;
    for (size_t i = 0; ok && i < db_rows_count(rows); i++) {
        struct text receipt;
        struct err why = {0};
        const char *path = outbox_path(run, db_text(rows, i, 2), db_text(rows, i, 1));
        if (upload(db_text(rows, i, 3), path, run->config->run.upload_seconds, run->arena, &receipt,
                &why)) {
            ok = keep_receipt(run, org, db_i64(rows, i, 0), receipt, err);
            run_count(run, org->org_id, "files delivered", 1);
        } else {
            ok = db_run(run->db, &sql_submit_keep_output,
                DB_ARGS(DB_I64(org->org_id), DB_I64(db_i64(rows, i, 0)), DB_TEXT(receipt)), NULL,
                err);
            run_count(run, org->org_id, "uploads failed", 1);
            run->findings = true;
            log_warn("%s", why.text);
        }
    }
    db_rows_free(rows);
    return ok;
}
