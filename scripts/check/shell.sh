#!/usr/bin/env bash
# All scripts, known by name or by their first line, pass shellcheck.
. scripts/check/common.sh

scripts() {
    files '\.sh$'
    files '(^|/)[^.]*$' | xargs -r awk 'FNR == 1 && /^#!.*[\/ ](ba|da)?sh( |$)/ { print FILENAME }'
}

if ! command -v shellcheck > /dev/null; then
    printf 'Makefile\t1\ttool\tshellcheck is not installed\n' | report shell
    exit
fi
# SC2317: functions that a test gives to fact by name look as if nothing called them.
{ scripts | xargs -r shellcheck --shell=bash --exclude=SC2317 --external-sources --format=gcc || true; } | awk '
    match($0, /^[^:]*:[0-9]*:[0-9]*: /) {
        split($0, part, ":")
        code = $NF
        gsub(/[][]/, "", code)
        print part[1] "\t" part[2] "\t" code "\t" substr($0, RLENGTH + 1)
    }' | sort -u | report shell
