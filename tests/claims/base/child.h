// child: runs a piece of a test in a process of its own, to see how it ends and what it says on
// standard error.
#ifndef TESTS_CLAIMS_BASE_CHILD_H
#define TESTS_CLAIMS_BASE_CHILD_H

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#define CHILD_SAYS 8192

// Runs `body` and returns the status as of wait(); `says` (may be NULL) holds the start of its
// standard error, which must fit into a pipe.
static inline int child_run(void (*body)(void), char says[CHILD_SAYS])
{
    fflush(stdout);
    fflush(stderr);
    int ends[2];
    if (pipe(ends) != 0)
        abort();
    pid_t child = fork();
    if (child == 0) {
        dup2(ends[1], STDERR_FILENO);
        close(ends[0]);
        close(ends[1]);
        signal(SIGABRT, SIG_DFL);
        body();
        exit(0);
    }
    close(ends[1]);
    int status = -1;
    if (child < 0 || waitpid(child, &status, 0) != child)
        abort();
    char own[CHILD_SAYS];
    char *into = says == NULL ? own : says;
    size_t size = 0;
    ssize_t got;
    while (size < CHILD_SAYS - 1 && (got = read(ends[0], into + size, CHILD_SAYS - 1 - size)) > 0)
        size += (size_t)got;
    into[size] = '\0';
    close(ends[0]);
    return status;
}

// Whether `body` stops the process as CHECK does.
static inline int child_aborts(void (*body)(void))
{
    int status = child_run(body, NULL);
    return WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT;
}

#endif
