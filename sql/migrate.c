#include "sql/migrate.h"

#include "claims/base/digest.h"
#include "sql_statements.h"

// Compares what was applied with what the program holds. *done: how many of the program's are
// there.
static bool migrate_compare(struct db *db, int *done, struct err *err)
{
    struct db_rows *rows;
    if (!db_get(db, &sql_floor_list_migrations, DB_NO_ARGS, &rows, err))
        return false;
    bool ok = true;
    *done = 0;
    for (size_t i = 0; ok && i < db_rows_count(rows); i++) {
        const struct sql *migration = sql_migrations[2 * i];
        if (!migration) {
            ok = err_set(err, ERR_DATABASE,
                "the database is newer than this program (migration %d): install the newer program",
                (int)db_i64(rows, i, 0));
            break;
        }
        unsigned char sum[DIGEST_SIZE];
        digest_of(text_of(migration->text), sum);
        if (!text_equal(db_text(rows, i, 1), (struct text){(const char *)sum, DIGEST_SIZE}))
            ok = err_set(err, ERR_DATABASE,
                "migration %s of the database is not the one of this program: it was made by "
                "another version",
                migration->name);
        *done = (int)i + 1;
    }
    db_rows_free(rows);
    return ok;
}

static bool migrate_one(struct db *db, int version, struct moment now, struct err *err)
{
    const struct sql *migration = sql_migrations[2 * (version - 1)];
    const struct sql *verify = sql_migrations[2 * (version - 1) + 1];
    unsigned char sum[DIGEST_SIZE];
    digest_of(text_of(migration->text), sum);
    return db_begin(db, err) && db_script(db, migration->name, migration->text, err) &&
           db_script(db, verify->name, verify->text, err) &&
           db_run(db, &sql_floor_insert_migration,
               DB_ARGS(DB_I64(version), DB_Z(migration->name),
                   DB_BYTES(((struct text){(const char *)sum, DIGEST_SIZE})), DB_MOMENT(now)),
               NULL, err) &&
           db_commit(db, err);
}

bool migrate(struct db *db, struct moment now, int lock_seconds, int *applied, struct err *err)
{
    int done;
    if (!db_lock(db, DB_LOCK_MIGRATE, 1, lock_seconds, err))
        return err_prefix(err, "migrating");
    if (!db_script(db, sql_floor_make_migrations.name, sql_floor_make_migrations.text, err) ||
        !migrate_compare(db, &done, err))
        return false;
    int before = done;
    for (; sql_migrations[2 * done]; done++) {
        if (!migrate_one(db, done + 1, now, err)) {
            db_rollback(db);
            return false;
        }
    }
    db_unlock(db, DB_LOCK_MIGRATE, 1);
    if (applied)
        *applied = done - before;
    return true;
}

bool migrate_check(struct db *db, struct err *err)
{
    struct db_rows *rows;
    if (!db_get(db, &sql_floor_has_migrations, DB_NO_ARGS, &rows, err))
        return false;
    bool there = db_bool(rows, 0, 0);
    db_rows_free(rows);
    int done = 0;
    if (there && !migrate_compare(db, &done, err))
        return false;
    if (sql_migrations[2 * done])
        return err_set(err, ERR_DATABASE,
            "the database lacks migration %s: run 'cleanclaim db migrate'",
            sql_migrations[2 * done]->name);
    return true;
}
