// cluster_probe: what the embedded cluster's server is doing, found out from what cannot lie. A
// killed server leaves its pid file behind, its pid may belong to another process by now, and a
// zombie answers kill(pid, 0). So: who listens is asked through the socket (SO_PEERCRED); whether
// any process of the server still lives is asked of its shared memory (shmctl: processes attached).
#ifndef JOBS_CLUSTER_PROBE_H
#define JOBS_CLUSTER_PROBE_H

#include "jobs/cluster.h"
#include "jobs/cluster_place.h"

struct cluster_probe {
    enum cluster_state state;
    pid_t pid;      // of the server; 0 when unknown
    bool is_proved; // that pid is the server, and may be sent a signal
    bool is_ready;  // BUSY: the pid file says it takes connections, but nobody can make one
};

// Looks; takes less than a millisecond.
struct cluster_probe cluster_probe(const struct cluster *cluster);

// Removes what a server leaves behind that was killed, and which would keep the next one from
// starting. Only after cluster_probe has said CLUSTER_STOPPED, and under the lock.
bool cluster_probe_clear(const struct cluster *cluster, struct err *err);

#endif
