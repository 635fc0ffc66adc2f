#!/usr/bin/env bash
# Each third-party library stands behind one module, and its header is included there only.
# Tests may use libraries as a second opinion.
. scripts/check/common.sh
modules='
    argp.h          cli/verb.c
    csv.h           claims/base/csv.c
    ini.h           jobs/config_file.c
    jansson.h       claims/base/json.c
    libpq-fe.h      sql/db.c
    openssl/        claims/base/digest.c
    sanitizer/      claims/base/arena.c
    zip.h           claims/base/zip.c
    cmocka.h        tests/
    cleanclaim-edi.h  docs/examples/
'
# What comes with the compiler and the C library.
libc=' assert ctype dirent endian errno fcntl getopt grp immintrin inttypes langinfo limits locale math netdb
    poll pwd regex sched setjmp signal spawn stdalign stdarg stdatomic stdbool stddef stdint stdio stdlib
    stdnoreturn string strings sys/capability sys/file sys/fsuid sys/ioctl sys/mman sys/prctl sys/random
    sys/resource sys/shm sys/socket sys/stat sys/statvfs sys/sysinfo sys/time sys/types sys/un
    sys/utsname sys/wait termios time unistd wchar '

code '\.[ch]$' | awk -F '\t' -v modules="$modules" -v libc="$libc" '
    function wrong(sentence) { print $1 "\t" $2 "\t" name "\t" sentence }
    BEGIN {
        n = split(modules, word, " ")
        for (i = 1; i < n; i += 2) module[word[i]] = word[i + 1]
        n = split(libc, word, " ")
        for (i = 1; i <= n; i++) is_libc[word[i] ".h"] = 1
    }
    $3 !~ /^ *# *include *</ { next }
    {
        name = $3
        sub(/^[^<]*</, "", name)
        sub(/>.*/, "", name)
        if (name in is_libc) next
        library = name
        sub(/\/.*/, "/", library)
        if (!(library in module))
            wrong("<" name "> belongs to no library that scripts/check/libraries.sh knows")
        else if (index($1, module[library]) != 1 && (library == "cmocka.h" || $1 !~ /^tests\//))
            wrong("<" name "> may be included by " module[library] " only")
        else if ($1 == module[library])
            used[library] = 1
    }
    END {
        for (library in module)
            if (module[library] ~ /\.c$/ && !(library in used))
                print "scripts/check/libraries.sh\t1\t" library "\t" module[library] " does not include <" library "> any more"
    }' | report libraries
