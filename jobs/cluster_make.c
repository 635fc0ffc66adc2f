#include "jobs/cluster_make.h"

#include <inttypes.h>
#include <unistd.h>

#include "claims/base/arena.h"
#include "claims/base/buf.h"
#include "jobs/cluster_process.h"
#include "jobs/file.h"
#include "jobs/file_folder.h"
#include "jobs/file_write.h"

#define SETTINGS_BYTES ((size_t)64 * 1024)
#define MIB            (INT64_C(1024) * 1024)

// ---- Settings

// Bytes of memory that the server may count on: the machine's, or fewer when we are in a container.
static int64_t machine_memory(struct arena *arena)
{
    int64_t bytes = (int64_t)sysconf(_SC_PHYS_PAGES) * (int64_t)sysconf(_SC_PAGESIZE);
    struct text content;
    struct err err = {0};
    int64_t limit;
    if (file_load("/sys/fs/cgroup/memory.max", FILE_FOLLOW_LINK, 64, arena, &content, &err) &&
        content.size > 1) {
        content.size--; // the line feed
        if (text_to_i64(content, &limit) && limit > 0 && limit < bytes)
            bytes = limit;
    }
    return bytes;
}

static int64_t between(int64_t low, int64_t n, int64_t high)
{
    return n < low ? low : n > high ? high : n;
}

static void memory_setting(struct buf *out, const char *name, int64_t bytes)
{
    buf_format(out, "%s = %" PRId64 "MB\n", name, bytes / MIB);
}

static void write_settings(
    struct buf *out, const struct cluster *cluster, int64_t memory, bool has_local)
{
    buf_z(out, "# Written by cleanclaim at each start. Put settings of your own into\n"
               "# postgresql.local.conf in the folder above: they are read last.\n");
    // A private server: no network, one folder that only its account may enter.
    buf_z(out, "listen_addresses = ''\nport = " CLUSTER_PORT "\n");
    buf_format(out, "unix_socket_directories = '%s'\n", cluster->socket);
    buf_z(out, "unix_socket_permissions = 0700\nmax_connections = 40\n");
    // Shared memory of System V works in every container and chroot; /dev/shm may be small or
    // missing.
    buf_z(out, "dynamic_shared_memory_type = sysv\n");
    memory_setting(out, "shared_buffers", between(128 * MIB, memory / 8, 1024 * MIB));
    memory_setting(out, "effective_cache_size", between(256 * MIB, memory / 2, 16384 * MIB));
    memory_setting(out, "work_mem", between(16 * MIB, memory / 128, 128 * MIB));
    // Staging tables of a night, which nobody else reads: in memory, not in files.
    memory_setting(out, "temp_buffers", between(8 * MIB, memory / 128, 128 * MIB));
    memory_setting(out, "maintenance_work_mem", between(64 * MIB, memory / 16, 512 * MIB));
    // Batch loads: few, long checkpoints; nothing that could lose a commit.
    buf_z(out, "fsync = on\nsynchronous_commit = on\nfull_page_writes = on\n"
               "max_wal_size = 4GB\nmin_wal_size = 256MB\nwal_compression = lz4\n"
               "wal_buffers = 16MB\ncheckpoint_timeout = 15min\n"
               "checkpoint_completion_target = 0.9\n"
               "random_page_cost = 1.1\njit = off\n");
    // A run that was killed must not leave its statement running and its locks held.
    buf_z(out, "client_connection_check_interval = 1s\n");
    buf_z(out, "timezone = 'UTC'\nlog_timezone = 'UTC'\ndatestyle = 'iso, mdy'\n"
               "lc_messages = 'C.UTF-8'\nlc_monetary = 'C.UTF-8'\n"
               "lc_numeric = 'C.UTF-8'\nlc_time = 'C.UTF-8'\n"
               "default_text_search_config = 'pg_catalog.simple'\n");
    // The log must not hold patient data: errors go to the client alone, which knows what to leave
    // out; what the server tells of itself goes without details, statements and parameters.
    buf_z(out, "log_destination = 'stderr'\nlogging_collector = off\n"
               "log_line_prefix = '%m [%p] '\nlog_min_messages = log\n"
               "log_error_verbosity = terse\nlog_min_error_statement = panic\n"
               "log_statement = none\nlog_min_duration_statement = -1\n"
               "log_parameter_max_length_on_error = 0\nlog_autovacuum_min_duration = -1\n"
               "log_checkpoints = off\n");
    if (has_local)
        buf_z(out, "include = '../postgresql.local.conf'\n");
}

