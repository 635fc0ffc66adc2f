// database: a database of its own for a test, made from the template with the whole schema that
// tests/run.sh names in CLEANCLAIM_TEST_…, and dropped at the end.
#ifndef TESTS_DATABASE_H
#define TESTS_DATABASE_H

#include "sql/db.h"

// Makes it and connects. NULL when no server is named: the test then skips, and says so. Any other
// trouble stops the process.
struct db *database_make(void);
// Where it is, for what opens further connections.
struct db_config database_config(void);
// Closes the connection and drops the database. NULL is allowed.
void database_drop(struct db *db);

// Runs statements without parameters; trouble stops the process.
void database_script(struct db *db, const char *text);
// The one integer that a query gives.
int64_t database_i64(struct db *db, const char *text);
// The one text that a query gives, NUL-terminated, at most `room` - 1 bytes.
const char *database_text(struct db *db, const char *text, char *out, size_t room);

#endif
