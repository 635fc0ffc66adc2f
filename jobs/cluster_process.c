#include "jobs/cluster_process.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "claims/base/arena.h"
#include "jobs/file.h"
#include "jobs/file_fault.h"

#define TAIL_BYTES 4096

static int open_log(const struct cluster *cluster)
{
    cluster_place_enter(cluster);
    int fd = FILE_OPEN_CALL(open(
        cluster->log, O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0600));
    cluster_place_leave(cluster);
    return fd;
}

// The caller's small limits are not the server's: as far as the system lets us.
static void raise_limits(void)
{
    static const int limits[] = {RLIMIT_NOFILE, RLIMIT_FSIZE, RLIMIT_DATA, RLIMIT_AS, RLIMIT_NPROC};
    for (size_t i = 0; i < sizeof limits / sizeof *limits; i++) {
        struct rlimit limit;
        if (getrlimit(limits[i], &limit) == 0) {
            limit.rlim_cur = limit.rlim_max;
            setrlimit(limits[i], &limit);
        }
    }
}

static void default_signals(void)
{
    for (int number = 1; number < NSIG; number++)
        signal(number, SIG_DFL);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
}

static void close_all_from(unsigned first)
{
    if (close_range(first, ~0U, 0) == 0)
        return;
    for (int fd = (int)first; fd < 65536; fd++)
        close(fd);
}

// In the child, until exec.
static _Noreturn void become_program(const struct cluster *cluster, const char *const *arguments,
    const char *const *environment, int input, int output, int lent)
{
    setsid();
    default_signals();
    raise_limits();
    // dup2 gives descriptors that survive exec; the originals do not.
    bool ok = dup2(output, 1) == 1 && dup2(output, 2) == 2 && dup2(input, 0) == 0;
    if (ok && lent == 3)
        ok = fcntl(3, F_SETFD, 0) == 0;
    else if (ok && lent >= 0)
        ok = dup2(lent, 3) == 3;
    close_all_from(lent >= 0 ? 4 : 3);
    if (ok && chdir("/") == 0 && cluster_place_become(cluster))
        execve(arguments[0], (char *const *)arguments, (char *const *)environment);
    dprintf(2, "cannot run %s: %s\n", arguments[0], strerror(errno));
    _exit(127);
}

// Starts a program whose output goes to `output`.
static bool start_program(const struct cluster *cluster, const char *const *arguments, int input,
    int output, int lent, pid_t *pid, struct err *err)
{
    struct arena *arena = cluster->arena;
    const char *const environment[] = {
        "PATH=/usr/local/bin:/usr/bin:/bin",
        "LC_ALL=C.UTF-8",
        "TZ=UTC",
        arena_format(arena, "HOME=%s", cluster->home).at,
        arena_format(arena, "USER=%s", cluster->account).at,
        arena_format(arena, "LOGNAME=%s", cluster->account).at,
        NULL,
    };
    int nothing = open("/dev/null", O_RDONLY | O_CLOEXEC);
    if (nothing < 0)
        return err_errno(err, ERR_SYSTEM, "cannot open '/dev/null'");
    fflush(NULL); // or the child would write what is gathered once more
    *pid = fork();
    if (*pid == 0)
        become_program(cluster, arguments, environment, input >= 0 ? input : nothing, output, lent);
    bool ok = *pid > 0 || err_errno(err, ERR_SYSTEM, "cannot start '%s'", arguments[0]);
    close(nothing);
    return ok;
}

bool cluster_process_start(const struct cluster *cluster, const char *const *arguments, int input,
    int lent, pid_t *pid, struct err *err)
{
    int output = open_log(cluster);
    if (output < 0)
        return err_errno(err, ERR_FILE, "cannot write '%s'", cluster->log);
    bool ok = start_program(cluster, arguments, input, output, lent, pid, err);
    close(output);
    return ok;
}

static int wait_for(pid_t pid)
{
    int status = 0;
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
        continue;
    return status;
}

bool cluster_process_ask(
    const struct cluster *cluster, const char *const *arguments, char *out, size_t room)
{
    int ends[2];
    pid_t pid;
    struct err err = {0};
    if (pipe2(ends, O_CLOEXEC) < 0)
        return false;
    bool ok = start_program(cluster, arguments, -1, ends[1], -1, &pid, &err);
    close(ends[1]);
    FILE *answer = ok ? fdopen(ends[0], "r") : NULL;
    if (answer == NULL) {
        close(ends[0]);
    } else {
        ok = fgets(out, (int)room, answer) != NULL;
        fclose(answer);
    }
    out[ok ? strcspn(out, "\n") : 0] = '\0';
    return answer != NULL && wait_for(pid) == 0 && ok;
}

static bool is_failure_line(struct text line)
{
    static const char *const words[] = {
        "FATAL:", "PANIC:", "ERROR:", "error:", "cannot run", "could not"};
    char z[512];
    text_copy_z(z, sizeof z, line);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strstr(z, words[i]) != NULL)
            return true;
    return false;
}

void cluster_process_last_words(const struct cluster *cluster, char *out, size_t room)
{
    char tail[TAIL_BYTES];
    size_t got = 0;
    struct file *file;
    struct err err = {0};
    out[0] = '\0';
    cluster_place_enter(cluster);
    if (file_open(&file, cluster->log, FILE_REFUSE_LINK, &err)) {
        int64_t start = file_size(file) - TAIL_BYTES;
        if (!file_read(file, start > 0 ? start : 0, tail, sizeof tail, &got, &err))
            got = 0;
        file_close(file);
    }
    cluster_place_leave(cluster);

    struct text rest = {tail, got}, line, failure = {0}, last = {0};
    bool more = true;
    while (text_split(&rest, '\n', &more, &line)) {
        line = text_trim(line);
        if (!text_is_empty(line))
            last = line;
        if (is_failure_line(line))
            failure = line;
    }
    text_copy_z(out, room, text_is_empty(failure) ? last : failure);
}

// A pipe that holds all of `input` already; -1 on failure.
static int pipe_with(struct text input)
{
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) < 0)
        return -1;
    bool ok = write(ends[1], input.at, input.size) == (ssize_t)input.size;
    close(ends[1]);
    if (ok)
        return ends[0];
    close(ends[0]);
    return -1;
}

bool cluster_process_run(const struct cluster *cluster, const char *const *arguments,
    struct text input, int lent, struct err *err)
{
    CHECK(input.size <= 4000); // fits into any pipe, so writing does not wait
    int in = text_is_empty(input) ? -1 : pipe_with(input);
    if (in < 0 && !text_is_empty(input))
        return err_errno(err, ERR_SYSTEM, "cannot make a pipe");
    pid_t pid;
    bool ok = cluster_process_start(cluster, arguments, in, lent, &pid, err);
    if (in >= 0)
        close(in);
    if (!ok)
        return false;
    if (wait_for(pid) == 0)
        return true;
    char words[400];
    cluster_process_last_words(cluster, words, sizeof words);
    return err_set(
        err, ERR_SYSTEM, "'%s' failed: %s (see '%s')", arguments[0], words, cluster->log);
}
