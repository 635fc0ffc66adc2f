#include "jobs/cluster.h"

#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "claims/base/arena.h"
#include "claims/base/log.h"
#include "jobs/cluster_make.h"
#include "jobs/cluster_place.h"
#include "jobs/cluster_probe.h"
#include "jobs/cluster_process.h"
#include "jobs/config_keys.h"
#include "jobs/file.h"
#include "jobs/file_folder.h"
#include "jobs/file_lock.h"
#include "jobs/file_write.h"

#define LOCK_SECONDS      180 // for another process that starts or stops it
#define START_SECONDS     300 // a start may have to recover several gigabytes of log
#define STOP_SECONDS      60  // a fast stop; then an immediate one
#define IMMEDIATE_SECONDS 30
#define SLOW_SECONDS      3 // after which we say what is waited for
#define LOST_SECONDS      5 // a server that is ready but has lost its socket is stopped then
#define STRAY_SECONDS     5
#define POLL_NANOSECONDS  (10L * 1000 * 1000)
#define LOG_BYTES_MAX     (INT64_C(8) * 1024 * 1024)

static int64_t seconds_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec;
}

static void wait_a_moment(void)
{
    nanosleep(&(struct timespec){.tv_nsec = POLL_NANOSECONDS}, NULL);
}

static bool take_lock(const struct cluster *cluster, struct file_lock **lock, struct err *err)
{
    cluster_place_enter(cluster);
    bool ok = file_lock_take(lock, cluster->lock, LOCK_SECONDS, err);
    cluster_place_leave(cluster);
    return ok;
}

// ---- Which programs the server was started from, so that a package upgrade under it is noticed

static struct text stamp_text(const struct cluster *cluster)
{
    struct stat st;
    const char *path = arena_format(cluster->arena, "%s/postgres", cluster->programs).at;
    if (stat(path, &st) != 0)
        return (struct text){0};
    return arena_format(cluster->arena, "%s %" PRIu64 " %" PRId64 " %" PRId64 "\n", path,
        (uint64_t)st.st_ino, (int64_t)st.st_size, (int64_t)st.st_mtim.tv_sec);
}

static bool write_stamp(const struct cluster *cluster, struct err *err)
{
    cluster_place_enter(cluster);
    bool ok = file_write(cluster->stamp, stamp_text(cluster), err);
    cluster_place_leave(cluster);
    return ok;
}

static bool programs_are_replaced(const struct cluster *cluster)
{
    struct text written;
    struct err err = {0};
    cluster_place_enter(cluster);
    bool ok = file_load(cluster->stamp, FILE_REFUSE_LINK, 8192, cluster->arena, &written, &err);
    cluster_place_leave(cluster);
    return ok && !text_equal(written, stamp_text(cluster));
}

static void warn_when_replaced(const struct cluster *cluster)
{
    if (programs_are_replaced(cluster))
        log_warn("PostgreSQL's programs were replaced while the server runs: restart it with "
                 "'cleanclaim db stop' and 'cleanclaim db start'");
}

// ---- Start

// One generation back is kept.
static void turn_log(const struct cluster *cluster)
{
    struct file *file;
    struct err err = {0};
    cluster_place_enter(cluster);
    if (file_open(&file, cluster->log, FILE_REFUSE_LINK, &err)) {
        bool full = file_size(file) > LOG_BYTES_MAX;
        file_close(file);
        const char *before = arena_format(cluster->arena, "%s.1", cluster->log).at;
        if (full && file_remove(before, &err))
            file_move(cluster->log, before, &err);
    }
    cluster_place_leave(cluster);
}

enum outcome { STARTED, TRY_AGAIN, FAILED };

// A start that failed because processes of a killed server have not all ended yet.
static bool is_passing(const char *words)
{
    static const char *const passing[] = {
        "pre-existing shared memory block", "lock file", "is in use by another"};
    for (size_t i = 0; i < sizeof passing / sizeof *passing; i++)
        if (strstr(words, passing[i]) != NULL)
            return true;
    return false;
}

