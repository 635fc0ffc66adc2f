#!/usr/bin/env bash
# Proves what a machine can see of the source: scripts/check.sh [NAME...], all checks or those named. Each is a
# script of its own, scripts/check/NAME.sh, that says in its head what it holds. Prints a line for each check and
# below it what is wrong as FILE:LINE: sentence; a check that only warns stays ok. Exit 1 when one failed.
# One more check: its script, its name in the list below, and a violation in tests/check/check.test.sh.
set -u
cd "$(dirname "$0")/.." || exit 2
export BUILD=${BUILD:-build}
all='arrows libraries calls outside headers rooms text format shell secrets codes sql statements tables'
read -r -a checks <<< "${*:-$all}"
for check in "${checks[@]}"; do
    if [ ! -f "scripts/check/$check.sh" ]; then
        echo "no check of that name: $check (there are: $all)" >&2
        exit 2
    fi
done
output=$(mktemp -d)

. tests/scratch.sh
trap 'scratch_stop; rm -rf "$output"' EXIT
trap 'exit 130' INT TERM
if [[ " ${checks[*]} " =~ \ (statements|tables)\  ]]; then
    scratch_start "$BUILD" "$BUILD/check/scratch" || exit 2
fi

run() {
    bash "scripts/check/$1.sh" > "$output/$1" 2>&1 || echo "$1" >> "$output/failed"
}
for check in "${checks[@]}"; do
    run "$check" &
    [ "$(jobs -rp | wc -l)" -lt 2 ] || wait -n
done
wait

touch "$output/failed"
for check in "${checks[@]}"; do
    if grep -qx "$check" "$output/failed"; then
        echo "FAILED  $check"
    else
        echo "ok      $check"
    fi
    sed 's/^/        /' "$output/$check"
done
[ ! -s "$output/failed" ]
