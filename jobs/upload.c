#include "jobs/upload.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "jobs/file_fault.h"

#define WORDS_MAX         32
#define RECEIPT_BYTES     4000
#define TICK_MILLISECONDS 50

extern char **environ;

// The command's words and the path, ended by NULL.
static bool upload_words(struct text command, const char *path, struct arena *arena,
    char *words[WORDS_MAX + 2], struct err *err)
{
    struct text word;
    bool more = true;
    size_t count = 0;
    while (text_split(&command, ' ', &more, &word)) {
        if (text_is_empty(word))
            continue;
        if (count == WORDS_MAX)
            return err_set(err, ERR_CONFIG, "upload command: more than %d words", WORDS_MAX);
        words[count++] = (char *)arena_copy(arena, word).at;
    }
    if (count == 0)
        return err_set(err, ERR_CONFIG, "upload command: it is empty");
    words[count++] = (char *)arena_copy(arena, text_of(path)).at;
    words[count] = NULL;
    return true;
}

// In a process group of its own, so that all it starts can be ended with it. 0, or -1 with errno.
static int spawn(pid_t *child, const posix_spawn_file_actions_t *actions, char *words[])
{
    posix_spawnattr_t attributes;
    sigset_t usual;
    sigemptyset(&usual);
    sigaddset(&usual, SIGPIPE); // we ignore it
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF);
    posix_spawnattr_setpgroup(&attributes, 0);
    posix_spawnattr_setsigdefault(&attributes, &usual);
    errno = posix_spawnp(child, words[0], actions, &attributes, words, environ);
    posix_spawnattr_destroy(&attributes);
    return errno == 0 ? 0 : -1;
}

static bool upload_start(char *words[], int output[2], pid_t *child, struct err *err)
{
    posix_spawn_file_actions_t actions;
    if (pipe2(output, O_CLOEXEC) != 0)
        return err_errno(err, ERR_SYSTEM, "upload command");
    (void)fcntl(output[0], F_SETFL, O_NONBLOCK); // of our end alone
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&actions, output[1], 1);
    posix_spawn_file_actions_adddup2(&actions, output[1], 2);
    bool started = FILE_CALL(spawn(child, &actions, words)) == 0;
    int failed = errno;
    posix_spawn_file_actions_destroy(&actions);
    close(output[1]);
    if (started)
        return true;
    close(output[0]);
    errno = failed;
    return err_errno(err, ERR_SYSTEM, "upload command '%s' cannot be started", words[0]);
}

static int64_t seconds_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec;
}

// What the command has printed by now. False when it has closed its output.
static bool upload_read(int fd, char *into, size_t *size)
{
    for (;;) {
        char window[1024];
        int64_t got = FILE_CALL(read(fd, window, sizeof window));
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return got < 0 && errno == EAGAIN;
        size_t take = (size_t)got < RECEIPT_BYTES - *size ? (size_t)got : RECEIPT_BYTES - *size;
        memcpy(into + *size, window, take);
        *size += take;
    }
}

// Waits for the command's end, whatever it does with its output meanwhile: it may close it and work
// on, or end and leave it open to what it started. False when the deadline passed; all that it
// started is ended then.
static bool upload_wait(pid_t child, int fd, int64_t seconds, char *into, size_t *size, int *status)
{
    int64_t deadline = seconds_now() + seconds;
    bool open = true;
    for (;;) {
        struct pollfd wait = {.fd = open ? fd : -1, .events = POLLIN};
        poll(&wait, 1, TICK_MILLISECONDS);
        bool ended = waitpid(child, status, WNOHANG) == child;
        open = open && upload_read(fd, into, size);
        if (ended)
            return true;
        if (seconds_now() >= deadline) {
            kill(-child, SIGKILL);
            while (waitpid(child, status, 0) < 0 && errno == EINTR)
                continue;
            return false;
        }
    }
}

bool upload(struct text command, const char *path, int64_t seconds, struct arena *arena,
    struct text *receipt, struct err *err)
{
    char *words[WORDS_MAX + 2];
    int output[2];
    pid_t child;
    *receipt = (struct text){0};
    if (!upload_words(command, path, arena, words, err) ||
        !upload_start(words, output, &child, err))
        return false;
    char *text = arena_take(arena, RECEIPT_BYTES + 1);
    size_t size = 0;
    int status = 0;
    bool in_time = upload_wait(child, output[0], seconds, text, &size, &status);
    close(output[0]);
    for (size_t i = 0; i < size; i++)
        if ((unsigned char)text[i] < 0x20 || (unsigned char)text[i] > 0x7e)
            text[i] = ' ';
    *receipt = text_trim((struct text){text, size});
    if (!in_time)
        return err_set(err, ERR_SYSTEM,
            "upload of %s: no end within %lld seconds; tried again in the next run", path,
            (long long)seconds);
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
        return true;
    // What it printed may hold anything: it is kept, not logged.
    return err_set(err, ERR_SYSTEM,
        "upload of %s failed (%s %d); tried again in the next run. What it printed: cleanclaim "
        "status --json",
        path, WIFEXITED(status) ? "exit code" : "signal",
        WIFEXITED(status) ? WEXITSTATUS(status) : WTERMSIG(status));
}
