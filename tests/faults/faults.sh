#!/usr/bin/env bash
# Fails and kills a small night at every call: faults.sh [PART [SEED]]   (make faults PART=1/10 SEED=7)
# Its points, for each call to the database and to files that the night makes (claims/base/fault.h, FILE_CALL in
# jobs/file_fault.h; an upload is started by a file call):
#     db:N:fail-before db:N:refuse db:N:fail-after   the connection is lost before it, the server refuses, the reply is lost
#     file:N:fail-before file:N:fail-after           it fails unmade; it is made, and its success taken for a failure
#     any:N:kill-before                              SIGKILL before the Nth call of both kinds; the last also after it
# Between two calls nothing outside is touched, so a kill after one is the kill before the next: each instant once.
# At each point: the office as it was on the evening (database and folder), the night with that fault, a look whether no
# file is lost or half, the night again, and then books and files as after a clean night, behind every fourth point of a
# worker `check --all` too. A part K/N takes every Nth point in an order that the seed gives; all N parts of a seed together take all. Without a seed it follows from the commit, else from the
# day. PART may also be one point, which then leaves what it made to be looked at. Ends with "N passed, N failed, N
# skipped".
set -u
cd "$(dirname "$0")/../.." || exit 2
build=${BUILD:-build/faults}
case $build in /*) ;; *) build=$PWD/$build ;; esac
part=${1:-1/1} seed=${2:-}
workers=2

if [ -z "$seed" ]; then
    seed=$((16#$(git rev-parse --short=7 HEAD 2> /dev/null | cut -c 1-7 || true))) 2> /dev/null || seed=$(date +%Y%m%d)
fi
is_part() { [[ $part =~ ^[1-9][0-9]*/[1-9][0-9]*$ ]] && [ "${part%/*}" -le "${part#*/}" ]; }
is_point() { [[ $part =~ ^(db|file|any):[1-9][0-9]*:(fail-before|fail-after|refuse|kill-before|kill-after)$ ]]; }
if ! { is_part || is_point; } || [[ ! $seed =~ ^[0-9]+$ ]]; then
    echo "faults.sh [K/N | CLASS:CALL:HOW] [SEED]: not '$part' '$seed'" >&2
    exit 2
fi

# shellcheck source=tests/scratch.sh
. tests/scratch.sh
# shellcheck source=tests/faults/night.sh
. tests/faults/night.sh
night_folder
unset "${!CLEANCLAIM_TEST_@}" # a cluster of its own, which is told not to do what nobody needs here
keep=''
end() {
    trap '' INT TERM
    scratch_stop
    if [ -z "$keep" ]; then rm -rf "$folder"; else echo "left to be looked at: $folder"; fi
}
trap end EXIT
trap 'exit 130' INT TERM

stop() { # why, the output of what failed
    echo "$1" >&2
    [ -z "${2:-}" ] || cat "$2" >&2
    exit 2
}
scratch_start "$build" "$folder/scratch" || exit 2
scratch_program db psql -q -U postgres -c 'ALTER SYSTEM SET autovacuum = off' \
    -c 'ALTER SYSTEM SET synchronous_commit = off' -c 'SELECT pg_reload_conf()' > /dev/null
sql() { PGOPTIONS='-c jit=off -c client_min_messages=warning' psql -qAtX -h "$CLEANCLAIM_TEST_HOST" \
    -p "$CLEANCLAIM_TEST_PORT" -U "$CLEANCLAIM_TEST_USER" "$@"; }

place() { # its folder, its database
    printf '[data]\nfolder = var\n[database]\nhost = %s\nport = %s\nname = %s\nuser = %s\ntls = off\n' \
        "$CLEANCLAIM_TEST_HOST" "$CLEANCLAIM_TEST_PORT" "$2" "$CLEANCLAIM_TEST_USER" > "$1/cleanclaim.conf"
}

# ---- The evening, and the clean night: its calls, its end, and that the night again changes nothing

mkdir "$folder/evening" "$folder/clean"
place "$folder/evening" evening
place "$folder/clean" clean
sql -d postgres -c "CREATE DATABASE evening TEMPLATE $CLEANCLAIM_TEST_TEMPLATE"
night_prepare "$folder/evening" || stop "the office could not be set up:" "$folder/evening/log"
sql -d evening -c 'VACUUM (FREEZE, ANALYZE)' 2> /dev/null
night_statements sql -d evening

night_files "$folder/evening" | night_files_same > "$folder/evening/files"
sql -d postgres -c "CREATE DATABASE clean TEMPLATE evening"
cp -a "$folder/evening/var" "$folder/evening/uploaded" "$folder/clean/"
CLEANCLAIM_FAULT=any:0:list night_in "$folder/clean" || [ $? = 1 ] || stop "the clean night failed:" "$folder/clean/log"
# Class, number, whether it succeeded, name.
awk '/^cleanclaim: (db|file) call [0-9]+: / { n++; class[n] = $2; at[$2, $4 + 0] = n; number[n] = $4 + 0
        name[n] = substr($0, index($0, $4) + length($4)) }
    /^cleanclaim: (db|file) call [0-9]+ succeeded$/ { done[at[$2, $4]] = 1 }
    END { for (i = 1; i <= n; i++) print class[i], number[i], done[i] + 0 name[i] }' "$folder/clean/log" > "$folder/calls"
sql -d clean -f "$folder/books.sql" > "$folder/clean/books"
night_files "$folder/clean" | night_files_same > "$folder/clean/files"
night_in "$folder/clean" || [ $? = 1 ] || stop "the night again failed:" "$folder/clean/log"
cp -r "$folder/clean" "$folder/again"
sql -d clean -f "$folder/books.sql" > "$folder/again/books"
sql -d clean -f "$folder/kept.sql" > "$folder/again/kept"
night_same "$folder/again" > "$folder/different" || stop "the same night again changes something:" "$folder/different"
calls=$(wc -l < "$folder/calls")

