// cluster_make: a new cluster and its configuration.
#ifndef JOBS_CLUSTER_MAKE_H
#define JOBS_CLUSTER_MAKE_H

#include "jobs/cluster_place.h"

// Makes the cluster with its role and database, beside, and gives it its name when it is complete:
// a kill leaves nothing half made. `lent`: the descriptor of the lock, which must outlive us as
// long as initdb does.
bool cluster_make(const struct cluster *cluster, int lent, struct err *err);

// Writes the server's configuration: for this machine's memory, where the socket is now. Before
// each start.
bool cluster_make_settings(const struct cluster *cluster, const char *data, struct err *err);

#endif
