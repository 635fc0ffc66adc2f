// migrate: brings a database to the schema of this program: numbered files in sql/schema, forward
// only, each followed by its verify query.
#ifndef SQL_MIGRATE_H
#define SQL_MIGRATE_H

#include "sql/db.h"

// Applies what is missing, each migration in a transaction of its own with its verify query and its
// row in table `migration`; waits for another run that is doing the same. `now` is written as the
// time. *applied (may be NULL): how many. ERR_DATABASE when a migration that was applied differs
// from the program's, or the database is newer than the program.
bool migrate(struct db *db, struct moment now, int lock_seconds, int *applied, struct err *err);

// Whether the database has exactly the program's migrations; false with ERR_DATABASE says what to
// do.
bool migrate_check(struct db *db, struct err *err);

#endif
