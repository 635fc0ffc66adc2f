#!/usr/bin/env bash
# Runs the fuzz targets one after the other: fuzz.sh SECONDS [NAME...]   (make fuzz SECONDS=3600 T=x12)
# Each begins with the kept corpus, tests/fuzz/corpus/, and with what earlier runs found worth keeping
# (build/fuzz/corpus/NAME/). Exit 1 when one finds something: the input that shows it is kept, and is replayed by
# running the target with its path. Put it into the kept corpus when the fault is mended. FUZZ_SEED=N draws the same inputs
# again; without it they are new ones each time.
set -euo pipefail
cd "$(dirname "$0")/../.."
build=${BUILD:-build/fuzz}
time=${1:-60}
shift || true
names=("$@")
if [ ${#names[@]} = 0 ]; then
    for target in tests/fuzz/*_fuzz.c; do
        name=${target##*/}
        names+=("${name%_fuzz.c}")
    done
fi
export ASAN_OPTIONS=detect_leaks=0 # readers live as long as the process
code=0
for name in "${names[@]}"; do
    target=$build/tests/fuzz/${name}_fuzz
    mkdir -p "$build/corpus/$name"
    found=0
    "$target" -dict=tests/fuzz/x12.dict -max_len=4000 -timeout=20 -rss_limit_mb=2000 \
        -max_total_time="$time" -seed="${FUZZ_SEED:-0}" -print_final_stats=1 -artifact_prefix="$build/$name-" \
        "$build/corpus/$name" tests/fuzz/corpus > "$build/$name.log" 2>&1 || found=$?
    runs=$(awk '/^stat::number_of_executed_units/ { print $2 }' "$build/$name.log")
    if [ $found = 0 ]; then
        echo "ok      $name: ${runs:-no} executions without a finding"
    else
        echo "FAILED  $name: after ${runs:-?} executions; the whole of it is in $build/$name.log"
        grep -vE '^(INFO|#[0-9]+|stat::|Done)' "$build/$name.log" | tail -n 30 | cut -c 1-400 | sed 's/^/        /'
        code=1
    fi
done
exit $code
