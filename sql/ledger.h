// ledger: how entries and events come into the books. A job gathers them in the temporary tables
// stage_entry and stage_event (sql/ledger/stage.sql) within its transaction, then seals: entries
// and events get their digests, balances and sums of the day follow, claims take the states of
// their events, and one link of the organisation's hash chain closes over all of it. There is no
// other way in.
#ifndef SQL_LEDGER_H
#define SQL_LEDGER_H

#include "sql/db.h"

struct ledger_book {
    int64_t org_id;
    int64_t run_id;
    date_t as_of;      // accounting date
    struct moment now; // of the run
    const char *user;
};

// Makes the staging tables and empties them.
bool ledger_stage(struct db *db, struct err *err);

// Seals what was staged. Nothing staged: nothing is done. ERR_USAGE when the accounting month is
// closed.
bool ledger_seal(struct db *db, const struct ledger_book *book, struct err *err);

#endif
