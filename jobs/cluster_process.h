// cluster_process: runs PostgreSQL's programs as the cluster's account.
#ifndef JOBS_CLUSTER_PROCESS_H
#define JOBS_CLUSTER_PROCESS_H

#include "claims/base/text.h"
#include "jobs/cluster_place.h"

// Starts a program (arguments[0] is its path; a NULL ends them) in a session of its own: no
// terminal, no descriptor and no variable of ours reaches it, so that it may outlive us and nobody
// waits for it by mistake. Its output is appended to the cluster's log. `input`: a descriptor that
// it reads, or -1. `lent`: a descriptor that it keeps open as number 3 until it ends, or -1.
bool cluster_process_start(const struct cluster *cluster, const char *const *arguments, int input,
    int lent, pid_t *pid, struct err *err);

// Runs a program to its end, feeding it `input` (at most 4,000 bytes). False when it does not end
// well; *err has what it said last.
bool cluster_process_run(const struct cluster *cluster, const char *const *arguments,
    struct text input, int lent, struct err *err);

// Runs a program and takes the first line that it prints, without its line feed. False when it
// prints none.
bool cluster_process_ask(
    const struct cluster *cluster, const char *const *arguments, char *out, size_t room);

// What the log says last: the newest line that tells of an error, else the last line. Into `out`.
void cluster_process_last_words(const struct cluster *cluster, char *out, size_t room);

#endif