// Starts the server and waits until it takes connections, or has ended, or the time is over.
static enum outcome run_server(const struct cluster *cluster, int64_t end, struct err *err)
{
    const char *server = arena_format(cluster->arena, "%s/postgres", cluster->programs).at;
    const char *const arguments[] = {server, "-D", cluster->data, NULL};
    pid_t pid;
    if (!cluster_process_start(cluster, arguments, -1, -1, &pid, err))
        return FAILED;
    int64_t slow = seconds_now() + SLOW_SECONDS;
    for (;;) {
        struct cluster_probe probe = cluster_probe(cluster);
        if (probe.state == CLUSTER_RUNNING)
            return STARTED;
        int status;
        if (waitpid(pid, &status, WNOHANG) == pid) {
            char words[400];
            cluster_process_last_words(cluster, words, sizeof words);
            err_set(err, ERR_DATABASE, "the database server did not start: %s (see '%s')", words,
                cluster->log);
            return is_passing(words) ? TRY_AGAIN : FAILED;
        }
        int64_t now = seconds_now();
        if (now >= end) {
            err_set(err, ERR_DATABASE,
                "the database server is not ready after %d seconds and still works: try again "
                "later; its log is '%s'",
                START_SECONDS, cluster->log);
            return FAILED;
        }
        if (now == slow) {
            log_info("waiting for the database server: it may have to recover");
            slow = 0;
        }
        wait_a_moment();
    }
}

// A data folder without PG_VERSION is what is left of one that was removed while its server wrote
// to it, or was restored in part. We neither run a server on it nor remove what may be needed yet.
static bool data_is_whole(const struct cluster *cluster, struct err *err)
{
    const char *path = arena_format(cluster->arena, "%s/PG_VERSION", cluster->data).at;
    bool exists;
    cluster_place_enter(cluster);
    bool ok = file_exists(path, &exists, err);
    cluster_place_leave(cluster);
    return ok && (exists || err_set(err, ERR_DATABASE,
                                "'%s' is not there: the database was removed or restored in part. "
                                "Restore all of '%s', or, when it was meant to go, remove the rest "
                                "with 'cleanclaim db destroy --yes'",
                                path, cluster->data));
}

static enum outcome start_stopped(
    const struct cluster *cluster, bool make, int lent, int64_t end, struct err *err)
{
    if (make) {
        log_info("making a database cluster in '%s'", cluster->folder);
        if (!cluster_make(cluster, lent, err))
            return FAILED;
    } else if (!data_is_whole(cluster, err)) {
        return FAILED;
    }
    turn_log(cluster);
    if (!cluster_probe_clear(cluster, err) || !cluster_place_socket(cluster, err) ||
        !cluster_make_settings(cluster, cluster->data, err) || !write_stamp(cluster, err))
        return FAILED;
    return run_server(cluster, end, err);
}

// Its folder is gone, so nothing it does can be kept. It must have ended before another one begins,
// since it removes the socket by name when it does. A zombie of it is not waited for longer than
// STRAY_SECONDS.
static void end_stray(pid_t pid)
{
    int64_t end = seconds_now() + STRAY_SECONDS;
    kill(pid, SIGQUIT);
    while (kill(pid, 0) == 0 && seconds_now() < end)
        wait_a_moment();
}

// Under the lock: whatever state things are in, until the server runs.
static bool start_locked(const struct cluster *cluster, int lent, struct err *err)
{
    int64_t begin = seconds_now(), end = begin + START_SECONDS;
    bool said = false, lost = false;
    *err = (struct err){0};
    for (int64_t now = begin; now < end; now = seconds_now()) {
        struct cluster_probe probe = cluster_probe(cluster);
        enum outcome outcome = TRY_AGAIN;
        switch (probe.state) {
        case CLUSTER_RUNNING:
            return true;
        case CLUSTER_NONE:
        case CLUSTER_STOPPED:
            outcome = start_stopped(cluster, probe.state == CLUSTER_NONE, lent, end, err);
            break;
        case CLUSTER_STRAY:
            end_stray(probe.pid);
            break;
        case CLUSTER_BUSY:
            if (probe.is_ready && probe.is_proved && now - begin >= LOST_SECONDS && !lost) {
                log_warn("the database server has lost its socket: stopping it");
                kill(probe.pid, SIGINT);
                lost = true;
            }
            break;
        }
        if (outcome == STARTED)
            return true;
        if (outcome == FAILED)
            return false;
        if (!said && now - begin >= SLOW_SECONDS) {
            log_info("waiting for processes of an earlier database server");
            said = true;
        }
        wait_a_moment();
    }
    if (err->kind == ERR_NONE)
        err_set(err, ERR_DATABASE,
            "an earlier database server has neither answered nor ended for %d seconds: its log is "
            "'%s'",
            START_SECONDS, cluster->log);
    return false;
}

