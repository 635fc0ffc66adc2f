// db start|stop|status|migrate|psql|destroy
#include "claims/base/log.h"
#include "cli/verb.h"
#include "jobs/cluster.h"
#include "jobs/run.h"
#include "sql/db.h"
#include "sql/migrate.h"

static int start(struct verb_call *call, struct err *err)
{
    if (!cluster_start(call->options.config, err))
        return verb_fail(err);
    out_line(call->out, "the database runs");
    return EXIT_DONE;
}

static int stop(struct verb_call *call, struct err *err)
{
    if (!cluster_stop(call->options.config, err))
        return verb_fail(err);
    out_line(call->out, "the database is stopped");
    return EXIT_DONE;
}

static int destroy(struct verb_call *call, struct err *err)
{
    if (verb_option(call, "yes") == NULL) {
        log_error("'db destroy' removes the database with all claims, payments and books for good; "
                  "when that is meant, say: cleanclaim db destroy --yes");
        return EXIT_USAGE;
    }
    if (!cluster_destroy(call->options.config, err))
        return verb_fail(err);
    out_line(call->out, "the database is removed");
    return EXIT_DONE;
}

static int migrate_database(struct verb_call *call, struct err *err)
{
    struct db_config to;
    struct db *db;
    int applied = 0;
    struct moment now = call->options.has_moment ? call->options.moment : run_clock();
    int lock_seconds = (int)call->options.config->run.lock_seconds;
    if (!cluster_ready(call->options.config, &to, err) || !db_open(&db, &to, err))
        return verb_fail(err);
    bool ok = migrate(db, now, lock_seconds, &applied, err);
    db_close(db);
    if (!ok)
        return verb_fail(err);
    static const struct out_column columns[] = {{"applied", "migrations applied", OUT_COUNT}};
    out_record(call->out, columns, 1);
    out_count(call->out, applied);
    out_end(call->out);
    return EXIT_DONE;
}

static const char *state_word(enum cluster_state state)
{
    switch (state) {
    case CLUSTER_NONE:
        return "none";
    case CLUSTER_STOPPED:
        return "stopped";
    case CLUSTER_BUSY:
        return "busy";
    case CLUSTER_RUNNING:
        return "running";
    case CLUSTER_STRAY:
        return "stray";
    }
    err_bug(__FILE__, __LINE__, "unknown cluster_state");
}

// A server of others: whether we can connect.
static int server_status(struct verb_call *call, struct err *err)
{
    static const struct out_column columns[] = {
        {"state", "state", OUT_TEXT},
        {"host", "host", OUT_TEXT},
        {"port", "port", OUT_TEXT},
        {"database", "database", OUT_TEXT},
        {"user", "user", OUT_TEXT},
        {"tls", "tls", OUT_TEXT},
    };
    struct db_config to;
    struct db *db = NULL;
    bool reached = cluster_ready(call->options.config, &to, err) && db_open(&db, &to, err);
    db_close(db);
    out_record(call->out, columns, sizeof columns / sizeof *columns);
    out_z(call->out, reached ? "running" : "not reached");
    out_z(call->out, to.host);
    out_z(call->out, to.port);
    out_z(call->out, to.name);
    out_z(call->out, to.user);
    out_z(call->out, to.sslmode == NULL ? "none" : call->options.config->database.tls);
    out_end(call->out);
    if (reached)
        return EXIT_DONE;
    verb_fail(err);
    return EXIT_FINDINGS;
}

static int status(struct verb_call *call, struct err *err)
{
    static const struct out_column columns[] = {
        {"state", "state", OUT_TEXT},
        {"version", "PostgreSQL", OUT_TEXT},
        {"pid", "process", OUT_COUNT},
        {"account", "account", OUT_TEXT},
        {"folder", "folder", OUT_TEXT},
        {"socket", "socket", OUT_TEXT},
        {"log", "log", OUT_TEXT},
        {"bytes", "bytes on disk", OUT_COUNT},
    };
    if (call->options.config->database.host[0] != '\0')
        return server_status(call, err);
    struct cluster_status now;
    if (!cluster_status(call->options.config, &now, err))
        return verb_fail(err);
    out_record(call->out, columns, sizeof columns / sizeof *columns);
    out_z(call->out, state_word(now.state));
    out_z(call->out, now.version);
    out_count(call->out, now.pid);
    out_z(call->out, now.account);
    out_z(call->out, now.folder);
    out_z(call->out, now.socket);
    out_z(call->out, now.log);
    out_count(call->out, now.bytes);
    out_end(call->out);
    if (now.is_elsewhere)
        out_line(call->out,
            "The cluster does not lie below '%s', because account %s cannot reach that folder.",
            call->options.config->data_folder, now.account);
    if (now.is_replaced)
        log_warn("PostgreSQL's programs were replaced while the server runs: restart it with "
                 "'cleanclaim db stop' and 'cleanclaim db start'");
    return now.state == CLUSTER_RUNNING ? EXIT_DONE : EXIT_FINDINGS;
}

static int psql(struct verb_call *call, struct err *err)
{
    cluster_psql(call->options.config, call->arguments, err);
    return verb_fail(err);
}

int verb_db(struct verb_call *call)
{
    static const struct {
        const char *sub;
        int (*run)(struct verb_call *call, struct err *err);
    } subs[] = {
        {"start", start},
        {"stop", stop},
        {"status", status},
        {"migrate", migrate_database},
        {"psql", psql},
        {"destroy", destroy},
    };
    struct err err = {0};
    bool takes_rest = strcmp(call->sub, "psql") == 0;
    if (!takes_rest && !verb_argument_count(call, 0, 0))
        return EXIT_USAGE;
    for (size_t i = 0; i < sizeof subs / sizeof *subs; i++)
        if (strcmp(subs[i].sub, call->sub) == 0)
            return subs[i].run(call, &err);
    err_bug(__FILE__, __LINE__, "a sub-verb of the table is not handled");
}