// A name for pg_ident.conf, in quotes; a leading slash would make a pattern of it.
static void write_map(struct buf *out, const char *account)
{
    static const char *const roles[] = {CLUSTER_ROLE, "postgres"};
    for (size_t i = 0; i < 2; i++)
        buf_format(out, "cleanclaim \"%s\" %s\n", account, roles[i]);
}

static bool write_file(const struct cluster *cluster, const char *data, const char *name,
    const struct buf *content, struct err *err)
{
    const char *path = arena_format(cluster->arena, "%s/%s", data, name).at;
    cluster_place_enter(cluster);
    bool ok = file_write(path, buf_slice(content), err);
    cluster_place_leave(cluster);
    return ok;
}

bool cluster_make_settings(const struct cluster *cluster, const char *data, struct err *err)
{
    const char *local =
        arena_format(cluster->arena, "%s/postgresql.local.conf", cluster->folder).at;
    bool has_local;
    cluster_place_enter(cluster);
    bool ok = file_exists(local, &has_local, err);
    cluster_place_leave(cluster);
    if (!ok)
        return false;
    struct buf out;
    buf_init(&out, SETTINGS_BYTES);
    write_settings(&out, cluster, machine_memory(cluster->arena), has_local);
    ok = write_file(cluster, data, "postgresql.conf", &out, err);

    // The kernel says who is at the other end of the socket; no passwords.
    buf_clear(&out);
    buf_z(&out, "local all all peer map=cleanclaim\n");
    ok = ok && write_file(cluster, data, "pg_hba.conf", &out, err);

    buf_clear(&out);
    write_map(&out, "root");
    write_map(&out, cluster->account);
    ok = ok && write_file(cluster, data, "pg_ident.conf", &out, err);
    buf_free(&out);
    return ok;
}

// ---- A new cluster

static const char *program(const struct cluster *cluster, const char *name)
{
    return arena_format(cluster->arena, "%s/%s", cluster->programs, name).at;
}

static bool remove_folder(const struct cluster *cluster, const char *folder, struct err *err)
{
    cluster_place_enter(cluster);
    bool ok = file_folder_remove(folder, err);
    cluster_place_leave(cluster);
    return ok;
}

static bool make_role_and_database(const struct cluster *cluster, int lent, struct err *err)
{
    static const char commands[] = "CREATE ROLE " CLUSTER_ROLE " LOGIN;\n"
                                   "CREATE DATABASE " CLUSTER_DATABASE " OWNER " CLUSTER_ROLE ";\n";
    const char *const server[] = {program(cluster, "postgres"), "--single", "-D", cluster->data_new,
        "-c", "exit_on_error=on", "template1", NULL};
    return cluster_process_run(cluster, server, text_of(commands), lent, err);
}

bool cluster_make(const struct cluster *cluster, int lent, struct err *err)
{
    const char *const initdb[] = {program(cluster, "initdb"), "-D", cluster->data_new,
        "--username=postgres", "--auth-local=peer", "--auth-host=reject", "--encoding=UTF8",
        "--locale=C.UTF-8", "--lc-collate=C", "--data-checksums", "--no-instructions", NULL};
    if (!remove_folder(cluster, cluster->data_new, err) ||
        !cluster_process_run(cluster, initdb, (struct text){0}, lent, err) ||
        !cluster_make_settings(cluster, cluster->data_new, err) ||
        !make_role_and_database(cluster, lent, err))
        return err_prefix(err, "making the database cluster");

    // initdb and the server have synced what they wrote.
    cluster_place_enter(cluster);
    bool ok = file_move(cluster->data_new, cluster->data, err);
    cluster_place_leave(cluster);
    return ok;
}
