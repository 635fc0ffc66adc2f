# What the checks share; to be sourced, in the project's folder. A check finds what is wrong as lines of
#     FILE <tab> LINE <tab> KEY <tab> SENTENCE
# and pipes them into `report NAME`. KEY is the word by which scripts/check/exceptions.txt can allow it.
# shellcheck shell=bash
set -euo pipefail
export LC_ALL=C
build=${BUILD:-build}

# The rooms of the house, as a pattern for the beginning of a path.
# shellcheck disable=SC2034
rooms='^(claims/base|claims|edi|rules|sql|jobs|cli)/'

# Files whose path matches: those that git knows or could be told of; without git, all but what is built.
files() {
    if [ "$(git rev-parse --show-toplevel 2> /dev/null)" = "$(pwd -P)" ]; then
        git ls-files --cached --others --exclude-standard
    else
        find . \( -name .git -o -path ./build -o -path ./var \) -prune -o -type f -print | sed 's|^\./||'
    fi | grep -E -- "$1" | sort | while IFS= read -r file; do
        [ ! -f "$file" ] || printf '%s\n' "$file"
    done
}

# The code of the files whose path matches, without comments and strings: FILE, LINE, CODE (bare.c).
code() {
    make_bare
    files "$1" | xargs -r "$build/check/bare"
}

make_bare() {
    [ "$build/check/bare" -nt scripts/check/bare.c ] && return
    mkdir -p "$build/check"
    gcc -std=c17 -O1 -Wall -Wextra -Werror -o "$build/check/bare.$$" scripts/check/bare.c
    mv "$build/check/bare.$$" "$build/check/bare"
}

# Prints FILE:LINE: SENTENCE for what is no exception, and each exception that nothing needs any more;
# false when there was any.
report() {
    awk -v check="$1" -v list=scripts/check/exceptions.txt '
        BEGIN {
            FS = "[ \t]+"
            while ((getline < list) > 0) {
                no++
                if ($1 == check) { count++; path[count] = $2; key[count] = $3; line[count] = no }
            }
            FS = "\t"
        }
        {
            for (i = 1; i <= count; i++)
                if (key[i] == $3 && (path[i] == $1 || path[i] ~ /\/$/ && index($1, path[i]) == 1)) {
                    used[i] = 1
                    next
                }
            print $1 ":" $2 ": " $4
            bad = 1
        }
        END {
            for (i = 1; i <= count; i++)
                if (!used[i]) {
                    print list ":" line[i] ": nothing needs this exception any more"
                    bad = 1
                }
            exit bad
        }'
}
