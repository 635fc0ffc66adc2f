#!/usr/bin/env bash
# Runs the tests: every program of tests/**/*_test.c, as built below $BUILD, and every script
# tests/**/*.test.sh; only those of one place when it is named: tests/run.sh edi/x12.
#
# Tests that need a database find a server in the environment, on a scratch cluster (tests/scratch.sh) that is
# started once and removed at the end. A test is known to need one by naming CLEANCLAIM_TEST_ or
# tests/database.h.
set -u
cd "$(dirname "$0")/.." || exit 2
export BUILD=${BUILD:-build}
place=${1:-}
deadline=${CLEANCLAIM_TEST_SECONDS:-1800} # of one test program
output=$(mktemp)
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
trap 'scratch_stop; rm -f "$output"' EXIT
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

for test in "${tests[@]}"; do
    name=${test#tests/}
    code=0
    run "$test" > "$output" 2>&1 < /dev/null || code=$?
    read -r p f s <<< "$(count "$output")"
    if [ $code != 0 ] && [ "$f" = 0 ]; then
        f=1 # it crashed, or took too long, before it could count
    fi
    passed=$((passed + p)) failed=$((failed + f)) skipped=$((skipped + s))
    line=$(printf '%4d passed' "$p")
    [ "$s" != 0 ] && line+=", $s skipped"
    if [ "$f" = 0 ]; then
        printf 'ok      %-40s %s\n' "$name" "$line"
        grep -E '^(skipped|SKIP|seed )' "$output" | sed 's/^/        /'
    else
        printf 'FAILED  %-40s %s, %d failed (exit %d)\n' "$name" "$line" "$f" "$code"
        sed 's/^/        /' "$output"
        bad+=("$name")
    fi
done

[ ${#bad[@]} = 0 ] || printf 'failed: %s\n' "${bad[@]}"
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" = 0 ]