# ---- The points of this part

points() {
    awk '{ print $1 ":" $2 ":fail-before"; if ($3) print $1 ":" $2 ":fail-after"
        if ($1 == "db") print $1 ":" $2 ":refuse"; print "any:" NR ":kill-before" } END { print "any:" NR ":kill-after" }' "$folder/calls"
}
if is_part; then
    # In the order of numbers drawn by the seed (Park and Miller's generator: the same in every awk).
    points | awk -v seed="$seed" 'BEGIN { x = seed % 2147483646 + 1; for (i = 0; i < 20; i++) x = x * 16807 % 2147483647 }
        { x = x * 16807 % 2147483647; print x " " $0 }' | sort -n | cut -d ' ' -f 2 |
        awk -v k="${part%/*}" -v n="${part#*/}" '(NR - 1) % n == k - 1' > "$folder/points"
else
    echo "$part" > "$folder/points"
    keep=yes
fi
number=$(wc -l < "$folder/points")
echo "seed $seed, part $part: $number of $(points | wc -l) points at $calls calls, $(grep -c ^db "$folder/calls") to the" \
    "database and $(grep -c ^file "$folder/calls") to files"

# ---- A worker: takes each $workers-th point, in a place of its own

tell() { # SQL, for psql that keeps running; what it answers, which is nothing but errors, to $answer
    local line
    answer=''
    printf '%s\n\\echo :told:\n' "$1" >&"${PSQL[1]}"
    while IFS= read -r line <&"${PSQL[0]}" && [ "$line" != :told: ]; do answer+=$line$'\n'; done
}

# The fault must have struck: its line is in the log, and the process was killed or gave up. A night goes on without
# an upload, and without knowing a folder's file system.
struck() { # point, exit code; says what is wrong
    local line how=${1##*:}
    [[ $'\n'$(< "$dir/fault.log") =~ $'\n'"cleanclaim: $how at "[^$'\n']+ ]] || {
        echo "the fault did not strike (exit code $2)"
        return 1
    }
    line=${BASH_REMATCH[0]}
    case $how:$2 in
    kill-*:137 | fail-*:2 | refuse:2) return 0 ;;
    esac
    case $line in
    *'spawn(child, &actions, words)' | *'read(fd, window, sizeof window)') [ "$2" = 1 ] && return 0 ;;
    *'stat(path, &file_system)' | *'realpath(path, out) != NULL ? 0 : -1') [ "$2" = 1 ] && return 0 ;;
    *' floor/unlock') [ "$2" = 1 ] && return 0 ;; # the lock ends with the connection
    esac
    echo "exit code $2 after: ${line#*cleanclaim: }"
    return 1
}

try() { # point; says what is wrong
    local code=0
    tell "DROP DATABASE IF EXISTS $name WITH (FORCE);
        CREATE DATABASE $name TEMPLATE evening STRATEGY file_copy;"
    [ -z "$answer" ] || {
        echo "the database could not be made: $answer"
        return 1
    }
    rm -rf "${dir:?}/var" "$dir/uploaded"
    cp -a "$folder/evening/var" "$folder/evening/uploaded" "$dir/"
    CLEANCLAIM_FAULT=$1 night_in "$dir" || code=$?
    mv "$dir/log" "$dir/fault.log"
    struck "$1" "$code" || return 1
    [ "$code" -le 1 ] || night_sound "$dir" || return 1
    code=0
    night_in "$dir" || code=$?
    [ "$code" -le 1 ] || {
        echo "the night again: exit code $code"
        cat "$dir/log"
        return 1
    }
    tell "\\c $name
        \\o $dir/books
        \\i $folder/books.sql
        \\o $dir/kept
        \\i $folder/kept.sql
        \\o"
    at=$name
    [ -z "$answer" ] || {
        echo "the books could not be read: $answer"
        return 1
    }
    night_same "$dir"
}

work() { # number of the worker, from 0
    dir=$folder/w$1 at=''
    local point passed=0 failed=0 done=0
    mkdir "$dir"
    coproc PSQL { PGOPTIONS='-c jit=off -c client_min_messages=warning' exec psql -qAtX \
        -h "$CLEANCLAIM_TEST_HOST" -p "$CLEANCLAIM_TEST_PORT" -U "$CLEANCLAIM_TEST_USER" -d postgres 2>&1; }
    while read -r point; do
        # Two databases by turns: psql makes one while it is connected to the other.
        name=w$1_a
        [ "$at" != "$name" ] || name=w$1_b
        place "$dir" "$name"
        # No subshell: it remembers where psql is.
        if try "$point" > "$dir/why" 2> /dev/null; then
            passed=$((passed + 1))
        else
            failed=$((failed + 1))
            echo "not ok $point (make faults PART=$point)"
            sed 's/^/    /' "$dir/why"
        fi
        echo "$passed $failed" > "$dir/counts"
        done=$((done + 1))
        if [ "$1" = 0 ] && [ $((done % 25)) = 0 ]; then
            echo "faults: about $((done * workers)) of $number, $failed failed in this half"
        fi
    done < <(awk -v k="$1" -v n="$workers" 'NR % n == k' "$folder/points")
}
for ((k = 0; k < workers; k++)); do work "$k" & done
wait
read -r passed failed < <(cat "$folder"/w*/counts | awk '{ p += $1; f += $2 } END { print p, f }')
[ $((passed + failed)) = "$number" ] || failed=$((failed + 1))
echo "$passed passed, $failed failed, 0 skipped"
[ "$failed" = 0 ]
