#!/usr/bin/env bash
# Speed of a night: bench.sh [CLAIMS]   (make bench CLAIMS=100000)
# Two nights of CLAIMS claims of three lines each, one after the other in the same database, and the answers of rehearsed
# payers. A night: acks, remit (the answers to the claims of the night before come first), intake, build, submit,
# reconcile, report. So that answers are in the sum, the acks and remit of a night's claims are counted with that night.
#
# Each figure stands beside what it is compared with, measured in the same run on the same server: COPY of the same
# encounter set from its files into plain tables of text columns without keys, as psql does it. Memory is the peak
# of our process (VmHWM), not of the server. `rehearse` plays the payers: it is shown, and is no part of a night.
# Nothing here fails because of a time.
set -euo pipefail
cd "$(dirname "$0")/../.."
build=${BUILD:-build}
case $build in /*) ;; *) build=$PWD/$build ;; esac
claims=${1:-100000}
folder=$build/bench
program=$build/cleanclaim

run() { "$program" -q -c "$folder/cleanclaim.conf" "$@"; }
ask() { PGOPTIONS="-c client_min_messages=warning" run db psql -XqtA -v ON_ERROR_STOP=1 -c "$1"; }
now() { echo "${EPOCHREALTIME/[.,]/}"; } # microseconds
cleanup() { run db destroy --yes > /dev/null 2>&1 || true; rm -rf "$folder"; }

# Runs one job; sets `took` (microseconds) and `memory` (KiB).
declare -A seconds=() peak=()
measure() { # night, step, moment
    local start pid kib code=0
    start=$(now)
    "$program" -q -c "$folder/cleanclaim.conf" "$2" --as-of "$3" > "$folder/$2.out" 2>&1 &
    pid=$!
    peak[$1,$2]=0
    while kib=$(awk '/^VmHWM/ { print $2 }' "/proc/$pid/status" 2> /dev/null) && [ -n "$kib" ]; do
        peak[$1,$2]=$kib
        sleep 0.05
    done
    wait "$pid" || code=$?
    seconds[$1,$2]=$(($(now) - start))
    if [ "$code" -gt 1 ]; then
        cat "$folder/$2.out" >&2
        echo "bench: $2 ended with exit code $code" >&2
        exit 1
    fi
    printf '  %-10s %8.1f s\n' "$2" "$(seconds_of "${seconds[$1,$2]}")" >&2
}
seconds_of() { awk -v us="$1" 'BEGIN { printf "%.1f", us / 1000000 }'; }

# COPY of the five files of a set into plain tables; microseconds.
copy_rate() { # folder of a set
    local file columns start
    for file in "$1"/*.csv; do
        columns=$(head -n 1 "$file" | sed 's/,/ text, /g')
        ask "DROP TABLE IF EXISTS bench_$(basename "$file" .csv); CREATE TABLE bench_$(basename "$file" .csv) ($columns text)"
    done
    start=$(now)
    for file in "$1"/*.csv; do
        ask "\\copy bench_$(basename "$file" .csv) FROM '$file' (FORMAT csv, HEADER)"
    done
    copied=$(($(now) - start))
    copied_rows=$(awk 'FNR > 1 { n++ } END { print n }' "$1"/*.csv)
    for file in "$1"/*.csv; do
        ask "DROP TABLE bench_$(basename "$file" .csv)"
    done
}

steps=(intake build submit acks remit reconcile report)
night() { # number, day, day of the answers, first number of its encounters
    echo "night $1: $claims claims of 3 lines" >&2
    tests/bench/generate.sh "$claims" "$folder/set" "$2" "$4"
    copy_rate "$folder/set"
    copy[$1]=$copied copy_rows[$1]=$copied_rows
    mkdir -p "$folder/var/inbox/encounters"
    mv "$folder/set" "$folder/var/inbox/encounters/night$1"
    for step in intake build submit; do
        measure "$1" "$step" "$2 02:00"
    done
    measure "$1" rehearse "$2 12:00"
    for step in acks remit reconcile report; do
        measure "$1" "$step" "$3 02:00"
    done
}

trap cleanup EXIT
trap 'exit 130' INT TERM
cleanup
mkdir -p "$folder"
printf '[data]\nfolder = var\n' > "$folder/cleanclaim.conf"
run db start > /dev/null 2>&1
run db migrate > /dev/null 2>&1
cp -r fixtures/org/demo "$folder/org"
cp tests/bench/scenarios.csv "$folder/org/rehearsal_scenarios.csv"
run org load "$folder/org" > /dev/null

declare -A copy=() copy_rows=()
night 1 2026-11-20 2026-11-21 1
night 2 2026-11-22 2026-11-23 $((claims + 1))

# ---- The table
echo
printf '%d claims of 3 lines a night, %s, PostgreSQL %s, %d processors\n' "$claims" "$(run --version | head -n 1)" \
    "$(ask 'SHOW server_version' | cut -d ' ' -f 1)" "$(nproc)"
for n in 1 2; do
    awk -v us="${copy[$n]}" -v rows="${copy_rows[$n]}" -v claims="$claims" -v n="$n" 'BEGIN {
        printf "night %d: COPY of the same encounter set: %.1f s, %d rows/s, %d claims/s\n", n, us / 1e6, rows * 1e6 / us, claims * 1e6 / us }'
done
echo
printf '%-10s | %8s %9s %8s %7s | %8s %9s %8s %7s | %6s\n' step 'night 1' 'claims/s' 'of COPY' 'peak' 'night 2' 'claims/s' 'of COPY' 'peak' 'ratio'
printf '%-10s | %8s %9s %8s %7s | %8s %9s %8s %7s | %6s\n' '' seconds '' '' MB seconds '' '' MB '2 to 1'
line() { # name, microseconds of night 1 and 2, KiB of both
    awk -v name="$1" -v a="$2" -v b="$3" -v p="$4" -v q="$5" -v claims="$claims" -v c="${copy[1]}" -v d="${copy[2]}" 'BEGIN {
        printf "%-10s | %8.1f %9d %7.1f%% %7d | %8.1f %9d %7.1f%% %7d | %6.2f\n", name, a / 1e6, claims * 1e6 / a, 100 * c / a,
            p / 1024, b / 1e6, claims * 1e6 / b, 100 * d / b, q / 1024, b / a }'
}
total1=0 total2=0 most1=0 most2=0
for step in "${steps[@]}"; do
    line "$step" "${seconds[1,$step]}" "${seconds[2,$step]}" "${peak[1,$step]}" "${peak[2,$step]}"
    total1=$((total1 + seconds[1,$step])) total2=$((total2 + seconds[2,$step]))
    [ "${peak[1,$step]}" -lt "$most1" ] || most1=${peak[1,$step]}
    [ "${peak[2,$step]}" -lt "$most2" ] || most2=${peak[2,$step]}
done
line 'whole night' "$total1" "$total2" "$most1" "$most2"
line '(rehearse)' "${seconds[1,rehearse]}" "${seconds[2,rehearse]}" "${peak[1,rehearse]}" "${peak[2,rehearse]}"
echo
ask "SELECT string_agg(state || ' ' || n, ', ' ORDER BY n DESC) FROM (
    SELECT state, count(*) AS n FROM claim GROUP BY state) s" | sed 's/^[0-9]* claims: /claims at the end: /'
ask "SELECT 'payments: ' || count(*) || ' posted, ' || to_char(sum(amount) / 100.0, 'FM999999999990.00') || ' dollars' FROM payment WHERE state = 'posted'"
if run check --all > "$folder/check.out"; then echo "check --all: every invariant holds"; else cat "$folder/check.out"; fi
