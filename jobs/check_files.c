#include "jobs/check.h"

#include "claims/base/digest.h"
#include "jobs/config.h"
#include "jobs/file.h"
#include "jobs/file_folder.h"
#include "sql_statements.h"

#include <string.h>

// A published file may be gone once it was delivered: partners' programs take it away. Else it must
// be there, and be what was recorded.
static bool check_one(struct run *run, const struct db_rows *rows, size_t i,
    struct check_result *result, struct err *err)
{
    struct text partner = db_text(rows, i, 0);
    struct text name = db_text(rows, i, 1);
    const char *path = arena_format(
        run->arena, "%s/%.*s/%.*s", run->config->folders.outbox, TEXT_ARG(partner), TEXT_ARG(name))
                           .at;
    bool delivered = text_equal_z(db_text(rows, i, 3), "delivered");
    bool exists;
    struct file *file;
    unsigned char sum[DIGEST_SIZE];
    if (!file_exists(path, &exists, err))
        return false;
    if (!exists) {
        if (!delivered)
            check_violation(run, result,
                arena_format(run->arena, "%.*s/%.*s is gone", TEXT_ARG(partner), TEXT_ARG(name)));
        return true;
    }
    if (!file_open(&file, path, FILE_REFUSE_LINK, err))
        return false;
    bool ok = file_digest(file, sum, err);
    file_close(file);
    if (ok && !text_equal(db_text(rows, i, 2), (struct text){(const char *)sum, DIGEST_SIZE}))
        check_violation(run, result,
            arena_format(run->arena, "%.*s/%.*s was changed", TEXT_ARG(partner), TEXT_ARG(name)));
    return ok;
}

static bool check_folder(
    struct run *run, const char *partner, struct check_result *result, struct err *err)
{
    struct file_list files;
    const char *folder = arena_format(run->arena, "%s/%s", run->config->folders.outbox, partner).at;
    if (!file_folder_list(folder, run->arena, &files, err))
        return false;
    for (size_t i = 0; i < files.count; i++) {
        int64_t known;
        if (files.entries[i].kind != FILE_REGULAR)
            continue;
        if (!db_get_i64(run->db, &sql_check_is_published,
                DB_ARGS(DB_Z(partner), DB_Z(files.entries[i].name)), &known, err))
            return false;
        if (known == 0)
            check_violation(run, result,
                arena_format(
                    run->arena, "%s/%s was never published", partner, files.entries[i].name));
    }
    return true;
}

// Nothing unpublished under a final name: only asked when everything is checked, since the folders
// may be long.
static bool check_strangers(struct run *run, struct check_result *result, struct err *err)
{
    struct file_list partners;
    if (!file_folder_list(run->config->folders.outbox, run->arena, &partners, err))
        return false;
    for (size_t i = 0; i < partners.count; i++)
        if (partners.entries[i].kind == FILE_FOLDER &&
            !check_folder(run, partners.entries[i].name, result, err))
            return false;
    return true;
}

bool check_files(struct run *run, const struct organisation *org, int64_t from_run,
    struct check_result *result, struct err *err)
{
    struct db_rows *rows;
    if (!db_get(run->db, &sql_check_published_files, DB_ARGS(DB_I64(org->org_id), DB_I64(from_run)),
            &rows, err))
        return false;
    bool ok = true;
    for (size_t i = 0; ok && i < db_rows_count(rows); i++)
        ok = check_one(run, rows, i, result, err);
    db_rows_free(rows);
    return ok && (from_run > 0 || check_strangers(run, result, err));
}