// Finds the cluster and starts it.
static bool start(struct cluster *cluster, const struct config *config, struct err *err)
{
    if (!cluster_place_make(cluster, config, err) || !cluster_place_programs(cluster, config, err))
        return false;
    if (cluster_probe(cluster).state == CLUSTER_RUNNING) {
        warn_when_replaced(cluster);
        return true;
    }
    struct file_lock *lock;
    if (!take_lock(cluster, &lock, err))
        return false;
    bool ok = start_locked(cluster, file_lock_descriptor(lock), err);
    file_lock_release(lock);
    return ok;
}

bool cluster_start(const struct config *config, struct err *err)
{
    struct cluster cluster;
    return start(&cluster, config, err);
}

bool cluster_ready(const struct config *config, struct db_config *out, struct err *err)
{
    *out = (struct db_config){
        .connect_seconds = (int)config->database.connect_seconds,
        .statement_seconds = (int)config->database.statement_seconds,
    };
    if (config->database.host[0] == '\0') {
        struct cluster cluster;
        if (!start(&cluster, config, err))
            return false;
        out->host = cluster.socket;
        out->port = CLUSTER_PORT;
        out->name = CLUSTER_DATABASE;
        out->user = CLUSTER_ROLE;
        return true;
    }
    struct arena *arena = config->private->arena;
    bool is_socket = config->database.host[0] == '/';
    bool tls = !is_socket && strcmp(config->database.tls, "off") != 0;
    out->host = config->database.host;
    out->port = arena_format(arena, "%" PRId64, config->database.port).at;
    out->name = config->database.name;
    out->user = config->database.user;
    out->sslmode = is_socket ? NULL : tls ? "verify-full" : "disable";
    out->sslrootcert = tls ? config->database.root_certificate : NULL;
    out->password_file =
        config->database.password_file[0] == '\0' ? NULL : config->database.password_file;
    return true;
}

// ---- Stop

// Sends the signal as soon as the server's pid is proved, and waits until nothing of it lives.
// False when the time is over.
static bool end_server(const struct cluster *cluster, int number, int seconds)
{
    int64_t end = seconds_now() + seconds;
    bool sent = false;
    do {
        struct cluster_probe probe = cluster_probe(cluster);
        if (probe.state == CLUSTER_STOPPED || probe.state == CLUSTER_NONE)
            return true;
        if (!sent && probe.is_proved) {
            kill(probe.pid, number);
            sent = true;
        }
        wait_a_moment();
    } while (seconds_now() < end);
    return false;
}

// Under the lock.
static bool stop_locked(const struct cluster *cluster, struct err *err)
{
    return end_server(cluster, SIGINT, STOP_SECONDS) ||
           end_server(cluster, SIGQUIT, IMMEDIATE_SECONDS) ||
           err_set(err, ERR_DATABASE, "the database server does not stop: its log is '%s'",
               cluster->log);
}

bool cluster_stop(const struct config *config, struct err *err)
{
    struct cluster cluster;
    struct file_lock *lock;
    if (!cluster_place_find(&cluster, config, err))
        return false;
    if (!cluster.is_there)
        return true;
    if (!take_lock(&cluster, &lock, err))
        return false;
    bool ok = stop_locked(&cluster, err);
    file_lock_release(lock);
    return ok;
}

// ---- Destroy

static bool destroy_locked(const struct cluster *cluster, struct err *err)
{
    if (!stop_locked(cluster, err))
        return false;
    cluster_place_enter(cluster);
    // Renamed first: a kill in between leaves no half of a cluster under its name.
    bool exists = false;
    bool ok =
        file_folder_remove(cluster->data_old, err) && file_exists(cluster->data, &exists, err) &&
        (!exists || file_move(cluster->data, cluster->data_old, err)) &&
        file_folder_remove(cluster->data_old, err) && file_folder_remove(cluster->data_new, err) &&
        file_folder_remove(cluster->socket, err);
    cluster_place_leave(cluster);
    // The lock goes with the folder; whoever waits for it notices and makes a new one.
    return ok && file_folder_remove(cluster->folder, err);
}

