#include "jobs/receive.h"

#include "claims/base/log.h"
#include "claims/base/progress.h"
#include "jobs/acks.h"
#include "jobs/config.h"
#include "jobs/file.h"
#include "jobs/inbox.h"
#include "jobs/remit.h"
#include "sql_statements.h"

#include <inttypes.h>
#include <stdio.h>

#define WINDOW_BYTES  ((size_t)1024 * 1024)
#define PATIENCE_DAYS 1 // how long a file that is not whole may stay in the inbox

// How a file was read.
struct reading_result {
    unsigned char sha256[DIGEST_SIZE];
    int64_t bytes;
    int64_t modified; // seconds since 1970
    bool changing;    // somebody is still writing it
    bool too_large;
    struct inbound_result inbound;
};

static bool read_file(struct run *run, struct file *file, const char *name,
    struct receive_stage *stage, struct reading_result *out, struct err *err)
{
    char step[PROGRESS_STEP];
    struct inbound *inbound = inbound_new(receive_stage_handler(stage));
    struct digest *digest = digest_new();
    struct arena *arena = arena_new(2 * WINDOW_BYTES);
    char *window = arena_take(arena, WINDOW_BYTES);
    int64_t offset = 0;
    size_t got = 0;
    bool unchanged = true;
    bool ok = true;
    snprintf(step, sizeof step, "reading %s", name);
    progress_step(step, "bytes", file_size(file));
    do {
        ok = file_read(file, offset, window, WINDOW_BYTES, &got, err);
        if (!ok || got == 0)
            break;
        offset += (int64_t)got;
        out->too_large = offset > run->config->limits.file_bytes;
        digest_add(digest, window, got);
        inbound_feed(inbound, (struct text){window, got});
        ok = receive_stage_send(stage, run->db, false, err);
        progress_at(offset);
    } while (ok && !out->too_large);
    out->inbound = inbound_end(inbound);
    ok = ok && file_is_unchanged(file, &unchanged, err) &&
         receive_stage_send(stage, run->db, true, err);
    progress_end();
    digest_end(digest, out->sha256);
    out->bytes = offset;
    out->modified = file_modified(file);
    out->changing = !unchanged;
    arena_free(arena);
    digest_free(digest);
    inbound_free(inbound);
    return ok;
}

// What is known of a file by its content.
struct known_file {
    int64_t run;       // that finished it; 0: none
    bool kept;         // it lies where it was kept then
    const char *place; // where a run put this one that was stopped before it moved it; NULL
};

static bool register_file(struct receiving *r, const char *kind, const struct reading_result *read,
    struct known_file *known, struct err *err)
{
    struct db_rows *rows;
    if (!db_get(r->run->db, &sql_receive_register_file,
            DB_ARGS(DB_BYTES(((struct text){(const char *)read->sha256, DIGEST_SIZE})), DB_Z(kind),
                DB_Z(r->name), DB_I64(read->bytes), DB_I64(r->run->run_id), DB_MOMENT(r->run->now),
                DB_Z(r->run->job)),
            &rows, err))
        return false;
    CHECK(db_rows_count(rows) == 1);
    bool unmoved;
    r->file_id = db_i64(rows, 0, 0);
    known->run = db_i64(rows, 0, 1);
    const char *place = arena_copy(r->run->arena, db_text(rows, 0, 3)).at;
    bool ok = inbox_is_kept(r->run, db_text(rows, 0, 2), &known->kept, err) &&
              inbox_is_unmoved(r->run, place, &unmoved, err);
    db_rows_free(rows);
    known->place = ok && unmoved ? place : NULL;
    return ok;
}

// A file that a run committed or refused, and was stopped before it moved it: it came once.
static bool move_late(
    struct receiving *r, const char *path, const struct known_file *known, struct err *err)
{
    log_info("%s: read by a run that was stopped before it moved the file, moved now", r->name);
    return inbox_keep(r->run, path, known->place, err);
}

// A file that came before: counted, moved aside, nothing else. Where the first one is gone, the
// books now say that this one is kept.
static bool duplicate(struct receiving *r, const char *path, const char *kind,
    const struct known_file *known, struct err *err)
{
    const char *place = inbox_place(r->run, path, kind, false);
    log_info("%s: duplicate of run %" PRId64 ", nothing posted", r->name, known->run);
    run_count(r->run, 0, "files duplicate", 1);
    return db_run(r->run->db, &sql_receive_count_duplicate,
               DB_ARGS(DB_I64(r->file_id), DB_I64(r->run->run_id), DB_Z(r->name), DB_Z(place),
                   DB_BOOL(!known->kept)),
               NULL, err) &&
           inbox_keep(r->run, path, place, err);
}

