#!/usr/bin/env bash
# Calls and types that are banned: they overflow, hide errors, share state or round money. (Arrays of
# variable length are an error of the compiler already: -Wvla.)
. scripts/check/common.sh
calls='
    atoi atol atoll atof | text_to_i64, which knows an error from a zero
    strtol strtoll strtoul strtoull strtoimax strtoumax | text_to_i64, which knows an error from a zero
    strtod strtof strtold | integers: money is cents, quantities are thousandths
    scanf sscanf fscanf vsscanf | a parser with limits
    sprintf vsprintf | snprintf or buf_format
    strcpy stpcpy strcat strncpy stpncpy strncat | buf or struct text
    strtok strtok_r strsep | slices of struct text
    gets | jobs/file.h
    localtime localtime_r gmtime gmtime_r ctime ctime_r asctime asctime_r | claims/base/date.h
    mktime timegm strftime strptime | claims/base/date.h
    alloca | an arena
    setjmp sigsetjmp longjmp siglongjmp | a return value
    system popen | fork and exec with a list of arguments: no shell
    rand srand random srandom rand_r drand48 | claims/base/digest.h, or a seed that is written down
'
# Tests and tools may compute as they like.
types='float double'

code '\.([ch]|def)$' | awk -F '\t' -v calls="$calls" -v types="$types" '
    BEGIN {
        rows = split(calls, row, "\n")
        for (i = 1; i <= rows; i++) {
            split(row[i], half, " [|] ")
            n = split(half[1], word, " ")
            for (k = 1; k <= n; k++) instead[word[k]] = half[2]
        }
        n = split(types, word, " ")
        for (i = 1; i <= n; i++) is_type[word[i]] = 1
    }
    $3 ~ /^ *# *include/ { next }
    {
        before = ""
        rest = $3
        while (match(rest, /[A-Za-z_][A-Za-z0-9_]*/)) {
            name = substr(rest, RSTART, RLENGTH)
            before = before substr(rest, 1, RSTART - 1)
            rest = substr(rest, RSTART + RLENGTH)
            if (name in instead && rest ~ /^ *\(/ && before !~ /(->|\.) *$/)
                print $1 "\t" $2 "\t" name "\t" name " is banned: use " instead[name]
            if (name in is_type && $1 !~ /^(tests|scripts)\//)
                print $1 "\t" $2 "\t" name "\t" name " is banned: money is int64 cents"
            before = before name
        }
    }' | report calls
