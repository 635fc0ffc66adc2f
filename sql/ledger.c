#include "sql/ledger.h"

#include "claims/base/digest.h"
#include "sql/statistics.h"
#include "sql_statements.h"

bool ledger_stage(struct db *db, struct err *err)
{
    return db_script(db, sql_ledger_stage.name, sql_ledger_stage.text, err);
}

// Entries or events of the transaction, as the link of the chain holds them.
struct sealed {
    int64_t count, first, last;
    char digest[DIGEST_SIZE];
};

static struct sealed sealed_nothing(void)
{
    struct sealed nothing = {0};
    digest_of(TEXT(""), (unsigned char *)nothing.digest);
    return nothing;
}

static bool sealed_read(struct db *db, const struct sql *sql, const struct db_arg *args,
    size_t count, struct sealed *out, struct err *err)
{
    struct db_rows *rows;
    if (!db_get(db, sql, args, count, &rows, err))
        return false;
    out->count = db_i64(rows, 0, 0);
    out->first = db_i64(rows, 0, 1);
    out->last = db_i64(rows, 0, 2);
    struct text digest = db_text(rows, 0, 3);
    CHECK(digest.size == sizeof out->digest);
    memcpy(out->digest, digest.at, sizeof out->digest);
    db_rows_free(rows);
    return true;
}

// What hold_head gives: the number of the next link and the digest of the last.
struct head {
    int64_t link_no;
    bool month_open;
    char previous[32];
    size_t previous_size; // 0: this is the first link
};

static bool head_hold(
    struct db *db, const struct ledger_book *book, struct head *head, struct err *err)
{
    struct db_rows *rows;
    if (!db_get(db, &sql_ledger_hold_head, DB_ARGS(DB_I64(book->org_id), DB_DATE(book->as_of)),
            &rows, err))
        return false;
    head->link_no = db_i64(rows, 0, 0);
    struct text previous = db_text(rows, 0, 1);
    CHECK(previous.size <= sizeof head->previous);
    head->previous_size = previous.size;
    if (previous.size > 0)
        memcpy(head->previous, previous.at, previous.size);
    head->month_open = db_bool(rows, 0, 2);
    db_rows_free(rows);
    if (head->month_open)
        return true;
    char date[DATE_ROOM];
    date_format_iso(book->as_of, date);
    return err_set(err, ERR_USAGE,
        "the accounting month of %s is closed: run with --as-of a day of an open month", date);
}

static bool count_staged(struct db *db, int64_t *entries, int64_t *events, struct err *err)
{
    struct db_rows *rows;
    if (!db_get(db, &sql_ledger_count_staged, DB_NO_ARGS, &rows, err))
        return false;
    *entries = db_i64(rows, 0, 0);
    *events = db_i64(rows, 0, 1);
    db_rows_free(rows);
    return true;
}

bool ledger_seal(struct db *db, const struct ledger_book *book, struct err *err)
{
    int64_t entry_count;
    int64_t event_count;
    if (!count_staged(db, &entry_count, &event_count, err))
        return false;
    if (entry_count == 0 && event_count == 0)
        return true;
    struct head head;
    if (!statistics_refresh(db, err) || !head_hold(db, book, &head, err))
        return false;

    const struct db_arg args[] = {DB_I64(book->org_id), DB_DATE(book->as_of), DB_I64(book->run_id),
        DB_Z(book->user), DB_I64(head.link_no), DB_MOMENT(book->now)};
    struct sealed entries = sealed_nothing();
    struct sealed events = sealed_nothing();
    if (entry_count > 0 && (!sealed_read(db, &sql_ledger_seal_entries, args, 5, &entries, err) ||
                               !db_run(db, &sql_ledger_keep_balances, args, 3, NULL, err) ||
                               !db_run(db, &sql_ledger_keep_account_days, args, 2, NULL, err)))
        return false;
    if (event_count > 0 && !sealed_read(db, &sql_ledger_seal_events, args, 6, &events, err))
        return false;

    int64_t heads_moved;
    if (!db_run(db, &sql_ledger_link,
            DB_ARGS(DB_I64(book->org_id), DB_I64(head.link_no), DB_I64(book->run_id),
                DB_I64(entries.count), DB_I64(entries.first), DB_I64(entries.last),
                DB_BYTES(((struct text){entries.digest, sizeof entries.digest})),
                DB_I64(events.count), DB_I64(events.first), DB_I64(events.last),
                DB_BYTES(((struct text){events.digest, sizeof events.digest})),
                DB_BYTES(((struct text){head.previous, head.previous_size}))),
            &heads_moved, err))
        return false;
    CHECK(heads_moved == 1);
    return db_script(db, "ledger/staged", "TRUNCATE stage_entry, stage_event", err);
}
