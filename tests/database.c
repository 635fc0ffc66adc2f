#include "tests/database.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static char name[64];

static void must(bool ok, const struct err *err)
{
    if (ok)
        return;
    fprintf(stderr, "the test database: %s\n", err->text);
    abort();
}

static struct db_config server(const char *database)
{
    return (struct db_config){.host = getenv("CLEANCLAIM_TEST_HOST"),
        .port = getenv("CLEANCLAIM_TEST_PORT"),
        .user = getenv("CLEANCLAIM_TEST_USER"),
        .name = database,
        .connect_seconds = 30,
        .statement_seconds = 120};
}

// "CREATE DATABASE name TEMPLATE template", from a connection to the server's own database: the
// template must have no other.
static void command(const char *before, const char *after, const char *template)
{
    struct err err = {0};
    struct db *db;
    char text[256];
    struct db_config config = server("postgres");
    must(db_open(&db, &config, &err), &err);
    snprintf(text, sizeof text, "%s %s %s %s", before, name, after, template);
    must(db_script(db, "test", text, &err), &err);
    db_close(db);
}

struct db_config database_config(void)
{
    return server(name);
}

struct db *database_make(void)
{
    struct err err = {0};
    struct db *db;
    static int number;
    const char *template = getenv("CLEANCLAIM_TEST_TEMPLATE");
    if (template == NULL || getenv("CLEANCLAIM_TEST_HOST") == NULL)
        return NULL;
    snprintf(name, sizeof name, "test_%d_%d", (int)getpid(), ++number);
    command("CREATE DATABASE", "TEMPLATE", template);
    struct db_config config = server(name);
    must(db_open(&db, &config, &err), &err);
    return db;
}

void database_drop(struct db *db)
{
    if (db == NULL)
        return;
    db_close(db);
    command("DROP DATABASE", "", "");
}

void database_script(struct db *db, const char *text)
{
    struct err err = {0};
    must(db_script(db, "test", text, &err), &err);
}

int64_t database_i64(struct db *db, const char *text)
{
    struct err err = {0};
    struct sql sql = {"test", text};
    int64_t out = 0;
    must(db_get_i64(db, &sql, DB_NO_ARGS, &out, &err), &err);
    return out;
}

const char *database_text(struct db *db, const char *text, char *out, size_t room)
{
    struct err err = {0};
    struct sql sql = {"test", text};
    struct db_rows *rows;
    must(db_get(db, &sql, DB_NO_ARGS, &rows, &err), &err);
    if (db_rows_count(rows) != 1)
        abort();
    db_print(rows, 0, 0, out, room);
    db_rows_free(rows);
    return out;
}
