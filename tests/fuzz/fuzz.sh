#!/usr/bin/env bash
# Runs the fuzz targets one after the other, so many seconds each: fuzz.sh SECONDS [NAME...]   (make fuzz SECONDS=3600 T=x12)
# Each begins with the kept corpus, tests/fuzz/corpus/, with the valid files of tests/edi/x12_check_valid.txt, and with what
# earlier runs found worth keeping (build/fuzz/corpus/NAME/). Exit 1 when one finds something: the input that shows it is
# kept, and is replayed by running the target with its path, FUZZ_SAY=1 before it to see what is said. Put it into the kept
# corpus when the fault is mended. FUZZ_SEED=N draws the same inputs again; without it they are new ones each time.
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
# What was freed is watched up to 4 MB, not 256: memory that is always new takes a fifth of the time.
export ASAN_OPTIONS=quarantine_size_mb=4:thread_local_quarantine_size_kb=256:malloc_context_size=8
mkdir -p "$build/seeds"

# Segments with the codes that tell them apart, of each guide.
guides=(edi/grammar/[0-9]*.txt)
{
    cat tests/fuzz/x12.dict
    awk '
        /^  [A-Z][A-Z0-9]+ / { segment = $1 }
        /^    [0-9][0-9].* qualifier \[/ {
            stars = substr("****************", 1, $1 + 0)
            codes = substr($0, index($0, "[") + 1)
            while (codes !~ /\]/ && getline > 0)
                codes = codes " " $0
            sub(/\].*/, "", codes)
            gsub(/"[^"]*"/, "", codes)
            count = split(codes, code, " ")
            for (i = 1; i <= count; i++)
                if (code[i] ~ /^[A-Z0-9]+$/)
                    print "\"~" segment stars code[i] "\""
        }' "${guides[@]}" | sort -u
} > "$build/x12.dict"

# A valid file of each kind, behind the byte that says what is fed in which windows (fuzz.h): it has its heads itself.
awk -v folder="$build/seeds" '
    function finish() {
        if (segments > 0)
            printf "0%s%s", isa, id == "TA1" ? body "IEA*0*000000001~" : \
                "GS*" gs "*SENDER*RECEIVER*20260101*1200*1*X*" (version == "" ? "005010X221A1" : version) \
                "~ST*" id "*0001" (version == "" ? "" : "*" version) "~" body \
                "SE*" segments + 2 "*0001~GE*1*1~IEA*1*000000001~" > (folder "/" name)
        close(folder "/" name)
        segments = 0
        body = ""
    }
    BEGIN {
        isa = sprintf("ISA*00*%10s*00*%10s*ZZ*%-15s*ZZ*%-15s*260101*1200*^*00501*000000001*0*P*:~", "", "", \
            "SENDER", "RECEIVER")
    }
    /^#|^$/ { next }
    /^== / {
        finish()
        split(substr($0, 4), head, "|")
        id = head[2]
        name = ++count "_" id head[3]
        version = head[3]
        gs = head[4]
        next
    }
    {
        body = body $0 "~"
        segments++
    }
    END { finish() }' tests/edi/x12_check_valid.txt

code=0
sum=0
begun=$SECONDS
for name in "${names[@]}"; do
    target=$build/tests/fuzz/${name}_fuzz
    mkdir -p "$build/corpus/$name"
    # Most valid files are shorter; of longer ones the beginning is taken. Left to itself the search prefers long ones, which
    # say no more and take their time.
    case $name in
    x12 | x12_envelope) longest=1000 ;;
    *) longest=1200 ;;
    esac
    found=0
    "$target" -dict="$build/x12.dict" -max_len=$longest -timeout=20 -rss_limit_mb=2000 -entropic=0 -print_funcs=0 \
        -max_total_time="$time" -seed="${FUZZ_SEED:-0}" -print_final_stats=1 -artifact_prefix="$build/$name-" \
        "$build/corpus/$name" tests/fuzz/corpus "$build/seeds" > "$build/$name.log" 2>&1 || found=$?
    runs=$(awk '/^stat::number_of_executed_units/ { print $2 }' "$build/$name.log")
    rate=$(awk '/^stat::average_exec_per_sec/ { print $2 }' "$build/$name.log")
    sum=$((sum + ${runs:-0}))
    if [ $found = 0 ]; then
        echo "ok      $name: ${runs:-no} executions without a finding, ${rate:-0} a second"
    else
        echo "FAILED  $name: after ${runs:-?} executions; the whole of it is in $build/$name.log"
        grep -vE '^(INFO|#[0-9]+|stat::|Done)' "$build/$name.log" | tail -n 30 | cut -c 1-400 | sed 's/^/        /'
        code=1
    fi
done
echo "sum     $sum executions in $((SECONDS - begun)) s"
exit $code
