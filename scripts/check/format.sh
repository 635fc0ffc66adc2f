#!/usr/bin/env bash
# C files stand as clang-format leaves them (.clang-format).
. scripts/check/common.sh

if ! command -v clang-format > /dev/null; then
    printf '.clang-format\t1\ttool\tclang-format is not installed\n' | report format
    exit
fi
files '\.[ch]$' | xargs -r clang-format --dry-run -Werror 2>&1 | awk -F: '
    / error: / && !seen[$1]++ { print $1 "\t" $2 "\tformat\tnot as clang-format leaves it: run make format" }' |
    report format
