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

#define WORDS_MAX        32
#define RECEIPT_BYTES    4000
#define DEADLINE_SECONDS 600

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

// 0, or -1 with errno.
static int spawn(pid_t *child, const posix_spawn_file_actions_t *actions, char *words[])
{
    errno = posix_spawnp(child, words[0], actions, NULL, words, environ);
    return errno == 0 ? 0 : -1;
}

static bool upload_start(char *words[], int output[2], pid_t *child, struct err *err)
{
    posix_spawn_file_actions_t actions;
    if (pipe2(output, O_CLOEXEC) != 0)
        return err_errno(err, ERR_SYSTEM, "upload command");
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

// Reads what the command prints until it closes its output. False when the deadline passed.
static bool upload_output(int fd, char *into, size_t *size)
{
    int64_t deadline = seconds_now() + DEADLINE_SECONDS;
    for (;;) {
        struct pollfd wait = {.fd = fd, .events = POLLIN};
        int64_t left = deadline - seconds_now();
        if (left <= 0)
            return false;
        int ready = poll(&wait, 1, (int)left * 1000);
        if (ready < 0 && errno == EINTR)
            continue;
        if (ready <= 0)
            return false;
        char window[1024];
        int64_t got = FILE_CALL(read(fd, window, sizeof window));
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return true;
        size_t take = (size_t)got < RECEIPT_BYTES - *size ? (size_t)got : RECEIPT_BYTES - *size;
        memcpy(into + *size, window, take);
        *size += take;
    }
}

bool upload(struct text command, const char *path, struct arena *arena, struct text *receipt,
    struct err *err)
{
    char *words[WORDS_MAX + 2];
    int output[2];
    pid_t child;
    if (!upload_words(command, path, arena, words, err) ||
        !upload_start(words, output, &child, err))
        return false;
    char *text = arena_take(arena, RECEIPT_BYTES + 1);
    size_t size = 0;
    bool in_time = upload_output(output[0], text, &size);
    close(output[0]);
    if (!in_time)
        kill(child, SIGKILL);
    int status = 0;
    while (waitpid(child, &status, 0) < 0 && errno == EINTR)
        continue;
    for (size_t i = 0; i < size; i++)
        if ((unsigned char)text[i] < 0x20 || (unsigned char)text[i] > 0x7e)
            text[i] = ' ';
    *receipt = text_trim((struct text){text, size});
    if (!in_time)
        return err_set(err, ERR_SYSTEM,
            "upload of %s: no end within %d seconds; tried again in the next run", path,
            DEADLINE_SECONDS);
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
        return true;
    return err_set(err, ERR_SYSTEM,
        "upload of %s failed (%s %d): %.*s; tried again in the next run", path,
        WIFEXITED(status) ? "exit code" : "signal",
        WIFEXITED(status) ? WEXITSTATUS(status) : WTERMSIG(status),
        (int)(receipt->size < 200 ? receipt->size : 200), receipt->at);
}
