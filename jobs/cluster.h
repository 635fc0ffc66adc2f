// cluster: the embedded PostgreSQL cluster: private to this installation, on a Unix socket only,
// run by ourselves. Killing any process at any instant is survived: the next start finds out what
// is left (cluster_probe), waits for what still ends, and goes on from there.
//
// As root the server runs as another account, since PostgreSQL refuses root: the owner of the data
// folder or, when that is root too, `postgres`. Where that account cannot reach the data folder,
// the cluster lies below /var/lib/cleanclaim under a name fixed for the folder.
#ifndef JOBS_CLUSTER_H
#define JOBS_CLUSTER_H

#include "jobs/config.h"
#include "sql/db.h"

enum cluster_state {
    CLUSTER_NONE,    // never started, or destroyed
    CLUSTER_STOPPED, //
    CLUSTER_BUSY,    // it starts, stops or recovers, or processes of a killed server have not ended
                     // yet
    CLUSTER_RUNNING, //
    CLUSTER_STRAY,   // a server whose folder was removed still answers at our socket
};

// How to reach the database that the configuration names: a server, or the embedded cluster, which
// is started first when it does not run. Warns when PostgreSQL's programs were replaced under the
// running server. The strings in *out belong to `config`.
bool cluster_ready(const struct config *config, struct db_config *out, struct err *err);

// Starts the embedded cluster, making it first when there is none; returns once it takes
// connections. Fine when it runs already. ERR_USAGE when the configuration names a server.
bool cluster_start(const struct config *config, struct err *err);

// Stops it: transactions under way are rolled back. Fine when it does not run.
bool cluster_stop(const struct config *config, struct err *err);

// Stops it and removes it with everything in it.
bool cluster_destroy(const struct config *config, struct err *err);

struct cluster_status {
    enum cluster_state state;
    int64_t pid;         // of the server; 0 when unknown
    const char *version; // of PostgreSQL's programs: "15.8"
    const char *account; // that the server runs as
    const char *folder;
    const char *socket; // its folder
    const char *log;
    int64_t bytes;     // on disk
    bool is_elsewhere; // not below the data folder, because the account cannot reach that
    bool is_replaced;  // the programs were replaced since it was started: restart it
};

// What there is; changes nothing. The strings belong to `config`.
bool cluster_status(const struct config *config, struct cluster_status *out, struct err *err);

// Becomes psql with these arguments (a NULL ends them), connected to the database that the
// configuration names. Returns only when that failed.
bool cluster_psql(const struct config *config, char *const *arguments, struct err *err);

#endif