// A file that cannot be used: left in the inbox while it may still be arriving, else refused.
static bool refuse(struct receiving *r, const char *path, const char *kind, enum finding_code code,
    bool wait, struct err *err)
{
    const char *word = code == FINDING_COUNT ? "" : finding_word(code);
    const char *place = wait ? "" : inbox_place(r->run, path, kind, true);
    r->run->findings = true;
    run_count(r->run, 0, wait ? "files waiting" : "files refused", 1);
    if (wait)
        log_warn("%s: not whole, left for the next run", r->name);
    else
        log_warn("%s: refused, nothing posted; see 'cleanclaim status'", r->name);
    return db_begin(r->run->db, err) &&
           db_run(r->run->db, &sql_receive_store_findings,
               DB_ARGS(DB_I64(r->file_id), DB_I64(r->run->run_id)), NULL, err) &&
           db_run(r->run->db, &sql_receive_refuse_file,
               DB_ARGS(DB_I64(r->file_id), DB_I64(r->run->run_id), DB_Z(r->name), DB_Z(place),
                   DB_Z(word), DB_BOOL(wait)),
               NULL, err) &&
           db_commit(r->run->db, err) && (wait || inbox_keep(r->run, path, place, err));
}

static bool note_framing(struct receiving *r, struct err *err)
{
    struct db_arg args[] = {DB_I64(r->file_id), DB_I64(r->run->run_id)};
    return db_begin(r->run->db, err) &&
           db_run(r->run->db, &sql_receive_store_findings, args, 2, NULL, err) &&
           db_run(r->run->db, &sql_receive_store_interchanges, args, 2, NULL, err) &&
           db_run(r->run->db, &sql_receive_judge_sets, DB_NO_ARGS, NULL, err) &&
           db_commit(r->run->db, err);
}

static bool finish(struct receiving *r, const char *path, const char *kind, struct err *err)
{
    struct db_rows *rows;
    const char *place = inbox_place(r->run, path, kind, false);
    if (!db_get(r->run->db, &sql_receive_finish_file,
            DB_ARGS(DB_I64(r->file_id), DB_I64(r->run->run_id), DB_Z(r->name), DB_Z(place),
                DB_BOOL(false)),
            &rows, err))
        return false;
    static const char *const names[] = {"transactions received", "transactions stored",
        "transactions set aside", "transactions duplicate"};
    run_count(r->run, 0, "files read", 1);
    for (size_t i = 0; i < 4; i++)
        run_count(r->run, 0, names[i], db_i64(rows, 0, i));
    r->run->findings = r->run->findings || db_i64(rows, 0, 2) > 0;
    db_rows_free(rows);
    return inbox_keep(r->run, path, place, err);
}

// Whether a file that is not whole may still be on its way.
static bool may_be_arriving(const struct run *run, const struct reading_result *read)
{
    int64_t now = (int64_t)run->now.day * 86400 + run->now.second;
    return read->changing || now - read->modified < PATIENCE_DAYS * 86400;
}

static bool use_file(struct receiving *r, const char *path, const char *kind,
    const struct reading_result *read, struct err *err)
{
    struct known_file known;
    if (read->changing) {
        run_count(r->run, 0, "files waiting", 1);
        log_info("%s: still being written, left for the next run", r->name);
        return true;
    }
    if (!register_file(r, kind, read, &known, err))
        return false;
    if (known.place != NULL)
        return move_late(r, path, &known, err);
    if (known.run > 0)
        return duplicate(r, path, kind, &known, err);
    if (read->too_large)
        return refuse(r, path, kind, FINDING_file_too_large, false, err);
    if (read->bytes == 0)
        return refuse(r, path, kind, FINDING_file_empty, may_be_arriving(r->run, read), err);
    if (read->inbound.interchanges == 0)
        return refuse(r, path, kind, FINDING_COUNT, false, err);
    if (r->counts.truncated && may_be_arriving(r->run, read))
        return refuse(r, path, kind, FINDING_COUNT, true, err);
    return note_framing(r, err) && acks_apply(r, err) && remit_post(r, err) &&
           finish(r, path, kind, err);
}

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

static bool receive_file(struct run *run, const char *path, const char *kind, struct err *err)
{
    struct receiving r = {.run = run, .name = inbox_name(run->arena, base_name(path))};
    struct reading_result read = {0};
    struct file *file;
    struct err refused = {0};
    if (!file_open(&file, path, FILE_REFUSE_LINK, &refused)) {
        if (refused.kind != ERR_DATA)
            return err_set(err, refused.kind, "%s", refused.text);
        run_count(run, 0, "files unreadable", 1);
        run->findings = true;
        log_warn("%s", refused.text);
        return true; // it stays: there is no content to know it by
    }
    struct receive_stage *stage = receive_stage_new();
    bool ok = receive_stage_make(run->db, err) && read_file(run, file, r.name, stage, &read, err);
    file_close(file);
    r.counts = receive_stage_counts(stage);
    receive_stage_free(stage);
    ok = ok && use_file(&r, path, kind, &read, err);
    if (!ok)
        db_rollback(run->db);
    return ok || err_prefix(err, "%s", r.name);
}

bool receive_folder(struct run *run, const char *folder, const char *kind, struct err *err)
{
    const char **paths;
    size_t count;
    int lock = strcmp(kind, "acks") == 0 ? 2 : 3;
    if (!db_lock(run->db, DB_LOCK_INBOX, lock, (int)run->config->run.lock_seconds, err) ||
        !inbox_files(run, folder, &paths, &count, err))
        return false;
    for (size_t i = 0; i < count; i++)
        if (!receive_file(run, paths[i], kind, err))
            return false;
    db_unlock(run->db, DB_LOCK_INBOX, lock);
    return true;
}
