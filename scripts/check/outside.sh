#!/usr/bin/env bash
# Files, clock, environment and processes are touched in jobs and cli only; the other rooms get bytes and
# dates as arguments, so that each run can be repeated.
. scripts/check/common.sh
calls='
    open openat openat2 creat fopen fdopen freopen tmpfile mkstemp mkostemp mkdtemp close fclose
    read write pread pwrite readv writev preadv pwritev fread fwrite fgets fgetc getc getchar getline
    getdelim ungetc fputs fputc putc puts putchar printf vprintf fprintf vfprintf dprintf vdprintf
    perror fflush fsync fdatasync ftruncate truncate mmap munmap sendfile splice copy_file_range
    stat lstat fstat fstatat statx access faccessat rename renameat renameat2 unlink unlinkat remove
    rmdir mkdir mkdirat opendir fdopendir readdir closedir scandir nftw ftw glob realpath readlink
    readlinkat symlink link linkat chmod fchmod chown fchown chdir fchdir getcwd umask statvfs flock
    time clock clock_gettime gettimeofday timespec_get nanosleep clock_nanosleep sleep usleep alarm
    getenv secure_getenv setenv putenv unsetenv clearenv getpid getuid geteuid gethostname getpwuid
    fork vfork execv execve execvp execl execlp posix_spawn waitpid wait kill raise signal sigaction
    socket connect bind listen accept isatty ioctl syslog openlog
    getrandom getentropy RAND_bytes RAND_priv_bytes
'
code "$rooms.*\.([ch]|def)\$" | awk -F '\t' -v calls="$calls" '
    BEGIN {
        n = split(calls, word, " ")
        for (i = 1; i <= n; i++) banned[word[i]] = 1
    }
    $1 ~ /^(jobs|cli)\// || $3 ~ /^ *# *include/ { next }
    {
        rest = $3
        before = ""
        while (match(rest, /[A-Za-z_][A-Za-z0-9_]*/)) {
            name = substr(rest, RSTART, RLENGTH)
            before = before substr(rest, 1, RSTART - 1)
            rest = substr(rest, RSTART + RLENGTH)
            if (name in banned && rest ~ /^ *\(/ && before !~ /(->|\.) *$/)
                print $1 "\t" $2 "\t" name "\t" name " touches what is outside: only jobs and cli may"
            before = before name
        }
    }' | report outside
