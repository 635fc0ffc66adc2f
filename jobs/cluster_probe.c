#include "jobs/cluster_probe.h"

#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include "claims/base/arena.h"
#include "jobs/file.h"

#define PID_FILE_BYTES ((size_t)4096)
// A starting server names its shared memory in the pid file at once; one that has not done so after
// this many seconds was killed in between.
#define START_SECONDS  10

// postmaster.pid, by line: pid, data folder, start, port, socket folder, address, shared memory key
// and id, status (PostgreSQL 15, miscadmin.h).
enum { LINE_PID = 1, LINE_MEMORY = 7, LINE_STATUS = 8 };

struct pid_file {
    bool exists;
    int64_t age; // seconds
    int64_t pid;
    bool has_memory;
    int64_t memory_key, memory_id;
    bool is_ready;
};

static void read_memory(struct text line, struct pid_file *out)
{
    struct text rest = text_trim(line), key, id;
    bool more = true;
    if (!text_split(&rest, ' ', &more, &key))
        return;
    id = text_trim(rest);
    out->has_memory = text_to_i64(key, &out->memory_key) && text_to_i64(id, &out->memory_id);
}

static void read_pid_text(struct text content, struct pid_file *out)
{
    bool more = true;
    struct text line;
    for (int number = 1; text_split(&content, '\n', &more, &line); number++) {
        if (number == LINE_PID)
            text_to_i64(text_trim(line), &out->pid);
        else if (number == LINE_MEMORY)
            read_memory(line, out);
        else if (number == LINE_STATUS)
            out->is_ready = text_equal(text_trim(line), TEXT("ready"));
    }
}

static struct pid_file read_pid_file(const struct cluster *cluster)
{
    struct pid_file out = {0};
    struct err err = {0};
    struct arena *arena = arena_new(16 * PID_FILE_BYTES);
    const char *path = arena_format(arena, "%s/postmaster.pid", cluster->data).at;
    char bytes[PID_FILE_BYTES];
    size_t got = 0;
    struct file *file;
    cluster_place_enter(cluster);
    if (file_open(&file, path, FILE_REFUSE_LINK, &err)) {
        out.exists = true;
        out.age = (int64_t)time(NULL) - file_modified(file);
        if (file_read(file, 0, bytes, sizeof bytes, &got, &err))
            read_pid_text((struct text){bytes, got}, &out);
        file_close(file);
    }
    cluster_place_leave(cluster);
    arena_free(arena);
    return out;
}

// Whether a process still has that shared memory.
static bool is_attached(const struct pid_file *file)
{
    struct shmid_ds memory;
    return shmctl((int)file->memory_id, IPC_STAT, &memory) == 0 &&
           (int64_t)(uint32_t)memory.shm_perm.__key == (int64_t)(uint32_t)file->memory_key &&
           memory.shm_nattch > 0;
}

// Whether the process works in the cluster's data folder, as its server does and nobody else.
static bool works_in_data(const struct cluster *cluster, pid_t pid)
{
    char link[64], folder[PATH_MAX];
    if (pid <= 0)
        return false;
    snprintf(link, sizeof link, "/proc/%ld/cwd", (long)pid);
    ssize_t size = readlink(link, folder, sizeof folder - 1);
    if (size <= 0)
        return false;
    folder[size] = '\0';
    return strcmp(folder, cluster->data) == 0;
}

// Whether anything of the server that wrote the pid file may still live. The server gives up its
// memory before it removes its files, which by then must not be those of the next one.
static bool is_alive(const struct cluster *cluster, const struct pid_file *file)
{
    if (!file->exists)
        return false;
    if (file->has_memory)
        return is_attached(file) || works_in_data(cluster, (pid_t)file->pid);
    bool no_such_process = file->pid > 0 && kill((pid_t)file->pid, 0) < 0 && errno == ESRCH;
    return !no_such_process && file->age >= 0 && file->age < START_SECONDS;
}

// Who listens at the socket: false when nobody does. *pid is 0 when that cannot be told: the server
// belongs to another container, or takes no further connection just now.
static bool ask_socket(const struct cluster *cluster, pid_t *pid)
{
    *pid = 0;
    if (!cluster_place_socket_is_ours(cluster))
        return false;
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    snprintf(
        address.sun_path, sizeof address.sun_path, "%s/.s.PGSQL." CLUSTER_PORT, cluster->socket);
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0)
        return false;
    bool listens = connect(fd, (struct sockaddr *)&address, sizeof address) == 0;
    if (!listens && errno == EAGAIN)
        listens = true;
    struct ucred peer;
    socklen_t size = sizeof peer;
    if (listens && getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0 && peer.pid > 0)
        *pid = peer.pid;
    close(fd);
    return listens;
}

static bool has_data(const struct cluster *cluster)
{
    bool exists = false;
    struct err err = {0};
    cluster_place_enter(cluster);
    bool known = file_exists(cluster->data, &exists, &err);
    cluster_place_leave(cluster);
    return !known || exists;
}

struct cluster_probe cluster_probe(const struct cluster *cluster)
{
    struct cluster_probe probe = {.state = CLUSTER_NONE};
    if (!cluster->is_there)
        return probe;
    struct pid_file file = read_pid_file(cluster);
    pid_t listener;
    if (ask_socket(cluster, &listener)) {
        probe.pid = listener;
        probe.is_proved = listener != 0;
        if (listener != 0 && (!file.exists || file.pid != listener))
            probe.state = CLUSTER_STRAY;
        else
            probe.state = file.is_ready ? CLUSTER_RUNNING : CLUSTER_BUSY;
    } else if (is_alive(cluster, &file)) {
        probe.state = CLUSTER_BUSY;
        probe.pid = (pid_t)file.pid;
        probe.is_proved = works_in_data(cluster, probe.pid);
        probe.is_ready = file.is_ready;
    } else if (has_data(cluster)) {
        probe.state = CLUSTER_STOPPED;
    }
    return probe;
}

bool cluster_probe_clear(const struct cluster *cluster, struct err *err)
{
    struct arena *arena = arena_new(64 * 1024);
    const char *const left[] = {
        arena_format(arena, "%s/postmaster.pid", cluster->data).at,
        arena_format(arena, "%s/.s.PGSQL." CLUSTER_PORT ".lock", cluster->socket).at,
        arena_format(arena, "%s/.s.PGSQL." CLUSTER_PORT, cluster->socket).at,
    };
    bool ok = true;
    cluster_place_enter(cluster);
    for (size_t i = 0; ok && i < sizeof left / sizeof *left; i++)
        ok = file_remove(left[i], err);
    cluster_place_leave(cluster);
    arena_free(arena);
    return ok;
}
