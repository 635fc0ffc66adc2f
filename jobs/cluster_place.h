// cluster_place: where the embedded cluster lies and which account its server runs as.
#ifndef JOBS_CLUSTER_PLACE_H
#define JOBS_CLUSTER_PLACE_H

#include <sys/types.h>

#include "jobs/config.h"

#define CLUSTER_PORT     "5432" // names the socket; nothing listens on a network
#define CLUSTER_DATABASE "cleanclaim"
#define CLUSTER_ROLE     "cleanclaim" // owns the database; no superuser, as on a server of others

struct cluster {
    struct arena *arena; // of the configuration
    // The account.
    uid_t uid;
    gid_t gid;
    const char *account;
    const char *home;
    bool other_account; // we are root, and the server runs as somebody else
    // Files and folders.
    const char *folder; // holds all that follows
    bool is_elsewhere;
    bool is_there;    // the folder exists
    const char *mark; // in the data folder: names `folder` when it lies elsewhere
    const char *data;
    const char *data_new; // a cluster that is being made
    const char *data_old; // one that is being removed
    const char *lock;
    const char *log;
    const char *stamp;  // which programs the server was started from
    const char *socket; // folder of the socket
    const char *programs;
};

// Finds out. Changes nothing. ERR_CONFIG when the cluster belongs to an account that we are not.
bool cluster_place_find(struct cluster *out, const struct config *config, struct err *err);

// Makes the cluster's folder when it is missing; decides where, for good.
bool cluster_place_make(struct cluster *out, const struct config *config, struct err *err);

// Finds PostgreSQL's programs that fit: those of the version that the cluster was made by, else of
// the version we are built for.
bool cluster_place_programs(struct cluster *cluster, const struct config *config, struct err *err);

// Makes the folder of the socket, or checks that the one that is there is ours and closed to
// others.
bool cluster_place_socket(const struct cluster *cluster, struct err *err);
bool cluster_place_socket_is_ours(const struct cluster *cluster);

// Files of the cluster are touched with the rights of its account, so that nothing it could put
// there leads root astray.
void cluster_place_enter(const struct cluster *cluster);
void cluster_place_leave(const struct cluster *cluster);

// Becomes the account for good: for a child before it runs a program. False when that failed.
bool cluster_place_become(const struct cluster *cluster);

#endif