bool cluster_destroy(const struct config *config, struct err *err)
{
    struct cluster cluster;
    struct file_lock *lock;
    if (!cluster_place_find(&cluster, config, err))
        return false;
    if (cluster.is_there) {
        if (!take_lock(&cluster, &lock, err))
            return false;
        bool ok = destroy_locked(&cluster, err);
        file_lock_release(lock);
        if (!ok)
            return false;
    }
    // The mark of a cluster that lay elsewhere.
    return file_folder_remove(config->folders.pg, err);
}

// ---- Status

static const char *program_version(const struct cluster *cluster)
{
    const char *const arguments[] = {
        arena_format(cluster->arena, "%s/postgres", cluster->programs).at, "--version", NULL};
    char line[128];
    if (!cluster_process_ask(cluster, arguments, line, sizeof line))
        return "";
    // "postgres (PostgreSQL) 15.8 (Debian 15.8-0+deb12u1)"
    const char *start = strstr(line, ") ");
    struct text version = text_of(start == NULL ? line : start + 2);
    const char *blank = memchr(version.at, ' ', version.size);
    if (blank != NULL)
        version.size = (size_t)(blank - version.at);
    return arena_copy(cluster->arena, version).at;
}

bool cluster_status(const struct config *config, struct cluster_status *out, struct err *err)
{
    struct cluster cluster;
    if (!cluster_place_find(&cluster, config, err) ||
        !cluster_place_programs(&cluster, config, err))
        return false;
    struct cluster_probe probe = cluster_probe(&cluster);
    *out = (struct cluster_status){
        .state = probe.state,
        .pid = probe.pid,
        .version = program_version(&cluster),
        .account = cluster.account,
        .folder = cluster.folder,
        .socket = cluster.socket,
        .log = cluster.log,
        .is_elsewhere = cluster.is_elsewhere,
        .is_replaced = probe.state == CLUSTER_RUNNING && programs_are_replaced(&cluster),
    };
    bool ok = true;
    if (cluster.is_there) {
        cluster_place_enter(&cluster);
        ok = file_folder_bytes(cluster.folder, &out->bytes, err);
        cluster_place_leave(&cluster);
    }
    return ok;
}

// ---- psql

static void set_variable(const char *name, const char *value)
{
    if (value != NULL && value[0] != '\0')
        CHECK(setenv(name, value, 1) == 0);
    else
        unsetenv(name);
}

bool cluster_psql(const struct config *config, char *const *arguments, struct err *err)
{
    struct db_config to;
    struct cluster cluster;
    const char *program = "psql";
    if (!cluster_ready(config, &to, err))
        return false;
    if (config->database.host[0] == '\0') {
        if (!cluster_place_find(&cluster, config, err) ||
            !cluster_place_programs(&cluster, config, err))
            return false;
        program = arena_format(cluster.arena, "%s/psql", cluster.programs).at;
    }
    // By variables, not arguments, so that the user's own arguments may say otherwise.
    set_variable("PGHOST", to.host);
    set_variable("PGPORT", to.port);
    set_variable("PGDATABASE", to.name);
    set_variable("PGUSER", to.user);
    set_variable("PGSSLMODE", to.sslmode);
    set_variable("PGSSLROOTCERT", to.sslrootcert);
    set_variable("PGPASSFILE", to.password_file);

    size_t count = 0;
    while (arguments[count] != NULL)
        count++;
    char **all = calloc(count + 2, sizeof *all);
    CHECK(all != NULL);
    all[0] = (char *)program;
    for (size_t i = 0; i < count; i++)
        all[i + 1] = arguments[i];
    signal(SIGPIPE, SIG_DFL);
    fflush(NULL);
    execvp(program, all);
    err_errno(
        err, ERR_SYSTEM, "cannot run '%s': install the package postgresql-client-15", program);
    free(all);
    return false;
}
