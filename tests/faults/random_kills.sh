#!/usr/bin/env bash
# Kills small nights at random: random_kills.sh [N [SEED]]   (make faults RANDOM_KILLS=100 SEED=7)
# Each of N times: the office as it was on the evening, with an embedded cluster of its own; one to three nights, each
# of which is hit after a random time; then a night that is left alone, and books, files and `check --all` as after a clean
# night. What is hit, all by SIGKILL but for the third:
#     program    our process
#     server     PostgreSQL's postmaster, while its other processes live on for a moment
#     immediate  the whole server, by an immediate stop
#     both       our process, and the postmaster
# The seed gives the hits and their times, not what the machine does meanwhile; what was hit is told of each failure.
# Without a seed it is the day. Ends with "N passed, N failed, N skipped".
set -u
cd "$(dirname "$0")/../.." || exit 2
build=${BUILD:-build}
case $build in /*) ;; *) build=$PWD/$build ;; esac
number=${1:-100} seed=${2:-$(date +%Y%m%d)}
[[ $number =~ ^[0-9]+$ && $seed =~ ^[0-9]+$ ]] || {
    echo "random_kills.sh [N [SEED]]: not '$number' '$seed'" >&2
    exit 2
}

# shellcheck source=tests/faults/night.sh
. tests/faults/night.sh
night_folder
place=$folder/night
sql() { (cd "$place" && exec "$program" -q -c cleanclaim.conf db psql -XqAt "$@") 2>&1; }
end() {
    trap '' INT TERM
    run_in "$place" db destroy --yes
    rm -rf "$folder"
}
trap end EXIT
trap 'exit 130' INT TERM
stop() { # why, the output of what failed
    echo "$1" >&2
    cat "$2" >&2
    exit 2
}
now() { echo "${EPOCHREALTIME/[.,]/}"; } # microseconds

# ---- The evening, and the clean night

mkdir -p "$place" "$folder/evening" "$folder/clean"
printf '[data]\nfolder = var\n' > "$place/cleanclaim.conf"
night_prepare "$place" || stop "the office could not be set up:" "$place/log"
data=$(cd "$place" && "$program" -q -c cleanclaim.conf db status | sed -n 's/^folder: *//p')/data
cp -a "$place/uploaded" "$folder/evening/"
(cd "$place" && find var -mindepth 1 -maxdepth 1 ! -name pg -print0 | xargs -0 cp -a --parents -t "$folder/evening")
night_files "$folder/evening" | night_files_same > "$folder/evening/files"
sql -U postgres -d postgres -c 'CREATE DATABASE evening TEMPLATE cleanclaim OWNER cleanclaim' > "$folder/log"
night_statements sql
books() {
    sql < "$folder/books.sql" > "$place/books"
    sql < "$folder/kept.sql" > "$place/kept"
}
start=$(now)
night_in "$place" || [ $? = 1 ] || stop "the clean night failed:" "$place/log"
whole=$((($(now) - start) / 1000)) # milliseconds
books
cp "$place/books" "$folder/clean/"
night_files "$place" | night_files_same > "$folder/clean/files"
night_same "$place" > "$folder/log" || stop "the clean night is not as it should be:" "$folder/log"
echo "seed $seed: $number nights killed at random; one takes $whole ms"

# ---- Hitting

ways=(program server immediate both)
# The postmaster, if it is one: its process works in the data folder, as nobody else does.
server_signal() { # signal
    local pid
    pid=$(head -n 1 "$data/postmaster.pid" 2> /dev/null) && [ -n "$pid" ] &&
        [ "$(readlink "/proc/$pid/cwd")" = "$data" ] && kill "-$1" "$pid" 2> /dev/null
}
hit() { # way, milliseconds; adds to $told
    local code=0 pid
    (cd "$place" && exec "$program" -q -c cleanclaim.conf night --as-of "$moment") > "$place/log" 2>&1 < /dev/null &
    pid=$!
    sleep "$(printf '%d.%03d' $(($2 / 1000)) $(($2 % 1000)))"
    case $1 in program | both) kill -KILL "$pid" 2> /dev/null ;; esac
    case $1 in
    server | both) server_signal KILL ;;
    immediate) server_signal QUIT ;;
    esac
    wait "$pid" || code=$?
    told+=" $1 after $2 ms (exit code $code)"
}

try() { # says what is wrong
    local code=0 i
    { # file_copy: with wal_log the copies of sequences go back when the server is killed (PostgreSQL 15)
        sql -U postgres -d postgres -c 'DROP DATABASE IF EXISTS cleanclaim WITH (FORCE)' \
            -c 'CREATE DATABASE cleanclaim TEMPLATE evening OWNER cleanclaim STRATEGY file_copy' > "$folder/log" && [ ! -s "$folder/log" ]
    } || {
        cat "$folder/log"
        return 1
    }
    (cd "$place" && find var -mindepth 1 -maxdepth 1 ! -name pg -print0 | xargs -0 rm -rf uploaded)
    cp -a "$folder/evening/." "$place/"
    for ((i = 0; i < ${#delays[@]}; i++)); do hit "${hits[i]}" "${delays[i]}"; done
    night_sound "$place" || return 1
    night_in "$place" || code=$?
    [ "$code" -le 1 ] || {
        echo "the night after it: exit code $code"
        cat "$place/log"
        return 1
    }
    books
    same_seen=0 # the checks behind each
    night_same "$place"
}

RANDOM=$seed
passed=0 failed=0
for ((n = 1; n <= number; n++)); do
    hits=() delays=() told=''
    for ((i = RANDOM % 3; i >= 0; i--)); do
        hits+=("${ways[RANDOM % 4]}")
        # A night behind a killed server takes longer: it starts the server first.
        delays+=($(((RANDOM * 32768 + RANDOM) % (whole + 200 + (${#hits[@]} > 1 ? 1000 : 0)))))
    done
    # Here, not in a subshell: what is told must come back.
    if try > "$folder/why" 2> /dev/null; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        printf 'not ok %d of seed %d:%s\n' "$n" "$seed" "$told"
        sed 's/^/    /' "$folder/why"
    fi
    [ $((n % 25)) != 0 ] || echo "random kills: $n of $number, $failed failed"
done
echo "$passed passed, $failed failed, 0 skipped"
[ "$failed" = 0 ]
