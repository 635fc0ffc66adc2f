#!/usr/bin/env bash
# Runs the tests: every program of tests/**/*_test.c, as built below $BUILD, and every script
# tests/**/*.test.sh; only those of one place when it is named: tests/run.sh edi/x12.
#
# Tests that need a database find a server in the environment, on a scratch cluster (tests/scratch.sh) that is
# started once and removed at the end. A test is known to need one by naming CLEANCLAIM_TEST_ or
# tests/database.h. One whose head says "Takes minutes" is begun first.
set -u
cd "$(dirname "$0")/.." || exit 2
export BUILD=${BUILD:-build}
place=${1:-}
deadline=${CLEANCLAIM_TEST_SECONDS:-1800} # of one test program
at_once=${CLEANCLAIM_TEST_AT_ONCE:-$(nproc)}
results=''
passed=0 failed=0 skipped=0 bad=()

# ---- Which tests

tests=()
while IFS= read -r source; do
    name=${source#tests/}
    [[ -z $place || $name == "$place"* ]] && tests+=("$source")
done <<< "$(find tests -name '*_test.c' -o -name '*.test.sh' | LC_ALL=C sort)"
if [ ${#tests[@]} = 0 ]; then
    echo "no test of that name: $place" >&2
    exit 1
fi

# ---- The scratch cluster, when one of them needs it

. tests/scratch.sh
trap 'scratch_stop; rm -rf "$results"' EXIT
trap 'exit 130' INT TERM
if grep -qE 'CLEANCLAIM_TEST_(HOST|PORT|USER|TEMPLATE)|tests/database\.h' "${tests[@]}"; then
    scratch_start "$BUILD" "$BUILD/scratch" || exit 1
fi

# ---- Running

# "passed failed skipped" from what a test printed: cmocka's closing lines, or those of tests/facts.sh.
count() {
    awk '
        /^[0-9]+ passed, [0-9]+ failed, [0-9]+ skipped$/ { p += $1; f += $3; s += $5; next }
        /^\[ *(PASSED|FAILED|SKIPPED) *\] ([^:]*: )?[0-9]+ test/ {
            kind = $2
            sub(/^\[ *[A-Z]+ *\] ([^:]*: )?/, "")
            if (kind == "PASSED") p += $1
            if (kind == "FAILED") f += $1
            if (kind == "SKIPPED") s += $1
        }
        END { print p + 0, f + 0, s + 0 }' "$1"
}

run() {
    case $1 in
    *.sh) timeout "$deadline" bash "$1" ;;
    *) timeout "$deadline" "$BUILD/${1%.c}" ;;
    esac
}

# As many at once as there are processors, the long ones first; what each printed comes when it has ended.
results=$(mktemp -d)
begin() { # number
    local code=0 start=$EPOCHSECONDS
    run "${tests[$1]}" > "$results/$1" 2>&1 < /dev/null || code=$?
    echo "$code $((EPOCHSECONDS - start))" > "$results/$1.code.new"
    mv "$results/$1.code.new" "$results/$1.code"
}
tell() { # number
    local name=${tests[$1]#tests/} code seconds p f s line
    read -r code seconds < "$results/$1.code"
    read -r p f s <<< "$(count "$results/$1")"
    if [ "$code" != 0 ] && [ "$f" = 0 ]; then
        f=1 # it crashed, or took too long, before it could count
    fi
    passed=$((passed + p)) failed=$((failed + f)) skipped=$((skipped + s))
    line=$(printf '%4d passed' "$p")
    [ "$s" != 0 ] && line+=", $s skipped"
    [ "$seconds" -lt 10 ] || line+=", $seconds s" # where the time of a whole run goes
    if [ "$f" = 0 ]; then
        printf 'ok      %-40s %s\n' "$name" "$line"
        grep -E '^(skipped|SKIP|seed )' "$results/$1" | sed 's/^/        /'
    else
        printf 'FAILED  %-40s %s, %d failed (exit %d)\n' "$name" "$line" "$f" "$code"
        # First what failed: of a long output a log may show no more than its beginning.
        grep -nE -A 8 '^(not ok|\[ *(ERROR|LINE|FAILED))' "$results/$1" | head -n 200 | sed 's/^/        /'
        echo '        ---- the whole of it'
        sed 's/^/        /' "$results/$1"
        bad+=("$name")
    fi
}
long=() short=()
for test in "${tests[@]}"; do
    if grep -q '^# Takes minutes' "$test"; then long+=("$test"); else short+=("$test"); fi
done
tests=("${long[@]}" "${short[@]}")
told=()
tell_ended() { # those of the first so many
    local n
    for ((n = 0; n < $1; n++)); do
        if [ -z "${told[n]:-}" ] && [ -e "$results/$n.code" ]; then
            told[n]=yes
            tell "$n"
        fi
    done
}
for ((i = 0; i < ${#tests[@]}; i++)); do
    begin "$i" &
    while [ "$(jobs -rp | wc -l)" -ge "$at_once" ]; do
        wait -n
        tell_ended $((i + 1))
    done
done
wait
tell_ended ${#tests[@]}

[ ${#bad[@]} = 0 ] || printf 'failed: %s\n' "${bad[@]}"
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" = 0 ]
